"""The board adds up what was answered, branch by branch, and shows a viewer no branch but its own."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from tests.server.conftest import Cast
from tocsin.errors import BadInput
from tocsin.level import State
from tocsin.level import Tally as Counts
from tocsin_server import clock
from tocsin_server.level import selectors, services
from tocsin_server.level.models import Declaration, Order, Tally

MORNING = datetime(2015, 11, 14, 1, 25, tzinfo=UTC)


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
        ends=MORNING + timedelta(days=7),
    )


def test_the_whole_is_the_sum_of_its_parts(cast: Cast, level: Declaration) -> None:
    """Own orders and those of the units directly below, each with all below it, make the branch."""
    board = selectors.board(cast["nation.duty_officer"], level.pk)
    assert board.whole.tally.total == Order.objects.count()
    assert board.whole.tally == sum((row.tally for row in board.rows), board.whole.own)
    assert [row.unit_id for row in board.rows] == ["region"]
    assert board.rows[0].below == 2
    assert board.sentence == f"0 of {Order.objects.count()} orders answered in 0 minutes"


def test_a_locality_is_found_by_going_down(cast: Cast, level: Declaration) -> None:
    """One that has answered comes after one that has not, and the path leads back up."""
    with clock.standing_at(MORNING + timedelta(minutes=42)):
        services.acknowledge(cast["locality.unit_officer"], "locality")
        board = selectors.board(cast["nation.duty_officer"], level.pk, "region")
    assert [row.unit_id for row in board.rows] == ["neighbour", "locality"]
    assert [row.readiness.state for row in board.rows] == [State.WAITING, State.UNDER_WAY]
    assert [unit.pk for unit in board.path] == ["nation"]
    assert board.minutes == 42
    assert board.rows[1].last_answer == MORNING + timedelta(minutes=42)


def test_late_units_come_first(cast: Cast, level: Declaration) -> None:
    Tally.objects.filter(unit="locality").update(unanswered_late=1)
    board = selectors.board(cast["nation.duty_officer"], level.pk, "region")
    assert [row.unit_id for row in board.rows] == ["locality", "neighbour"]
    assert board.whole.readiness.state is State.LATE


def test_once_all_have_answered_the_time_stands_still(cast: Cast, level: Declaration) -> None:
    with clock.standing_at(MORNING + timedelta(minutes=9)):
        services.acknowledge(cast["locality.unit_officer"], "locality")
    with clock.standing_at(MORNING + timedelta(days=1)):
        board = selectors.board(cast["nation.duty_officer"], level.pk, "locality")
    assert board.minutes == 9
    assert board.sentence.endswith("answered in 9 minutes")


def test_a_viewer_begins_at_its_own_branch_and_sees_no_other(cast: Cast, level: Declaration) -> None:
    """A locality sees the level over the nation, but of the orders only its own."""
    viewer = cast["locality.unit_officer"]
    board = selectors.board(viewer, level.pk)
    assert (board.unit.pk, board.path, board.rows) == ("locality", [], [])
    for other in ("neighbour", "region", "nation", "outsider"):
        with pytest.raises(BadInput, match="may not see it"):
            selectors.board(viewer, level.pk, other)


def test_an_outsider_is_told_of_no_such_declaration(cast: Cast, level: Declaration) -> None:
    with pytest.raises(BadInput, match="no such declaration"):
        selectors.board(cast["outsider.duty_officer"], level.pk)


def test_a_unit_that_was_asked_nothing_is_shown_as_such(cast: Cast, level: Declaration) -> None:
    Tally.objects.filter(unit="neighbour").delete()
    rows = selectors.board(cast["nation.duty_officer"], level.pk, "region").rows
    assert rows[-1].unit_id == "neighbour"
    assert rows[-1].readiness.state is State.NOTHING_ASKED


@pytest.mark.parametrize(
    ("taken", "words"),
    [
        (timedelta(minutes=1, seconds=59), "1 minute"),
        (timedelta(minutes=119), "119 minutes"),
        (timedelta(hours=47, minutes=59), "47 hours"),
        (timedelta(days=3), "3 days"),
    ],
)
def test_the_time_taken_is_told_in_its_fitting_unit(taken: timedelta, words: str) -> None:
    assert selectors.answered_in(Counts(done=2), taken) == f"2 of 2 orders answered in {words}"
