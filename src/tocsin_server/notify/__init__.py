"""CAP alerts, their publication and delivery."""
