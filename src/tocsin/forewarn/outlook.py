"""What is likely as a picture: counts as bars, and over steps still open or still to come where they may end.

A pale area holds 8 or 9 chances in 10, a darker one half of them, a line is the middle; a broken line, where
there is one, is a count that matters. The description says the same in words; see `tocsin.forewarn.chart`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tocsin.forewarn.chart import ALARM, BAND, OBSERVED
from tocsin.forewarn.forecast import Forecast
from tocsin.forewarn.nowcast import Nowcast
from tocsin.forewarn.series import Step
from tocsin.forewarn.sheet import HEIGHT, WIDTH, Sheet, legend, rect

_SHOWN = 26


@dataclass(frozen=True, slots=True)
class Fan:
    """Where the count of a step may end: likely from `low` to `high`, half the chances lying from `begin` to
    `end`, and its middle."""

    day: date
    low: int
    begin: int
    middle: int
    end: int
    high: int


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a picture shows: (day, count) of the steps there are, fans over the last of them or after them."""

    title: str
    step: Step
    counts: Sequence[tuple[date, int]]
    fans: Sequence[Fan]
    likely: int
    threshold: int | None = None


def outlook_of(forecasts: Sequence[Forecast], *, title: str = "") -> Outlook:
    """The months that forecasts of one series are made from, and what is likely in the months after.

    >>> import numpy as np
    >>> from tocsin.forewarn.forecast import Learned, forecast
    >>> from tocsin.forewarn.series import Measure, Panel
    >>> panel = Panel(("FR",), date(2015, 1, 1), np.ones((1, 12), dtype=np.int64), Measure.KILLED, Step.MONTH)
    >>> shown = outlook_of(forecast(panel, [Learned(lead=1)], date(2015, 12, 1)))
    >>> shown.fans[0].day.isoformat(), shown.fans[0].middle
    ('2016-01-01', 1)
    """
    head = forecasts[0]
    fans = [_fan(one) for one in forecasts]
    return Outlook(title or head.series, Step.MONTH, head.months, fans, 8, head.threshold)


def outlook_at(found: Nowcast, *, steps: int = _SHOWN) -> Outlook:
    """The last steps of a nowcast: what has been told, and what will be of those not told in full."""
    series = found.series
    start = max(len(series.counts) - steps, 0)
    days = [series.step.after(series.first, at) for at in range(start, len(series.counts))]
    counts = list(zip(days, found.reported[start:].tolist(), strict=True))
    fans = []
    for row, quantiles in enumerate(found.quantiles):
        at = found.complete + row
        quarter, three = (int(quantiles[int(share * len(quantiles))]) for share in (0.25, 0.75))
        low, middle, high = int(found.low[at]), int(series.counts[at]), int(found.high[at])
        fans.append(Fan(series.step.after(series.first, at), low, quarter, middle, three, high))
    return Outlook(series.id, series.step, counts, [one for one in fans if one.day in days], 9)


def draw_outlook(shown: Outlook, *, width: int = WIDTH, height: int = HEIGHT) -> str:
    """The picture as one SVG image."""
    days = sorted({day for day, _ in shown.counts} | {fan.day for fan in shown.fans})
    highest = max([count for _, count in shown.counts] + [fan.high for fan in shown.fans])
    sheet = Sheet(
        [_written(day, shown.step) for day in days], float(max(highest, shown.threshold or 0)), width, height
    )
    places = {day: at for at, day in enumerate(days)}
    bars = [sheet.bar(places[day], 0, count, f'fill="{OBSERVED}"') for day, count in shown.counts if count]
    parts = [*sheet.axes(shown.title), *bars]
    for fan in shown.fans:
        parts += _spread(sheet, places[fan.day], fan)
    parts += _line_at(sheet, shown.threshold)
    return sheet.image(shown.title, describe_outlook(shown), [*parts, *_legend(shown)])


def describe_outlook(shown: Outlook) -> str:
    """The picture in words.

    >>> fans = [Fan(date(2015, 12, 1), 0, 1, 2, 5, 30)]
    >>> describe_outlook(Outlook("FR", Step.MONTH, [(date(2015, 11, 1), 4)], fans, 8))
    'Counts by month to 2015-11. 2015-12: 0 to 30 with 8 chances in 10, middle 2.'
    """
    told = [
        f"{_written(fan.day, shown.step)}: {fan.low:,} to {fan.high:,} with {shown.likely} chances in 10, "
        f"middle {fan.middle:,}."
        for fan in shown.fans
    ]
    last = _written(shown.counts[-1][0], shown.step)
    return " ".join([f"Counts by {shown.step} to {last}.", *told])


def _written(day: date, step: Step) -> str:
    return f"{day:%Y-%m}" if step is Step.MONTH else day.isoformat()


def _fan(one: Forecast) -> Fan:
    samples = one.samples
    quarter, three = (int(samples[int(share * len(samples))]) for share in (0.25, 0.75))
    return Fan(one.month, one.low, quarter, one.middle, three, one.high)


def _spread(sheet: Sheet, at: int, fan: Fan) -> list[str]:
    y = sheet.y(fan.middle)
    middle = (
        f'<path d="M{sheet.x(at + 0.1):.1f} {y:.1f}H{sheet.x(at + 0.9):.1f}" '
        f'stroke="{BAND}" stroke-width="2.5" fill="none"/>'
    )
    return [_area(sheet, at, fan.low, fan.high, 0.22), _area(sheet, at, fan.begin, fan.end, 0.3), middle]


def _area(sheet: Sheet, at: int, low: int, high: int, opacity: float) -> str:
    x, y = sheet.x(at + 0.1), sheet.y(high)
    return rect(x, y, 0.8 * sheet.wide, sheet.y(low) - y, f'fill="{BAND}" fill-opacity="{opacity}"')


def _line_at(sheet: Sheet, threshold: int | None) -> list[str]:
    if threshold is None:
        return []
    y = sheet.y(threshold)
    return [
        f'<path d="M{sheet.x(0):.1f} {y:.1f}H{sheet.x(len(sheet.labels)):.1f}" stroke="{ALARM}" '
        'stroke-dasharray="5 3" fill="none"/>'
    ]


def _legend(shown: Outlook) -> list[str]:
    signs = [
        (rect(0, -8, 8, 8, f'fill="{OBSERVED}"'), "told" if shown.threshold is None else "as it was"),
        (rect(0, -9, 14, 10, f'fill="{BAND}" fill-opacity="0.22"'), f"{shown.likely} chances in 10"),
        (rect(0, -9, 14, 10, f'fill="{BAND}" fill-opacity="0.5"'), "5 in 10"),
        (f'<path d="M0 -4h14" stroke="{BAND}" stroke-width="2.5" fill="none"/>', "middle"),
    ]
    if shown.threshold is not None:
        line = f'<path d="M0 -4h14" stroke="{ALARM}" stroke-dasharray="5 3" fill="none"/>'
        signs.append((line, f"{shown.threshold:,}"))
    return legend(signs)
