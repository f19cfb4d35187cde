"""How tests fare on counts that are still coming in: as told, as nowcast, or held against the share told.

    python benchmarks/quality/late_reports.py

Made-up daily counts, seed 2015: 200 series of 0.1 to 5 incidents a day, negative binomial with busier
weekdays, judged by NB-EWMA on each of 140 evenings, by what was told by then. Of a day's incidents 45 % are
told on the day, or so (standard deviation 12 points, alike for all series; weekends
15 points fewer), of the rest half each day after. In each series one day in four weeks has an outbreak: three
standard deviations and three incidents more. Compared: counts as told; nowcasts, that is counts divided by
the share told, rounded; and the counts as told against what is expected by then, which is what `tocsin warn`
and the service do. "All told" is what the test says of the full counts, which nobody has yet.

Influenza by the week (`nowcast.py` says whence; skipped where the data are absent): 19 series judged by
Farrington Flexible at the end of each week from the 161st on, when half is told. Here a final alarm is what
the test says of the full counts, and a nowcast is that of `tocsin.forewarn.nowcast`, series by series.

Exits with 1 where the share told has more than 1.25 times the false alarms of the full counts, or finds fewer
outbreaks on the day than the counts as told; or of final alarms fewer than eight in ten.
"""

import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import numpy as np
from nowcast import DATA, triangles
from numpy.typing import NDArray

from tocsin.forewarn import get_detector
from tocsin.forewarn.backtest.asof import AsOf, end_of_step, microseconds
from tocsin.forewarn.nowcast import Triangle, nowcast
from tocsin.forewarn.nowcast.late import Lateness
from tocsin.forewarn.series import Panel, Step

SEED, SERIES, DAYS, TESTED, EVERY = 2015, 200, 380, 140, 28
FIRST = date(2014, 10, 6)  # a Monday
ON_THE_DAY, APART, WEEKEND, EACH_DAY = 0.45, 0.12, 0.15, 0.5
LONGEST, MOST_FALSE, LEAST_FOUND = 20, 1.25, 0.8
Counts = NDArray[np.int64]


def counts(generator: np.random.Generator) -> tuple[Counts, NDArray[np.bool_]]:
    """Full counts (series, days), and where outbreaks are."""
    level = np.exp(generator.uniform(np.log(0.1), np.log(5), SERIES))[:, None]
    busy = np.where(np.arange(DAYS) % 7 < 5, 1.15, 0.62)
    mean = level * busy
    found = generator.negative_binomial(4, 4 / (4 + mean))
    outbreak = np.zeros(found.shape, dtype=bool)
    offset = generator.integers(0, EVERY, SERIES)
    outbreak[(np.arange(DAYS) - offset[:, None]) % EVERY == 2] = True
    outbreak[:, : DAYS - TESTED] = False
    extra = np.ceil(3 * np.sqrt(mean + mean**2 / 4)) + 3
    return found + np.where(outbreak, extra, 0).astype(np.int64), outbreak


def told(full: Counts, generator: np.random.Generator) -> Counts:
    """Counts (series, days, delays) as they come in."""
    weekend = np.where(np.arange(DAYS) % 7 < 5, 0.0, WEEKEND)
    share = np.clip(generator.normal(ON_THE_DAY - weekend, APART), 0.05, 0.95)
    parts = np.zeros((*full.shape, LONGEST), dtype=np.int64)
    left = full.copy()
    for delay in range(LONGEST):
        chance = share if delay == 0 else np.full(DAYS, EACH_DAY if delay < LONGEST - 1 else 1.0)
        parts[:, :, delay] = generator.binomial(left, chance)
        left -= parts[:, :, delay]
    return parts


def history(parts: Counts) -> AsOf:
    """The same as events, each with when it became known."""
    series, days, delays = np.nonzero(parts)
    many = parts[series, days, delays]
    series, days, delays = (np.repeat(one, many) for one in (series, days, delays))
    known = microseconds(end_of_step(Step.DAY, FIRST)) + (days + delays) * 86_400_000_000
    order = known.argsort(kind="stable")
    names = tuple(f"series {at}" for at in range(SERIES))
    one = np.ones(len(known), dtype=np.int32)
    rows = series[order].astype(np.int32), days[order].astype(np.int32), one, known[order]
    return AsOf(names, FIRST, Step.DAY, *rows, adds_up=True)


def views(late: Lateness, parts: Counts, day: int) -> Iterator[tuple[str, Panel]]:
    """What can be tested on the evening of a day."""
    moment = end_of_step(Step.DAY, Step.DAY.after(FIRST, day))
    by_then = np.arange(day + 1)[:, None] + np.arange(LONGEST) <= day
    now = (parts[:, : day + 1] * by_then).sum(axis=2)
    names = tuple(str(at) for at in range(SERIES))
    plain = Panel(names, FIRST, now)
    yield "all told", replace(plain, counts=parts[:, : day + 1].sum(axis=2))
    yield "as told", plain
    held = late.onto(plain, moment)
    share = np.ones(day + 1) if held.told is None else held.told
    yield "nowcast", replace(plain, counts=np.rint(now / share).astype(np.int64))
    yield "share told", held


def vintages(rows: list[Triangle]) -> AsOf:
    """Weekly triangles as what each count was said to be, and from when on."""
    counts = np.nan_to_num(np.stack([row.changes for row in rows])).cumsum(axis=2)
    series, weeks, delays = (one.ravel() for one in np.indices(counts.shape))
    known = microseconds(end_of_step(Step.WEEK, rows[0].first)) + (weeks + delays) * 7 * 86_400_000_000
    order = known.argsort(kind="stable")
    table = (one[order].astype(np.int32) for one in (series, weeks, counts.ravel()))
    return AsOf(tuple(row.id for row in rows), rows[0].first, Step.WEEK, *table, known[order])


def influenza() -> bool:
    """The same question of real counts; whether enough of the final alarms are found."""
    rows = [row for _, row in triangles("survstat-influenza")]
    late, detector = Lateness(vintages(rows)), get_detector("farrington-flexible")
    full = np.nansum(np.stack([row.changes for row in rows]), axis=2).astype(np.int64)
    found: dict[str, list[NDArray[np.bool_]]] = {}
    for week in range(detector.history, full.shape[1] - rows[0].changes.shape[1]):
        last = Step.WEEK.after(rows[0].first, week)
        plain = Panel(tuple(row.id for row in rows), rows[0].first, full[:, : week + 1], step=Step.WEEK)
        told = replace(plain, counts=np.stack([row.reported(last) for row in rows]))
        seen = {
            "all told": plain,
            "as told": told,
            "nowcast": replace(plain, counts=np.stack([nowcast(row, last).series.counts for row in rows])),
            "share told": late.onto(told, end_of_step(Step.WEEK, last)),
        }
        for name, panel in seen.items():
            bound = detector.scores(panel, range(week, week + 1)).bound[:, 0]
            found.setdefault(name, []).append(panel.counts[:, week] > bound)
    final = np.concatenate(found["all told"])
    print(
        f"influenza: of {final.sum()} final alarms in {final.size:,} tests found at once; others beside them"
    )
    for name in ("as told", "nowcast", "share told"):
        alarm = np.concatenate(found[name])
        print(f"  {name:10} {(alarm & final).sum():4}   {(alarm & ~final).sum():3}")
    return bool((alarm & final).sum() >= LEAST_FOUND * final.sum())


def main() -> None:
    """Make up, tell, test, print."""
    generator = np.random.default_rng(SEED)
    full, outbreak = counts(generator)
    parts = told(full, generator)
    late, detector = Lateness(history(parts)), get_detector("nb-ewma")
    false: dict[str, list[bool]] = {}
    found: dict[str, list[bool]] = {}
    for day in range(DAYS - TESTED, DAYS):
        for name, panel in views(late, parts, day):
            scores = detector.scores(panel, range(day, day + 1))
            alarm = panel.counts[:, day] > scores.bound[:, 0]
            # A week's sum still holds an outbreak of the days before.
            calm = ~outbreak[:, max(day - 7, 0) : day + 1].any(axis=1)
            false.setdefault(name, []).extend(alarm[calm])
            found.setdefault(name, []).extend(alarm[outbreak[:, day]])
    print(f"{SERIES} series, {TESTED} evenings: alarms in 1,000 calm tests, outbreaks found on their day")
    rates = {name: (1000 * np.mean(false[name]), 100 * np.mean(found[name])) for name in false}
    for name, (often, caught) in rates.items():
        print(f"  {name:10} {often:5.2f} of {len(false[name]):,}   {caught:5.1f} % of {len(found[name])}")
    calm_enough = rates["share told"][0] <= MOST_FALSE * rates["all told"][0]
    met = calm_enough and rates["share told"][1] >= rates["as told"][1]
    if DATA.exists():
        met &= influenza()
    else:
        print("the reporting triangles are absent: influenza is skipped")
    sys.exit(not met)


if __name__ == "__main__":
    main()
