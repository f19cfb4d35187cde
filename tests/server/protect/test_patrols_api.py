"""Patrols over the API: what the pages do, with a unit's token."""

import uuid
from collections.abc import Iterator
from typing import Any

import pytest

from tests.server.api.caller import Caller
from tests.server.conftest import Cast
from tests.server.protect.patrolling import MORNING, venues
from tocsin_server import clock
from tocsin_server.protect.models import Assignment
from tocsin_server.protect.services import planning

pytestmark = pytest.mark.urls("tocsin_server.api.urls")
WANTED: dict[str, Any] = {
    "unit": "locality", "first_day": "2015-11-14", "days": 7, "zone": "UTC", "teams": 2, "visits": 2,
    "most_shifts": 21, "rest_hours": 0, "reason": "Markets open", "key": "one",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _morning() -> Iterator[None]:
    with clock.standing_at(MORNING):
        yield


@pytest.fixture
def locality(cast: Cast) -> Caller:
    return Caller(cast.secrets["locality"])


def planned(locality: Caller) -> str:
    """A plan that was asked for over the API and made."""
    venues()
    locality("POST", "/protect/teams", {"unit": "locality", "names": ["A", "B", "C"]})
    status, row = locality("POST", "/protect/patrols", WANTED)
    assert (status, row["state"]) == (202, "waiting")
    planning.make_plan(row["id"])
    return str(row["id"])


def test_a_plan_is_previewed_asked_for_and_read(locality: Caller) -> None:
    plan = planned(locality)
    previewed = locality("POST", "/protect/patrols/preview", WANTED)[1]
    read = locality("GET", f"/protect/patrols/{plan}/guarantee")[1]
    assert read["guarantee"] == previewed["guarantee"]
    assert locality("GET", f"/protect/patrols/{plan}")[1]["state"] == "made"
    assert [row["id"] for row in locality("GET", "/protect/patrols")[1]["results"]] == [plan]
    assert len(locality("GET", f"/protect/patrols/{plan}/shifts/0")[1]) == 4
    assert locality("GET", f"/protect/patrols/{plan}/seed")[1] == {"seed": ""}
    assert locality("GET", f"/protect/patrols/{plan}/paper")[1]["teams"] == 2
    assert locality("GET", f"/protect/patrols/{plan}/compare/{plan}")[1]["gone"] == []


def test_the_seed_stands_in_no_answer_before_the_plan_is_over(locality: Caller) -> None:
    plan = planned(locality)
    assert "seed" not in locality("GET", f"/protect/patrols/{plan}")[1]


def test_what_cannot_be_planned_is_refused_with_the_numbers(locality: Caller) -> None:
    venues()
    status, answer = locality("POST", "/protect/patrols", WANTED)
    assert (status, answer["where"], "2 > 0" in answer["error"]) == (400, "teams", True)


def test_floors_are_set_and_taken_back(locality: Caller) -> None:
    own = [{"step": 3, "kind": "station", "share": 0.5}]
    assert locality("PUT", "/protect/floors/locality", own)[1] == own
    assert len(locality("PUT", "/protect/floors/locality", [])[1]) > 3


def test_a_check_is_taken_once(locality: Caller) -> None:
    planned(locality)
    visit = Assignment.objects.select_related("shift").order_by("shift__number", "pk").first()
    assert visit is not None
    sent = {"key": str(uuid.uuid4()), "at": visit.shift.start.isoformat(), "venue_id": visit.venue_id}
    with clock.standing_at(visit.shift.start):
        first = locality("POST", f"/protect/teams/{visit.team_id}/checks", sent)[1]
        again = locality("POST", f"/protect/teams/{visit.team_id}/checks", sent)[1]
    assert (first["new"], first["counts"], again["new"]) == (True, True, False)


def test_a_gate_is_opened_worked_and_closed(locality: Caller) -> None:
    status, gate = locality("POST", "/protect/gates", {"unit": "locality", "name": "Main", "percent": 100})
    assert (status, gate["seed"]) == (201, "")
    assert locality("POST", f"/protect/gates/{gate['id']}/next?key=one")[1]["stops"] is True
    assert len(locality("POST", f"/protect/gates/{gate['id']}/close")[1]["seed"]) == 64
    assert locality("GET", "/protect/gates")[1]["results"][0]["came"] == 1


def test_another_unit_sees_and_does_none_of_it(cast: Cast, locality: Caller) -> None:
    plan = planned(locality)
    other = Caller(cast.secrets["neighbour"])
    for path in ("", "/guarantee", "/paper", "/seed", "/shifts/0"):
        assert other("GET", f"/protect/patrols/{plan}{path}")[0] == 404
    assert other("POST", "/protect/patrols", WANTED | {"key": "two"})[0] == 403
    assert other("GET", "/protect/teams?unit=locality")[0] == 403
    assert other("PUT", "/protect/floors/locality", [])[0] == 403
    assert other("GET", "/protect/gates")[1]["results"] == []
