"""What the page of a plan shows: its guarantee, what one more team would buy, venue by venue."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from tocsin.protect.patrols import FloorsCost, Guarantee, Patrols, Step, cost_of_floors, curve, guarantee

WIDTH, HEIGHT = 1000.0, 100.0
MOST_STEPS = 24
"""Numbers of teams on the curve: more are finer than an eye compares."""

BANDS = (0.05, 0.2, 0.5, 0.8)
"""Where the shades of the map change."""


@dataclass(frozen=True, slots=True)
class Covered:
    """One venue of a plan: its mean and least share over the shifts, the most people there, and the most of
    them that can be expected to be without a team."""

    id: str
    name: str
    kind: str
    latitude: float
    longitude: float
    mean: float
    least: float
    people: int
    left: float

    @property
    def percent(self) -> int:
        """The mean share as people read it."""
        return round(100 * self.mean)

    @property
    def least_percent(self) -> int:
        """The least share as people read it."""
        return round(100 * self.least)


@dataclass(frozen=True, slots=True)
class Curve:
    """The worst case by number of teams, drawn; `here` is where the plan stands on it."""

    steps: tuple[Step, ...]
    path: str
    here: tuple[float, float]
    top: float
    one_more: Step | None


@dataclass(frozen=True, slots=True)
class PlanShown:
    """All that is told of a plan."""

    guarantee: Guarantee
    strong: float
    worst: float
    floors: FloorsCost
    curve: Curve
    venues: tuple[Covered, ...]


def shown(patrols: Patrols) -> PlanShown:
    """A plan for its page: venues with the most people left without a team first."""
    return PlanShown(
        guarantee=guarantee(patrols),
        strong=min(each.strong for each in patrols.coverages),
        worst=min(each.worst for each in patrols.coverages),
        floors=cost_of_floors(patrols),
        curve=_curve(patrols),
        venues=tuple(sorted(_venues(patrols), key=lambda one: (-one.left, one.id))),
    )


def points(venues: tuple[Covered, ...], most: int) -> list[dict[str, Any]]:
    """The first venues as the map's script reads them."""
    return [
        {
            "id": one.id, "latitude": one.latitude, "longitude": one.longitude, "percent": one.percent,
            "band": sum(one.mean >= edge for edge in BANDS), "label": f"{one.name}: {one.percent} %",
        }
        for one in venues[:most]
    ]  # fmt: skip


def _venues(patrols: Patrols) -> list[Covered]:
    shares, people = patrols.shares, patrols.people
    left = (people * (1 - shares)).max(axis=1)
    columns = zip(
        patrols.venues, shares.mean(axis=1), shares.min(axis=1), people.max(axis=1), left, strict=True
    )
    return [
        Covered(one.id, one.name, one.kind, one.latitude, one.longitude,
                float(mean), float(least), int(most), float(alone))
        for one, mean, least, most, alone in columns
    ]  # fmt: skip


def _curve(patrols: Patrols) -> Curve:
    """From one team to twice as many as there are, the plan's own number and the next always among them."""
    most = max(2 * patrols.teams, 4)
    numbers = np.unique(np.linspace(1, most, MOST_STEPS).round().astype(int)).tolist()
    steps = curve(patrols, [*numbers, patrols.teams, patrols.teams + 1])
    top = max((step.worst for step in steps), default=0.0) or 1.0
    places = [(WIDTH * step.teams / most, HEIGHT * (1 - step.worst / top)) for step in steps]
    here = next((at for at, step in zip(places, steps, strict=True) if step.teams == patrols.teams), (0, 0))
    more = next((step for step in steps if step.teams == patrols.teams + 1), None)
    path = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in places) if places else ""
    return Curve(steps, path, here, top, more)
