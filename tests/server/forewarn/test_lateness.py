"""Days still being told of are held against what is told by then, and their warnings recompute to the bit."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest

from tests.server.conftest import TESTER, Cast
from tests.server.forewarn.happenings import DAY, EVENING, watched_since
from tocsin.forewarn.series import Step
from tocsin_server import clock
from tocsin_server.forewarn import selectors
from tocsin_server.forewarn.models import Counted, Of, Version, Warning
from tocsin_server.forewarn.selectors import counts
from tocsin_server.forewarn.selectors.lateness import held_against_told
from tocsin_server.forewarn.selectors.tallies import Owned
from tocsin_server.forewarn.selectors.unusual import unusual
from tocsin_server.forewarn.services import counting, keeping, ruling
from tocsin_server.ledger.services import act

NATION = Owned("nation", "green")
MIDNIGHT = EVENING + timedelta(hours=3)
WATCHED = 150


@pytest.fixture(autouse=True)
def night() -> Iterator[None]:
    with clock.standing_at(MIDNIGHT):
        yield


def told_late(cast: Cast, today: int) -> Counted:
    """For months half of a day's four incidents was told on it, the other half two days later."""
    watched_since(cast, WATCHED)
    row = Counted.objects.create(
        unit=cast.units["nation"],
        tlp="green",
        series="FR/attack",
        of=Of.INCIDENTS,
        country="FR",
        kind="attack",
    )
    days = [DAY - timedelta(days=back) for back in range(WATCHED)]
    versions = [Version(counted=row, day=day, count=2, known=midnight_after(day)) for day in days[1:]]
    versions += [Version(counted=row, day=day, count=4, known=midnight_after(day, 2)) for day in days[2:]]
    versions.append(Version(counted=row, day=DAY, count=today, known=MIDNIGHT))
    Version.objects.bulk_create(sorted(versions, key=lambda version: (version.known, version.day)))
    return row


def midnight_after(day: date, late: int = 0) -> datetime:
    return MIDNIGHT + (day - DAY) + timedelta(days=late)


def judged(row: Counted) -> Warning | None:
    """What the nightly look makes of the day."""
    with act(TESTER, "forewarn.scanned"):
        kept = keeping.kept(NATION, DAY, Step.DAY)
        found = unusual(NATION, DAY, counting.moment())
        keeping.keep(NATION, kept, ruling.ruled(NATION, DAY, Step.DAY, found, kept))
    return Warning.objects.filter(counted=row, held="", withdrawn=None).first()


def test_half_of_a_usual_day_is_no_alarm(cast: Cast) -> None:
    assert judged(told_late(cast, today=2)) is None


def test_a_rise_is_heard_before_all_of_it_is_told(cast: Cast) -> None:
    warning = judged(told_late(cast, today=9))
    assert warning is not None
    assert warning.sentence.startswith("9 incidents told so far, 50 % of likely 18 in the end; by then ")
    assert selectors.explanation(warning).told == 0.5


def test_such_a_warning_recomputes_whatever_is_learnt_later(cast: Cast) -> None:
    row = told_late(cast, today=9)
    warning = judged(row)
    assert warning is not None
    later = MIDNIGHT + timedelta(days=1)
    Version.objects.create(counted=row, day=DAY, count=40, known=later)
    Version.objects.create(counted=row, day=DAY - timedelta(days=30), count=400, known=later)
    again = selectors.recomputed(warning)
    assert (again.figures, again.counts, again.reason) == (True, True, "")


def test_a_site_counted_all_at_once_knows_no_lateness(cast: Cast) -> None:
    row = told_late(cast, today=9)
    Version.objects.update(known=MIDNIGHT)
    panel = counts.panel([row], DAY - timedelta(days=99), DAY, MIDNIGHT)
    assert held_against_told(panel, NATION, Of.INCIDENTS, MIDNIGHT) is panel
