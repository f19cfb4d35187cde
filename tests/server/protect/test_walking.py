"""Checks on patrol: taken once, doubted in words, refused for nothing but what cannot be."""

import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.server.conftest import Cast
from tests.server.protect.patrolling import MORNING, ground, made, venues
from tocsin.errors import BadInput, NotAllowed
from tocsin_server import clock
from tocsin_server.jobs.models import Job
from tocsin_server.ledger.selectors import entries
from tocsin_server.protect.models import Assignment, CheckIn, PatrolPlan, Point, Team
from tocsin_server.protect.selectors import field
from tocsin_server.protect.services.walking import Check, Taken, check_in

pytestmark = pytest.mark.django_db
SIX = MORNING.replace(hour=6, minute=30)
OFFICER = "locality.unit_officer"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(60)


@pytest.fixture(autouse=True)
def _morning() -> Iterator[None]:
    with clock.standing_at(MORNING):
        yield


@pytest.fixture
def visit(cast: Cast) -> Assignment:
    """The first stop of a team in the first shift."""
    ground(cast)
    made(cast)
    first = PatrolPlan.objects.get().shifts.get(number=0).assignments.order_by("team", "order").first()
    assert first is not None
    return first


def checked(cast: Cast, visit: Assignment, at: datetime = SIX, **facts: Any) -> Taken:
    key = facts.pop("key", str(uuid.uuid4()))
    facts.setdefault("venue_id", visit.venue_id)
    with clock.standing_at(facts.pop("received", at)):
        return check_in(cast[OFFICER], visit.team_id, Check(key=key, at=at, **facts))


def test_a_check_belongs_to_the_visit_that_was_planned(cast: Cast, visit: Assignment) -> None:
    assert checked(cast, visit) == Taken(True, visit.venue.name, True, ())
    assert CheckIn.objects.get().assignment == visit


def test_a_check_sent_again_counts_once_and_says_the_same(cast: Cast, visit: Assignment) -> None:
    key = str(uuid.uuid4())
    first, again = checked(cast, visit, key=key), checked(cast, visit, key=key)
    assert (first.new, again.new, again.venue) == (True, False, first.venue)
    assert entries(action="protect.checked").count() == 1


def test_a_check_sent_hours_later_counts_for_its_own_shift(cast: Cast, visit: Assignment) -> None:
    taken = checked(cast, visit, received=SIX + timedelta(hours=20), sent=SIX + timedelta(hours=20))
    assert (taken.flags, CheckIn.objects.get().assignment) == ((), visit)


def test_a_phone_whose_clock_is_wrong_is_put_right_and_told_of(cast: Cast, visit: Assignment) -> None:
    wrong = SIX + timedelta(minutes=40)
    taken = checked(cast, visit, at=wrong, received=SIX, sent=wrong)
    assert taken.flags == ("the phone's clock is 40 minutes ahead",)
    assert CheckIn.objects.get().at == SIX


def test_travel_that_cannot_be_is_flagged_and_not_refused(cast: Cast, visit: Assignment) -> None:
    other = Assignment.objects.filter(shift=visit.shift, team=visit.team).exclude(pk=visit.pk).get()
    checked(cast, visit)
    taken = checked(cast, other, at=SIX + timedelta(seconds=10))
    assert "km/h" in taken.flags[0]
    assert CheckIn.objects.count() == 2


def test_a_phone_far_from_the_venue_is_flagged(cast: Cast, visit: Assignment) -> None:
    taken = checked(cast, visit, latitude=50.0, longitude=2.3, accuracy=20)
    assert "km from" in taken.flags[0]


def test_a_team_that_was_not_to_be_there_is_told_so_and_counts(cast: Cast, visit: Assignment) -> None:
    other = Team.objects.exclude(pk=visit.team_id).first()
    assert other is not None
    with clock.standing_at(SIX):
        sent = Check(key=str(uuid.uuid4()), at=SIX, venue_id=visit.venue_id)
        taken = check_in(cast[OFFICER], other.pk, sent)
    assert taken.flags == ("not planned for this team then",)
    assert CheckIn.objects.get().assignment == visit


def test_the_code_of_a_point_shows_the_venue(cast: Cast, visit: Assignment) -> None:
    Point.objects.create(venue=visit.venue, name="Gate", kind="checkpoint", code="c0de", added=SIX)
    checked(cast, visit, venue_id=None, code="c0de")
    row = CheckIn.objects.get()
    assert (row.how, row.point, row.venue) == ("code", "Gate", visit.venue)


def test_a_photo_is_kept_as_evidence(cast: Cast, visit: Assignment) -> None:
    with clock.standing_at(SIX):
        sent = Check(key=str(uuid.uuid4()), at=SIX, venue_id=visit.venue_id)
        check_in(cast[OFFICER], visit.team_id, sent, ("door.png", [PNG]))
    photo = CheckIn.objects.get().photo
    assert photo is not None
    assert photo.media_type == "image/png"


@pytest.mark.parametrize(
    ("facts", "where"),
    [
        ({"code": "nonsense", "venue_id": None}, "code"),
        ({"venue_id": 10**9}, "venue"),
        ({"at": SIX.replace(tzinfo=None)}, "at"),
        ({"at": SIX - timedelta(days=30), "received": SIX}, "at"),
        ({"at": SIX + timedelta(days=3), "received": SIX}, "at"),
        ({"note": "x" * 3000}, "note"),
        ({"note": "a\0b"}, "note"),
        ({"key": "one"}, "key"),
    ],
)
def test_what_cannot_be_is_refused_by_its_field(
    cast: Cast, visit: Assignment, facts: dict[str, Any], where: str
) -> None:
    with pytest.raises(BadInput) as caught:
        checked(cast, visit, **{"received": SIX, **facts})
    assert caught.value.where == where
    assert not CheckIn.objects.exists()


def test_a_venue_of_another_unit_is_not_the_teams_to_check(cast: Cast, visit: Assignment) -> None:
    (other, *_) = venues("neighbour", 1)
    with pytest.raises(BadInput, match="no venue of the team's unit"):
        checked(cast, visit, venue_id=other.pk)


def test_only_those_who_patrol_for_the_unit_check_in(cast: Cast, visit: Assignment) -> None:
    for name in ("neighbour.unit_officer", "locality token", "nation.auditor", "outsider.duty_officer"):
        sent = Check(key=str(uuid.uuid4()), at=MORNING, venue_id=visit.venue_id)
        if name == "locality token":
            assert check_in(cast[name], visit.team_id, sent).new
            continue
        with pytest.raises(NotAllowed):
            check_in(cast[name], visit.team_id, sent)


def test_the_first_check_of_a_shift_asks_for_an_answer_and_the_next_ones_soon_after_for_none(
    cast: Cast, visit: Assignment
) -> None:
    checked(cast, visit)
    checked(cast, visit, at=SIX + timedelta(minutes=1))
    assert Job.objects.filter(kind="patrols.answer").count() == 1


def test_the_way_puts_every_stop_inside_the_drawing(cast: Cast, visit: Assignment) -> None:
    duty = field.duty(visit.team, SIX)
    assert duty is not None
    assert duty.way is not None
    assert all(0 <= x <= field.SIZE and 0 <= y <= field.SIZE for x, y, _ in duty.way.spots)
    assert [stop.visit.order for stop in duty.stops] == [0, 1]
