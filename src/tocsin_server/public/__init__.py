"""What anyone may see: the level in force, alerts and feeds."""
