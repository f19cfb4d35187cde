"""Answers that come at the same moment, while orders go up and are completed: each counts once, on both
databases.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection

from tests.server.conftest import TESTER, Cast
from tests.server.level.ground import MORNING, miscounted, orders_of, raised, said
from tocsin.errors import Conflict
from tocsin_server import clock
from tocsin_server.ledger.services import verify
from tocsin_server.level import services
from tocsin_server.level.models import Answer, Escalation, Order
from tocsin_server.units import services as units

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable[[], object], hours: int = 0) -> None:
    """Do all of it at the same moment, each in a thread and connection of its own; none may fail."""
    barrier = Barrier(len(acts))

    def go(act: Callable[[], object]) -> None:
        try:
            with clock.standing_at(MORNING + timedelta(hours=hours)):
                barrier.wait()
                act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        for done in [pool.submit(go, act) for act in acts]:
            done.result()


def test_one_answer_from_four_people_is_one_answer(cast: Cast) -> None:
    with clock.standing_at(MORNING):
        raised(cast)
    own = [cast["locality.unit_officer"], cast["locality.duty_officer"]]
    at_once(
        *(lambda who=who: services.acknowledge(who, "locality") for who in own),
        *(lambda who=who: services.acknowledge_for(cast[who], "locality", "by telephone")
          for who in ("region.duty_officer", "nation.duty_officer")),
    )  # fmt: skip
    assert Answer.objects.count() == len(orders_of("locality"))
    assert not miscounted()
    assert verify().ok


def test_answers_escalations_and_new_orders_at_once_lose_and_double_nothing(cast: Cast) -> None:
    with clock.standing_at(MORNING):
        raised(cast)
        units.add_unit(TESTER, id="late", name="Late", kind="locality", parent_id="region")
    at_once(
        lambda: services.acknowledge(cast["locality.unit_officer"], "locality"),
        lambda: services.acknowledge(cast["neighbour.unit_officer"], "neighbour"),
        lambda: services.escalate(TESTER),
        lambda: services.complete_orders(TESTER),
        lambda: services.escalate(TESTER),
        hours=20,
    )
    assert len(orders_of("late")) == len(orders_of("locality"))
    assert Escalation.objects.count() == len(set(Escalation.objects.values_list("order_id", "cause")))
    assert not Order.objects.filter(unit="locality", state="issued").exists()
    assert not miscounted()
    assert verify().ok


def test_taking_back_and_doing_what_was_passed_on_at_once_ends_in_one_of_the_two(cast: Cast) -> None:
    with clock.standing_at(MORNING):
        units.add_unit(TESTER, id="gate", name="Gate", kind="venue", venue="station", parent_id="locality")
        raised(cast)
        own = set(Order.objects.filter(unit="gate").values_list("measure__slug", flat=True))
        mine = next(order for order in orders_of("locality") if order.measure.slug not in own)
        mine.measure.data["evidence"] = ["text"]
        mine.measure.save(update_fields=["data"])
        services.answer(cast["locality.unit_officer"], "locality", [mine.pk], said("delegated", to="gate"))
        theirs = Order.objects.get(passed_on_by=mine)

    def take_back() -> None:
        try:
            services.answer(
                cast["locality.unit_officer"], "locality", [mine.pk], said("in_progress", text="We do it")
            )
        except Conflict:
            return

    def do() -> None:
        try:
            services.hear(TESTER, "gate", [theirs.pk], said("done"), via="sms")
        except Conflict:
            return

    at_once(take_back, do)
    states = tuple(
        Order.objects.filter(pk__in=(mine.pk, theirs.pk)).order_by("pk").values_list("state", flat=True)
    )
    assert states in {("done", "done"), ("in_progress", "withdrawn")}
    assert not miscounted()
