"""The pages of alerts: written, looked over, let out, followed, and their templates."""
