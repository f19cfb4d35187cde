"""Counts are those of the core, are kept with the moment they became known, and no later one is ever seen."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.server.conftest import TESTER, Cast
from tests.server.forewarn.happenings import DAY, EVENING, PARIS, happened, told, toll, watched_since
from tocsin.base import Incident, Place, PlaceKind
from tocsin.forewarn import Measure, Series, daily_counts
from tocsin.forewarn.detectors.severity import Severity
from tocsin.forewarn.scan import events_of
from tocsin_server import clock
from tocsin_server.codec import decode, encode
from tocsin_server.collect.models import Report
from tocsin_server.extract.models import Incident as Row
from tocsin_server.forewarn import selectors, services
from tocsin_server.forewarn.models import Counted, Of, Version, Warning
from tocsin_server.forewarn.selectors.tallies import tally
from tocsin_server.units.viewer import PUBLIC

NOWHERE = Place(name="France", kind=PARIS.kind, country="FR", division="", latitude=46.0, longitude=2.0)


@pytest.fixture(autouse=True)
def evening() -> Iterator[None]:
    with clock.standing_at(EVENING):
        yield


def versions(of: Of = Of.INCIDENTS, series: str = "FR/attack") -> list[int]:
    rows = Version.objects.filter(counted__series=series, counted__of=of).order_by("pk")
    return list(rows.values_list("count", flat=True))


def test_the_database_counts_as_the_core_does(cast: Cast) -> None:
    days = [DAY - timedelta(days=back) for back in range(4)]
    for number in range(24):
        place = (PARIS, NOWHERE)[number % 2]
        happened(f"i{number}", number % 5, day=days[number % 4], place=place)
    Row.objects.filter(pk="i3").update(retired=True)
    records = [decode(Incident, row.data) for row in Row.objects.filter(retired=False)]
    expected = {}
    for of, measure in ((Of.INCIDENTS, Measure.INCIDENTS), (Of.DEADLIEST, Measure.DEADLIEST)):
        counted = daily_counts(records, first=days[-1], last=DAY, measure=measure)
        for id, series in counted.items():
            expected |= {(of, id, day): count for day, count in series.between(days[-1], DAY) if count}
    killed = daily_counts(records, first=days[-1], last=DAY, measure=Measure.KILLED)["FR/attack"]
    expected |= {(Of.KILLED, "FR/killed", day): count for day, count in killed.between(days[-1], DAY)}
    found = {(key.of, key.series, day): count for (key, day), count in tally(days).items()}
    assert {at: count for at, count in found.items() if at[0] is not Of.PLACES} == expected


def test_points_are_counted_as_the_scan_takes_them(cast: Cast) -> None:
    days = [DAY - timedelta(days=back) for back in range(3)]
    somewhere = replace(NOWHERE, kind=PlaceKind.DIVISION)
    for number in range(12):
        happened(f"i{number}", day=days[number % 3], place=(PARIS, NOWHERE, PARIS, somewhere)[number % 4])
    records = [decode(Incident, row.data) for row in Row.objects.all()]
    events = events_of(records, first=days[-1], last=DAY)
    found = {(key.place, day): count for (key, day), count in tally(days).items() if key.of is Of.PLACES}
    assert {name for name, _ in found} == set(events.sites.names)
    assert [sum(found.get((name, day), 0) for name in events.sites.names) for day in sorted(days)] == (
        events.daily().tolist()
    )


def test_all_first_hand_reports_are_counted_whatever_they_tell(cast: Cast) -> None:
    watched_since(cast, 3)
    told(happened("one"), 5)
    Report.objects.filter(pk="r3").update(copy_of="r2")
    services.catch_up([], TESTER)
    assert versions(Of.VOLUME, "reports") == [1, 4]


def test_reports_of_a_country_are_counted_by_their_day(cast: Cast) -> None:
    watched_since(cast, 3)
    row = happened("one")
    told(row, 5)
    told(row, 2, day=DAY - timedelta(days=1))
    services.catch_up([], TESTER)
    rows = Version.objects.filter(counted__of=Of.REPORTS)
    assert dict(rows.values_list("day", "count")) == {DAY: 5, DAY - timedelta(days=1): 2}
    assert {each.series for each in Counted.objects.filter(of=Of.REPORTS)} == {"FR/reports"}


def test_only_changes_are_written_and_a_count_may_fall_to_nothing(cast: Cast) -> None:
    happened("one")
    services.catch_up([], TESTER)
    services.catch_up([], TESTER)
    assert versions() == [1]
    happened("two")
    services.catch_up([], TESTER)
    Row.objects.update(retired=True)
    services.catch_up([], TESTER)
    assert versions() == [1, 2, 0]


def test_a_clock_that_is_set_back_does_not_rewrite_what_was_known_when(cast: Cast) -> None:
    happened("one")
    services.catch_up([], TESTER)
    happened("two")
    with clock.standing_at(EVENING - timedelta(hours=2)):
        services.catch_up([], TESTER)
    assert set(Version.objects.values_list("known", flat=True)) == {EVENING}
    assert versions() == [1, 2]


def test_an_incident_that_moves_to_another_day_leaves_the_first(cast: Cast) -> None:
    row = happened("one", 40)
    services.catch_up([], TESTER)
    Row.objects.filter(pk=row.pk).update(first_day=DAY - timedelta(days=2))
    services.catch_up([DAY - timedelta(days=2)], TESTER)
    raised = Warning.objects.filter(held="", detector="severity")
    assert dict(raised.values_list("day", "withdrawn")) == {DAY: EVENING, DAY - timedelta(days=2): None}


def test_the_first_count_of_a_site_reaches_back_to_the_first_report(cast: Cast) -> None:
    watched_since(cast, 40)
    happened("old", day=DAY - timedelta(days=30))
    services.catch_up([], TESTER)
    assert DAY - timedelta(days=30) in set(Version.objects.values_list("day", flat=True))


def test_a_warning_recomputes_from_its_figures_and_from_the_counts_as_known_then(cast: Cast) -> None:
    watched_since(cast, 60)
    for number in range(5):
        happened(f"i{number}")
    services.catch_up([], TESTER)
    warning = Warning.objects.get(held="")
    with clock.standing_at(EVENING + timedelta(days=1)):
        for number in range(30):
            happened(f"late{number}", day=DAY - timedelta(days=1 + number % 20))
        services.scan(DAY - timedelta(days=10), TESTER)
    warning.refresh_from_db()
    again = selectors.recomputed(selectors.warning(warning.pk, cast["nation.analyst"]))
    assert (again.figures, again.counts, again.reason) == (True, True, "")
    assert warning.known == EVENING


def test_a_warning_still_follows_when_its_detector_is_set_otherwise(cast: Cast) -> None:
    happened("one", 40)
    services.catch_up([], TESTER)
    row = Warning.objects.get(held="")
    before = Series(row.series, DAY, [40], Measure.DEADLIEST, known=row.known)
    row.explanation = encode(Severity(killed=20).test(before, DAY).explanation)
    row.save()
    again = selectors.recomputed(selectors.warning(row.pk, cast["nation.analyst"]))
    assert (again.figures, again.counts) == (True, True)
    assert "other settings" in again.reason
    Version.objects.update(count=41)
    again = selectors.recomputed(selectors.warning(row.pk, cast["nation.analyst"]))
    assert (again.figures, again.counts) == (True, False)


def test_an_altered_warning_does_not_follow(cast: Cast) -> None:
    happened("one", 40)
    services.catch_up([], TESTER)
    warning = Warning.objects.get(held="")
    warning.explanation = warning.explanation | {"expected": 0.25}
    warning.save()
    again = selectors.recomputed(selectors.warning(warning.pk, cast["nation.analyst"]))
    assert not again.figures
    assert "do not follow" in again.reason


def test_an_old_day_is_judged_by_what_was_known_then(cast: Cast) -> None:
    viewer = cast["nation.analyst"]
    row = happened("one", 12)
    services.catch_up([], TESTER)
    with clock.standing_at(EVENING + timedelta(hours=5)):
        toll(row, 90)
        services.catch_up([], TESTER)
    then = selectors.as_known(DAY, EVENING, viewer)
    now = selectors.as_known(DAY, EVENING + timedelta(days=1), viewer)
    assert {seen.observed for seen in then} == {12}
    assert {seen.observed for seen in now} == {90}
    assert selectors.as_known(DAY, EVENING - timedelta(days=1), viewer) == []
    assert selectors.as_known(DAY, EVENING, PUBLIC) == []
