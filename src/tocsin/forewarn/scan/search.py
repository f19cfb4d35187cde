"""The space-time permutation scan: where, and over which days, events crowd more than chance explains.

M. Kulldorff, R. Heffernan, J. Hartman, R. Assunção and F. Mostashari, "A space-time permutation scan
statistic for disease outbreak detection", PLoS Medicine 2(3):e59, 2005. It needs no population: each site is
expected to have its usual share of each day's events.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from tocsin.forewarn.scan.chance import Chance, replicate
from tocsin.forewarn.scan.circles import Circles, Cylinders
from tocsin.forewarn.scan.events import Events
from tocsin.forewarn.scan.kernel import frame, of_each_centre, work


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Cluster:
    """Events crowded in a circle around site number `centre`, over the days from `first` to `last`.

    `sites` are the numbers of all sites in the circle, nearest first; `holds` the cases there on all days
    together, `span_cases` those everywhere from `first` to `last`. `ratio` is the log likelihood ratio; `p`
    the chance of one as large somewhere; `gumbel_p` the same, smoothed.
    """

    centre: int
    radius_km: float
    sites: NDArray[np.intp]
    first: date
    last: date
    observed: int
    holds: int
    span_cases: int
    expected: float
    ratio: float
    exceeding: int
    p: float
    gumbel_p: float | None

    @property
    def recurrence_days(self) -> float:
        """With one scan a day, how many days pass on average until chance brings a cluster so strong."""
        return 1 / self.p


@dataclass(frozen=True, slots=True, eq=False)
class Scan:
    """The clusters, the most likely first, none sharing a site with one before it, and what chance makes.

    `chance` is None where there was no cluster to hold against it.
    """

    clusters: tuple[Cluster, ...]
    chance: Chance | None


def scan(
    events: Events,
    cylinders: Cylinders,
    rng: np.random.Generator,
    *,
    replicates: int = 999,
    stop_after: int | None = None,
    at_most: int = 10,
) -> Scan:
    """The clusters among events, at most so many, with their p-values from `replicates` random deals.

    With `stop_after`, drawing ends once so many replicates beat the strongest cluster: its p is then large
    and known well enough. No cluster is found, rather than an error raised, where nothing can cluster: fewer
    than two events, or all of them at one site or on one day. Sites at the same distance from a centre, above
    all at the same coordinates, come into a circle together. Of equally strong clusters the one with fewer
    sites comes first, then the one whose centre was listed first.

    >>> from tocsin.forewarn.scan import Sites
    >>> sites = Sites(["11e", "10e", "18e"], [48.8590, 48.8760, 48.8925], [2.3781, 2.3596, 2.3444])
    >>> rows = [("11e", date(2015, 11, 13), 4), ("10e", date(2015, 11, 3), 3), ("18e", date(2015, 11, 6), 3)]
    >>> events = Events.of(rows, sites, first=date(2015, 11, 1), last=date(2015, 11, 14))
    >>> found = scan(events, Cylinders(radius_km=1), np.random.default_rng(1))
    >>> [(sites.ids[one.centre], one.observed, round(one.expected, 1), one.p) for one in found.clusters]
    [('11e', 4, 1.6, 0.003)]
    """
    circles = Circles.of(events, cylinders)
    still = frame(events, circles, cylinders)
    ratios, found = of_each_centre(still, work(still), events.site)
    strongest = float(ratios.max(initial=0.0))
    if strongest == 0:
        return Scan((), None)
    chance = replicate(still, events.site, rng, replicates=replicates, ratio=strongest, stop_after=stop_after)
    clusters: list[Cluster] = []
    taken = np.zeros(len(ratios), dtype=bool)
    for centre in _by_strength(ratios, found, circles):
        entries = circles.member[circles.start[centre] : found[centre, 1] + 1]
        if len(clusters) == at_most:
            break
        if taken[entries].any():  # the quick look; sites without cases are seen to below
            continue
        cluster = _cluster(events, circles, centre, float(ratios[centre]), found[centre], chance)
        if not taken[cluster.sites].any():
            taken[cluster.sites] = True
            clusters.append(cluster)
    return Scan(tuple(clusters), chance)


def _by_strength(ratios: NDArray[np.float64], found: NDArray[np.int64], circles: Circles) -> NDArray[np.intp]:
    """The centres that have a cluster, the strongest first, ties as `scan` says."""
    walked = found[:, 1] - circles.start[:-1]
    order = np.lexsort((np.arange(len(ratios)), walked, -ratios))
    return order[ratios[order] > 0]


def _cluster(
    events: Events,
    circles: Circles,
    centre: int,
    ratio: float,
    found: NDArray[np.int64],
    chance: Chance,
) -> Cluster:
    observed, entry, begin, end = (int(number) for number in found)
    radius = float(circles.distance[entry])
    daily = events.daily()
    holds, span = int(circles.holds[entry]), int(daily[begin : end + 1].sum())
    return Cluster(
        centre=int(centre),
        radius_km=radius,
        sites=events.sites.within(centre, radius),
        first=events.first + timedelta(days=begin),
        last=events.first + timedelta(days=end),
        observed=observed,
        holds=holds,
        span_cases=span,
        expected=holds * span / events.cases,
        ratio=ratio,
        exceeding=chance.exceeding(ratio),
        p=chance.p(ratio),
        gumbel_p=chance.gumbel_p(ratio),
    )
