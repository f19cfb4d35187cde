"""Tocsin's core: reading reports, warning, levels, orders and alerts, as a plain library.

Nothing here reads a clock, a database, the network or the environment: time, randomness and bytes are
arguments, so every decision can be replayed.
"""

__version__ = "0.1.0"
