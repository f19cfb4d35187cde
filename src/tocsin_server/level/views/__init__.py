"""The pages of levels and orders: one module for each part."""
