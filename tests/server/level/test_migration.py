"""A site whose orders were kept in the first shape comes over to the new one with nothing lost."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tests.server.level.ground import DECISION, miscounted
from tests.server.level.reckoning import faults
from tocsin.level import get_plan
from tocsin_server import clock
from tocsin_server.ledger.services import Actor
from tocsin_server.level import selectors, services
from tocsin_server.level.models import Declaration, Order, Tally
from tocsin_server.units import services as units
from tocsin_server.units.viewer import Held, Viewer

START = datetime(2015, 11, 14, 1, 25, tzinfo=UTC)
OLD, OVER = UUID(int=1), UUID(int=2)
TEXT = "Call every person on your list, \\N and report the number reached."
OFFICER = Viewer("person:officer", 1, (Held("nation", "/nation/", "duty_officer"),))


def migrate(*targets: tuple[str, str]) -> Any:
    """Bring the database to a state; the models as they were then."""
    executor = MigrationExecutor(connection)
    executor.migrate(list(targets))
    return MigrationExecutor(connection).loader.project_state(list(targets)).apps


def migrate_to_the_latest() -> None:
    """Bring the database to what the service needs now."""
    leaves = MigrationExecutor(connection).loader.graph.leaf_nodes()
    migrate(*(node for node in leaves if node[0] == "level"))


@pytest.fixture
def earlier(transactional_db: None) -> Iterator[Any]:
    """The database as it first was, and afterwards as it is now."""
    try:
        yield migrate(("level", "0001_initial"), ("units", "0002_venues"))
    finally:
        migrate_to_the_latest()


def found(apps: Any) -> None:
    """Two units; a level in force with three orders, one of them acknowledged; one that is over."""
    Unit = apps.get_model("units", "Unit")
    Unit.objects.create(id="nation", name="Nation", kind="national", path="/nation/")
    Unit.objects.create(id="region", name="Region", kind="region", parent_id="nation", path="/nation/region/")
    for id, rank, ended in ((OLD, 3, None), (OVER, 2, START + timedelta(hours=1))):
        apps.get_model("level", "Declaration").objects.create(
            id=id, key=f"key {id}", scheme="generic", rank=rank, word="Heightened", basis="Law", owner="Desk",
            reason="Attacks", plan="standard 2015.1", starts=START, ends=START + timedelta(days=7),
            ended=ended, unit_id="nation", tlp="amber",
        )  # fmt: skip
    for id, unit, measure, known in (
        (OLD, "nation", "contacts-check", None),
        (OLD, "region", "contacts-check", START + timedelta(minutes=9)),
        (OLD, "region", "venues-list", None),
        (OVER, "region", "contacts-check", None),
    ):
        apps.get_model("level", "Order").objects.create(
            key=f"{id}/{unit}/{measure}", declaration_id=id, unit_id=unit, measure=measure,
            title=f"T {measure}", text=TEXT, issued=START, acknowledge_by=START + timedelta(hours=4),
            state="acknowledged" if known else "issued", acknowledged=known,
            acknowledged_by="person:officer" if known else "", note="By telephone" if known else "",
        )  # fmt: skip


def test_nothing_is_lost_when_orders_come_over_to_the_new_shape(earlier: Any) -> None:
    found(earlier)
    migrate_to_the_latest()

    row = Declaration.objects.get(pk=OLD)
    assert (row.state, row.plan.name, row.plan.version) == ("declared", "standard", "2015.1")
    assert (row.starts, row.proposed, row.exercise, row.threats, row.step) == (START, START, False, [], 3)
    orders = {(o.unit_id, o.measure.slug): o for o in row.orders.select_related("measure")}
    assert orders.keys() == {
        ("nation", "contacts-check"), ("region", "contacts-check"), ("region", "venues-list")
    }  # fmt: skip
    assert Order.objects.count() == 4

    known = orders["region", "contacts-check"]
    assert (known.state, known.answered) == ("acknowledged", START + timedelta(minutes=9))
    answer = known.answers.get()
    assert (answer.kind, answer.at, answer.by, answer.text) == (
        "acknowledged", START + timedelta(minutes=9), "person:officer", "By telephone"
    )  # fmt: skip
    waiting = orders["region", "venues-list"]
    assert (waiting.state, waiting.answers.count()) == ("issued", 0)
    assert waiting.acknowledge_by == START + timedelta(hours=4)
    assert waiting.do_by == row.ends
    assert not miscounted()
    assert Tally.objects.count() == 3


def test_a_site_that_came_over_raises_levels_under_the_plan_of_today(earlier: Any) -> None:
    found(earlier)
    migrate_to_the_latest()
    with clock.standing_at(START + timedelta(hours=2)):
        assert services.complete_orders(OFFICER.actor) == 0, "what was never ordered is not ordered now"
        row = services.raise_level(OFFICER, **DECISION | {"rank": 4, "ends": START + timedelta(days=2)})
        assert row.plan.version == get_plan("standard").version
        assert row.replaces is not None
        assert row.replaces.pk == OLD
        assert row.orders.count() > 4
        assert not faults(clock.now())
    assert not miscounted()


def test_a_site_that_came_over_goes_on_working(earlier: Any) -> None:
    found(earlier)
    migrate_to_the_latest()
    with clock.standing_at(START + timedelta(hours=2)):
        assert selectors.standing("region").level.rank == 3
        catalogue = selectors.catalogue(Declaration.objects.get(pk=OLD).plan_id)
        assert catalogue.measure("contacts-check").in_language("en") == ("T contacts-check", TEXT)
        assert catalogue.measure("contacts-check").acknowledge == timedelta(hours=4)
        assert services.acknowledge(OFFICER, "nation")
        units.add_unit(Actor("system:test"), id="late", name="Late", kind="region", parent_id="nation")
        services.complete_orders(OFFICER.actor)
        assert Order.objects.filter(unit="late", state="issued").count() == 2
    assert not miscounted()
