"""The past, replayed step by step with what was known at each."""

from tocsin.forewarn.backtest.asof import NONE, AsOf, History, Settled, end_of_step
from tocsin.forewarn.backtest.replay import Report, backtest, steps_between

__all__ = ["NONE", "AsOf", "History", "Report", "Settled", "backtest", "end_of_step", "steps_between"]
