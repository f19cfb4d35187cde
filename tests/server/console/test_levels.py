"""The pages of levels: scope, exercise, a second person, another end; what is wrong is said in place."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests.server.conftest import TESTER, Cast
from tests.server.console.conftest import SATURDAY, Browse
from tests.server.console.test_acts import DECISION
from tocsin_server.level.models import Declaration, Order
from tocsin_server.units import services as units


@pytest.fixture
def officer(browse: Browse) -> Client:
    return browse("nation.duty_officer")


def raised(client: Client, **changes: Any) -> Declaration:
    """The declaration that the form makes."""
    answer = client.post("/console/level/raise", {**DECISION, **changes})
    assert answer.status_code == 302, answer.content.decode()
    return Declaration.objects.latest("proposed")


def test_a_level_may_be_limited_to_threats_and_venues(officer: Client) -> None:
    row = raised(officer, threats=["vehicle", "blade"], venues=["market"])
    assert (row.threats, row.venues) == (["blade", "vehicle"], ["market"])
    html = officer.get("/console/level/").content.decode()
    assert "Only against" in html
    assert "Blade, Vehicle" in html


def test_an_exercise_says_so_wherever_it_stands(officer: Client) -> None:
    """On the level page, the preview, the board, the report and the page of each order."""
    preview = officer.post("/console/level/check", {**DECISION, "exercise": "on"})
    row = raised(officer, exercise="on")
    assert row.exercise
    order = Order.objects.first()
    assert order
    pages = ["/console/level/", f"/console/board/{row.pk}/", f"/console/level/{row.pk}/report/"]
    answers = [preview, *(officer.get(page) for page in (*pages, f"/console/orders/{order.pk}/"))]
    for answer in answers:
        assert "<strong>EXERCISE</strong>" in answer.content.decode()
    strip = officer.get("/console/").content.decode()
    assert "no level is raised" in strip, "an exercise sets no level"


def test_a_second_person_confirms_what_the_first_proposed(
    officer: Client, cast: Cast, browse: Browse
) -> None:
    """Nothing is ordered before; whoever proposed it cannot confirm it."""
    units.add_person(TESTER, username="nation.second", display="Second officer")
    units.grant(TESTER, username="nation.second", unit_id="nation", role="duty_officer")
    page = officer.post("/console/level/check", {**DECISION, "propose": "on"}).content.decode()
    assert "Propose Heightened to a second person" in page
    row = raised(officer, propose="on")
    assert not Order.objects.exists()
    assert "Waits for a second person" in officer.get("/console/level/").content.decode()
    assert officer.post(f"/console/level/{row.pk}/confirm").status_code == 403
    assert browse("nation.second").post(f"/console/level/{row.pk}/confirm").status_code == 302
    assert Order.objects.exists()


def test_a_proposal_is_refused_with_a_reason(officer: Client) -> None:
    row = raised(officer, propose="on")
    officer.post(f"/console/level/{row.pk}/refuse", {"reason": "Nothing speaks for it"})
    assert Declaration.objects.get().state == "refused"
    assert "Waits for a second person" not in officer.get("/console/level/").content.decode()


def test_its_end_is_changed_and_a_past_one_refused_in_place(officer: Client) -> None:
    row = raised(officer)
    page = f"/console/level/{row.pk}/extend"
    refused = officer.post(page, {"ends": "2015-11-01T09:00", "reason": "Too early"})
    assert refused.status_code == 422
    assert f'id="extend-{row.pk}-ends_error"' in refused.content.decode()
    officer.post(page, {"ends": "2015-11-25T09:00", "reason": "The threat goes on"})
    assert Declaration.objects.get().ends > row.ends


def test_below_the_floor_is_refused_before_anything_is_sent(officer: Client, browse: Browse) -> None:
    """The region may go above what the nation asks for, never below; the level's field says so."""
    raised(officer)
    region = browse("region.duty_officer")
    below = {**DECISION, "key": "below", "unit": "region", "rank": "2"}
    answer = region.post("/console/level/check", below)
    assert answer.status_code == 422
    assert "below level 3" in answer.content.decode()
    above = region.post("/console/level/check", {**below, "rank": "4"}).content.decode()
    assert "Units above ask for Heightened at least" in above


def test_the_preview_names_what_it_replaces_and_whom_nothing_reaches(officer: Client) -> None:
    raised(officer)
    html = officer.post("/console/level/check", {**DECISION, "key": "other", "rank": "4"}).content.decode()
    assert "from Heightened to Critical" in html
    assert "no address for messages" in html
    again = officer.post("/console/level/check", {**DECISION, "key": "again"})
    assert again.status_code == 422
    assert "in force over Nation already" in again.content.decode()


def test_a_level_that_has_lapsed_stands_under_before(officer: Client) -> None:
    row = raised(officer)
    Declaration.objects.filter(pk=row.pk).update(ends=SATURDAY - timedelta(hours=1))
    html = officer.get("/console/level/").content.decode()
    assert "What came of it" in html
    assert "No level above Normal is in force" in html
