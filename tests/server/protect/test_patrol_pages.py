"""The pages of patrols: for whom they are, and what they say."""

import json
import uuid
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.server.conftest import Cast
from tests.server.protect.patrolling import MORNING, asked, ground, made
from tocsin_server import clock
from tocsin_server.protect.models import CheckIn, Floor, Gate, PatrolPlan, Point, Team
from tocsin_server.units.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _morning(settings) -> Iterator[None]:
    settings.SAMPLE = True
    with clock.standing_at(MORNING):
        yield


def browser(name: str) -> Client:
    client = Client()
    client.force_login(Person.objects.get(username=name))
    return client


OFFICER = "locality.unit_officer"
FORM = {
    "unit": "locality", "first_day": "2015-11-14", "days": "7", "starts": "06:00, 14:00 22:00", "zone": "UTC",
    "teams": "2", "visits": "2", "most_shifts": "21", "rest_hours": "0",
    "reason": "Markets open", "key": "one",
}  # fmt: skip


def test_the_form_shows_the_guarantee_before_anything_is_written(cast: Cast) -> None:
    ground(cast)
    page = browser(OFFICER).post("/console/patrols/new/", FORM).content.decode()
    assert "What it would guarantee" in page
    assert "without a team" in page
    assert not PatrolPlan.objects.exists()


def test_a_plan_that_is_confirmed_is_asked_for_once(cast: Cast) -> None:
    ground(cast)
    client = browser(OFFICER)
    for _ in range(2):
        answer = client.post("/console/patrols/new/", FORM | {"confirm": "yes"})
        assert answer.status_code == 302
    assert PatrolPlan.objects.count() == 1


def test_what_cannot_be_planned_stands_at_its_field(cast: Cast) -> None:
    ground(cast)
    answer = browser(OFFICER).post("/console/patrols/new/", FORM | {"teams": "9"})
    assert answer.status_code == 422
    assert "9 &gt; 4" in answer.content.decode()


def test_the_page_says_that_a_plan_is_being_made(cast: Cast) -> None:
    ground(cast)
    page = browser(OFFICER).get(f"/console/patrols/{asked(cast).pk}/").content.decode()
    assert "being made" in page


def test_the_page_of_a_plan_tells_guarantee_values_and_shifts(cast: Cast) -> None:
    ground(cast)
    row = made(cast)
    page = browser(OFFICER).get(f"/console/patrols/{row.pk}/").content.decode()
    for words in ("What it guarantees", "Worst-case value", "Strong value", "One more team", row.commitment):
        assert words in page
    assert row.seed not in page
    assert browser(OFFICER).get(f"/console/patrols/{row.pk}/shift/2/").status_code == 200


def test_the_page_tells_the_seed_once_the_plan_is_over(cast: Cast) -> None:
    ground(cast)
    row = made(cast)
    with clock.standing_at(row.ends):
        assert row.seed in browser(OFFICER).get(f"/console/patrols/{row.pk}/").content.decode()


def test_two_plans_are_compared(cast: Cast) -> None:
    ground(cast)
    first = made(cast)
    with clock.standing_at(MORNING + timedelta(hours=1)):
        second = made(cast)
    page = browser(OFFICER).get(f"/console/patrols/{first.pk}/compare/{second.pk}/")
    assert "Venues that change most" in page.content.decode()


def test_a_plan_is_a_file_for_auditors_and_a_page_to_print(cast: Cast) -> None:
    ground(cast)
    row = made(cast)
    paper = browser(OFFICER).get(f"/console/patrols/{row.pk}/plan.json")
    assert json.loads(paper.content)["commitment"] == row.commitment
    printed = browser(OFFICER).get(f"/console/patrols/{row.pk}/plan.pdf")
    assert printed.content.startswith(b"%PDF")


def test_others_do_not_see_a_plan(cast: Cast) -> None:
    ground(cast)
    row = made(cast)
    for name in ("neighbour.unit_officer", "outsider.duty_officer"):
        for path in ("", "plan.json", "plan.pdf", "shift/0/"):
            assert browser(name).get(f"/console/patrols/{row.pk}/{path}").status_code == 404


def test_teams_and_floors_are_kept_on_one_page(cast: Cast) -> None:
    client = browser(OFFICER)
    client.post(
        "/console/patrols/teams/locality/", {"what": "teams", "names": "Alpha\nBravo", "skills": "dog"}
    )
    assert Team.objects.filter(unit="locality").count() == 2
    sent = {
        "what": "floors", "floors-TOTAL_FORMS": "1", "floors-INITIAL_FORMS": "0",
        "floors-0-step": "3", "floors-0-kind": "station", "floors-0-percent": "40",
    }  # fmt: skip
    client.post("/console/patrols/teams/locality/", sent)
    assert list(Floor.objects.values_list("step", "kind", "share")) == [(3, "station", 0.4)]
    assert browser("neighbour.unit_officer").get("/console/patrols/teams/locality/").status_code == 403


def test_a_notice_and_an_order_lead_to_the_units_newest_plan(cast: Cast) -> None:
    ground(cast)
    assert "No plan" in browser(OFFICER).get("/console/patrols/of/locality/").content.decode()
    row = made(cast)
    assert browser(OFFICER).get("/console/patrols/of/locality/")["Location"].endswith(f"{row.pk}/")


def walking(cast: Cast) -> tuple[Client, Team, dict[str, str]]:
    """A browser on patrol in the first shift, its team, and a check of its first stop."""
    ground(cast)
    visit = made(cast).shifts.get(number=0).assignments.first()
    sent = {"key": str(uuid.uuid4()), "venue": str(visit.venue_id), "at": "2015-11-14T06:30:00Z"}
    return browser(OFFICER), visit.team, sent


def test_a_check_that_is_sent_twice_counts_once(cast: Cast) -> None:
    client, team, sent = walking(cast)
    with clock.standing_at(MORNING.replace(hour=6, minute=31)):
        address = f"/console/patrols/field/{team.pk}/check"
        answers = [client.post(address, sent, headers={"accept": "application/json"}) for _ in range(2)]
    assert [answer.json()["new"] for answer in answers] == [True, False]
    assert CheckIn.objects.count() == 1


def test_the_field_page_counts_what_was_visited_and_keeps_no_code(cast: Cast) -> None:
    client, team, sent = walking(cast)
    Point.objects.create(
        venue_id=sent["venue"], name="Gate", kind="checkpoint", code="secret-code", added=clock.now()
    )
    with clock.standing_at(MORNING.replace(hour=6, minute=31)):
        page = client.get(f"/console/patrols/field/{team.pk}/").content.decode()
        assert '<span id="done-count">0</span> of 2' in page
        assert "secret-code" not in page
        client.post(f"/console/patrols/field/{team.pk}/check", sent)
        page = client.get(f"/console/patrols/field/{team.pk}/").content.decode()
    assert '<span id="done-count">1</span> of 2' in page


def test_a_code_leads_to_the_team_that_is_to_be_there(cast: Cast) -> None:
    client, team, sent = walking(cast)
    Point.objects.create(
        venue_id=sent["venue"], name="Gate", kind="checkpoint", code="secret-code", added=clock.now()
    )
    with clock.standing_at(MORNING.replace(hour=6, minute=31)):
        answer = client.get("/console/patrols/point/secret-code/")
    assert answer["Location"] == f"/console/patrols/field/{team.pk}/?code=secret-code"


def test_what_was_missed_is_told_by_name(cast: Cast) -> None:
    client, team, _ = walking(cast)
    with clock.standing_at(MORNING.replace(hour=14, minute=30)):
        page = client.get(f"/console/patrols/field/{team.pk}/").content.decode()
    assert "Missed" in page


def test_a_phone_is_told_what_is_wrong_with_a_check_as_json(cast: Cast) -> None:
    client, team, sent = walking(cast)
    answer = client.post(
        f"/console/patrols/field/{team.pk}/check", sent | {"code": "nonsense"},
        headers={"accept": "application/json"},
    )  # fmt: skip
    assert (answer.status_code, "code" in answer.json()["error"]) == (400, True)


def test_nobody_checks_in_for_a_team_of_another_unit(cast: Cast) -> None:
    _, team, sent = walking(cast)
    other = browser("neighbour.unit_officer")
    assert other.get(f"/console/patrols/field/{team.pk}/").status_code == 403
    assert other.post(f"/console/patrols/field/{team.pk}/check", sent).status_code == 403
    assert not CheckIn.objects.exists()


def test_a_gate_is_worked_by_taps_alone(cast: Cast) -> None:
    client = browser(OFFICER)
    client.post("/console/patrols/gates/", {"unit": "locality", "name": "Main", "percent": "50"})
    row = Gate.objects.get()
    for _ in range(20):
        sent = {"key": str(uuid.uuid4())}
        client.post(f"/console/patrols/gates/{row.pk}/next", sent, headers={"accept": "application/json"})
    row.refresh_from_db()
    assert row.came == 20
    page = client.get(f"/console/patrols/gates/{row.pk}/").content.decode()
    assert row.commitment in page
    assert row.seed not in page
    client.post(f"/console/patrols/gates/{row.pk}/close")
    assert row.seed in client.get(f"/console/patrols/gates/{row.pk}/").content.decode()


def test_the_photo_of_a_check_is_handed_to_those_above_and_to_no_neighbour(cast: Cast) -> None:
    client, team, sent = walking(cast)
    picture = SimpleUploadedFile("door.png", b"\x89PNG\r\n\x1a\n" + bytes(60), "image/png")
    with clock.standing_at(MORNING.replace(hour=6, minute=31)):
        client.post(f"/console/patrols/field/{team.pk}/check", sent | {"photo": picture})
    address = f"/console/patrols/photo/{CheckIn.objects.get().pk}"
    assert browser("region.duty_officer").get(address)["Content-Type"] == "image/png"
    assert browser("neighbour.unit_officer").get(address).status_code == 404


def test_a_plan_that_another_took_over_before_it_began_is_not_said_to_be_in_force(cast: Cast) -> None:
    ground(cast)
    made(cast, key="first")
    made(cast, key="second")
    page = browser(OFFICER).get("/console/patrols/").content.decode()
    assert (page.count("In force"), page.count("Taken over before it began")) == (1, 1)
