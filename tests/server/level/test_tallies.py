"""The counts on the board are those of the orders, whatever was said, passed on, sent up, moved or ended; and
what is late goes up once.

Random stories are told through the services and held against counting by hand and against the core.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests.server.conftest import TESTER, UNITS, Cast
from tests.server.level.ground import DECISION, MORNING, later, miscounted, orders_of, raised, said
from tocsin.base import Order as Ordered
from tocsin.errors import BadInput, Conflict
from tocsin.level import Cause, OrderState, cause_of
from tocsin_server import clock
from tocsin_server.level import selectors, services
from tocsin_server.level.models import Escalation, Order, Tally
from tocsin_server.level.services import tallies
from tocsin_server.units import services as units
from tocsin_server.units.models import Unit
from tocsin_server.units.viewer import Held, Viewer


@pytest.fixture
def morning() -> Iterator[None]:
    with clock.standing_at(MORNING):
        yield


@pytest.mark.usefixtures("morning")
def test_a_tally_tells_when_the_last_order_was_first_answered(cast: Cast) -> None:
    raised(cast)
    first, second, *_ = orders_of("locality")
    for minute, (order, kind) in enumerate(
        [(first, "acknowledged"), (second, "acknowledged"), (first, "in_progress")]
    ):
        with later(minutes=minute):
            services.answer(cast["locality.unit_officer"], "locality", [order.pk], said(kind))
    tally = Tally.objects.get(unit="locality")
    assert tally.last_answer == MORNING + timedelta(minutes=1)
    tallies.recount(tally.declaration)
    assert Tally.objects.get(unit="locality").last_answer == MORNING + timedelta(minutes=1)


@pytest.mark.usefixtures("morning")
def test_counting_anew_some_units_leaves_the_others(cast: Cast) -> None:
    row = raised(cast)
    Tally.objects.update(issued=77)
    tallies.recount(row, ["locality"])
    assert Tally.objects.get(unit="region").issued == 77
    assert Tally.objects.get(unit="locality").issued == len(orders_of("locality"))


STEPS = st.one_of(
    st.tuples(
        st.just("say"),
        st.sampled_from(sorted(set(UNITS) - {"outsider"})),
        st.sampled_from(["received", "acknowledged", "in_progress", "done", "cannot", "delegated"]),
        st.lists(st.integers(0, 40), min_size=1, max_size=6, unique=True),
        st.sampled_from(["region", "locality", "gate"]),
    ),
    st.tuples(st.just("wait"), st.integers(0, 30)),
    st.tuples(st.just("escalate")),
    st.tuples(st.just("raise"), st.sampled_from(["nation", "region"]), st.integers(2, 4), st.booleans()),
    st.tuples(st.just("end")),
    st.tuples(st.just("move"), st.sampled_from(["locality", "neighbour", "nation"])),
)


class Story:
    """What happens, by the services that a site uses; refusals of what makes no sense are part of it."""

    def __init__(self) -> None:
        self.now, self.raised = MORNING, list[Any]()
        for unit, (kind, parent) in UNITS.items():
            units.add_unit(TESTER, id=unit, name=unit, kind=kind, parent_id=parent)
        units.add_unit(TESTER, id="gate", name="Gate", kind="venue", venue="station", parent_id="locality")

    def officer(self, unit: str) -> Viewer:
        path = Unit.objects.get(pk=unit).path
        return Viewer(f"person:{unit}", 1, (Held(unit, path, "duty_officer"),))

    def tell(self, step: tuple[Any, ...]) -> None:
        with clock.standing_at(self.now):
            try:
                getattr(self, f"on_{step[0]}")(*step[1:])
            except (BadInput, Conflict):
                return

    def on_say(self, unit: str, kind: str, picked: list[int], to: str) -> None:
        orders = list(Order.objects.filter(unit=unit).order_by("pk").values_list("pk", flat=True))
        chosen = [orders[number % len(orders)] for number in picked] if orders else []
        facts = {"to": to} if kind == "delegated" else {"text": f"at {self.now}"}
        services.hear(TESTER, unit, chosen, said(kind, **facts), via="story")

    def on_wait(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    def on_escalate(self) -> None:
        services.escalate(TESTER)

    def on_raise(self, unit: str, rank: int, exercise: bool) -> None:
        key, ends = f"decision-{len(self.raised)}", self.now + timedelta(hours=60)
        decision = DECISION | {
            "key": key, "unit_id": unit, "rank": rank, "exercise": exercise, "ends": ends,
        }  # fmt: skip
        self.raised.append(services.raise_level(self.officer(unit), **decision))

    def on_end(self) -> None:
        if self.raised:
            row = self.raised.pop()
            services.end_level(row.pk, self.officer(row.unit_id), "Over")

    def on_move(self, parent: str) -> None:
        units.move_unit(TESTER, "gate", parent)
        services.complete_orders(TESTER)


def should_be_up() -> set[tuple[int, Cause]]:
    """What the core sends up at this instant, order by order, of the levels in force."""
    now, found = clock.now(), set()
    for row in Order.objects.select_related("declaration", "measure"):
        level = row.declaration
        if level.starts <= now < min(level.ended or level.ends, level.ends):
            order = Ordered(
                str(level.pk), row.unit_id, row.measure.slug, row.issued, row.acknowledge_by, row.do_by
            )
            if cause := cause_of(order, OrderState(row.state), now):
                found.add((row.pk, cause))
    return found


def marked_late() -> set[tuple[int, Cause]]:
    rows = Order.objects.filter(declaration__in=selectors.live()).exclude(state="withdrawn")
    marks = {"unanswered_late": Cause.UNANSWERED, "undone_late": Cause.NOT_DONE}
    return {(row.pk, cause) for row in rows for mark, cause in marks.items() if getattr(row, mark)}


class TestStories(TestCase):
    """Each example is a story in a database of its own."""

    @settings(
        max_examples=12,
        derandomize=True,
        phases=[Phase.generate],  # a story takes a second or two: shrinking one would take many minutes
        suppress_health_check=list(HealthCheck),
    )
    @given(st.lists(STEPS, min_size=4, max_size=14))
    def test_counts_are_right_and_what_is_late_goes_up_once(self, steps: list[tuple[Any, ...]]) -> None:
        story = Story()
        story.tell(("raise", "nation", 3, False))
        for step in steps:
            story.tell(step)
            assert not miscounted(), step
        with clock.standing_at(story.now):
            services.escalate(TESTER)
            up = list(Escalation.objects.values_list("order_id", "cause"))
            assert len(up) == len(set(up))
            assert should_be_up() <= {(pk, Cause(cause)) for pk, cause in up}
            assert marked_late() == {each for each in should_be_up() if each[1] is not Cause.CANNOT}
            assert services.escalate(TESTER) == 0
        assert not miscounted()
