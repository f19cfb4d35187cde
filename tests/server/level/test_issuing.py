"""Every unit below has exactly the orders that the levels in force call for, wherever it moves."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.server.conftest import TESTER, Cast
from tests.server.level.ground import DECISION, MORNING, later, miscounted, raised, said
from tests.server.level.reckoning import called_for, faults, orders_by_unit
from tests.server.level.test_planning import GATE
from tocsin.base import UnitKind
from tocsin.errors import BadInput, Conflict
from tocsin_server import clock
from tocsin_server.jobs import worker
from tocsin_server.ledger import selectors as ledger
from tocsin_server.level import selectors, services
from tocsin_server.level.models import Declaration, Measure, Order
from tocsin_server.pipeline.handlers import HANDLERS
from tocsin_server.pipeline.schedule import enqueue_due
from tocsin_server.units import services as units


@pytest.fixture(autouse=True)
def _a_morning() -> Iterator[None]:
    with clock.standing_at(MORNING):
        yield


@pytest.fixture
def _venues(cast: Cast) -> None:
    for venue in ("station", "school"):
        units.add_unit(TESTER, id=venue, name=venue, kind="venue", venue=venue, parent_id="locality")


def slugs(row: Declaration, unit: str) -> set[str]:
    """The measures that a unit is asked for under a declaration."""
    orders = row.orders.filter(unit=unit).exclude(state="withdrawn")
    return set(orders.values_list("measure__slug", flat=True))


def test_raising_orders_every_unit_below_and_no_other(cast: Cast) -> None:
    row = raised(cast)
    assert set(orders_by_unit(row)) == {"nation", "region", "locality", "neighbour"}
    assert {(o.unit_id, o.measure.slug) for o in row.orders.select_related("measure")} == called_for(row)
    assert not miscounted()


def test_deadlines_count_from_the_start_and_none_is_later_than_the_end(cast: Cast) -> None:
    row = raised(cast, ends=MORNING + timedelta(hours=3))
    for order in row.orders.select_related("measure"):
        assert MORNING < order.acknowledge_by <= order.do_by <= row.ends
        assert order.issued == MORNING


def test_a_higher_level_asks_for_all_of_the_lower_and_more(cast: Cast) -> None:
    low = raised(cast, key="drill", rank=2, exercise=True)
    high = raised(cast, rank=4)
    assert slugs(low, "locality") < slugs(high, "locality")


@pytest.mark.usefixtures("_venues")
def test_a_level_for_one_kind_of_venue_asks_only_what_is_about_it(cast: Cast) -> None:
    row = raised(cast, rank=4, venues=["station"])
    assert not row.orders.filter(unit="school").exists()
    assert slugs(row, "station")
    for data in Measure.objects.filter(orders__declaration=row).values_list("data", flat=True):
        assert "station" in data["venues"]
    assert not faults(MORNING)


@pytest.mark.usefixtures("_venues")
def test_a_venue_is_asked_what_is_about_its_kind_of_venue(cast: Cast) -> None:
    row = raised(cast, rank=4)
    for venue in ("station", "school"):
        assert slugs(row, venue)
        for data in Measure.objects.filter(orders__unit=venue).values_list("data", flat=True):
            assert "venue" in data["kinds"]
            assert not data["venues"] or venue in data["venues"]


def test_a_level_for_one_threat_asks_nothing_that_is_about_another_alone(cast: Cast) -> None:
    row = raised(cast, rank=4, threats=["mail"])
    for data in Measure.objects.filter(orders__declaration=row).values_list("data", flat=True):
        assert not data["threats"] or "mail" in data["threats"]
    assert slugs(row, "locality") < slugs(raised(cast, key="all", rank=4, exercise=True), "locality")


def test_a_unit_is_asked_for_a_measure_once_however_many_levels_call_for_it(cast: Cast) -> None:
    raised(cast, key="mail", threats=["mail"])
    raised(cast, key="region", unit_id="region", rank=4)
    raised(cast)
    assert not faults(MORNING)
    assert not miscounted()


def test_an_exercise_gives_orders_beside_the_real_ones(cast: Cast) -> None:
    real = raised(cast)
    drill = raised(cast, key="drill", exercise=True)
    assert orders_by_unit(drill) == orders_by_unit(real)


# Preview


def scenes() -> dict[str, tuple[list[dict[str, Any]], dict[str, Any]]]:
    """What stands, and what is then raised."""
    general, mail = {"key": "general"}, {"key": "mail", "threats": ["mail"], "rank": 4}
    region = {"key": "region", "unit_id": "region"}
    return {
        "nothing stands": ([], {}),
        "over a branch": ([], {"unit_id": "region", "rank": 2}),
        "for one threat": ([], {"threats": ["explosive"], "rank": 4}),
        "for venues": ([], {"venues": ["station", "school"], "rank": 4}),
        "an exercise beside the real": ([general], {"exercise": True}),
        "the real beside an exercise": ([general | {"exercise": True}], {}),
        "a lower one below": ([region | {"rank": 2}], {"rank": 4}),
        "a higher one below": ([region | {"rank": 4}], {"rank": 2}),
        "one for a threat beside": ([mail], {"rank": 3}),
        "raised higher": ([general], {"rank": 4}),
        "lowered": ([general | {"rank": 4}], {"rank": 2}),
        "lowered beside one for a threat": ([general | {"rank": 4}, mail], {"rank": 2}),
        "raised below, then above": ([region | {"rank": 3}, general | {"rank": 2}], {"rank": 4}),
        "lowered over one below": ([general | {"rank": 4}, region | {"rank": 4}], {"rank": 2}),
    }


@pytest.mark.usefixtures("_venues")
@pytest.mark.parametrize("scene", scenes())
def test_the_preview_counts_what_raising_then_orders(cast: Cast, scene: str) -> None:
    standing, wanted = scenes()[scene]
    for number, each in enumerate(standing):
        with later(minutes=number):
            raised(cast, **each)
    with later(hours=1):
        scope = {"scheme": "generic", "rank": 3, "unit_id": "nation"} | wanted
        before = set(Order.objects.values_list("pk", flat=True))
        shown = services.preview(**scope)
        raised(cast, key="wanted", **wanted)
        new = list(Order.objects.exclude(pk__in=before).select_related("unit", "measure"))
        assert shown.orders == len(new) == entry_data()["orders"]
        assert shown.units == len({order.unit_id for order in new}) == entry_data()["units"]
        kinds = {kind: len({o.unit_id for o in new if o.unit.kind == kind}) for kind in shown.by_kind}
        assert shown.by_kind == kinds
        assert sum(shown.by_measure.values()) == len(new)
        assert shown.by_measure.keys() == {order.measure.slug for order in new}
        assert not faults(clock.now())
    assert not miscounted()


def entry_data() -> dict[str, Any]:
    entry = ledger.entries(action="level.raised").first()
    assert entry is not None
    return entry.data


def test_the_preview_refuses_what_raising_would(cast: Cast) -> None:
    raised(cast)
    with pytest.raises(BadInput, match="below level 3"):
        services.preview(scheme="generic", rank=2, unit_id="region")
    with pytest.raises(Conflict, match="extend it instead"):
        services.preview(scheme="generic", rank=3, unit_id="nation")
    with pytest.raises(BadInput, match="nothing is declared"):
        services.preview(scheme="generic", rank=1, unit_id="nation")


def test_the_preview_writes_nothing(cast: Cast) -> None:
    raised(cast, rank=4)
    head, states = ledger.head(), list(Order.objects.order_by("pk").values_list("pk", "state"))
    services.preview(scheme="generic", rank=2, unit_id="nation")
    assert ledger.head() == head
    assert list(Order.objects.order_by("pk").values_list("pk", "state")) == states
    assert Declaration.objects.count() == 1


# Units that join and move


def test_a_unit_that_joins_under_a_level_in_force_gets_its_orders_once(cast: Cast) -> None:
    row = raised(cast)
    before = row.orders.count()
    units.add_unit(TESTER, id="late", name="Late", kind="locality", parent_id="region")
    with later(hours=5):
        enqueue_due()
        worker.drain(HANDLERS)
        assert services.complete_orders(TESTER) == 0
        assert not faults(clock.now())
    late = row.orders.filter(unit_id="late")
    assert late.count() == row.orders.filter(unit_id="locality").count() == row.orders.count() - before
    assert all(order.acknowledge_by > MORNING + timedelta(hours=5) for order in late)
    assert not miscounted()


def test_nothing_is_ordered_where_no_level_is_in_force(cast: Cast) -> None:
    row = raised(cast)
    services.end_level(row.pk, cast["nation.duty_officer"], "Over")
    units.add_unit(TESTER, id="late", name="Late", kind="locality", parent_id="region")
    with later(hours=1):
        assert services.complete_orders(TESTER) == 0
    assert not row.orders.filter(unit_id="late").exists()


def test_a_unit_that_moves_away_keeps_no_open_order_and_gets_the_same_when_it_comes_back(cast: Cast) -> None:
    row = raised(cast)
    had = {order.pk: order.measure_id for order in row.orders.filter(unit="locality")}
    services.acknowledge(cast["locality.unit_officer"], "locality")
    units.move_unit(TESTER, "locality", "outsider")
    with later(hours=1):
        assert services.complete_orders(TESTER) == len(had)
        assert set(row.orders.filter(unit="locality").values_list("state", flat=True)) == {"withdrawn"}
        assert not faults(clock.now())
        assert not miscounted()
    units.move_unit(TESTER, "locality", "region")
    with later(hours=2):
        assert services.complete_orders(TESTER) == len(had)
        again = {order.pk: order for order in row.orders.filter(unit="locality")}
        assert {pk: order.measure_id for pk, order in again.items()} == had
        assert {order.state for order in again.values()} == {"issued"}
        assert {order.issued for order in again.values()} == {clock.now()}
        assert {order.answered for order in again.values()} == {None}
        assert all(order.answers.count() == 1 for order in again.values())
        assert not faults(clock.now())
    assert not miscounted()


def test_a_unit_that_moves_under_another_level_gets_the_orders_of_that_one(cast: Cast) -> None:
    raised(cast, key="here", unit_id="region", rank=2)
    there = services.raise_level(
        cast["outsider.duty_officer"],
        **DECISION | {"key": "there", "rank": 4, "unit_id": "outsider"},
    )
    units.move_unit(TESTER, "locality", "outsider")
    with later(hours=1):
        services.complete_orders(TESTER)
        assert slugs(there, "locality") == {slug for unit, slug in called_for(there) if unit == "locality"}
        assert not faults(clock.now())
    assert not miscounted()


def test_what_was_done_stays_done_when_its_unit_moves_away(cast: Cast) -> None:
    row = raised(cast)
    order = row.orders.filter(unit="locality").first()
    assert order is not None
    Measure.objects.filter(pk=order.measure_id).update(data=order.measure.data | {"evidence": []})
    services.answer(cast["locality.unit_officer"], "locality", [order.pk], said("done"))
    units.move_unit(TESTER, "locality", "outsider")
    with later(hours=1):
        services.complete_orders(TESTER)
        order.refresh_from_db()
        assert order.state == "done"
        assert not faults(clock.now())


def test_what_was_passed_on_goes_when_the_order_it_came_from_does(cast: Cast) -> None:
    services.add_measure(
        cast["region.duty_officer"], "region", replace(GATE, kinds=frozenset({UnitKind.REGION}))
    )
    row = raised(cast)
    order = row.orders.get(unit="region", measure__slug="gate")
    services.answer(cast["region.unit_officer"], "region", [order.pk], said("delegated", to="locality"))
    passed = row.orders.get(unit="locality", measure__slug="gate")
    assert services.complete_orders(TESTER) == 0, "it stays as long as the region's order does"
    services.drop_measure(cast["region.duty_officer"], "gate")
    states = Order.objects.filter(pk__in=[order.pk, passed.pk]).values_list("state", flat=True)
    assert list(states) == ["withdrawn", "withdrawn"]
    assert not faults(MORNING)
    assert not miscounted()


def test_completing_orders_is_one_entry_and_none_where_nothing_changes(cast: Cast) -> None:
    raised(cast)
    head = ledger.head()
    assert services.complete_orders(TESTER) == 0
    assert ledger.head() == head
    units.add_unit(TESTER, id="late", name="Late", kind="locality", parent_id="region")
    services.complete_orders(TESTER)
    entry = ledger.entries().first()
    assert entry is not None
    assert (entry.action, set(entry.data["given"])) == ("level.completed", {"late"})


def test_when_a_level_lapses_what_another_still_asks_for_is_given(cast: Cast) -> None:
    raised(cast, key="short", unit_id="region", rank=3, ends=MORNING + timedelta(hours=6))
    nation = raised(cast)
    with later(hours=7):
        assert services.complete_orders(TESTER) > 0
        assert slugs(nation, "locality") == {slug for unit, slug in called_for(nation) if unit == "locality"}
        assert not faults(clock.now())
    assert not miscounted()


def test_a_level_of_other_words_asks_anew(cast: Cast) -> None:
    first = raised(cast, rank=2)
    services.acknowledge(cast["locality.unit_officer"], "locality")
    services.adopt_plan(cast["nation.duty_officer"], reworded(selectors.current_plan()))
    with later(hours=1):
        second = raised(cast, key="higher", rank=3)
        changed = second.orders.get(unit="locality", measure__slug="intelligence-collect")
        assert (changed.state, changed.measure.plan) == ("issued", second.plan)
        assert first.orders.get(unit="locality", measure__slug="intelligence-collect").state == "withdrawn"
        others = second.orders.filter(unit="locality", state="acknowledged")
        assert others.exists()
        assert set(others.values_list("measure__plan", flat=True)) == {second.plan_id}
        assert not faults(clock.now())
    assert not miscounted()


def reworded(plan: Any) -> str:
    """The plan in use under a new version, its first measure in other words."""
    source: str = plan.source.replace('version = "', 'version = "next-', 1)
    return source.replace("Gather and pass on every report of a threat", "Pass on every report", 1)


def test_very_many_units_below_one_are_ordered_alike(cast: Cast) -> None:
    for number in range(60):
        units.add_unit(TESTER, id=f"post-{number}", name="Post", kind="locality", parent_id="neighbour")
    row = raised(cast, rank=4)
    assert len({orders_by_unit(row)[f"post-{number}"] for number in range(60)}) == 1
    assert not faults(MORNING)
    assert not miscounted()
