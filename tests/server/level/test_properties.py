"""Random stories of levels, moves and answers over the database: no order is lost or doubled.

What is right is reckoned from the rows alone, see `reckoning`; what was promised is remembered by the story.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.server.conftest import TESTER, Cast
from tests.server.level.ground import DECISION, MORNING, miscounted
from tests.server.level.reckoning import below_floor, faults
from tests.server.level.test_planning import GATE, small
from tocsin.base import UnitKind
from tocsin.errors import BadInput, Conflict
from tocsin.level import Answer as Said
from tocsin.level import AnswerKind
from tocsin_server import clock
from tocsin_server.ledger.services import verify
from tocsin_server.level import selectors, services
from tocsin_server.level.models import Answer, Declaration, Order
from tocsin_server.units import services as units
from tocsin_server.units.models import Unit

PLAN = small() + "".join(
    f"""
[[measure]]
id = "{id}"
area = "checks"
title = "{id}"
text = "Do it."
step = {step}
kinds = {kinds}
threats = {threats}
venues = {venues}
basis = "Law"
owner = "Desk"
acknowledge = "1 h"
do = "2 h"
"""
    for id, step, kinds, threats, venues in (
        ("letters", 2, '["locality", "venue"]', '["mail"]', "[]"),
        ("platforms", 3, '["locality", "venue"]', "[]", '["station"]'),
        ("regions", 3, '["region", "national"]', "[]", "[]"),
        ("gates", 4, '["all"]', '["explosive", "vehicle"]', '["station", "school"]'),
    )
)
LONG = 15
UNITS = ["nation", "region", "locality", "neighbour", "stop", "outsider"]
SAYINGS = [
    Said(kind=AnswerKind.ACKNOWLEDGED),
    Said(kind=AnswerKind.IN_PROGRESS),
    Said(kind=AnswerKind.DONE, text="All of it"),
    Said(kind=AnswerKind.CANNOT, text="No people"),
]

WEIGHTS = {
    "raise": 9, "end": 2, "extend": 1, "move": 2, "join": 1, "add": 2, "drop": 1, "answer": 4, "wait": 1
}  # fmt: skip


def steps(seed: int) -> Iterator[tuple[Any, ...]]:
    """A story of so many steps. Most levels are general and over few units, so that they meet one another."""
    chance = Random(seed)
    facts: dict[str, Callable[[], tuple[Any, ...]]] = {
        "raise": lambda: (
            chance.choice([*["nation", "region"] * 5, *UNITS]),
            chance.randint(2, 4),
            chance.choice([*[[]] * 6, ["mail"], ["explosive"]]),
            chance.choice([*[[]] * 9, ["station"]]),
            chance.random() < 0.1,
            chance.randint(5, 90),
        ),
        "end": lambda: (chance.randrange(9),),
        "extend": lambda: (chance.randrange(9), chance.randint(1, 40)),
        "move": lambda: (chance.choice(UNITS[2:]), chance.choice(UNITS)),
        "join": lambda: (chance.choice(UNITS),),
        "add": lambda: (chance.choice(UNITS), chance.randint(2, 4)),
        "drop": lambda: (chance.randrange(9),),
        "answer": lambda: (chance.randrange(99), chance.choice(SAYINGS)),
        "wait": lambda: (chance.randint(1, 9),),
    }
    for kind in ("raise", *chance.choices(list(WEIGHTS), list(WEIGHTS.values()), k=LONG)):
        yield kind, *facts[kind]()


class Story:
    """One site, and what happens on it an hour after another."""

    def __init__(self, cast: Cast) -> None:
        self.cast, self.now, self.number = cast, MORNING, 0
        self.said: list[tuple[int, str]] = []

    def go(self, step: tuple[Any, ...]) -> None:
        """One step. What the calendar looks to is made good: lapses before it, moves after it, no more."""
        self.now += timedelta(minutes=20)
        self.number += 1
        with clock.standing_at(self.now):
            services.complete_orders(TESTER)
            getattr(self, f"_{step[0]}")(*step[1:])
        with clock.standing_at(self.now):
            if step[0] in ("move", "join", "wait"):
                services.complete_orders(TESTER)

    def _raise(
        self, unit: str, rank: int, threats: list[str], venues: list[str], exercise: bool, hours: int
    ) -> None:
        scope: dict[str, Any] = {
            "rank": rank, "unit_id": unit, "threats": threats, "venues": venues, "exercise": exercise
        }  # fmt: skip
        before = set(self._given_now())
        try:
            shown = services.preview(scheme="generic", **scope)
        except (BadInput, Conflict) as error:
            with pytest.raises(type(error)), transaction.atomic():
                self._declare(scope, hours)
            assert set(self._given_now()) == before
            return
        assert below_floor(self._declare(scope, hours)) == []
        new = {pk: unit for pk, unit in self._given_now().items() if pk not in before}
        assert shown.orders == len(new)
        assert shown.units == len(set(new.values()))

    def _given_now(self) -> dict[int, str]:
        """The orders given at this instant, some of them because a level lapsed, with their units."""
        given = Order.objects.filter(issued=self.now).exclude(state="withdrawn")
        return dict(given.values_list("pk", "unit_id"))

    def _declare(self, scope: dict[str, Any], hours: int) -> Declaration:
        who = self.cast["outsider.duty_officer" if self._outside(scope["unit_id"]) else "nation.duty_officer"]
        facts = DECISION | scope | {"key": f"key {self.number}", "ends": self.now + timedelta(hours=hours)}
        row = services.raise_level(who, **facts)
        assert services.raise_level(who, **facts) == row
        return row

    def _outside(self, unit: str) -> bool:
        return Unit.objects.get(pk=unit).path.startswith("/outsider/")

    def _end(self, number: int) -> None:
        if row := self._live(number):
            services.end_level(row.pk, self._officer(row), "Over")

    def _extend(self, number: int, hours: int) -> None:
        if row := self._live(number):
            services.extend_level(row.pk, self._officer(row), self.now + timedelta(hours=hours), "Longer")

    def _live(self, number: int) -> Declaration | None:
        rows = list(selectors.live().order_by("starts", "pk"))
        return rows[number % len(rows)] if rows else None

    def _officer(self, row: Declaration) -> Any:
        return self.cast["outsider.duty_officer" if self._outside(row.unit_id) else "nation.duty_officer"]

    def _move(self, unit: str, parent: str) -> None:
        with suppressed(Conflict), transaction.atomic():
            units.move_unit(TESTER, unit, parent)

    def _join(self, parent: str) -> None:
        units.add_unit(TESTER, id=f"unit-{self.number}", name="New", kind="locality", parent_id=parent)

    def _add(self, unit: str, step: int) -> None:
        who = self.cast["outsider.duty_officer" if self._outside(unit) else "nation.duty_officer"]
        kinds = frozenset({UnitKind.LOCALITY, UnitKind.REGION})
        measure = {**{name: getattr(GATE, name) for name in GATE.__slots__}, "step": step, "kinds": kinds}
        services.add_measure(who, unit, type(GATE)(**measure | {"id": f"own-{self.number}"}))

    def _drop(self, number: int) -> None:
        added = selectors.added_measures(self.cast["nation.duty_officer"])
        rows = [row for row in added if not self._outside(row.unit_id)]
        if rows:
            services.drop_measure(self.cast["nation.duty_officer"], rows[number % len(rows)].slug)

    def _answer(self, number: int, said: Said) -> None:
        live = Order.objects.filter(declaration__in=selectors.live()).exclude(state="withdrawn")
        rows = list(live.filter(unit__in=["locality", "region", "neighbour"]).order_by("pk"))
        if not rows:
            return
        order = rows[number % len(rows)]
        with suppressed(Conflict), transaction.atomic():
            who = self.cast[f"{order.unit_id}.unit_officer"]
            if services.answer(who, order.unit_id, [order.pk], said):
                self.said.append((order.pk, said.kind.value))

    def _wait(self, hours: int) -> None:
        self.now += timedelta(hours=hours)


@contextmanager
def suppressed(error: type[Exception]) -> Iterator[None]:
    """Let a step that makes no sense as things stand be refused."""
    try:
        yield
    except error:
        return


class _UndoneError(Exception):
    """Ends a story."""


@contextmanager
def rolled_back() -> Iterator[None]:
    """What is done within leaves no trace, so that every story begins at the same point."""
    with suppressed(_UndoneError), transaction.atomic():
        yield
        raise _UndoneError


def check(story: Story) -> None:
    """All that must hold whatever happened."""
    assert faults(story.now) == []
    assert miscounted() == {}
    held = set(Answer.objects.values_list("order", "kind"))
    assert set(story.said) <= held, "an answer was lost"


@pytest.mark.parametrize("stories", [10, pytest.param(100, marks=pytest.mark.slow)])
def test_no_story_loses_doubles_or_lowers_anything(cast: Cast, stories: int) -> None:
    units.add_unit(TESTER, id="stop", name="Stop", kind="venue", venue="station", parent_id="neighbour")
    with clock.standing_at(MORNING - timedelta(days=1)):
        services.adopt_plan(cast["nation.duty_officer"], PLAN)

    @settings(max_examples=stories, derandomize=True, database=None,
              suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(st.integers(0, 10**9))
    def tell(seed: int) -> None:
        with rolled_back():
            story = Story(cast)
            for step in steps(seed):
                story.go(step)
                check(story)
            replaced.append(Declaration.objects.exclude(replaces=None).count())

    replaced: list[int] = []
    tell()
    assert sum(replaced) >= len(replaced) / 2, (
        "the stories are to be about levels that replace one another, too"
    )
    assert verify().ok
