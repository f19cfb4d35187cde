"""How soon an outbreak is heard, and how often a detector sounds besides: NB-EWMA, EARS C2 and Farrington.

    python benchmarks/quality/delay.py [--svg docs/images/delay.svg]

The sixteen daily signals of `daily_scenarios.py` with weekdays, seasons, trends, waves and public holidays,
an outbreak of five standard deviations a day for a week's days in each series: of these it is known on which
day each began, and there are days for NB-EWMA and years for Farrington, which no collection of real outbreaks
that we may use has at once (`outbreaks.py` has the real ones, by weeks). EARS C2 and NB-EWMA judge each day.
Farrington's methods judge the same counts added up by weeks: each Sunday, or, rolling, every day the seven
days that end on it. All as registered; counts too few to warn of are silence.

The delay is in days, from the outbreak's first case to the end of the day on which there was a warning, an
outbreak never heard being later than any. Warnings besides are those from seven days after the outbreak's
last case on, and before its first. Detectors sound unlike often, so the last columns set them alike: the
figure that each holds against its threshold is held against the one it goes above 0.05 times a week besides
in every second series, and the others are judged by it. NB-EWMA's `alpha` was chosen on seed 2019 of these
signals, so the seed is another.

The picture shows the share of outbreaks heard within so many days, as registered.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from html import escape
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from daily_scenarios import DAYS, SIGNALS, TESTED, simulate
from numpy.typing import NDArray

from tocsin.forewarn.detectors import EARS_C2, FARRINGTON, FARRINGTON_FLEXIBLE, NB_EWMA
from tocsin.forewarn.protocol import Detector
from tocsin.forewarn.series import Panel, Step

MONDAY = date(2010, 1, 4)
WEEK = 7
ALIKE = 0.05
"""Warnings a week besides at which detectors are set alike."""

NEVER = 10_000
"""The delay of an outbreak that was never heard."""


@dataclass(frozen=True)
class Watch:
    """A detector, how many days each of its counts covers, on which days it judges, and the fewest counts, in
    how many of its steps, that it warns of."""

    name: str
    detector: Detector
    covers: int
    every: int
    fewest: int
    steps: int

    def judge(self, counts: NDArray[np.int64]) -> Judged:
        """All days on which it judges, in order."""
        parts = [self._judge(counts, offset) for offset in range(0, self.covers, self.every)]
        ends = np.concatenate([part.ends for part in parts])
        order = np.argsort(ends)
        statistic, alarms = (
            np.concatenate([getattr(part, name) for part in parts], axis=1)[:, order]
            for name in ("statistic", "alarms")
        )
        return Judged(ends[order], statistic, alarms)

    def _judge(self, counts: NDArray[np.int64], offset: int) -> Judged:
        """Steps that begin on day number `offset`, `offset` + `covers` and so on."""
        many = (DAYS - offset) // self.covers
        added = counts[:, offset : offset + many * self.covers].reshape(len(counts), many, -1).sum(axis=2)
        first = -(-(TESTED.start - offset) // self.covers)
        steps = range(first, many)
        panel = Panel(
            tuple(map(str, range(len(counts)))), MONDAY + timedelta(days=offset), added,
            step=Step.WEEK if self.covers == WEEK else Step.DAY,
        )  # fmt: skip
        scores = self.detector.scores(panel, steps)
        sums = np.lib.stride_tricks.sliding_window_view(added, self.steps, axis=1).sum(axis=2)
        enough = sums[:, -len(steps) :] >= self.fewest
        alarms = (added[:, first:] > scores.bound) & enough
        ends = offset + self.covers * np.arange(first + 1, many + 1) - 1
        return Judged(ends, np.where(enough, scores.statistic, -np.inf), alarms)


@dataclass(frozen=True)
class Judged:
    """What a watch made of some series: the day numbers `ends`, and by series and such day its figure and
    whether it warned."""

    ends: NDArray[np.int64]
    statistic: NDArray[np.float64]
    alarms: NDArray[np.bool_]


WATCHES = (
    Watch("EARS C2, by day", EARS_C2, 1, 1, EARS_C2.minimum_count, 1),
    Watch("NB-EWMA, by day", NB_EWMA, 1, 1, NB_EWMA.minimum_count, WEEK),
    Watch("Farrington 1996, Sundays", FARRINGTON, WEEK, WEEK, 5, 4),
    Watch("Farrington Flexible, Sundays", FARRINGTON_FLEXIBLE, WEEK, WEEK, 5, 4),
    Watch("Farrington Flexible, rolling", FARRINGTON_FLEXIBLE, WEEK, 1, 5, 4),
)


@dataclass(frozen=True)
class Heard:
    """The delay of each outbreak in days, `NEVER` if not heard, and the warnings a week besides."""

    delays: NDArray[np.int64]
    besides: float

    def within(self, days: int) -> float:
        """The share of outbreaks heard so soon."""
        return float((self.delays <= days).mean())


@dataclass(frozen=True)
class Drawn:
    """Series with one outbreak each, from day number `first` to `last`, and what each watch made of them."""

    first: NDArray[np.int64]
    last: NDArray[np.int64]
    judged: dict[str, Judged]

    def heard(self, watch: Watch, alarms: NDArray[np.bool_], rows: slice) -> Heard:
        """How soon and how often these alarms tell."""
        ends, first, last = self.judged[watch.name].ends, self.first[rows, None], self.last[rows, None]
        begins = ends - watch.covers + 1
        found = alarms[rows] & (ends >= first) & (begins <= last)
        delays = np.where(found.any(axis=1), ends[found.argmax(axis=1)] - first[:, 0], NEVER)
        beside = _besides(ends, begins, first, last)
        return Heard(delays, float(alarms[rows][beside].mean()) * WEEK / watch.every)

    def alike(self, watch: Watch) -> Heard:
        """The second half of the series, judged by the threshold that the first half sets."""
        judged, half = self.judged[watch.name], slice(0, None, 2)
        first, last = self.first[half, None], self.last[half, None]
        beside = _besides(judged.ends, judged.ends - watch.covers + 1, first, last)
        share = ALIKE * watch.every / WEEK
        threshold = np.quantile(judged.statistic[half][beside], 1 - share, method="higher")
        return self.heard(watch, judged.statistic > threshold, slice(1, None, 2))


def _besides(
    ends: NDArray[np.int64], begins: NDArray[np.int64], first: NDArray[np.int64], last: NDArray[np.int64]
) -> NDArray[np.bool_]:
    return np.asarray((ends < first) | (begins > last + WEEK - 1))


def draw(series: int, seed: int) -> Drawn:
    """So many series of each signal, judged by all."""
    rng = np.random.default_rng(seed)
    made = [simulate(signal, series, 5, rng) for signal in SIGNALS]
    counts, extra = (np.concatenate([getattr(one, name) for one in made]) for name in ("counts", "extra"))
    first, last = (extra > 0).argmax(axis=1), DAYS - 1 - (extra[:, ::-1] > 0).argmax(axis=1)
    return Drawn(first, last, {watch.name: watch.judge(counts) for watch in WATCHES})


HEAD = (
    "", "warnings a week besides", "heard", "median delay, days", "within 7 days", "within 14 days",
    "set alike: heard", "median delay", "within 7 days",
)  # fmt: skip


def row(drawn: Drawn, watch: Watch) -> tuple[str, ...]:
    """A line of the table."""
    told = drawn.heard(watch, drawn.judged[watch.name].alarms, slice(None))
    alike = drawn.alike(watch)
    return (
        watch.name, f"{told.besides:.3f}", f"{told.within(NEVER - 1):.0%}", _median(told),
        f"{told.within(7):.0%}", f"{told.within(14):.0%}",
        f"{alike.within(NEVER - 1):.0%}", _median(alike), f"{alike.within(7):.0%}",
    )  # fmt: skip


def _median(heard: Heard) -> str:
    middle = float(np.median(heard.delays))
    return f"{middle:g}" if middle < NEVER / 2 else "never"


WIDTH, HEIGHT, LEFT, RIGHT, TOP, FOOT = 820, 380, 50, 230, 20, 44
LONGEST = 28
INK, GRID = "#666", "#9995"
LINES = ("#8a8a8a", "#c0392b", "#7fa8d1", "#2b6cb0", "#2b6cb0")
DASHES = ("", "", "2 3", "7 4", "")


def picture(drawn: Drawn) -> str:
    """Shares heard by days since the first case, as SVG, a line a detector, named at its end."""
    across, down = (WIDTH - LEFT - RIGHT) / LONGEST, HEIGHT - TOP - FOOT
    told = [drawn.heard(watch, drawn.judged[watch.name].alarms, slice(None)) for watch in WATCHES]
    shapes, words = [], []
    for share in range(0, 101, 20):
        y = TOP + down * (1 - share / 100)
        shapes.append(f'<path d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}" stroke="{GRID}"/>')
        shapes.append(f'<text x="{LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{share} %</text>')
    for day in range(0, LONGEST + 1, 7):
        x = LEFT + day * across
        shapes.append(f'<text x="{x:.1f}" y="{HEIGHT - 26}" text-anchor="middle">{day}</text>')
    middle = LEFT + LONGEST * across / 2
    shapes.append(
        f'<text x="{middle:.0f}" y="{HEIGHT - 8}" text-anchor="middle">days since the first case</text>'
    )
    for at, (watch, heard) in enumerate(zip(WATCHES, told, strict=True)):
        points = [(LEFT + day * across, TOP + down * (1 - heard.within(day))) for day in range(LONGEST + 1)]
        path = "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
        shapes.append(
            f'<path d="M{path}" fill="none" stroke="{LINES[at]}" stroke-width="2.5" '
            f'stroke-dasharray="{DASHES[at]}"/>'
        )
        words.append(f"{watch.name}: {heard.within(7):.0%} within 7 days, {heard.besides:.2f} a week besides")
    shapes += _names([heard.within(LONGEST) for heard in told], [heard.besides for heard in told], down)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'font-family="sans-serif" font-size="12" fill="{INK}">\n'
        "<title>Share of outbreaks heard, by days since the first case</title>\n"
        f"<desc>{escape('; '.join(words))}.</desc>\n" + "\n".join(shapes) + "\n</svg>\n"
    )


def _names(shares: list[float], besides: list[float], down: int) -> list[str]:
    """Names at the lines' ends, moved apart where they would touch."""
    shapes, below = [], 0.0
    for at in sorted(range(len(shares)), key=lambda at: -shares[at]):
        y = below = max(TOP + down * (1 - shares[at]) + 4, below + 30)
        x = WIDTH - RIGHT + 8
        shapes.append(
            f'<text x="{x}" y="{y:.1f}" fill="{LINES[at]}" font-weight="bold">{WATCHES[at].name}</text>'
        )
        shapes.append(f'<text x="{x}" y="{y + 13:.1f}">{besides[at]:.2f} warnings a week besides</text>')
    return shapes


def main(
    series: Annotated[int, typer.Option(help="Series of each signal.")] = 50,
    seed: int = 2026,
    svg: Annotated[Path | None, typer.Option(help="Where to write the picture.")] = None,
) -> None:
    """Judge, count, draw."""
    drawn = draw(series, seed)
    for line in (HEAD, ("---",) * len(HEAD), *(row(drawn, watch) for watch in WATCHES)):
        print("| " + " | ".join(line) + " |")
    print(f"{len(drawn.first)} series with one outbreak each, seed {seed}, {len(TESTED)} days judged by each")
    if svg:
        svg.write_text(picture(drawn), encoding="utf-8")


if __name__ == "__main__":
    typer.run(main)
