"""A plan of patrols: for each shift how likely each venue gets a team, and which venues do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tocsin.errors import BadInput
from tocsin.protect.draws import Lots, Seed, commitment
from tocsin.protect.games import Bounds, Coverage, Stakes, cover
from tocsin.protect.games.coverage import judged
from tocsin.protect.patrols.shifts import Shift
from tocsin.protect.venues import Venue

Numbers = NDArray[np.float64]

_WEEK = 7 * 24


@dataclass(frozen=True, slots=True)
class Gathering:
    """A match, a fair, a service: `people` at the venue of that id from `start` to `end`, both with their
    zone."""

    venue: str
    start: datetime
    end: datetime
    people: int


@dataclass(frozen=True, slots=True, eq=False)
class Patrols:
    """A plan, as it can be told before its time is over: it holds no secret.

    `people` (n, s) are the most present at each of n venues in each of s shifts; `floors` and `ceilings` (n,)
    the least and most share of draws asked for; `shares` (n, s) how likely each venue gets a visit. In each
    shift `teams` are on duty and each makes `visits`. `commitment` is the fingerprint of the seed that the
    draws hang on.
    """

    venues: tuple[Venue, ...]
    shifts: tuple[Shift, ...]
    teams: int
    visits: int
    people: Numbers
    floors: Numbers
    ceilings: Numbers
    coverages: tuple[Coverage, ...]
    commitment: str

    @property
    def shares(self) -> Numbers:
        """How likely each venue gets a visit in each shift, (n, s)."""
        return np.column_stack([one.shares for one in self.coverages])

    @property
    def worst(self) -> float:
        """The most people who can be expected at a venue without a team in any shift: as few as can be."""
        return max(one.level for one in self.coverages)


def plan_patrols(
    venues: Sequence[Venue],
    shifts: Sequence[Shift],
    teams: int,
    *,
    visits: int = 1,
    floors: ArrayLike = 0.0,
    gatherings: Sequence[Gathering] = (),
    seed: Seed,
) -> Patrols:
    """Spread the visits of each shift so that the most people left without a team are as few as can be.

    `floors` (n,) or one for all raise the venues' own, as a level in force does. The harm that counts is the
    most people present at any hour of the shift, by the venue's week or at a gathering; no score, and nothing
    about whoever might come.

    `BadInput` where there is no venue, shift or team, or the floors take more visits than there are.
    """
    if not venues or not shifts:
        raise BadInput("there is nothing to plan: no venue or no shift", where="venues", reason="empty")
    if teams < 0 or visits < 1:
        raise BadInput(
            f"{teams} teams with {visits} visits each cannot be planned", where="teams", reason="teams"
        )
    names = [one.name for one in venues]
    ceilings = np.array([one.ceiling for one in venues], np.float64)
    lowest = np.maximum([one.floor for one in venues], np.minimum(floors, ceilings))
    bounds = Bounds.of(len(venues), lowest, ceilings, names)
    people = present(venues, shifts, gatherings)
    best = tuple(
        covered(people[:, at], bounds, teams * visits, names, shift) for at, shift in enumerate(shifts)
    )
    return Patrols(
        venues=tuple(venues),
        shifts=tuple(shifts),
        teams=teams,
        visits=visits,
        people=people,
        floors=bounds.floor,
        ceilings=bounds.ceiling,
        coverages=best,
        commitment=commitment(seed),
    )


def drawn(patrols: Patrols, seed: Seed) -> tuple[tuple[int, ...], ...]:
    """For each shift the numbers of the venues that get a visit, counted from 0.

    `BadInput` where it is not the seed that the plan was committed to.
    """
    if commitment(seed) != patrols.commitment:
        text = "it is not the seed that this plan was committed to: its fingerprint is another"
        raise BadInput(text, where="seed", reason="other_seed")
    return tuple(draws(patrols.shares, patrols.shifts, seed))


def draws(shares: Numbers, shifts: Sequence[Shift], seed: Seed) -> Iterator[tuple[int, ...]]:
    """What is drawn in each shift with these shares (n, s); lots with the same shares are prepared once."""
    prepared: dict[bytes, Lots] = {}
    for at, shift in enumerate(shifts):
        key = shares[:, at].tobytes()
        if key not in prepared:
            prepared[key] = Lots.of(shares[:, at])
        yield prepared[key].draw(seed, f"patrols {shift.start.isoformat()}")


def present(
    venues: Sequence[Venue], shifts: Sequence[Shift], gatherings: Sequence[Gathering] = ()
) -> Numbers:
    """The most people (n, s) at each venue at any hour that a shift touches, by the venue's own clock."""
    hours = np.array([one.present.hours for one in venues], np.float64)
    zones: dict[str, list[int]] = {}
    for at, venue in enumerate(venues):
        zones.setdefault(venue.zone, []).append(at)
    most = np.empty((len(venues), len(shifts)))
    for zone, members in zones.items():
        for column, shift in enumerate(shifts):
            most[members, column] = hours[np.ix_(members, _hours(shift, ZoneInfo(zone)))].max(axis=1)
    rows = {venue.id: at for at, venue in enumerate(venues)} if gatherings else {}
    for one in gatherings:
        for column, shift in enumerate(shifts):
            if one.venue in rows and one.start < shift.end and shift.start < one.end:
                most[rows[one.venue], column] = max(most[rows[one.venue], column], one.people)
    return most


def _hours(shift: Shift, zone: ZoneInfo) -> list[int]:
    """The hours of the week that a shift touches, counted from Monday 00:00."""
    start, end = shift.start.astimezone(zone), shift.end.astimezone(zone)
    first = 24 * start.weekday() + start.hour
    length = end - start + timedelta(minutes=start.minute, seconds=start.second)
    return sorted({(first + ahead) % _WEEK for ahead in range(-(-length // timedelta(hours=1)))})


def covered(people: Numbers, bounds: Bounds, visits: int, names: Sequence[str], shift: Shift) -> Coverage:
    """The best coverage of one shift. Where nobody is, nothing is at stake: a venue gets its floor alone."""
    asked = float(bounds.floor.sum())
    if asked > visits * (1 + 1e-12):
        at = int(np.argmax(bounds.floor))
        text = (
            f"the floors ask for {asked:g} visits in a shift and there are {visits}: {asked:g} > {visits}; "
            f"the highest floor is {bounds.floor[at]:g} at {names[at]}"
        )
        raise BadInput(text, where=shift.name, reason="too_few_teams")
    open_ = people > 0
    shares = bounds.floor.copy()
    if open_.any():
        some = Bounds(bounds.floor[open_], bounds.ceiling[open_])
        left = max(visits - float(bounds.floor[~open_].sum()), float(some.floor.sum()))
        shares[open_] = cover(Stakes.of_harm(people[open_]), left, some).shares
    return judged(Stakes.of_harm(np.where(open_, people, _NOBODY)), shares)


_NOBODY = 1e-9
"""People at a venue that is empty, where a game needs something to be at stake."""
