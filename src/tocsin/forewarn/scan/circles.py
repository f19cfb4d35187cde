"""Which circles are looked at: around every site, growing from one case-holding site to the next.

Under the permutation of days the number of cases at each site never changes, so the circles and how many
cases each holds are worked out once. Sites without cases are centres, but need not be walked over.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from tocsin.base.sphere import EARTH_RADIUS_KM, great_circle_km
from tocsin.errors import BadInput
from tocsin.forewarn.scan.events import Events
from tocsin.forewarn.scan.sites import Sites

MOST_PAIRS = 20_000_000
"""So many pairs of a centre and a case-holding site near it are kept at most: 1.3 GB at the peak."""

_PAIRS_AT_ONCE = 500_000

_A_MILLIMETRE_KM = 1e-6


@dataclass(frozen=True, slots=True)
class Cylinders:
    """How large a cluster may be: `radius_km` around a site, `share` of all cases, and `days`.

    Only clusters that still go on are looked for, those that end on the last day; with `past`, all.
    `BadInput` where one of them makes no sense.
    """

    radius_km: float = np.inf
    share: float = 0.5
    days: int = 7
    past: bool = False

    def __post_init__(self) -> None:
        if not self.radius_km >= 0:
            raise BadInput(f"{self.radius_km} is not a radius", where="radius_km", reason="radius")
        if not 0 < self.share <= 1:
            raise BadInput(f"{self.share} is not a share above 0 and up to 1", where="share", reason="share")
        if self.days < 1:
            raise BadInput(f"{self.days} is not a number of days from 1 on", where="days", reason="days")


@dataclass(frozen=True, slots=True, eq=False)
class Circles:
    """For each centre c, entries `start[c]` to `start[c + 1]`: the case-holding sites near it, nearest first.

    Each entry has the site's number (`member`), how far it is (`distance`, km), and how many cases the circle
    that reaches so far `holds`, those of all sites equally far among them. `around[back[s]:back[s + 1]]` are
    the centres with site s near them.
    """

    start: NDArray[np.int64]
    member: NDArray[np.int32]
    distance: NDArray[np.float64]
    holds: NDArray[np.int64]
    back: NDArray[np.int64]
    around: NDArray[np.int32]

    @classmethod
    def of(cls, events: Events, cylinders: Cylinders, *, most_pairs: int = MOST_PAIRS) -> Circles:
        """The circles around every site of the events, as large as `cylinders` allows.

        `BadInput` where more than `most_pairs` sites lie near one another.
        """
        sites = len(events.sites.ids)
        cases = np.bincount(events.site, minlength=sites).astype(np.int64)
        centre, member, distance = _near(events.sites, np.flatnonzero(cases), cylinders.radius_km, most_pairs)
        holds = _grow(centre, distance, cases[member])
        kept = holds <= cylinders.share * events.cases
        centre, member = centre[kept], member[kept]
        return cls(
            start=_starts(centre, sites),
            member=member,
            distance=distance[kept],
            holds=holds[kept],
            back=_starts(member, sites),
            around=centre[np.argsort(member, kind="stable")],
        )


def _near(
    sites: Sites, holding: NDArray[np.intp], radius_km: float, most_pairs: int
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.float64]]:
    """Pairs of a centre and a case-holding site, with their distance, ordered by centre, distance, site."""
    if not len(holding):
        return np.zeros(0, np.int32), np.zeros(0, np.int32), np.zeros(0)
    points = _on_the_unit_sphere(sites)
    # The tree finds by the straight line through the Earth, a millimetre too far, so that rounding is ours.
    angle = min((radius_km + _A_MILLIMETRE_KM) / EARTH_RADIUS_KM, np.pi)
    chord = 2 * np.sin(angle / 2) * (1 + 1e-12)
    tree = cKDTree(points[holding])
    many = tree.query_ball_point(points, chord, return_length=True)
    if many.sum() > most_pairs:
        text = f"{many.sum():,} pairs of sites lie so near one another; take less than {radius_km} km"
        raise BadInput(text, where="radius_km", reason="too_many")
    blocks = np.array_split(np.arange(len(points)), 1 + many.sum() // _PAIRS_AT_ONCE)
    near = [_near_block(sites, holding, tree, points, chord, radius_km, block) for block in blocks]
    centre, member, distance = (np.concatenate(one) for one in zip(*near, strict=True))
    return centre, member, distance


def _near_block(
    sites: Sites,
    holding: NDArray[np.intp],
    tree: cKDTree,
    points: NDArray[np.float64],
    chord: float,
    radius_km: float,
    block: NDArray[np.intp],
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.float64]]:
    """The pairs of some centres; the tree answers in lists, which take much room."""
    found = tree.query_ball_point(points[block], chord)
    centre = np.repeat(block, [len(one) for one in found]).astype(np.int32)
    member = holding[np.concatenate(found).astype(np.intp)].astype(np.int32)
    distance = great_circle_km(
        sites.latitude[centre], sites.longitude[centre], sites.latitude[member], sites.longitude[member]
    )
    order = np.lexsort((member, distance, centre))
    order = order[distance[order] <= radius_km]
    return centre[order], member[order], distance[order]


def _on_the_unit_sphere(sites: Sites) -> NDArray[np.float64]:
    north, east = np.radians(sites.latitude), np.radians(sites.longitude)
    return np.column_stack([np.cos(north) * np.cos(east), np.cos(north) * np.sin(east), np.sin(north)])


def _grow(
    centre: NDArray[np.int32], distance: NDArray[np.float64], cases: NDArray[np.int64]
) -> NDArray[np.int64]:
    """How many cases the circle through each entry holds."""
    if not len(centre):
        return np.zeros(0, np.int64)
    closes = np.append((centre[1:] != centre[:-1]) | (distance[1:] != distance[:-1]), True)
    total = np.cumsum(cases)
    before = np.concatenate([[0], total[:-1]])[np.searchsorted(centre, centre)]
    closing = np.flatnonzero(closes)
    through = closing[np.searchsorted(closing, np.arange(len(centre)))]
    grown: NDArray[np.int64] = total[through] - before
    return grown


def _starts(keys: NDArray[np.int32], number: int) -> NDArray[np.int64]:
    """Where each key's entries begin in a list ordered by key, and where the last one's end."""
    return np.concatenate([[0], np.cumsum(np.bincount(keys, minlength=number))]).astype(np.int64)
