"""Plans are adopted version by version; units add measures of their own for their branch."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.server.conftest import Cast
from tests.server.level.ground import MORNING, later, miscounted, raised
from tests.server.level.reckoning import faults, orders_by_unit
from tocsin.base import UnitKind
from tocsin.errors import BadInput, Conflict, NotAllowed
from tocsin.level import Area, Measure, get_plan
from tocsin_server import clock
from tocsin_server.ledger import selectors as ledger
from tocsin_server.level import selectors, services
from tocsin_server.level.models import Order, Plan

GATE = Measure(
    id="gate", area=Area.CHECKS, title={"en": "Close the gate"}, text={"en": "Close it at dusk."}, step=2,
    kinds=frozenset({UnitKind.REGION, UnitKind.LOCALITY}), basis="Harbour act", owner="Harbour office",
    acknowledge=timedelta(hours=1), do=timedelta(days=1),
)  # fmt: skip
SMALL = """id = "small"
version = "{version}"
title = "Small"
[[measure]]
id = "watch"
area = "patrols"
title = "{title}"
text = "Walk around."
step = 2
kinds = ["all"]
basis = "Law"
owner = "Desk"
acknowledge = "1 h"
do = "2 h"
"""


def small(version: str = "1", title: str = "Watch") -> str:
    return SMALL.format(version=version, title=title)


@pytest.fixture(autouse=True)
def _a_morning() -> Iterator[None]:
    with clock.standing_at(MORNING):
        yield


def holders(slug: str) -> set[str]:
    """The units that have a live order for a measure."""
    live = Order.objects.filter(declaration__in=selectors.live(), measure__slug=slug)
    return set(live.exclude(state="withdrawn").values_list("unit_id", flat=True))


def test_a_new_site_has_the_plan_that_comes_with_tocsin(cast: Cast) -> None:
    plan = services.plan_in_use()
    assert selectors.catalogue(plan.pk) == get_plan("standard")
    assert services.plan_in_use() == plan
    assert Plan.objects.count() == 1


def test_a_plan_is_adopted_once_and_is_then_in_use(cast: Cast) -> None:
    first = services.plan_in_use()
    with later(hours=1):
        plan = services.adopt_plan(cast["nation.administrator"], small())
        head = ledger.head()
        assert services.adopt_plan(cast["nation.duty_officer"], small()) == plan
    assert ledger.head() == head
    assert services.plan_in_use() == plan != first
    assert (plan.adopted_by, str(plan)) == ("person:nation.administrator", "small 1")


def test_a_version_never_changes(cast: Cast) -> None:
    services.adopt_plan(cast["nation.duty_officer"], small())
    with pytest.raises(BadInput) as caught:
        services.adopt_plan(cast["nation.duty_officer"], small(title="Watch closely"))
    assert caught.value.where == "version"
    assert services.adopt_plan(cast["nation.duty_officer"], small("2", "Watch closely")).version == "2"


@pytest.mark.parametrize("who", ["nation.analyst", "region.duty_officer", "region.administrator", "public"])
def test_only_the_root_adopts_a_plan(cast: Cast, who: str) -> None:
    with pytest.raises(NotAllowed):
        services.adopt_plan(cast[who], small())
    assert not Plan.objects.exists()


@pytest.mark.parametrize(
    "source",
    ["", "not toml", small().replace('basis = "Law"\n', ""), small().replace('owner = "Desk"', 'owner = ""')],
)
def test_a_plan_with_a_fault_is_refused_and_nothing_is_written(cast: Cast, source: str) -> None:
    head = ledger.head()
    with pytest.raises(BadInput):
        services.adopt_plan(cast["nation.duty_officer"], source)
    assert (ledger.head(), Plan.objects.count()) == (head, 0)


def test_a_level_in_force_keeps_the_version_it_was_raised_under(cast: Cast) -> None:
    services.adopt_plan(cast["nation.duty_officer"], small())
    row = raised(cast)
    with later(hours=1):
        services.adopt_plan(cast["nation.duty_officer"], small("2", "Watch closely"))
        services.complete_orders(cast["nation.duty_officer"].actor)
        row.refresh_from_db()
        assert row.plan.version == "1"
        assert orders_by_unit(row) == {"nation": 1, "region": 1, "locality": 1, "neighbour": 1}
        assert not faults(clock.now())


def test_one_catalogue_is_not_taken_for_another_that_got_its_number(cast: Cast) -> None:
    plan = services.adopt_plan(cast["nation.duty_officer"], small())
    assert [measure.id for measure in selectors.catalogue(plan.pk).measures] == ["watch"]
    Plan.objects.filter(pk=plan.pk).update(digest="another")
    plan.measures.update(slug="guard", data=plan.measures.get().data | {"id": "guard"})
    assert [measure.id for measure in selectors.catalogue(plan.pk).measures] == ["guard"]


# What units add


def test_a_measure_that_a_unit_adds_is_ordered_in_its_branch_at_once_and_at_every_later_level(
    cast: Cast,
) -> None:
    row = raised(cast)
    services.add_measure(cast["region.duty_officer"], "region", GATE)
    assert holders("gate") == {"region", "locality", "neighbour"}
    services.end_level(row.pk, cast["nation.duty_officer"], "Over")
    assert holders("gate") == set()
    with later(hours=1):
        raised(cast, key="next", rank=2)
        assert holders("gate") == {"region", "locality", "neighbour"}
        assert not faults(clock.now())
    assert not miscounted()


def test_a_measure_is_for_the_units_it_names_alone(cast: Cast) -> None:
    raised(cast)
    services.add_measure(cast["region.duty_officer"], "region", GATE, only=["neighbour"])
    assert holders("gate") == {"neighbour"}
    assert not faults(MORNING)


def test_a_measure_waits_for_the_step_that_calls_for_it(cast: Cast) -> None:
    row = raised(cast)
    services.add_measure(cast["region.duty_officer"], "region", replace(GATE, step=4))
    assert holders("gate") == set()
    with later(hours=1):
        raised(cast, key="higher", rank=4)
        assert holders("gate") == {"region", "locality", "neighbour"}
    assert row.orders.filter(measure__slug="gate").count() == 0


def test_a_measure_taken_back_is_asked_of_nobody_any_more(cast: Cast) -> None:
    raised(cast)
    services.add_measure(cast["region.duty_officer"], "region", GATE)
    services.drop_measure(cast["nation.duty_officer"], "gate")
    assert holders("gate") == set()
    head = ledger.head()
    services.drop_measure(cast["region.duty_officer"], "gate")
    assert ledger.head() == head
    assert not faults(MORNING)
    assert not miscounted()


@pytest.mark.parametrize("who", ["region.unit_officer", "outsider.duty_officer", "locality.duty_officer"])
def test_only_a_duty_officer_of_the_unit_or_above_adds_or_takes_back(cast: Cast, who: str) -> None:
    with pytest.raises(NotAllowed):
        services.add_measure(cast[who], "region", GATE)
    services.add_measure(cast["region.duty_officer"], "region", GATE)
    with pytest.raises(NotAllowed):
        services.drop_measure(cast[who], "gate")


def test_an_id_is_taken_once_by_the_plan_or_a_unit(cast: Cast) -> None:
    services.add_measure(cast["region.duty_officer"], "region", GATE)
    for taken in ("gate", services.plan_in_use().measures.all()[0].slug):
        with pytest.raises(Conflict, match=taken):
            services.add_measure(cast["nation.duty_officer"], "nation", replace(GATE, id=taken))


def test_a_measure_reaches_no_further_than_its_branch(cast: Cast) -> None:
    with pytest.raises(BadInput, match="not below Region: nation"):
        services.add_measure(cast["region.duty_officer"], "region", GATE, only=["nation", "locality"])
    with pytest.raises(BadInput, match="no unit added"):
        services.drop_measure(cast["region.duty_officer"], "gate")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"id": "The gate"}, "id"),
        ({"id": "x" * 101}, "id"),
        ({"basis": " "}, "basis"),
        ({"owner": ""}, "owner"),
        ({"title": {"fr": "Fermer"}}, "title"),
        ({"text": {"en": " "}}, "text"),
        ({"kinds": frozenset()}, "kinds"),
        ({"step": 5}, "step"),
        ({"acknowledge": timedelta(days=2)}, "do"),
        ({"acknowledge": timedelta()}, "acknowledge"),
        ({"acknowledge": timedelta(days=8), "do": timedelta(days=9)}, "acknowledge"),
        ({"do": timedelta(days=91)}, "do"),
    ],
)
def test_a_measure_that_lacks_something_is_refused_by_name(
    cast: Cast, change: dict[str, Any], field: str
) -> None:
    with pytest.raises(BadInput) as caught:
        services.add_measure(cast["region.duty_officer"], "region", replace(GATE, **change))
    assert caught.value.where == field
