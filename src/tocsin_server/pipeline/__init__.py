"""The only place where stages are chained."""
