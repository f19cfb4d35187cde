"""Levels in force, the orders they cascade, and the answers of units."""
