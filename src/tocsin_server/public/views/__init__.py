"""What anyone may read, and how anyone gets alerts."""
