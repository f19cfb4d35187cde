"""A level that is raised plans patrols anew; what is done answers its orders."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest

from tests.server.conftest import Cast
from tests.server.level.ground import raised
from tests.server.protect.patrolling import MORNING, ground, made
from tocsin_server import clock
from tocsin_server.jobs.models import Job, State
from tocsin_server.level import services as level
from tocsin_server.level.channels.text import text
from tocsin_server.level.models import Answer, Contact, Notice, Order
from tocsin_server.level.selectors import notice_content
from tocsin_server.pipeline.handlers import HANDLERS
from tocsin_server.pipeline.schedule import enqueue_due
from tocsin_server.protect.floors import Rule
from tocsin_server.protect.models import Assignment, CheckIn, PatrolPlan, PlanShift
from tocsin_server.protect.services import planning, reporting, teams

pytestmark = pytest.mark.django_db
PATROLS = ("patrols.plan", "patrols.anew", "patrols.answer")


@pytest.fixture(autouse=True)
def _morning() -> Iterator[None]:
    with clock.standing_at(MORNING):
        yield


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    with clock.standing_at(moment):
        yield


def work() -> None:
    """Do what the calendar asks for now, and what follows from it."""
    enqueue_due()
    while job := Job.objects.filter(kind__in=PATROLS, state=State.WAITING).order_by("pk").first():
        HANDLERS[job.kind](job.payload)
        Job.objects.filter(pk=job.pk).update(state=State.DONE)


def table(cast: Cast, *rules: Rule) -> None:
    teams.set_floors(cast["locality.duty_officer"], "locality", rules or [Rule(3, "", 0.2)])


def contact() -> None:
    """A way to reach the locality; written past the service, since this site has no mail server."""
    Contact.objects.create(
        unit_id="locality", channel="mail", address="duty@locality.example", added=clock.now()
    )


def order_of(slug: str = "patrols-reinforce") -> Order:
    return Order.objects.get(unit="locality", measure__slug=slug)


def checked(visit: Assignment, moment: datetime) -> None:
    CheckIn.objects.create(
        key=uuid.uuid4(), assignment=visit, team=visit.team, venue=visit.venue, how="code", at=moment,
        received=moment, by="person:locality.unit_officer",
    )  # fmt: skip


def test_raising_a_level_plans_anew_with_its_floors(cast: Cast) -> None:
    ground(cast)
    table(cast)
    first = made(cast)
    raised(cast)
    work()
    second = PatrolPlan.objects.get(replaces=first)
    assert (second.step, set(second.floors_by_kind.values())) == (3, {0.2})
    assert second.declaration is not None
    assert "Level" not in second.problem
    assert second.starts == first.starts


def test_nothing_is_planned_anew_where_no_plan_is_in_force(cast: Cast) -> None:
    ground(cast)
    raised(cast)
    work()
    assert not PatrolPlan.objects.exists()


def test_a_level_that_asks_for_nothing_else_leaves_the_plan(cast: Cast) -> None:
    ground(cast)
    table(cast, Rule(4, "", 0.2))
    made(cast)
    raised(cast)
    work()
    assert PatrolPlan.objects.count() == 1


def test_an_exercise_moves_no_patrol(cast: Cast) -> None:
    ground(cast)
    table(cast)
    made(cast)
    raised(cast, exercise=True)
    work()
    assert PatrolPlan.objects.count() == 1


def test_a_level_for_one_kind_of_venue_raises_the_floors_of_that_kind_alone(cast: Cast) -> None:
    ground(cast)
    table(cast)
    made(cast)
    raised(cast, venues=["station"])
    work()
    assert PatrolPlan.objects.get(step=3).floors_by_kind == {"station": 0.2}


def test_looking_again_asks_for_no_second_plan(cast: Cast) -> None:
    ground(cast)
    table(cast)
    made(cast)
    raised(cast)
    work()
    work()
    assert planning.replan() == 0
    assert PatrolPlan.objects.count() == 2


def test_a_level_that_ends_lets_the_floors_go(cast: Cast) -> None:
    ground(cast)
    table(cast)
    made(cast)
    row = raised(cast)
    work()
    with at(MORNING + timedelta(hours=2)):
        level.end_level(row.pk, cast["nation.duty_officer"], "All clear")
        work()
    assert PatrolPlan.objects.order_by("asked").last().floors_by_kind == {}


def test_the_unit_is_told_on_its_channels_and_led_to_its_patrols(cast: Cast) -> None:
    ground(cast)
    table(cast)
    contact()
    made(cast)
    raised(cast)
    work()
    notice = Notice.objects.select_related("unit", "declaration__unit", "meeting").get(kind="patrols")
    told = text(notice_content(notice))
    assert "planned anew because of" in told
    assert "/console/patrols/of/locality/" in told


def test_more_floors_than_teams_say_which_number_is_short_and_the_old_plan_stands(cast: Cast) -> None:
    ground(cast)
    table(cast, Rule(3, "", 0.5))
    contact()
    first = made(cast)
    raised(cast)
    work()
    failed = PatrolPlan.objects.get(state="failed")
    first.refresh_from_db()
    assert "6 > 4" in failed.problem
    assert "6 > 4" in Notice.objects.get(kind="unplanned").about
    assert first.ends == first.shifts.get(number=20).end
    assert not PlanShift.objects.filter(dropped=True).exists()


def test_a_check_answers_the_order_that_it_is_in_progress(cast: Cast) -> None:
    ground(cast)
    table(cast)
    made(cast)
    raised(cast)
    work()
    visit = PatrolPlan.objects.get(step=3).shifts.get(number=0).assignments.first()
    with at(visit.shift.start + timedelta(minutes=20)):
        checked(visit, clock.now())
        reporting.answer_orders("locality")
    order = order_of()
    assert order.state == "in_progress"
    assert order.answers.get().text == "1 of 4 visits made."


def test_when_its_shifts_are_over_the_order_is_done_with_what_was_missed_by_name(cast: Cast) -> None:
    ground(cast)
    table(cast)
    made(cast)
    raised(cast)
    work()
    shift = PatrolPlan.objects.get(step=3).shifts.get(number=0)
    done, missed = list(shift.assignments.all())[:2], list(shift.assignments.all())[2:]
    for visit in done:
        checked(visit, shift.start + timedelta(hours=1))
    with at(shift.end + timedelta(minutes=20)):
        work()
    order = order_of()
    said = Answer.objects.get(order=order, kind="done")
    assert order.state == "done"
    assert said.text.startswith("2 of 4 visits made. Missed: ")
    assert all(visit.venue.name in said.text for visit in missed)
    assert said.file is not None


def test_an_order_whose_patrols_nobody_walked_is_not_done(cast: Cast) -> None:
    ground(cast)
    table(cast)
    made(cast)
    raised(cast)
    work()
    shift = PatrolPlan.objects.get(step=3).shifts.get(number=0)
    with at(shift.end + timedelta(minutes=20)):
        work()
    assert order_of().state == "in_progress"
    assert order_of().answers.get().text.startswith("0 of 4 visits made. Missed: ")


def test_answering_again_with_nothing_new_changes_nothing(cast: Cast) -> None:
    ground(cast)
    table(cast)
    made(cast)
    raised(cast)
    work()
    visit = PatrolPlan.objects.get(step=3).shifts.get(number=0).assignments.first()
    with at(visit.shift.start + timedelta(minutes=20)):
        checked(visit, clock.now())
        reporting.answer_orders("locality")
        assert reporting.answer_orders("locality") == 0
    assert order_of().answers.count() == 1
