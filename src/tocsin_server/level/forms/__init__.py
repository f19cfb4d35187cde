"""The forms of levels, orders, plans and meetings: one module for each part."""
