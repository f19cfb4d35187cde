"""The settings of Farrington's method, original and flexible."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from tocsin.errors import BadInput


class Trend(IntEnum):
    """When the expected count may grow or shrink with time."""

    NEVER = 0
    SIGNIFICANT = 1
    """As in 1996: where the slope is significant, and no more is expected than was ever counted."""
    ALWAYS = 2
    """As in 2013: significant or not, unless more would be expected than was ever counted."""


class Bound(IntEnum):
    """How the highest usual count follows from what is expected."""

    DELTA = 0
    """A normal distribution on the scale of a power of counts, with the doubt about the mean (1996)."""
    PLUG_IN = 1
    """A quantile of the negative binomial with the estimates put in (2013)."""
    UPPER_MEAN = 2
    """The same quantile at the upper limit of the mean instead of the mean (Salmon 2016, "muan")."""


@dataclass(frozen=True, slots=True)
class Options:
    """All settings.

    `season` is the number of steps in a year, `years` how many are looked back on, at least `least_years`;
    `half_window` how many steps either side of the same step in earlier years are compared with. With
    `periods` above 1 the steps between those windows are used too, as so many equal seasons less one;
    `left_out` are the steps just before the one tested that are not used, for they may be part of what is
    to be found. Past counts whose residual is above `downweight_above` weigh less, none for infinity.
    `alpha` is the chance, one-sided, of an alarm where nothing is unusual; `power` the scale on which
    `Bound.DELTA` takes counts for normal. At least `least_cases` must have come in the last `last_steps`.
    `relative_errors` takes standard errors from squares of relative residuals, ((count - mean) / mean) ** 2,
    instead of the published dispersion: so does the R package surveillance in `farrington` and
    `farringtonFlexible`, and with it all bounds, chances and choices of a trend are the same as there.
    """

    season: float = 365.2425 / 7
    years: int = 5
    least_years: int = 3
    half_window: int = 3
    periods: int = 10
    left_out: int = 26
    trend: Trend = Trend.ALWAYS
    trend_alpha: float = 0.05
    downweight_above: float = 2.58
    alpha: float = 0.01
    bound: Bound = Bound.PLUG_IN
    power: float = 2 / 3
    least_cases: int = 5
    last_steps: int = 4
    relative_errors: bool = False

    def __post_init__(self) -> None:
        for name, good, rule in (
            ("alpha", 0 < self.alpha < 0.5, "between 0 and 0.5"),
            ("trend_alpha", 0 < self.trend_alpha < 1, "between 0 and 1"),
            ("years", self.years >= self.least_years >= 1, "no fewer than least_years, at least 1"),
            ("half_window", 0 <= 2 * self.half_window + 1 <= self.season, "so that windows do not overlap"),
            ("periods", 1 <= self.periods <= self.season - 2 * self.half_window, "at most a step each"),
            ("left_out", 0 <= self.left_out < self.season - self.half_window, "less than a year"),
            ("downweight_above", self.downweight_above > 0, "above 0"),
            ("power", 0 < self.power <= 1, "above 0 and at most 1"),
        ):
            if not good:
                raise BadInput(f"{getattr(self, name)} must be {rule}", where=name, reason="option")


ORIGINAL = Options(periods=1, left_out=0, trend=Trend.SIGNIFICANT, downweight_above=1.0, bound=Bound.DELTA)
"""Farrington 1996: the same weeks of five years, and one chance in a hundred."""

FLEXIBLE = Options()
"""Noufaily 2013: all weeks of five years but the last half year, in ten seasons."""

FLEXIBLE_MONTHLY = Options(season=12.0, half_window=1, left_out=6, last_steps=1)
"""The same for months: the month before and after, and the nine others a season each."""
