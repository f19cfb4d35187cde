"""Raising a level orders every unit below once; only a unit itself answers for its orders; a level ends."""

from datetime import UTC, datetime, timedelta
from threading import Thread
from typing import Any

import pytest
from django.db import connection

from tests.server.conftest import TESTER, Cast
from tocsin.errors import BadInput, Conflict, NotAllowed
from tocsin.level import get_plan
from tocsin_server import clock
from tocsin_server.jobs import worker
from tocsin_server.ledger import selectors as ledger
from tocsin_server.ledger.services import verify
from tocsin_server.level import selectors, services
from tocsin_server.level.models import Declaration, Order
from tocsin_server.level.selectors import UnitProgress
from tocsin_server.pipeline.handlers import HANDLERS
from tocsin_server.pipeline.schedule import enqueue_due
from tocsin_server.units import services as units

MORNING = datetime(2015, 11, 14, 1, 25, tzinfo=UTC)
DECISION: dict[str, Any] = {
    "key": "decision-1",
    "scheme": "generic",
    "rank": 3,
    "unit_id": "nation",
    "basis": "Emergency Response Law, article 45",
    "owner": "Duty officer, nation",
    "reason": "Attacks abroad",
    "ends": MORNING + timedelta(days=7),
}


@pytest.fixture(autouse=True)
def _a_morning(request: pytest.FixtureRequest) -> Any:
    with clock.standing_at(MORNING):
        yield


def raised(cast: Cast, **changes: Any) -> Declaration:
    return services.raise_level(cast["nation.duty_officer"], **DECISION | changes)


def test_raising_orders_every_unit_below_and_no_other(cast: Cast) -> None:
    row = raised(cast)
    assert set(row.orders.values_list("unit_id", flat=True)) == {"nation", "region", "locality", "neighbour"}
    measures = [m for m in get_plan("standard").at("generic", 3) if "locality" in {k.value for k in m.kinds}]
    assert row.orders.filter(unit_id="locality").count() == len(measures) > 0


def test_the_preview_counts_what_raising_then_orders(cast: Cast) -> None:
    before = services.preview(scheme="generic", rank=3, unit_id="nation")
    row = raised(cast)
    assert (before.units, before.orders) == (4, row.orders.count())
    assert before.by_kind == {"locality": 2, "national": 1, "region": 1}


def test_raising_twice_with_one_key_is_one_declaration_and_one_set_of_orders(cast: Cast) -> None:
    first, orders, head = raised(cast), Order.objects.count(), ledger.head()
    assert raised(cast) == first
    assert (Declaration.objects.count(), Order.objects.count(), ledger.head()) == (1, orders, head)


def test_a_key_that_stands_for_another_decision_is_refused(cast: Cast) -> None:
    raised(cast)
    with pytest.raises(Conflict, match="Heightened over Nation"):
        raised(cast, rank=4)


@pytest.mark.parametrize("who", ["nation.analyst", "region.duty_officer", "outsider.duty_officer", "public"])
def test_only_a_duty_officer_of_the_unit_or_above_raises(cast: Cast, who: str) -> None:
    with pytest.raises(NotAllowed, match="duty officer of Nation"):
        services.raise_level(cast[who], **DECISION)
    assert Order.objects.count() == 0


def test_a_region_raises_over_itself_and_not_over_its_parent(cast: Cast) -> None:
    row = services.raise_level(cast["region.duty_officer"], **DECISION | {"unit_id": "region"})
    assert set(row.orders.values_list("unit_id", flat=True)) == {"region", "locality", "neighbour"}
    assert selectors.standing("locality").level.rank == 3
    assert selectors.standing("nation").level.rank == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"basis": " "}, "basis"),
        ({"owner": ""}, "owner"),
        ({"reason": ""}, "reason"),
        ({"ends": MORNING - timedelta(hours=1)}, "ends"),
        ({"ends": MORNING + timedelta(days=800)}, "ends"),
        ({"ends": datetime(2015, 11, 21, 9)}, "ends"),  # noqa: DTZ001 - a time without a zone
        ({"rank": 9}, "generic"),
        ({"rank": 1}, "rank"),
        ({"scheme": "heightened-alert"}, "scheme"),
        ({"unit_id": "nowhere"}, "unit"),
        ({"warning_ids": [77]}, "warnings"),
        ({"incident_ids": ["x"]}, "incidents"),
    ],
)
def test_a_decision_that_lacks_something_is_refused_by_name(cast: Cast, change: Any, field: str) -> None:
    with pytest.raises(BadInput) as caught:
        raised(cast, **change)
    assert caught.value.where.split(" ")[0] == field
    assert Declaration.objects.count() == 0


def test_raising_is_one_entry_in_the_ledger(cast: Cast) -> None:
    before = ledger.head()
    row = raised(cast)
    entry = ledger.entries().first()
    assert entry is not None
    assert (entry.sequence, entry.action, entry.subject) == (
        before + 1,
        "level.raised",
        f"declaration:{row.pk}",
    )
    assert entry.data["orders"] == row.orders.count()
    assert verify().ok


def test_a_unit_acknowledges_its_orders_once(cast: Cast) -> None:
    raised(cast)
    keys = services.acknowledge(cast["locality.unit_officer"], "locality", note="understood")
    assert set(keys) == set(Order.objects.filter(unit_id="locality").values_list("key", flat=True))
    head = ledger.head()
    assert services.acknowledge(cast["locality.duty_officer"], "locality") == ()
    assert ledger.head() == head
    order = Order.objects.filter(unit_id="locality").first()
    assert order is not None
    assert (order.acknowledged_by, order.note) == ("person:locality.unit_officer", "understood")
    assert Order.objects.filter(unit_id="neighbour", acknowledged=None).exists()


@pytest.mark.parametrize(
    "who",
    ["region.unit_officer", "neighbour.unit_officer", "nation.duty_officer", "nation.analyst", "public"],
)
def test_nobody_acknowledges_for_another_unit(cast: Cast, who: str) -> None:
    raised(cast)
    with pytest.raises(NotAllowed):
        services.acknowledge(cast[who], "locality")
    assert not Order.objects.exclude(acknowledged=None).exists()


def test_a_duty_officer_above_takes_down_an_answer_given_by_telephone(cast: Cast) -> None:
    raised(cast)
    keys = services.acknowledge_for(cast["region.duty_officer"], "locality", "by telephone")
    assert keys
    order = Order.objects.get(key=keys[0])
    assert (order.acknowledged_by, order.note) == ("person:region.duty_officer", "by telephone")
    with pytest.raises(BadInput, match="how the unit answered"):
        services.acknowledge_for(cast["region.duty_officer"], "neighbour", " ")
    with pytest.raises(NotAllowed):
        services.acknowledge_for(cast["region.unit_officer"], "neighbour", "by telephone")


def test_an_order_to_another_unit_cannot_be_acknowledged(cast: Cast) -> None:
    row = raised(cast)
    theirs = row.orders.filter(unit_id="neighbour").first()
    assert theirs is not None
    with pytest.raises(BadInput, match="not given to locality"):
        services.acknowledge(cast["locality.unit_officer"], "locality", [theirs.key])


def test_ending_a_level_restores_the_calm_and_closes_its_orders(cast: Cast) -> None:
    row = raised(cast)
    key = row.orders.filter(unit_id="locality").values_list("key", flat=True)[0]
    with clock.standing_at(MORNING + timedelta(hours=2)):
        services.end_level(row.pk, cast["nation.duty_officer"], "No sign of a threat")
        assert selectors.standing("locality").level.word == "Normal"
        assert services.acknowledge(cast["locality.unit_officer"], "locality") == ()
        with pytest.raises(Conflict, match="has ended"):
            services.acknowledge(cast["locality.unit_officer"], "locality", [key])
        with pytest.raises(Conflict, match="no longer in force"):
            services.end_level(row.pk, cast["nation.duty_officer"], "again")


def test_a_level_lapses_by_itself_at_its_end(cast: Cast) -> None:
    raised(cast)
    assert selectors.public_level().word == "Heightened"
    with clock.standing_at(MORNING + timedelta(days=7)):
        assert selectors.public_level().word == "Normal"


def test_a_unit_that_joins_under_a_level_in_force_gets_its_orders_once(cast: Cast) -> None:
    row = raised(cast)
    before = row.orders.count()
    units.add_unit(TESTER, id="late", name="Late", kind="locality", parent_id="region")
    with clock.standing_at(MORNING + timedelta(hours=5)):
        enqueue_due()
        worker.drain(HANDLERS)
        assert services.complete_orders(TESTER) == 0
    late = row.orders.filter(unit_id="late")
    assert late.count() == row.orders.filter(unit_id="locality").count() == row.orders.count() - before
    assert all(order.acknowledge_by > MORNING + timedelta(hours=5) for order in late)


def test_nothing_is_ordered_where_no_level_is_in_force(cast: Cast) -> None:
    row = raised(cast)
    services.end_level(row.pk, cast["nation.duty_officer"], "Over")
    units.add_unit(TESTER, id="late", name="Late", kind="locality", parent_id="region")
    with clock.standing_at(MORNING + timedelta(hours=1)):
        enqueue_due()
        worker.drain(HANDLERS)
    assert not row.orders.filter(unit_id="late").exists()


def test_the_public_sees_word_meaning_and_end_and_no_declaration(cast: Cast) -> None:
    row = raised(cast)
    shown = selectors.public_level()
    assert (shown.word, shown.rank, shown.of, shown.ends) == ("Heightened", 3, 4, row.ends)
    assert not selectors.declarations(cast["public"]).exists()
    assert not selectors.orders(cast["public"]).exists()


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        ("nation.duty_officer", {"nation", "region", "locality", "neighbour"}),
        ("region.unit_officer", {"region", "locality", "neighbour"}),
        ("locality.unit_officer", {"locality"}),
        ("outsider.duty_officer", set()),
    ],
)
def test_orders_are_seen_by_their_unit_and_those_above(cast: Cast, who: str, seen: set[str]) -> None:
    row = raised(cast)
    assert set(selectors.orders(cast[who]).values_list("unit_id", flat=True)) == seen
    assert {unit.unit_id for unit in selectors.progress(row.pk, cast[who])} == seen


def test_progress_counts_acknowledged_and_late(cast: Cast) -> None:
    row = raised(cast)
    services.acknowledge(cast["locality.unit_officer"], "locality")
    with clock.standing_at(MORNING + timedelta(days=2)):
        by_unit = {unit.unit_id: unit for unit in selectors.progress(row.pk, cast["nation.duty_officer"])}
    total = row.orders.filter(unit_id="locality").count()
    assert by_unit["locality"] == UnitProgress("locality", total, acknowledged=total, late=0)
    assert by_unit["neighbour"] == UnitProgress("neighbour", total, acknowledged=0, late=total)


@pytest.mark.django_db(transaction=True)
def test_raising_at_the_same_moment_in_two_places_is_still_one_declaration(cast: Cast) -> None:
    made: list[Declaration] = []

    def go() -> None:
        try:
            with clock.standing_at(MORNING):
                made.append(raised(cast))
        finally:
            connection.close()

    threads = [Thread(target=go) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 4
    assert len({row.pk for row in made}) == Declaration.objects.count() == 1
    assert verify().ok
