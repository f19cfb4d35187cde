"""The next one to three months of a country or region, as samples: how many, and how likely at least 25."""

from tocsin.forewarn.forecast.learn import Learned, learn
from tocsin.forewarn.forecast.months import by_month
from tocsin.forewarn.forecast.report import GRAVE, Forecast, forecast, recompute

LEADS = (1, 2, 3)

__all__ = ["GRAVE", "LEADS", "Forecast", "Learned", "by_month", "forecast", "learn", "recompute"]
