"""What is held back is kept with the rule that did so, and what was raised is not taken back by a rule."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from tests.server.conftest import TESTER, Cast
from tests.server.forewarn.happenings import DAY, EVENING, PARIS, happened, told, watched_since
from tocsin.base import Place
from tocsin_server import clock
from tocsin_server.forewarn import selectors, services
from tocsin_server.forewarn.models import Warning
from tocsin_server.forewarn.selectors import Filters

BEFORE = DAY - timedelta(days=1)


@pytest.fixture(autouse=True)
def evening() -> Iterator[None]:
    with clock.standing_at(EVENING):
        yield


def several(name: str, many: int, **more: Any) -> None:
    for number in range(many):
        happened(f"{name}{number}", **more)


def elsewhere(country: str) -> Place:
    return Place(name=country, kind=PARIS.kind, country=country, division="", latitude=50.0, longitude=5.0)


def test_a_country_told_by_its_division_is_an_echo(cast: Cast) -> None:
    happened("one", 40)
    services.catch_up([], TESTER)
    echo = Warning.objects.get(series="FR/attack")
    assert echo.held == "told by a part"
    assert "one of its divisions" in echo.note


def test_the_same_series_warns_again_within_a_week_only_if_it_is_twice_as_loud(cast: Cast) -> None:
    watched_since(cast, 60)
    several("a", 5, day=BEFORE, place=elsewhere("BE"))
    several("b", 6, place=elsewhere("BE"))
    services.catch_up([], TESTER)
    assert Warning.objects.get(day=BEFORE).held == ""
    second = Warning.objects.get(day=DAY)
    assert (second.held, "A warning was raised on" in second.note) == ("cooling down", True)
    several("c", 6, place=elsewhere("BE"))
    services.catch_up([], TESTER)
    assert Warning.objects.get(day=DAY).held == ""


def test_a_budget_that_is_spent_holds_back_the_less_unusual_and_takes_nothing_back(
    cast: Cast, settings: Any
) -> None:
    settings.TOCSIN_WARNING_BUDGET = 1
    watched_since(cast, 60)
    several("a", 5, place=elsewhere("BE"))
    services.catch_up([], TESTER)
    several("b", 15, place=elsewhere("NL"))
    services.catch_up([], TESTER)
    assert Warning.objects.get(country="BE").held == ""
    assert Warning.objects.get(country="NL").held == "over the alarm budget"


def test_few_incidents_raise_no_warning_however_unusual(cast: Cast, settings: Any) -> None:
    settings.TOCSIN_WARNING_MINIMUM = 9
    watched_since(cast, 60)
    several("a", 5, place=elsewhere("BE"))
    services.catch_up([], TESTER)
    assert Warning.objects.get(country="BE").held == "below minimum count"


def test_a_burst_of_reports_warns_in_words_of_its_own(cast: Cast) -> None:
    watched_since(cast, 60)
    told(happened("one"), 40)
    services.catch_up([], TESTER)
    warning = Warning.objects.get(series="FR/reports")
    assert warning.sentence.startswith("40 reports tell of incidents in the country;")
    assert (warning.country, warning.kind, warning.held) == ("FR", "", "")
    assert [each.pk for each in warning.incidents.all()] == ["one"]


def test_what_is_held_back_is_asked_for_by_itself(cast: Cast) -> None:
    viewer = cast["nation.analyst"]
    happened("one", 40)
    services.catch_up([], TESTER)
    (raised,) = selectors.listed(viewer, Filters())
    (held,) = selectors.listed(viewer, Filters(held=True))
    assert (raised.held, held.held) == ("", "told by a part")
    assert selectors.held_beside(raised, viewer) == [held]
    assert not selectors.listed(cast["public"], Filters(held=True)).exists()


def test_filters_narrow_and_surprise_sorts(cast: Cast) -> None:
    viewer = cast["nation.analyst"]
    happened("one", 40)
    happened("two", 90, place=elsewhere("BE"))
    happened("three", 11, day=BEFORE)
    services.catch_up([], TESTER)
    found = selectors.listed(viewer, Filters(sort="surprise"))
    assert [row.observed for row in found] == [90, 40, 11]
    assert [row.observed for row in selectors.listed(viewer, Filters(country="BE", kind="attack"))] == [90]
    assert [row.observed for row in selectors.listed(viewer, Filters(until=BEFORE))] == [11]
    assert not selectors.listed(viewer, Filters(detector="ears-c2")).exists()
    services.judge(found[0].pk, "useful", viewer)
    assert [row.observed for row in selectors.listed(viewer, Filters(judged="useful"))] == [90]
    assert selectors.listed(viewer, Filters(judged="no")).count() == 2


def test_the_rate_says_what_people_made_of_each_detectors_warnings(cast: Cast) -> None:
    viewer = cast["nation.analyst"]
    for back in range(3):
        happened(f"d{back}", 20, day=DAY - timedelta(days=back))
    services.catch_up([], TESTER)
    for warning, word in zip(selectors.warnings(viewer), ("useful", "known"), strict=False):
        services.judge(warning.pk, word, viewer)
    (rate,) = selectors.rates(viewer, DAY)
    assert (rate.detector, rate.total.useful, rate.total.known, rate.total.unjudged) == ("severity", 1, 1, 1)
    assert (rate.total.percent, rate.months[-1][0].month, len(rate.months)) == (50, 11, 12)
    assert selectors.rates(cast["public"], DAY) == []
