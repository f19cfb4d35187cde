"""More reports alone are no news: counts are held against how many others come in, where enough do."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from tests.server.conftest import TESTER, Cast
from tests.server.forewarn.happenings import DAY, EVENING, happened, told, watched_since
from tocsin_server import clock
from tocsin_server.collect.models import Feed, Report
from tocsin_server.forewarn import selectors, services
from tocsin_server.forewarn.models import Warning
from tocsin_server.forewarn.selectors import Filters

WATCHED = 50
LATELY = 7


@pytest.fixture(autouse=True)
def evening() -> Iterator[None]:
    with clock.standing_at(EVENING):
        yield


def arrived(many: int, day: date) -> None:
    """So many first-hand reports of a day tell of nothing."""
    feed = Feed.objects.get(pk="wire")
    at = datetime.combine(day, time(12), UTC)
    Report.objects.bulk_create(
        Report(
            pk=f"o{day}.{number}", feed=feed, outlet="w", text="x", unit_id="nation", tlp="green",
            published=at, collected=at, arrival=10_000 * day.toordinal() + number,
        )
        for number in range(many)
    )  # fmt: skip


def a_watch(cast: Cast, *, others: int = 30, incidents: int = 3, more: int = 1, louder: int = 1) -> None:
    """Fifty days with so many other reports and incidents, each told by one report; in the last week so many
    times the reports and the incidents."""
    watched_since(cast, WATCHED)
    for back in range(WATCHED):
        day, late = DAY - timedelta(days=back), back < LATELY
        arrived(others * (more if late else 1) + back % 3, day)
        rows = [happened(f"{day}.{number}", day=day) for number in range(incidents * (louder if late else 1))]
        told(rows[0], len(rows), day=day)


def raised() -> set[str]:
    return set(Warning.objects.filter(held="", withdrawn=None).values_list("series", flat=True))


def test_twice_the_reports_with_twice_the_incidents_raise_no_warning(cast: Cast) -> None:
    a_watch(cast, more=2, louder=2)
    services.scan(DAY, TESTER)
    assert raised() == set()


def test_what_more_reports_explain_is_held_back_in_sight_and_follows(cast: Cast) -> None:
    a_watch(cast, more=2, louder=2)
    services.scan(DAY, TESTER)
    held = Warning.objects.filter(day=DAY, held="told by more reports", series="FR/attack").get()
    assert "Held against 60 other reports of that day, where 34 are usual." in held.note
    viewer = cast["nation.analyst"]
    assert held in selectors.listed(viewer, Filters(held=True))
    again = selectors.recomputed(selectors.warning(held.pk, viewer))
    assert (again.figures, again.counts, again.reason) == (True, True, "")


def test_the_same_rise_without_more_reports_warns_and_follows(cast: Cast) -> None:
    a_watch(cast, louder=2)
    services.scan(DAY, TESTER)
    assert "FR/Île-de-France/attack" in raised()
    warning = Warning.objects.filter(held="", series="FR/Île-de-France/attack").latest("day")
    assert "Held against 3" in warning.note
    assert len(selectors.explanation(warning).exposures) == WATCHED + 1 - (DAY - warning.day).days
    again = selectors.recomputed(selectors.warning(warning.pk, cast["nation.analyst"]))
    assert (again.figures, again.counts, again.reason) == (True, True, "")
    assert selectors.charts(warning)


def test_reports_of_the_event_itself_do_not_hide_it(cast: Cast) -> None:
    a_watch(cast, louder=2)
    told(happened("great"), 200)
    services.scan(DAY, TESTER)
    assert "FR/reports" in raised()
    assert "FR/Île-de-France/attack" in raised()


def test_a_warning_of_reports_says_since_when_the_country_fills_the_news(cast: Cast) -> None:
    a_watch(cast)
    told(happened("great"), 200)
    services.scan(DAY, TESTER)
    warning = Warning.objects.get(series="FR/reports", held="", day=DAY)
    assert "From 2015-11-13 to 2015-11-13, 203 of 233 reports are on the matter" in selectors.stretch(warning)
    other = Warning.objects.exclude(series="FR/reports").first()
    assert other is None or selectors.stretch(other) == ""


def test_few_reports_are_no_measure(cast: Cast) -> None:
    a_watch(cast, others=8, more=2, louder=2)
    services.scan(DAY, TESTER)
    warning = Warning.objects.filter(held="").first()
    assert warning is not None
    assert selectors.explanation(warning).exposures == ()


def test_a_site_may_hold_counts_against_nothing(cast: Cast, settings: Any) -> None:
    settings.TOCSIN_WARNING_VOLUME = 0
    a_watch(cast, more=2, louder=2)
    services.scan(DAY, TESTER)
    assert "FR/Île-de-France/attack" in raised()
