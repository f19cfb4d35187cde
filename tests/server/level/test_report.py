"""The report of a level is drawn from what was answered, for the branches that its reader sees."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from tests.server.conftest import TESTER, Cast
from tocsin.errors import BadInput
from tocsin.level import Answer, AnswerKind
from tocsin_server import clock
from tocsin_server.level import selectors, services
from tocsin_server.level.curve import curve
from tocsin_server.level.models import Declaration, Order

MORNING = datetime(2015, 11, 14, 1, 25, tzinfo=UTC)


def after(**span: int) -> datetime:
    return MORNING + timedelta(**span)


@pytest.fixture(autouse=True)
def _a_morning() -> Iterator[None]:
    with clock.standing_at(MORNING):
        yield


@pytest.fixture
def level(cast: Cast) -> Declaration:
    return services.raise_level(
        cast["nation.duty_officer"],
        key="d",
        scheme="generic",
        rank=3,
        unit_id="nation",
        basis="Emergency Response Law, article 45",
        owner="Duty officer",
        reason="Attacks abroad",
        ends=after(days=7),
    )


def test_the_times_that_matter_are_those_of_the_answers(cast: Cast, level: Declaration) -> None:
    """Half is reached by the answer that makes it half; all is not, while one unit is silent."""
    with clock.standing_at(after(minutes=10)):
        services.acknowledge(cast["locality.unit_officer"], "locality")
    with clock.standing_at(after(minutes=20)):
        services.acknowledge(cast["neighbour.unit_officer"], "neighbour")
        services.acknowledge(cast["region.unit_officer"], "region")
    with clock.standing_at(after(hours=9)):
        services.escalate(TESTER)
        found = selectors.report(cast["nation.duty_officer"], level.pk)
    assert (found.first_answer, found.half, found.all) == (after(minutes=10), after(minutes=20), None)
    assert found.first_late == after(hours=9)
    assert found.answered == Order.objects.exclude(unit="nation").count()
    assert [part.unit_id for part in found.parts] == ["region"]
    assert {up.cause for up in found.went_up} >= {"unanswered"}
    assert found.paces[0].to_answer is None or found.paces[0].to_answer >= timedelta(minutes=10)


def test_the_reasons_of_those_who_could_not_are_told(cast: Cast, level: Declaration) -> None:
    """And no more, once it was done after all."""
    order = Order.objects.filter(unit="locality").order_by("pk")[0]
    said = Answer(kind=AnswerKind.CANNOT, text="No staff until Monday")
    services.answer(cast["locality.unit_officer"], "locality", [order.pk], said)
    found = selectors.report(cast["nation.duty_officer"], level.pk)
    assert [(reason.unit, reason.text) for reason in found.reasons] == [("Locality", "No staff until Monday")]
    services.answer(
        cast["locality.unit_officer"], "locality", [order.pk], Answer(kind=AnswerKind.IN_PROGRESS)
    )
    assert selectors.report(cast["nation.duty_officer"], level.pk).could_not == 0


def test_a_locality_reads_only_of_its_own(cast: Cast, level: Declaration) -> None:
    services.acknowledge(cast["neighbour.unit_officer"], "neighbour")
    found = selectors.report(cast["locality.unit_officer"], level.pk)
    assert found.orders == Order.objects.filter(unit="locality").count()
    assert (found.units, found.answered) == (1, 0)
    assert [part.unit_id for part in found.parts] == ["locality"]
    with pytest.raises(BadInput, match="no such declaration"):
        selectors.report(cast["outsider.duty_officer"], level.pk)


def test_a_curve_of_many_minutes_is_thinned_and_ends_where_it_ends() -> None:
    points = [(after(minutes=minute), minute) for minute in range(1, 5001)]
    drawn = curve(points, [], 5000, MORNING)
    assert drawn
    assert drawn.answered.count("H") <= 402
    assert drawn.answered.endswith("V0.0H1000")


def test_there_is_no_curve_before_the_first_answer() -> None:
    assert curve([], [], 12, MORNING) is None
