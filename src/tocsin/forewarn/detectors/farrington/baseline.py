"""Which past steps a step is compared with, and to what season each belongs."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tocsin.forewarn.detectors.farrington.options import Options

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]


class Plan(NamedTuple):
    """The n past steps to compare with, oldest first, and how many seasons there are.

    `offsets` tells how many steps before (negative) the one tested, `seasons` to which of 0 ... each belongs,
    0 being that of the step tested; `times` are the offsets over the oldest's distance, from -1 up to 0;
    `gaps` how many steps lie between each and the one before it.
    """

    offsets: Counts
    seasons: Counts
    times: Floats
    gaps: Counts
    many: int


def reach(options: Options, years: int) -> int:
    """How many steps back the oldest of so many years lies.

    >>> reach(Options(season=52), 5)
    263
    """
    return round(years * options.season) + options.half_window


def years_known(options: Options, before: int) -> int:
    """How many years are looked back on where so many steps are known before the one tested.

    >>> [years_known(Options(season=52), before) for before in (158, 159, 300)]
    [2, 3, 5]
    """
    years = options.years
    while years > 0 and reach(options, years) > before:
        years -= 1
    return years


def plan(options: Options, years: int) -> Plan:
    """The steps to compare with, as far back as so many years.

    Windows of `half_window` either side of the same step of each earlier year are season 0. With more than
    one period, the window around the step tested is too, as far as it is not left out, and the steps between
    two windows are cut into `periods` - 1 seasons as equal as can be (A. Noufaily et al., Statistics in
    Medicine 32, 2013, section 3.4).

    >>> made = plan(Options(season=52, left_out=26), 5)
    >>> len(made.offsets), made.offsets[0].item(), made.offsets[-1].item(), made.many
    (237, -263, -27, 10)
    """
    last = 1 if options.periods == 1 else 0
    centres = [-round(year * options.season) for year in range(years, last - 1, -1)]
    season_of: dict[int, int] = {}
    for centre, following in zip(centres, [*centres[1:], None], strict=True):
        for step in range(centre - options.half_window, centre + options.half_window + 1):
            season_of[step] = 0
        if following is not None and options.periods > 1:
            between = range(centre + options.half_window + 1, following - options.half_window)
            for at, step in enumerate(between):
                season_of[step] = 1 + at * (options.periods - 1) // len(between)
    offsets = np.array(sorted(step for step in season_of if step < -options.left_out), dtype=np.int64)
    _, seasons = np.unique([season_of[step] for step in offsets.tolist()], return_inverse=True)
    return Plan(
        offsets,
        seasons.astype(np.int64),
        offsets / -offsets[0],
        np.diff(offsets, prepend=offsets[0]),
        int(seasons.max()) + 1,
    )
