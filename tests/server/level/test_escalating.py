"""What is late goes up one step, once for each cause, under the clock; who is above takes note of it."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from tests.server.conftest import TESTER, Cast
from tests.server.level.ground import MORNING, later, miscounted, needs, orders_of, raised, said, state
from tocsin.errors import BadInput, NotAllowed
from tocsin_server import clock
from tocsin_server.jobs import worker
from tocsin_server.jobs.models import Job
from tocsin_server.ledger import selectors as ledger
from tocsin_server.ledger.services import verify
from tocsin_server.level import selectors, services
from tocsin_server.level.models import Escalation, Notice, NoticeKind, Order
from tocsin_server.level.services import escalating
from tocsin_server.pipeline.handlers import HANDLERS
from tocsin_server.pipeline.schedule import enqueue_due
from tocsin_server.units import services as units

UPPER = {"nation": "nation", "region": "nation", "locality": "region", "neighbour": "region"}


@pytest.fixture(autouse=True)
def _a_morning() -> Iterator[None]:
    with clock.standing_at(MORNING):
        yield


def ups(**facts: Any) -> set[tuple[int, str, str]]:
    return set(Escalation.objects.filter(**facts).values_list("order_id", "cause", "to_id"))


def test_an_order_is_late_after_its_deadline_and_not_at_it(cast: Cast) -> None:
    raised(cast)
    first = min(Order.objects.values_list("acknowledge_by", flat=True))
    with clock.standing_at(first):
        assert services.escalate(TESTER) == 0
        assert not selectors.any_overdue()
    with clock.standing_at(first + timedelta(microseconds=1)):
        assert selectors.any_overdue()
        late = Order.objects.filter(acknowledge_by=first)
        assert services.escalate(TESTER) == late.count() > 0
        assert all(late.values_list("unanswered_late", flat=True))
        assert not selectors.any_overdue()
    assert not miscounted()


def test_everything_nobody_answered_goes_up_one_step_once(cast: Cast) -> None:
    raised(cast)
    with later(days=6):
        assert services.escalate(TESTER) == Order.objects.count()
        assert services.escalate(TESTER) == 0
    assert ups() == {(order.pk, "unanswered", UPPER[order.unit_id]) for order in Order.objects.all()}
    assert not miscounted()


def test_an_answer_ends_being_late_and_what_is_not_done_goes_up_anew(cast: Cast) -> None:
    raised(cast)
    order = needs("text")
    with later(days=5):
        services.escalate(TESTER)
        services.answer(cast["locality.unit_officer"], "locality", [order.pk], said("acknowledged"))
        assert not Order.objects.get(pk=order.pk).unanswered_late
    with later(days=6):
        assert services.escalate(TESTER) == 1
        assert {cause for _, cause, _ in ups(order=order)} == {"unanswered", "not_done"}
        assert Order.objects.get(pk=order.pk).undone_late
        services.answer(cast["locality.unit_officer"], "locality", [order.pk], said("done"))
        assert not Order.objects.get(pk=order.pk).undone_late
        assert services.escalate(TESTER) == 0
    assert not miscounted()


def test_what_is_taken_up_again_after_all_is_marked_late_and_goes_up_no_second_time(cast: Cast) -> None:
    raised(cast)
    order, officer = orders_of("locality")[0], cast["locality.unit_officer"]
    with later(days=6):
        services.answer(officer, "locality", [order.pk], said("acknowledged"))
        services.escalate(TESTER)
        services.answer(officer, "locality", [order.pk], said("cannot", text="No guards"))
        assert not Order.objects.get(pk=order.pk).undone_late
        services.answer(officer, "locality", [order.pk], said("in_progress", text="Guards came"))
        services.escalate(TESTER)
        assert Order.objects.get(pk=order.pk).undone_late
    assert sorted(cause for _, cause, _ in ups(order=order)) == ["cannot", "not_done"]
    assert not miscounted()


def test_a_level_that_ended_or_lapsed_sends_nothing_up(cast: Cast) -> None:
    row = raised(cast)
    with later(days=8):
        assert services.escalate(TESTER) == 0
    with later(minutes=1):
        services.end_level(row.pk, cast["nation.duty_officer"], "Over")
    with later(days=2):
        assert services.escalate(TESTER) == 0
    assert not Escalation.objects.exists()


def test_an_exercise_goes_up_as_the_real_thing_does_and_its_notices_say_so(cast: Cast) -> None:
    raised(cast, exercise=True)
    with later(days=6):
        assert services.escalate(TESTER) > 0
    notices = Notice.objects.filter(kind=NoticeKind.ESCALATED)
    assert notices.exists()
    assert set(notices.values_list("exercise", "channel")) == {(True, "rehearsal")}


def test_a_unit_hears_of_all_that_came_up_to_it_in_one_notice(cast: Cast, settings: Any) -> None:
    settings.EMAIL_HOST = "mail.example"
    row = raised(cast)
    for unit in ("nation", "region"):
        services.add_contact(
            cast["nation.administrator"], unit, channel="mail", address=f"duty@{unit}.example"
        )
    with later(days=6):
        services.escalate(TESTER)
    notices = Notice.objects.filter(kind=NoticeKind.ESCALATED, declaration=row)
    assert sorted(notices.values_list("unit_id", flat=True)) == ["nation", "region"]


def test_shares_of_orders_go_up_as_one_would(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    raised(cast)
    monkeypatch.setattr(escalating, "AT_ONCE", 5)
    with later(days=6):
        assert services.escalate(TESTER) == Order.objects.count() == Escalation.objects.count()
    assert not miscounted()


def test_a_round_is_in_the_ledger_with_its_counts(cast: Cast) -> None:
    raised(cast)
    with later(days=6):
        services.escalate(TESTER)
        head = ledger.head()
        entry = ledger.entries(action="level.escalated").first()
        assert entry is not None
        assert entry.data["unanswered"] == Order.objects.count()
        assert entry.data["to"] == ["nation", "region"]
        services.escalate(TESTER)
        assert ledger.head() == head
    assert verify().ok


def test_what_is_overdue_is_found_by_its_index(cast: Cast) -> None:
    raised(cast)
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL reads so small a table whole")
    with later(days=6):
        now = clock.now()
        for cause, index in (
            (escalating.Cause.UNANSWERED, "unanswered"),
            (escalating.Cause.NOT_DONE, "undone"),
        ):
            assert f"INDEX order_may_be_{index}" in selectors.overdue(cause, now).explain()


# Taking note


def test_a_duty_officer_takes_note_of_what_went_up(cast: Cast) -> None:
    raised(cast)
    with later(days=6):
        services.escalate(TESTER)
        officer = cast["region.duty_officer"]
        unseen = [row.pk for row in selectors.escalations(officer)]
        assert len(unseen) == Escalation.objects.filter(to="region").count() > 0
        assert services.take_note(officer, unseen) == len(unseen)
        head = ledger.head()
        assert services.take_note(officer, unseen) == 0
        assert ledger.head() == head
        assert not selectors.escalations(officer).exists()
        assert selectors.escalations(officer, unseen=False).count() == len(unseen)
    row = Escalation.objects.filter(to="region").first()
    assert row is not None
    assert (row.seen, row.seen_by) == (MORNING + timedelta(days=6), "person:region.duty_officer")


@pytest.mark.parametrize(
    ("who", "error"),
    [
        ("region.unit_officer", NotAllowed),
        ("nation.analyst", NotAllowed),
        ("locality.duty_officer", BadInput),
        ("outsider.duty_officer", BadInput),
        ("public", BadInput),
    ],
)
def test_nobody_else_takes_note(cast: Cast, who: str, error: type[Exception]) -> None:
    raised(cast)
    with later(days=6):
        services.escalate(TESTER)
        row = Escalation.objects.filter(to="region").first()
        assert row is not None
        with pytest.raises(error):
            services.take_note(cast[who], [row.pk])
    assert not Escalation.objects.exclude(seen=None).exists()


def test_what_went_up_under_a_level_that_ended_waits_for_nobody(cast: Cast) -> None:
    row = raised(cast)
    with later(days=5):
        services.escalate(TESTER)
        services.end_level(row.pk, cast["nation.duty_officer"], "Over")
    with later(days=6):
        assert not selectors.escalations(cast["nation.duty_officer"]).exists()
        assert selectors.escalations(cast["nation.duty_officer"], unseen=False).exists()


# The calendar


def test_the_calendar_sends_up_what_became_late(cast: Cast) -> None:
    raised(cast)
    enqueue_due()
    worker.drain(HANDLERS)
    assert not Escalation.objects.exists()
    assert not Job.objects.filter(kind="escalate").exists()
    with later(days=6):
        enqueue_due()
        enqueue_due()
        assert Job.objects.filter(kind="escalate").count() == 1
        worker.drain(HANDLERS)
        assert Escalation.objects.count() == Order.objects.count()
    with later(days=6, seconds=20):
        enqueue_due()
    assert Job.objects.filter(kind="escalate").count() == 1


def test_a_unit_that_joins_gets_its_orders_at_the_next_look(cast: Cast) -> None:
    raised(cast)
    enqueue_due()
    worker.drain(HANDLERS)
    units.add_unit(TESTER, id="late", name="Late", kind="locality", parent_id="region")
    enqueue_due()
    enqueue_due()
    assert Job.objects.filter(kind="orders", state="waiting").count() == 1
    worker.drain(HANDLERS)
    assert len(orders_of("late")) == len(orders_of("locality"))
    assert not enqueue_due()


def test_a_lapse_gives_what_another_level_still_asks_for(cast: Cast) -> None:
    raised(cast, ends=MORNING + timedelta(days=1))
    order = orders_of("locality")[0]
    services.raise_level(
        cast["region.duty_officer"],
        **{"key": "decision-2", "scheme": "generic", "rank": 3, "unit_id": "region", "basis": "Same law",
           "owner": "Region", "reason": "Its own market", "ends": MORNING + timedelta(days=3)},
    )  # fmt: skip
    enqueue_due()
    worker.drain(HANDLERS)
    assert Order.objects.filter(unit="locality", measure__slug=order.measure.slug).count() == 1
    with later(days=1, seconds=1):
        enqueue_due()
        worker.drain(HANDLERS)
        live = selectors.orders(cast["locality.unit_officer"], outstanding=True)
        assert live.filter(measure__slug=order.measure.slug).count() == 1
        assert not enqueue_due()
    assert state(order) == "issued"
    assert not miscounted()
