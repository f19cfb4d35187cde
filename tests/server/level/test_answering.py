"""A unit says of its orders what it knows, does, has done or cannot do; all of it stays on record."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.server.conftest import TESTER, Cast
from tests.server.level.ground import MORNING, later, miscounted, needs, orders_of, raised, said, state
from tocsin.errors import BadInput, Conflict, NotAllowed
from tocsin.level import OrderState
from tocsin_server import clock
from tocsin_server.ledger import selectors as ledger
from tocsin_server.ledger.services import verify
from tocsin_server.level import selectors, services
from tocsin_server.level.models import Answer, Escalation, Order
from tocsin_server.level.services import Faults, Saying
from tocsin_server.units import services as units


@pytest.fixture(autouse=True)
def _a_morning() -> Iterator[None]:
    with clock.standing_at(MORNING):
        yield


def say(
    cast: Cast, order: Order, kind: str, who: str = "locality.unit_officer", **facts: Any
) -> tuple[int, ...]:
    return services.answer(cast[who], order.unit_id, [order.pk], said(kind, **facts))


def test_an_order_goes_from_received_to_done_and_every_word_is_kept(cast: Cast) -> None:
    raised(cast)
    order = needs("text", "place", "time")
    for minute, kind in enumerate(("received", "acknowledged", "in_progress", "done")):
        with later(minutes=minute):
            assert say(cast, order, kind) == (order.pk,)
            assert state(order) == kind
    words = selectors.answers(order)
    assert [word.kind for word in words] == ["received", "acknowledged", "in_progress", "done"]
    last = words[3]
    assert (last.text, last.place, last.time) == (
        "Guards posted at both gates",
        "North gate",
        MORNING + timedelta(minutes=5),
    )
    assert (last.by, last.via, last.at) == (
        "person:locality.unit_officer",
        "console",
        MORNING + timedelta(minutes=3),
    )
    assert not miscounted()


def test_what_arrived_is_not_yet_an_answer(cast: Cast) -> None:
    raised(cast)
    order = orders_of("locality")[0]
    say(cast, order, "received")
    assert Order.objects.get(pk=order.pk).answered is None
    assert order.pk in set(selectors.mine(cast["locality.unit_officer"]).values_list("pk", flat=True))
    with later(minutes=2):
        say(cast, order, "acknowledged")
    assert Order.objects.get(pk=order.pk).answered == MORNING + timedelta(minutes=2)


def test_an_answer_said_twice_changes_nothing(cast: Cast) -> None:
    raised(cast)
    order = orders_of("locality")[0]
    for kind, facts in (
        ("acknowledged", {}),
        ("in_progress", {"text": "Half"}),
        ("cannot", {"text": "No guards"}),
    ):
        assert say(cast, order, kind, **facts) == (order.pk,)
        head = ledger.head()
        assert say(cast, order, kind, "locality.duty_officer", **facts) == ()
        assert ledger.head() == head
    assert Answer.objects.filter(order=order).count() == 3


def test_a_new_note_on_work_in_progress_is_kept(cast: Cast) -> None:
    raised(cast)
    order = orders_of("locality")[0]
    for text in ("Half done", "Nearly done"):
        assert say(cast, order, "in_progress", text=text) == (order.pk,)
    assert [word.text for word in selectors.answers(order)] == ["Half done", "Nearly done"]
    assert not miscounted()


@pytest.mark.parametrize("lacking", ["text", "place", "time"])
def test_done_without_what_the_measure_asks_for_is_refused_by_name(cast: Cast, lacking: str) -> None:
    raised(cast)
    order = needs("text", "place", "time")
    empty: Any = None if lacking == "time" else " "
    with pytest.raises(BadInput) as caught:
        say(cast, order, "done", **{lacking: empty})
    assert caught.value.where == lacking
    assert state(order) == "issued"


def test_done_with_a_file_shows_the_file_to_those_who_see_the_order(cast: Cast) -> None:
    raised(cast)
    order = needs("file")
    with pytest.raises(BadInput, match="add its file"):
        say(cast, order, "done")
    file = services.keep_file(cast["locality.unit_officer"], "gate.png", [b"\x89PNG\r\n\x1a\n", b"gate"])
    services.answer(cast["locality.unit_officer"], "locality", [order.pk], said("done"), file=file)
    assert selectors.answers(order)[0].file == file
    assert services.open_file(cast["region.duty_officer"], file.pk)[1] == b"\x89PNG\r\n\x1a\ngate"
    for outsider in ("neighbour.unit_officer", "outsider.duty_officer", "public"):
        with pytest.raises(BadInput, match="no such file"):
            services.open_file(cast[outsider], file.pk)


def test_a_file_may_be_named_by_its_digest_and_must_be_kept(cast: Cast) -> None:
    raised(cast)
    order = needs("file")
    file = services.keep_file(cast["locality.unit_officer"], "gate.txt", [b"Both gates guarded."])
    with pytest.raises(BadInput, match="send it first"):
        say(cast, order, "done", file="0" * 64)
    say(cast, order, "done", file=file.digest)
    assert selectors.answers(order)[0].file == file


def test_what_was_done_stands(cast: Cast) -> None:
    raised(cast)
    order = needs("text")
    say(cast, order, "done")
    for kind in ("in_progress", "cannot"):
        with pytest.raises(Conflict, match="reported as done"):
            say(cast, order, kind, text="After all")
    assert say(cast, order, "acknowledged") == ()
    assert state(order) == "done"


def test_what_cannot_be_done_goes_up_at_once_with_its_reason(cast: Cast) -> None:
    raised(cast)
    order = orders_of("locality")[0]
    say(cast, order, "cannot", text="No guards before noon")
    up = Escalation.objects.get()
    assert (up.order_id, up.cause, up.to_id, up.at) == (order.pk, "cannot", "region", MORNING)
    assert [each.pk for each in selectors.escalations(cast["region.duty_officer"])] == [up.pk]
    assert not selectors.escalations(cast["locality.duty_officer"]).exists()
    say(cast, order, "in_progress", text="Guards were found")
    say(cast, order, "cannot", text="They were called away")
    assert Escalation.objects.count() == 1
    assert not miscounted()


def test_what_the_root_cannot_do_goes_to_its_own_duty_officer(cast: Cast) -> None:
    raised(cast)
    say(cast, orders_of("nation")[0], "cannot", "nation.duty_officer", text="No means")
    assert Escalation.objects.get().to_id == "nation"


@pytest.mark.parametrize(
    "who",
    ["region.unit_officer", "neighbour.unit_officer", "nation.duty_officer", "nation.analyst", "public"],
)
def test_nobody_answers_for_another_unit(cast: Cast, who: str) -> None:
    raised(cast)
    with pytest.raises(NotAllowed):
        say(cast, orders_of("locality")[0], "acknowledged", who)
    assert not Answer.objects.exists()


def test_an_order_to_another_unit_cannot_be_answered(cast: Cast) -> None:
    raised(cast)
    theirs = orders_of("neighbour")[0]
    with pytest.raises(BadInput, match="not given to locality") as caught:
        services.answer(cast["locality.unit_officer"], "locality", [theirs.pk], said("acknowledged"))
    assert caught.value.reason == "no_such_order"
    with pytest.raises(BadInput, match="not given to locality"):
        services.answer(cast["locality.unit_officer"], "locality", [10**9], said("acknowledged"))


def test_one_wrong_order_among_several_leaves_all_unanswered(cast: Cast) -> None:
    raised(cast)
    mine, theirs = orders_of("locality")[0], orders_of("neighbour")[0]
    with pytest.raises(BadInput):
        services.answer(cast["locality.unit_officer"], "locality", [mine.pk, theirs.pk], said("acknowledged"))
    assert state(mine) == "issued"


def test_a_duty_officer_above_takes_an_answer_down_by_telephone(cast: Cast) -> None:
    raised(cast)
    order = needs("text")
    done = said("done", text="Gates guarded")
    officer = cast["region.duty_officer"]
    assert services.answer_for(officer, "locality", [order.pk], done, "The mayor called") == (order.pk,)
    word = selectors.answers(order)[0]
    assert (word.by, word.via) == ("person:region.duty_officer", "telephone")
    assert word.text == "Gates guarded\nThe mayor called"
    with pytest.raises(BadInput, match="how the unit answered"):
        services.answer_for(officer, "locality", [order.pk], done, " ")
    with pytest.raises(NotAllowed):
        services.answer_for(cast["region.unit_officer"], "locality", [order.pk], done, "The mayor called")
    assert len(services.acknowledge_for(officer, "neighbour", "by radio")) == len(orders_of("neighbour"))


def test_an_ended_level_needs_no_answer(cast: Cast) -> None:
    row = raised(cast)
    order = orders_of("locality")[0]
    with later(hours=2):
        services.end_level(row.pk, cast["nation.duty_officer"], "No sign of a threat")
        assert services.acknowledge(cast["locality.unit_officer"], "locality") == ()
        with pytest.raises(Conflict, match="has ended"):
            say(cast, order, "acknowledged")


def test_an_answer_is_one_entry_in_the_ledger(cast: Cast) -> None:
    raised(cast)
    before = ledger.head()
    services.acknowledge(cast["locality.unit_officer"], "locality", note="understood")
    entry = ledger.entries().first()
    assert entry is not None
    assert (entry.sequence, entry.action, entry.subject) == (
        before + 1,
        "level.acknowledged",
        "unit:locality",
    )
    assert entry.data["orders"] == [order.pk for order in orders_of("locality")]
    assert (entry.data["note"], entry.unit) == ("understood", "locality")
    assert verify().ok


def test_twenty_answers_take_no_more_statements_than_two(cast: Cast) -> None:
    raised(cast)
    locality, neighbour = (orders_of(unit) for unit in ("locality", "neighbour"))
    assert len(locality) >= 10

    def statements(orders: list[Order]) -> int:
        unit = orders[0].unit_id
        with CaptureQueriesContext(
            connection,
        ) as caught:
            services.answer(
                cast[f"{unit}.unit_officer"], unit, [order.pk for order in orders], said("acknowledged")
            )
        return len(caught)

    assert statements(locality) == statements(neighbour[:2])
    assert not miscounted()


@pytest.mark.parametrize(
    ("field", "text", "problem"),
    [
        ("text", "x" * 10_001, "at most 10,000"),
        ("place", "x" * 301, "at most 300"),
        ("text", "a\0b", "no text"),
    ],
)
def test_words_that_cannot_be_kept_are_refused(cast: Cast, field: str, text: str, problem: str) -> None:
    raised(cast)
    with pytest.raises(BadInput, match=problem) as caught:
        say(cast, orders_of("locality")[0], "in_progress", **{field: text})
    assert caught.value.where == field


def test_many_answers_are_taken_together_or_not_at_all(cast: Cast) -> None:
    raised(cast)
    first, second, *_ = orders_of("locality")
    theirs = orders_of("neighbour")[0]
    good = [
        Saying("locality", [first.pk], said("acknowledged"), where="answer 1"),
        Saying("neighbour", [theirs.pk], said("cannot", text="No guards"), where="answer 2"),
    ]
    bad = [
        Saying("locality", [theirs.pk], said("acknowledged"), where="answer 3"),
        Saying("locality", [second.pk], said("delegated", to="neighbour"), where="answer 4"),
    ]
    officer = cast["region.duty_officer"]
    with pytest.raises(Faults) as caught:
        services.answer_all(officer, [*good, *bad], via="api")
    assert [where for where, _ in caught.value.faults] == ["answer 3", "answer 4"]
    assert not Answer.objects.exists()
    assert services.answer_all(officer, good, via="api") == (first.pk, theirs.pk)
    assert services.answer_all(officer, good, via="api") == ()
    with pytest.raises(NotAllowed):
        services.answer_all(cast["locality.unit_officer"], good, via="api")
    assert not miscounted()


def test_a_channel_says_that_orders_arrived(cast: Cast) -> None:
    raised(cast)
    orders = [order.pk for order in orders_of("locality")]
    assert services.hear(TESTER, "locality", None, said("received"), via="webhook") == tuple(orders)
    assert services.hear(TESTER, "locality", None, said("received"), via="webhook") == ()
    assert set(Order.objects.filter(unit="locality").values_list("state", flat=True)) == {"received"}
    assert not miscounted()


# Passing orders on


@pytest.fixture
def district(cast: Cast) -> None:
    """Two units below the locality that have no orders of their own for what it passes on."""
    for id in ("gate", "tower"):
        units.add_unit(TESTER, id=id, name=id.title(), kind="venue", parent_id="locality", venue="government")
        units.add_person(TESTER, username=f"{id}.unit_officer", display=id)
        units.grant(TESTER, username=f"{id}.unit_officer", unit_id=id, role="unit_officer")


def passed(cast: Cast, to: str = "gate") -> tuple[Order, Order]:
    """An order of the locality, passed on, and the other unit's."""
    raised(cast)
    given = set(Order.objects.filter(unit=to).values_list("measure__slug", flat=True))
    mine = next(order for order in orders_of("locality") if order.measure.slug not in given)
    mine.measure.data["evidence"] = ["text"]
    mine.measure.save(update_fields=["data"])
    say(cast, mine, "delegated", to=to)
    return mine, Order.objects.get(passed_on_by=mine)


def hear_from(unit: str, order: Order, kind: str, **facts: Any) -> tuple[int, ...]:
    return services.hear(TESTER, unit, [order.pk], said(kind, **facts), via="test")


@pytest.mark.usefixtures("district")
def test_an_order_passed_on_is_done_when_the_other_unit_has_done_it(cast: Cast) -> None:
    mine, theirs = passed(cast)
    assert state(mine) == "delegated"
    assert (theirs.unit_id, theirs.measure_id, theirs.declaration_id) == (
        "gate",
        mine.measure_id,
        mine.declaration_id,
    )
    assert theirs.do_by == mine.do_by
    hear_from("gate", theirs, "acknowledged")
    assert state(mine) == "delegated"
    hear_from("gate", theirs, "done")
    assert (state(mine), state(theirs)) == ("done", "done")
    last = list(selectors.answers(mine))[-1]
    assert (last.kind, last.by, last.via) == ("done", "system:orders", "passed on")
    assert last.text == "Gate: Guards posted at both gates"
    assert not miscounted()


@pytest.mark.usefixtures("district")
def test_what_the_other_unit_cannot_do_goes_up_from_both(cast: Cast) -> None:
    mine, theirs = passed(cast)
    hear_from("gate", theirs, "cannot", text="Closed")
    assert state(mine) == "cannot"
    assert {(up.order_id, up.to_id) for up in Escalation.objects.all()} == {
        (theirs.pk, "locality"),
        (mine.pk, "region"),
    }
    assert not miscounted()


@pytest.mark.usefixtures("district")
def test_who_takes_an_order_back_withdraws_it_from_the_other_unit(cast: Cast) -> None:
    mine, theirs = passed(cast)
    say(cast, mine, "in_progress", text="We do it ourselves")
    assert (state(mine), state(theirs)) == ("in_progress", "withdrawn")
    with pytest.raises(Conflict, match="withdrawn"):
        hear_from("gate", theirs, "done")
    say(cast, mine, "delegated", to="gate", text="You do it after all")
    assert (state(mine), state(theirs)) == ("delegated", "issued")
    assert Order.objects.filter(unit="gate", measure=mine.measure).count() == 1
    assert not miscounted()


@pytest.mark.usefixtures("district")
def test_an_order_passed_on_to_another_than_before_is_one_order_still(cast: Cast) -> None:
    mine, theirs = passed(cast)
    assert say(cast, mine, "delegated", to="gate") == ()
    say(cast, mine, "delegated", to="tower")
    assert state(theirs) == "withdrawn"
    assert Order.objects.get(unit="tower", measure=mine.measure).state == "issued"
    assert not miscounted()


@pytest.mark.usefixtures("district")
def test_what_is_passed_on_twice_comes_back_all_the_way(cast: Cast) -> None:
    units.add_unit(TESTER, id="door", name="Door", kind="venue", parent_id="gate", venue="government")
    mine, theirs = passed(cast)
    hear_from("gate", theirs, "delegated", to="door")
    last = Order.objects.get(passed_on_by=theirs)
    hear_from("door", last, "done")
    assert {state(order) for order in (mine, theirs, last)} == {"done"}
    assert not miscounted()


@pytest.mark.usefixtures("district")
def test_taking_back_what_was_passed_on_twice_withdraws_both(cast: Cast) -> None:
    units.add_unit(TESTER, id="door", name="Door", kind="venue", parent_id="gate", venue="government")
    mine, theirs = passed(cast)
    hear_from("gate", theirs, "delegated", to="door")
    say(cast, mine, "in_progress", text="We do it ourselves")
    assert {row.state for row in Order.objects.filter(measure=mine.measure, unit__in=("gate", "door"))} == {
        OrderState.WITHDRAWN
    }
    assert not miscounted()


@pytest.mark.parametrize("to", ["locality", "region", "neighbour", "outsider"])
def test_orders_are_passed_on_to_units_below_alone(cast: Cast, to: str) -> None:
    raised(cast)
    with pytest.raises(BadInput, match="does not stand below") as caught:
        say(cast, orders_of("locality")[0], "delegated", to=to)
    assert caught.value.where == "to"


def test_a_unit_with_an_order_of_its_own_is_not_asked_twice(cast: Cast) -> None:
    raised(cast)
    own = set(Order.objects.filter(unit="locality").values_list("measure__slug", flat=True))
    order = next(order for order in orders_of("region") if order.measure.slug in own)
    with pytest.raises(Conflict, match="an order of its own"):
        say(cast, order, "delegated", "region.unit_officer", to="locality")
    assert state(order) == "issued"


@pytest.mark.usefixtures("district")
def test_a_late_order_passed_on_is_not_late_before_it_is_read(cast: Cast) -> None:
    raised(cast)
    order = next(
        o for o in orders_of("locality") if not Order.objects.filter(unit="gate", measure=o.measure).exists()
    )
    with later(days=6):
        say(cast, order, "delegated", to="gate")
        theirs = Order.objects.get(passed_on_by=order)
        assert clock.now() < theirs.acknowledge_by <= theirs.do_by


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(BadInput, match="time zone"):
        said("done", time=datetime(2015, 11, 14, 9))  # noqa: DTZ001 - a time without a zone
    assert said("done", time=datetime(2015, 11, 14, 9, tzinfo=UTC)).time is not None
