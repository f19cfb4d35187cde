"""The past, replayed day by day with what was known on each day."""

from tocsin.forewarn.backtest.asof import NONE, AsOf, History, Settled, end_of_step

__all__ = ["NONE", "AsOf", "History", "Settled", "end_of_step"]
