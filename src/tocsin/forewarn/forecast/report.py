"""A forecast that a person can read, and that recomputes from what it stores."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
from numpy.typing import NDArray

from tocsin.errors import BadInput
from tocsin.forewarn.forecast.learn import Learned, months_until
from tocsin.forewarn.forecast.members import MONTHS, SAMPLES, moments, pooled
from tocsin.forewarn.series import Measure, Panel, Step

# The ViEWS challenge and UCDP draw the line between no conflict and conflict here.
GRAVE = 25
NOUNS = {Measure.INCIDENTS: "incidents", Measure.KILLED: "deaths"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """What is likely in one month of one series, and all it follows from.

    `months` are the twelve (month, count) pairs used, `level` and `variance` what they make of the negative
    binomial, `learned` how the two are mixed. `low` to `high` is where 8 in 10 samples lie, `middle` their
    median, `expected` their mean, `chance` the share of them of at least `threshold`. Samples are quantiles
    at equal steps, not draws, so there is no seed.
    """

    series: str
    measure: Measure
    month: date
    months: tuple[tuple[date, int], ...]
    learned: Learned
    level: float
    variance: float
    expected: float
    low: int
    middle: int
    high: int
    threshold: int
    chance: float
    reason: str
    known: datetime | None = None

    @property
    def samples(self) -> NDArray[np.int64]:
        """The 1,000 equally likely counts, in ascending order."""
        counts = np.array([[count for _, count in self.months]], dtype=np.int64)
        samples = pooled(counts, self.learned.share, self.learned.onset, self.learned.tail)
        return samples.reshape(SAMPLES)


def forecast(
    panel: Panel, learned: Iterable[Learned], last: date, *, threshold: int = GRAVE
) -> tuple[Forecast, ...]:
    """A forecast of every series for each lead, made from the twelve months up to that of `last`.

    Later months are not looked at. `BadInput` where there are fewer, or where what was learned had looked
    further than `last`.

    >>> panel = Panel(("FR/attack",), date(2015, 1, 1), np.array([[0, 2, 1, 0, 0, 3, 0, 1, 0, 0, 4, 30]]),
    ...               Measure.KILLED, Step.MONTH)
    >>> (january,) = forecast(panel, [Learned(lead=1)], date(2015, 12, 1))
    >>> print(january.reason)
    In January 2016, 0 to 30 deaths are likely (8 in 10 chances) in FR/attack; at least 25 with probability \
0.13. From the 12 months to December 2015, of which the latest count most: 50 % by their level of 13.1, \
50 % by the months as they were.
    >>> january.samples.shape
    (1000,)
    """
    length = months_until(panel, last)
    if length < MONTHS:
        raise BadInput(f"needs {MONTHS} months, not {length}", where=panel.ids[0], reason="too_short")
    months = panel.counts[:, length - MONTHS : length]
    days = tuple(Step.MONTH.after(panel.first, at) for at in range(length - MONTHS, length))
    levels, variances = moments(months)
    found: list[Forecast] = []
    for one in learned:
        if one.last is not None and one.last > days[-1]:
            raise BadInput(f"was learned from months up to {one.last}", where=str(last), reason="look_ahead")
        samples = pooled(months, one.share, one.onset, one.tail)
        for row in range(len(months)):
            pairs = tuple(zip(days, months[row].tolist(), strict=True))
            moved = float(levels[row]), float(variances[row])
            found.append(_report(panel, row, pairs, one, moved, samples[row], threshold))
    return tuple(found)


def recompute(stored: Forecast) -> NDArray[np.int64]:
    """The samples once more; `BadInput` if the stored figures do not follow from the stored months.

    >>> panel = Panel(("FR/attack",), date(2015, 1, 1), np.ones((1, 12), dtype=np.int64), step=Step.MONTH)
    >>> recompute(forecast(panel, [Learned(lead=1)], date(2015, 12, 1))[0]).mean().item()
    0.999
    """
    counts = np.array([[count for _, count in stored.months]], dtype=np.int64)
    panel = Panel(
        (stored.series,), stored.months[0][0], counts, stored.measure, Step.MONTH, known=stored.known
    )
    (again,) = forecast(panel, [stored.learned], stored.months[-1][0], threshold=stored.threshold)
    if again != stored:
        raise BadInput("its figures do not follow from its months", where=stored.series, reason="altered")
    return again.samples


def _report(
    panel: Panel,
    row: int,
    months: tuple[tuple[date, int], ...],
    learned: Learned,
    moved: tuple[float, float],
    samples: NDArray[np.int64],
    threshold: int,
) -> Forecast:
    month = Step.MONTH.after(months[-1][0], learned.lead)
    low, middle, high = (int(samples[int(chance * SAMPLES)]) for chance in (0.1, 0.5, 0.9))
    chance = int((samples >= threshold).sum()) / SAMPLES
    likely = f"{low} to {high}" if low < high else f"{low}"
    noun = NOUNS.get(panel.measure, panel.measure.value)
    reason = (
        f"In {month:%B %Y}, {likely} {noun} are likely (8 in 10 chances) in {panel.ids[row]}; "
        f"at least {threshold} with probability {chance:.2f}. {_grounds(months, learned, moved[0])}"
    )
    return Forecast(
        series=panel.ids[row], measure=panel.measure, known=panel.known, months=months, learned=learned,
        month=month, level=moved[0], variance=moved[1], expected=float(samples.mean()), low=low,
        middle=middle, high=high, threshold=threshold, chance=chance, reason=reason,
    )  # fmt: skip


def _grounds(months: tuple[tuple[date, int], ...], learned: Learned, level: float) -> str:
    until = f"{months[-1][0]:%B %Y}"
    if not any(count for _, count in months):
        seen = "as other series fared after so long a quiet" if learned.onset else "nothing else is known"
        return f"There were none in the {MONTHS} months to {until}; {seen}."
    share = round(100 * learned.share)
    return (
        f"From the {MONTHS} months to {until}, of which the latest count most: "
        f"{share} % by their level of {level:.1f}, {100 - share} % by the months as they were."
    )
