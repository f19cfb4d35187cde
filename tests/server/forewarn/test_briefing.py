"""The briefing: what early warning has to tell of the last hours."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from tests.server.conftest import TESTER, Cast
from tests.server.forewarn.happenings import EVENING, happened, toll
from tocsin_server import clock
from tocsin_server.forewarn import selectors, services
from tocsin_server.forewarn.models import Warning
from tocsin_server.units.viewer import PUBLIC


@pytest.fixture(autouse=True)
def evening() -> Iterator[None]:
    with clock.standing_at(EVENING):
        yield


def test_it_holds_what_was_raised_and_counts_what_was_held_back(cast: Cast) -> None:
    happened("one", 40)
    services.catch_up([], TESTER)
    told = selectors.briefing(cast["nation.analyst"], EVENING, 24)
    assert [row.observed for row in told.warnings] == [40]
    assert (told.raised, told.left_out, told.withdrawn) == (1, 0, ())
    assert told.held == (("told by a part", 1),)
    assert selectors.briefing(PUBLIC, EVENING, 24).raised == 0


def test_it_holds_nothing_from_before_its_hours_or_after_its_moment(cast: Cast) -> None:
    happened("one", 40)
    services.catch_up([], TESTER)
    for until in (EVENING + timedelta(hours=25), EVENING - timedelta(hours=1)):
        told = selectors.briefing(cast["nation.analyst"], until, 24)
        assert (told.raised, told.held_back) == (0, 0)


def test_what_was_withdrawn_is_told_apart(cast: Cast) -> None:
    row = happened("one", 40)
    services.catch_up([], TESTER)
    toll(row, 1)
    with clock.standing_at(EVENING + timedelta(hours=2)):
        services.catch_up([], TESTER)
        told = selectors.briefing(cast["nation.analyst"], clock.now(), 24)
    assert told.warnings == ()
    assert [row.observed for row in told.withdrawn] == [40]


def test_the_most_surprising_come_first_and_it_says_how_many_are_left_out(cast: Cast) -> None:
    happened("one", 40)
    services.catch_up([], TESTER)
    row = Warning.objects.get(held="")
    for number in range(3):
        row.pk, row.series, row.surprise = None, f"FR/{number}", 100.0 * (number + 1)
        row.save()
    told = selectors.briefing(cast["nation.analyst"], EVENING, 24, most=2)
    assert [row.series for row in told.warnings] == ["FR/2", "FR/1"]
    assert (told.raised, told.left_out) == (4, 2)
