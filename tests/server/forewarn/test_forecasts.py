"""Forecasts are made at night by the months that are over, and are kept with what was known when."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from tests.server.conftest import TESTER, Cast
from tests.server.forewarn.happenings import DAY, EVENING, happened, toll, watched_since
from tocsin.forewarn.forecast import Forecast as Foretold
from tocsin.forewarn.forecast import recompute
from tocsin_server import clock
from tocsin_server.codec import decode
from tocsin_server.extract.models import Incident
from tocsin_server.forewarn import selectors, services
from tocsin_server.forewarn.models import Counted, Forecast, Of, Version
from tocsin_server.ledger.models import Entry

YEAR = 400
MONTHS = [date(2014, month, 3) for month in (11, 12)] + [date(2015, month, 3) for month in range(1, 11)]


@pytest.fixture(autouse=True)
def evening() -> Iterator[None]:
    with clock.standing_at(EVENING):
        yield


def a_year(cast: Cast, *, tlp: str = "green", watched: int = YEAR) -> list[Incident]:
    """Thirty killed in the first days of each of the last twelve months, and of this one."""
    watched_since(cast, watched)
    return [happened(f"{tlp}{day}", 30, day=day, tlp=tlp) for day in (*MONTHS, DAY)]


def night() -> int:
    services.scan(DAY, TESTER)
    return services.foresee(DAY, TESTER)


def test_the_killed_of_a_country_are_counted_by_the_day(cast: Cast) -> None:
    a_year(cast)
    happened("more", 12)
    services.scan(DAY, TESTER)
    rows = Version.objects.filter(counted__of=Of.KILLED)
    assert {each.series for each in Counted.objects.filter(of=Of.KILLED)} == {"FR/killed"}
    assert rows.get(day=DAY).count == 42
    assert rows.count() == len(MONTHS) + 1


def test_three_months_are_foretold_from_those_that_are_over(cast: Cast) -> None:
    a_year(cast)
    assert night() == 3
    rows = Forecast.objects.order_by("month")
    assert [row.month for row in rows] == [date(2015, 11, 1), date(2015, 12, 1), date(2016, 1, 1)]
    head = rows[0]
    assert (head.country, head.last, head.middle, head.known) == ("FR", date(2015, 10, 1), 30, EVENING)
    assert head.chance > 0.5
    assert "deaths are likely (8 in 10 chances) in FR" in head.sentence


def test_a_forecast_recomputes_from_what_it_keeps(cast: Cast) -> None:
    a_year(cast)
    night()
    stored = decode(Foretold, Forecast.objects.order_by("month")[0].forecast)
    assert [count for _, count in stored.months] == [30] * 12
    assert recompute(stored).tolist() == stored.samples.tolist()


def test_only_what_changed_is_written_and_told_to_the_ledger(cast: Cast) -> None:
    rows = a_year(cast)
    night()
    with clock.standing_at(EVENING + timedelta(days=1)):
        assert night() == 0
        toll(rows[3], 90)
        assert night() == 3
    assert Forecast.objects.count() == 6
    assert Entry.objects.filter(action="forewarn.foreseen").count() == 2
    latest = selectors.forecasts(cast["nation.analyst"], DAY).order_by("pk")
    assert [row.pk for row in latest] == sorted(Forecast.objects.values_list("pk", flat=True))[3:]
    assert {row.known for row in latest} == {EVENING + timedelta(days=1)}


def test_a_watch_of_less_than_twelve_months_foretells_nothing(cast: Cast) -> None:
    watched_since(cast, 300)
    happened("one", 40)
    assert night() == 0


def test_months_before_the_killed_were_counted_are_not_taken_for_quiet(cast: Cast) -> None:
    a_year(cast, watched=3000)
    night()
    stored = decode(Foretold, Forecast.objects.order_by("month")[0].forecast)
    assert stored.learned.last is None


def test_a_forecast_is_seen_by_who_may_see_its_counts(cast: Cast) -> None:
    a_year(cast, tlp="amber")
    night()
    assert len(selectors.forecasts(cast["nation.analyst"], DAY)) == 3
    assert not selectors.forecasts(cast["outsider.duty_officer"], DAY).exists()
    assert not selectors.forecasts(cast["nation.analyst"], DAY, country="DE").exists()


def test_past_months_are_no_longer_shown(cast: Cast) -> None:
    a_year(cast)
    night()
    shown = selectors.forecasts(cast["nation.analyst"], date(2015, 12, 24)).order_by("pk")
    assert [row.month.month for row in shown] == [12, 1]


def test_pictures_say_in_words_what_they_show(cast: Cast) -> None:
    a_year(cast)
    night()
    (outlook,) = selectors.outlooks(cast["nation.analyst"], DAY)
    assert 'role="img"' in outlook.wide
    assert "2016-01: " in outlook.narrow
    assert [row.month.month for row in outlook.rows] == [11, 12, 1]
