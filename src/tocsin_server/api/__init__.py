"""The REST API: tokens per unit, the same services as the console behind it."""
