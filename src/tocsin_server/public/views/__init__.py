"""The pages and feeds that anyone may read."""
