"""Random countries: trees of units, schemes, plans, what units add, and what is declared."""

from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import combinations

from hypothesis import strategies as st
from level.cast import HOUR, START, declaration, measure, plan, unit

from tocsin.base import STEPS, Level, Scheme, ThreatKind, Unit, UnitKind, VenueKind
from tocsin.level import SHAPES, Addition, Plan, Tree

# Few kinds of each, so that they meet often.
THREATS = (ThreatKind.EXPLOSIVE, ThreatKind.MAIL, ThreatKind.BLADE)
VENUES = (VenueKind.STATION, VenueKind.SCHOOL, VenueKind.MARKET)
BODIES = (*((kind, None) for kind in UnitKind), *((UnitKind.VENUE, venue) for venue in VENUES * 2))


@dataclass(frozen=True)
class World:
    """All that a declaration meets."""

    units: tuple[Unit, ...]
    scheme: Scheme
    plan: Plan
    additions: tuple[Addition, ...]

    @property
    def tree(self) -> Tree:
        return Tree(self.units)


@st.composite
def trees(draw, most=40):
    """Units of all kinds, most under another, in no order that their ids would tell."""
    size = draw(st.integers(1, most))
    body = st.tuples(st.integers(0, most), st.sampled_from(BODIES))
    bodies = draw(st.lists(body, min_size=size, max_size=size))
    names = [f"u{n * 17 % 41:02}" for n in range(size)]
    return tuple(
        unit(name, kind, names[above % n] if n and above else "", venue)
        for n, (name, (above, (kind, venue))) in enumerate(zip(names, bodies, strict=True))
    )


@st.composite
def schemes(draw):
    steps = sorted(draw(st.lists(st.integers(1, STEPS), min_size=1, max_size=6)))
    levels = (
        Level(rank=rank, word=f"Level {rank}", meaning="-", shape=SHAPES[rank], step=step)
        for rank, step in enumerate(steps, 1)
    )
    return Scheme(id="four", title="Random", levels=tuple(levels))


def subsets(values):
    """All the ways to take some of the values, none of them among these."""
    values = sorted(values)
    return [frozenset(some) for size in range(len(values) + 1) for some in combinations(values, size)]


# Drawn from lists: a set drawn member by member takes ten times as long.
some_threats, some_venues = st.sampled_from(subsets(THREATS)), st.sampled_from(subsets(VENUES))
some_kinds = st.sampled_from(subsets(UnitKind)[1:])


def spans(most):
    return st.integers(1, most * 4).map(lambda quarters: timedelta(minutes=15 * quarters))


@st.composite
def measures(draw, id):
    acknowledge = draw(spans(6))
    return measure(
        id,
        draw(st.integers(1, STEPS)),
        draw(some_kinds),
        threats=draw(some_threats),
        venues=draw(some_venues),
        acknowledge=acknowledge,
        do=acknowledge + draw(spans(12)),
    )


@st.composite
def worlds(draw, most=40):
    units = draw(trees(most))
    catalogue = [draw(measures(f"m{n}")) for n in range(draw(st.integers(1, 4)))]
    # Now and then an addition has the id of another measure: then it must not be asked twice.
    ids = draw(st.lists(st.sampled_from(["m0", "own-1", "own-2"]), max_size=3))
    additions = [draw(added(units, measures(id))) for id in ids]
    return World(units, draw(schemes()), plan(*catalogue), tuple(additions))


@st.composite
def added(draw, units, measure):
    """A measure that a unit adds for all below it, or for some units, of which not all need be below."""
    named = draw(st.sampled_from([0, 0, 5]))
    only = frozenset(draw(st.lists(st.sampled_from([unit.id for unit in units]), max_size=named)))
    return Addition(draw(st.sampled_from(units)).id, draw(measure), only)


@st.composite
def declarations(draw, units, scheme, id="d0"):
    """Any declaration, real or exercise, general or limited, that the scheme has a level for."""
    starts = START + draw(st.integers(-8, 8)) * 3 * HOUR
    general = draw(st.sampled_from([True, True, False]))
    return declaration(
        draw(st.sampled_from([*units[:3], *units])).id,
        draw(st.integers(1, len(scheme.levels))),
        id=id,
        starts=starts,
        ends=starts + draw(st.integers(1, 24)) * 3 * HOUR,
        threats=frozenset() if general else draw(some_threats),
        venues=frozenset() if general else draw(some_venues),
        exercise=draw(st.sampled_from([False, False, True])),
    )


def moved(units: tuple[Unit, ...], id: str, parent: str) -> tuple[Unit, ...]:
    """The same units, one of them under another parent."""
    return tuple(replace(each, parent=parent) if each.id == id else each for each in units)
