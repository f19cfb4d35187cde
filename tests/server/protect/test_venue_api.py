"""Venues over the API: what the pages do, with a unit's token."""

from typing import Any

import pytest

from tests.server.api.caller import Caller
from tests.server.conftest import Cast
from tests.server.protect.places import ROW, table
from tocsin.protect.duties import regime_file
from tocsin_server.protect.models import Venue

pytestmark = pytest.mark.urls("tocsin_server.api.urls")

OPERA = {
    "id": "opera", "unit": "locality", "name": "Opera", "kind": "culture", "latitude": 48.87,
    "longitude": 2.33, "zone": "Europe/Paris", "capacity": 1900, "present": "Tu-Su 19-23=1500",
}  # fmt: skip


@pytest.fixture
def locality(cast: Cast) -> Caller:
    return Caller(cast.secrets["locality"])


def handed_in(caller: Caller, data: bytes) -> tuple[int, Any]:
    answer = caller.client.post(
        "/api/protect/venues/tables?unit=locality&name=v.csv", data, content_type="text/csv"
    )
    return answer.status_code, answer.json()


def test_a_venue_is_added_read_changed_and_closed(cast: Cast, locality: Caller) -> None:
    status, made = locality("POST", "/protect/venues", OPERA)
    assert (status, made["id"], made["tlp"]) == (201, "opera", "amber")
    changed = {name: value for name, value in OPERA.items() if name != "id"} | {"capacity": 2000}
    assert locality("PUT", "/protect/venues/opera", changed)[1]["capacity"] == 2000
    assert locality("POST", "/protect/venues/opera/close")[1]["closed"] is not None
    assert locality("GET", "/protect/venues")[1]["results"] == []
    assert Caller(cast.secrets["outsider"])("GET", "/protect/venues/opera")[0] == 404


def test_what_is_wrong_with_a_venue_is_told_field_by_field(locality: Caller) -> None:
    status, told = locality("POST", "/protect/venues", {**OPERA, "capacity": -1, "zone": "Mars"})
    assert (status, told["reason"], [one["where"] for one in told["faults"]]) == (
        400, "venue", ["capacity", "zone"],
    )  # fmt: skip


def test_a_venue_is_told_with_all_that_belongs_to_it_but_no_code(cast: Cast, locality: Caller) -> None:
    nation = Caller(cast.secrets["nation"])
    source = regime_file("uk-premises-2025").read_text("utf-8")
    regime = nation("POST", "/protect/regimes", {"unit": "nation", "source": source})[1]
    locality("POST", "/protect/venues", OPERA)
    base = "/protect/venues/opera"
    hours = {"starts": "2015-11-20T18:00:00Z", "ends": "2015-11-20T22:00:00Z"}
    assert locality("POST", f"{base}/contacts", {"function": "Control room", "number": "1"})[0] == 201
    assert locality("POST", f"{base}/points", {"name": "Door", "kind": "entrance"})[0] == 201
    assert locality("POST", f"{base}/events", {"name": "Gala", "expected": 900, **hours})[0] == 201
    _, procedure = locality("POST", f"{base}/procedures", {"kind": "lockdown", "text": "Shut the doors."})
    rehearsal = {"held": procedure["adopted"], "outcome": "worked"}
    assert locality("POST", f"{base}/procedures/{procedure['id']}/rehearsals", rehearsal)[0] == 201
    said = {"regime_id": regime["id"], "duty": "notify", "state": "met"}
    assert locality("POST", f"{base}/duties", said)[0] == 201
    _, whole = locality("GET", base)
    assert [one["function"] for one in whole["contacts"]] == ["Control room"]
    assert (whole["points"][0]["name"], "code" in whole["points"][0]) == ("Door", False)
    assert whole["events"][0]["expected"] == 900
    assert {one["duty"] for one in whole["duties"] if one["state"] == "met"} == {"notify", "lockdown"}
    assert len(whole["duties"]) == 8


def test_a_table_is_looked_at_then_taken_and_comes_out_as_it_went_in(locality: Caller) -> None:
    status, told = handed_in(locality, table(ROW))
    assert (status, told["new"], told["faults"]) == (201, ["opera"], [])
    assert not Venue.objects.exists()
    assert locality("POST", f"/protect/venues/tables/{told['id']}/take")[0] == 200
    for form in ("csv", "geojson"):
        data = locality.client.get(f"/api/protect/venues.{form}").content
        again = handed_in(locality, data)[1]
        assert (again["new"], again["changed"], again["unchanged"]) == ([], {}, 1)


def test_a_table_with_a_fault_is_refused_by_row_and_column(locality: Caller) -> None:
    _, told = handed_in(locality, table(ROW.replace("1900", "-1")))
    assert [(one["row"], one["column"]) for one in told["faults"]] == [(2, "capacity")]
    status, refused = locality("POST", f"/protect/venues/tables/{told['id']}/take")
    assert (status, refused["faults"][0]["where"]) == (400, "row 2, capacity")
    assert handed_in(locality, b"")[0] == 400
