"""How soon weekly detectors hear real outbreaks, and how often they sound besides.

    python benchmarks/quality/outbreaks.py [--svg docs/images/outbreaks.svg]

Sixteen weekly series of notified infections (R surveillance's collection, among them 14 in which an
epidemiologist marked one outbreak, 209 weeks each). Every detector judges the same weeks with the settings
it is registered with, warnings held back included as silence; nothing was fitted or chosen on these series.
Because the series are short, Farrington's methods are let judge from one year on here instead of three
(without a trend until the third), and only outbreaks that begin after that year are counted; the rest of
the weeks, outbreaks in the first year left aside, tell how often a detector sounds. EARS C2 is the peer of
the same run.

The picture shows the outbreaks that could be heard: counts as bars, the weeks marked as a band, and below,
one row a detector, a mark for each warning; weeks are judged from the dotted line on.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from html import escape
from pathlib import Path
from statistics import median
from typing import Annotated

import numpy as np
import typer
from numpy.typing import NDArray

from tocsin.forewarn.detectors import EARS_C2, EWMA, FARRINGTON, FARRINGTON_FLEXIBLE
from tocsin.forewarn.protocol import Detector
from tocsin.forewarn.series import Series, Step

DATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "warning" / "r_reference"
START, YEAR = date(2001, 1, 1), 56
"""Steps known when the first week is judged: a year, half a window, and what rounding takes."""


def from_one_year_on(detector: Detector) -> Detector:
    """Farrington's methods with one year of history as the least; others as they are."""
    options = getattr(detector, "options", None)
    return replace(detector, options=replace(options, least_years=1)) if options else detector


DETECTORS: dict[str, Detector] = {
    "EARS C2": EARS_C2,
    "EWMA": EWMA,
    "Farrington 1996": from_one_year_on(FARRINGTON),
    "Farrington Flexible": from_one_year_on(FARRINGTON_FLEXIBLE),
}


@dataclass(frozen=True)
class Labelled:
    """A weekly series, the weeks marked as outbreak, and the weeks in which each detector warned."""

    name: str
    counts: NDArray[np.int64]
    marked: NDArray[np.bool_]
    warned: dict[str, NDArray[np.bool_]]

    @property
    def outbreak(self) -> range | None:
        """The weeks of the outbreak, if one begins once weeks are judged."""
        weeks = np.flatnonzero(self.marked)
        return range(weeks[0], weeks[-1] + 1) if len(weeks) and weeks[0] >= YEAR else None

    def delay(self, detector: str) -> int | None:
        """Weeks from the outbreak's first to the first warning in it; None without one."""
        weeks = self.outbreak
        heard = np.flatnonzero(self.warned[detector][weeks.start : weeks.stop]) if weeks else []
        return int(heard[0]) if len(heard) else None


def warnings(detector: Detector, counts: NDArray[np.int64]) -> NDArray[np.bool_]:
    """In which weeks from `YEAR` on the detector warns."""
    series = Series("infections", START, counts, step=Step.WEEK)
    days = (Step.WEEK.after(START, week) for week in range(YEAR, len(counts)))
    told = [detector.test(series, day).warning is not None for day in days]
    return np.array([False] * YEAR + told)


def read(path: Path) -> Labelled:
    """One labelled series, judged by all."""
    table = np.loadtxt(path, delimiter=",", skiprows=1, dtype=np.int64)
    counts, marked = table[:, 1], table[:, 2].astype(np.bool_)
    warned = {name: warnings(detector, counts) for name, detector in DETECTORS.items()}
    return Labelled(path.stem.removeprefix("labelled_"), counts, marked, warned)


def rows(series: list[Labelled]) -> list[tuple[str, ...]]:
    """The table: heard, median delay, share of outbreak weeks with a warning, warnings a week besides."""
    heard = [one for one in series if one.outbreak]
    table = []
    for name in DETECTORS:
        delays = [delay for one in heard if (delay := one.delay(name)) is not None]
        within = np.concatenate([one.warned[name][one.marked] for one in heard])
        besides = np.concatenate([one.warned[name][YEAR:][~one.marked[YEAR:]] for one in series])
        table.append(
            (
                name,
                f"{len(delays)} of {len(heard)}",
                f"{median(delays):g}" if delays else "-",
                f"{100 * within.mean():.0f} %",
                f"{besides.mean():.3f}",
            )
        )
    return table


HEAD = (
    "detector",
    "outbreaks heard",
    "median delay, weeks",
    "outbreak weeks warned of",
    "warnings a week besides",
)
WIDTH, LEFT, BARS, LANE, TITLE, GAP = 820, 150, 60, 12, 18, 14
INK, PALE, BAR, MARK = "#444", "#f1dcc0", "#5b7083", "#c0392b"


def panel(one: Labelled, top: int) -> list[str]:
    """One series: its title, the outbreak's band, bars, and a lane of marks a detector."""
    across = (WIDTH - LEFT - 10) / len(one.counts)
    foot, lanes = top + TITLE + BARS, len(DETECTORS) * LANE
    weeks = one.outbreak or range(0)
    shapes = [
        f'<text x="0" y="{top + 12}" font-weight="bold">{escape(one.name)}</text>',
        f'<text x="{LEFT - 6}" y="{top + TITLE + 10}" text-anchor="end">{one.counts.max()} a week</text>',
        f'<rect x="{LEFT + weeks.start * across:.1f}" y="{top + TITLE}" width="{len(weeks) * across:.1f}" '
        f'height="{BARS + lanes}" fill="{PALE}"/>',
        f'<path d="M{LEFT + YEAR * across:.1f} {top + TITLE}v{BARS + lanes}" stroke="{INK}" '
        'stroke-dasharray="2 3"/>',
    ]
    for week, count in enumerate(one.counts.tolist()):
        if count:
            tall = BARS * count / one.counts.max()
            shapes.append(
                f'<rect x="{LEFT + week * across:.1f}" y="{foot - tall:.1f}" width="{across * 0.8:.1f}" '
                f'height="{tall:.1f}" fill="{BAR}"/>'
            )
    for lane, (name, warned) in enumerate(one.warned.items()):
        y = foot + (lane + 1) * LANE
        shapes.append(f'<text x="{LEFT - 6}" y="{y}" text-anchor="end">{escape(name)}</text>')
        shapes += [
            f'<rect x="{LEFT + week * across:.1f}" y="{y - 8}" width="{across * 0.8:.1f}" height="8" '
            f'fill="{MARK}"/>'
            for week in np.flatnonzero(warned)
        ]
    return shapes


def picture(series: list[Labelled]) -> str:
    """The outbreaks that could be heard, as SVG."""
    shown = [one for one in series if one.outbreak]
    tall = TITLE + BARS + len(DETECTORS) * LANE + GAP
    height = tall * len(shown)
    words = "; ".join(
        f"{one.name}: " + ", ".join(f"{name} {one.warned[name].sum()} warnings" for name in DETECTORS)
        for one in shown
    )
    shapes = [shape for at, one in enumerate(shown) for shape in panel(one, at * tall)]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" '
        f'font-family="sans-serif" font-size="10" fill="{INK}">\n'
        f"<title>Weekly counts, marked outbreaks and the weeks each detector warned in</title>\n"
        f"<desc>{escape(words)}.</desc>\n" + "\n".join(shapes) + "\n</svg>\n"
    )


def main(svg: Annotated[Path | None, typer.Option(help="Where to write the picture.")] = None) -> None:
    """Judge, count, draw."""
    paths = sorted(DATA.glob("labelled_*.csv"))
    if not paths:
        raise SystemExit(f"the labelled series are not in {DATA}")
    series = [read(path) for path in paths]
    for row in (HEAD, ("---",) * len(HEAD), *rows(series)):
        print("| " + " | ".join(row) + " |")
    judged = sum(len(one.counts) - YEAR for one in series)
    print(f"{len(series)} series, {judged:,} weeks judged by each")
    for one in series:
        if one.outbreak:
            delays = ", ".join(f"{name} {one.delay(name)}" for name in DETECTORS)
            cases = one.counts[one.outbreak.start : one.outbreak.stop].sum()
            print(f"{one.name}: {cases} cases in {len(one.outbreak)} weeks; delay in weeks: {delays}")
    if svg:
        svg.write_text(picture(series), encoding="utf-8")


if __name__ == "__main__":
    typer.run(main)
