"""Incidents that crowd in a place and some days warn once, with all they rest on, and follow from it."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from tests.server.conftest import TESTER, Cast
from tests.server.forewarn.happenings import DAY, EVENING, LYON, crowd, happened, three_months
from tocsin_server import clock
from tocsin_server.extract.models import Incident as Row
from tocsin_server.forewarn import selectors, services
from tocsin_server.forewarn.models import Of, Warning
from tocsin_server.forewarn.selectors import Filters
from tocsin_server.ledger import selectors as ledger


@pytest.fixture(autouse=True)
def evening() -> Iterator[None]:
    with clock.standing_at(EVENING):
        yield


@pytest.fixture
def usual(cast: Cast, settings: Any) -> None:
    """What is usual, and chance to sound once in sixty nights."""
    three_months(cast)
    settings.TOCSIN_WARNING_CLUSTER_NIGHTS = 60


def found() -> list[Warning]:
    return list(Warning.objects.filter(detector="scan").order_by("day", "pk"))


@pytest.mark.usefixtures("usual")
def test_a_crowd_warns_with_its_places_days_and_chance() -> None:
    crowd()
    services.scan(DAY, TESTER)
    (warning,) = (row for row in found() if row.day == DAY and not row.held)
    facts = dict(selectors.explanation(warning).parameters)
    assert set(selectors.explanation(warning).places) == {"Lyon", "Villeurbanne"}
    assert (warning.observed, warning.country, warning.kind) == (6, "FR", "attack")
    assert (facts["days"], facts["seed"], facts["replicates"]) == (2, DAY.toordinal(), 119)
    assert warning.expected < 2
    assert (warning.p or 1) <= 1 / 60
    assert "within 3.2 km of" in warning.sentence
    assert sorted(row.pk for row in warning.incidents.all()) == [f"now{number}" for number in range(6)]


@pytest.mark.usefixtures("usual")
def test_what_is_usual_everywhere_and_a_quiet_night_warn_of_no_cluster() -> None:
    services.scan(DAY, TESTER)
    assert found() == []


@pytest.mark.usefixtures("usual")
def test_a_cluster_follows_from_its_figures_and_from_the_incidents_as_known_then(cast: Cast) -> None:
    viewer = cast["nation.analyst"]
    crowd()
    services.scan(DAY, TESTER)
    warning = next(row for row in found() if row.day == DAY and not row.held)
    with clock.standing_at(EVENING + timedelta(days=1)):
        for number in range(9):
            happened(f"late{number}", day=DAY - timedelta(days=2 + number), place=LYON)
        services.scan(DAY - timedelta(days=20), TESTER)
        services.catch_up([DAY - timedelta(days=2 + number) for number in range(9)], TESTER)
    again = selectors.recomputed(selectors.warning(warning.pk, viewer))
    assert (again.figures, again.counts, again.reason) == (True, True, "")
    warning.explanation = warning.explanation | {"exposures": warning.explanation["exposures"][::-1]}
    warning.save()
    assert not selectors.recomputed(selectors.warning(warning.pk, viewer)).figures


@pytest.mark.usefixtures("usual")
def test_it_does_not_follow_from_other_incidents(cast: Cast) -> None:
    crowd()
    services.scan(DAY, TESTER)
    warning = next(row for row in found() if row.day == DAY and not row.held)
    version = warning.counted.versions.order_by("day").first() if warning.counted else None
    assert version is not None
    version.count += 1
    version.save()
    again = selectors.recomputed(selectors.warning(warning.pk, cast["nation.analyst"]))
    assert (again.figures, again.counts) == (True, False)
    assert "does not follow" in again.reason


@pytest.mark.usefixtures("usual")
def test_while_it_goes_on_it_is_told_once_and_again_only_when_it_doubles() -> None:
    crowd()
    services.scan(DAY, TESTER)
    first = next(row for row in found() if row.day == DAY and not row.held)
    for later in (1, 2):
        day = DAY + timedelta(days=later)
        with clock.standing_at(EVENING + timedelta(days=later)):
            happened(f"more{later}", day=day, place=LYON)
            services.scan(day, TESTER)
        (row,) = (row for row in found() if row.day == day)
        assert (row.held, row.same_as) == ("already warned of", first)
        assert f"warned of on {DAY}" in row.note
    day = DAY + timedelta(days=3)
    with clock.standing_at(EVENING + timedelta(days=3)):
        crowd(12, day=day, name="double")
        services.scan(day, TESTER)
    assert [row.held for row in found() if row.day == day] == [""]


@pytest.mark.usefixtures("usual")
def test_looking_again_changes_nothing_and_what_no_longer_holds_is_withdrawn() -> None:
    crowd()
    services.scan(DAY, TESTER)
    head = ledger.head()
    assert services.scan(DAY, TESTER) == ()
    assert ledger.head() == head
    Row.objects.filter(pk__startswith="now").update(retired=True)
    services.scan(DAY, TESTER)
    assert all(row.withdrawn for row in found() if not row.held)


@pytest.mark.usefixtures("usual")
def test_fewer_than_the_minimum_are_held_back_under_its_name(settings: Any) -> None:
    settings.TOCSIN_WARNING_MINIMUM = 7
    crowd()
    services.scan(DAY, TESTER)
    assert {row.held for row in found()} == {"below minimum count"}


@pytest.mark.usefixtures("usual")
def test_no_cluster_is_looked_for_where_the_setting_says_so(settings: Any) -> None:
    settings.TOCSIN_WARNING_CLUSTER_NIGHTS = 0
    crowd()
    services.scan(DAY, TESTER)
    assert found() == []


@pytest.mark.usefixtures("usual")
def test_a_cluster_has_the_label_of_what_it_rests_on_and_is_filtered_by_its_method(cast: Cast) -> None:
    crowd()
    for number in range(5):
        happened(f"closed{number}", unit="region", tlp="red", place=LYON)
    services.scan(DAY, TESTER)
    viewer = cast["nation.analyst"]
    rows = selectors.listed(viewer, Filters(detector="scan", since=DAY))
    assert {(row.unit_id, row.tlp, row.observed) for row in rows} == {("nation", "green", 6)}
    assert "scan" in selectors.detectors(viewer)
    assert rows[0].counted is not None
    assert rows[0].counted.of == Of.PLACES


@pytest.mark.usefixtures("usual")
def test_it_is_drawn_by_spans_as_long_as_it_lasted_and_as_a_circle() -> None:
    crowd()
    services.scan(DAY, TESTER)
    warning = next(row for row in found() if row.day == DAY and not row.held)
    wide, _ = selectors.charts(warning)
    assert "Counts by 2 days" in wide
    assert "6 on 2015-11-12" in wide
    assert "Counts by 2 days" in selectors.sparklines([warning])[warning.pk]
    area = selectors.area(warning)
    assert area is not None
    assert area["geometry"]["type"] == "Polygon"
