"""The pages of venues: for those who keep them, for those who see them, and for nobody else."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.server.conftest import Cast
from tests.server.protect.places import OPERA, ROW, opera, table
from tocsin.protect.duties import regime_file
from tocsin_server import clock
from tocsin_server.extract.models import Incident
from tocsin_server.protect import selectors, services
from tocsin_server.protect.models import DutyRecord, Point, Procedure, Venue
from tocsin_server.units import selectors as units

NOON = datetime(2015, 11, 14, 12, tzinfo=UTC)
BASE = "/console/venues/of/opera"
FORM = {**OPERA, "unit": "locality", "tlp": "amber"}


@pytest.fixture(autouse=True)
def _a_sample_site_at_noon(settings: Any) -> Iterator[None]:
    settings.SAMPLE = True
    with clock.standing_at(NOON):
        yield


def browse(name: str) -> Client:
    client = Client()
    client.force_login(units.person(name), backend="django.contrib.auth.backends.ModelBackend")
    return client


def words(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, answer.content
    return unescape(answer.content.decode())


def test_the_list_shows_venues_on_a_map_and_as_files_by_the_same_filters(cast: Cast) -> None:
    opera(cast, name="<Opera>")
    opera(cast, id="station", name="Station", kind="station")
    officer = browse("locality.unit_officer")
    page = words(officer, "/console/venues/?kind=station")
    assert ("1 venue" in page, "Station" in page, "/of/opera/" in page) == (True, True, False)
    assert "<Opera>" not in officer.get("/console/venues/").content.decode()
    assert officer.get("/console/venues/list.csv?kind=station").content.decode().count("\n") == 2
    assert len(officer.get("/console/venues/list.geojson").json()["features"]) == 2
    assert "0 venues" in words(browse("outsider.duty_officer"), "/console/venues/")


def test_a_venue_is_added_with_a_form_that_says_what_is_wrong_where(cast: Cast) -> None:
    officer = browse("locality.unit_officer")
    refused = officer.post("/console/venues/add", {**FORM, "capacity": "-5"})
    assert refused.status_code == 422
    assert "-5 is negative" in refused.content.decode()
    assert not Venue.objects.exists()
    assert officer.post("/console/venues/add", FORM)["Location"] == f"{BASE}/"
    page = words(officer, f"{BASE}/")
    assert "1,900" in page
    assert "at most 1,500 in the week" in page
    # Saturday noon in UTC is one o'clock at the opera.
    assert "Sa 13:00, 0 people" in page


def test_two_who_change_one_venue_do_not_write_over_each_other(cast: Cast) -> None:
    opera(cast)
    officer = browse("locality.unit_officer")
    seen = officer.get(f"{BASE}/change").context["form"].initial["seen"]
    with clock.standing_at(NOON + timedelta(minutes=1)):
        services.change_venue(
            cast["region.duty_officer"], "opera", "locality", {**OPERA, "name": "Grand Opera"}
        )
    answer = officer.post(f"{BASE}/change", {**FORM, "name": "Small Opera", "seen": seen})
    assert answer.status_code == 422
    assert "changed by somebody else" in answer.content.decode()


def test_a_table_is_looked_at_before_it_is_taken(cast: Cast) -> None:
    opera(cast)
    officer = browse("locality.unit_officer")
    data = table(ROW.replace("1900", "2000"), ROW.replace("opera", "theatre", 1))
    answer = officer.post(
        "/console/venues/import", {"unit": "locality", "table": SimpleUploadedFile("v.csv", data)}
    )
    preview = words(officer, answer["Location"])
    assert "Capacity: <del>1900</del> → <ins>2000</ins>" in preview
    assert "theatre" in preview
    assert Venue.objects.count() == 1
    assert officer.post(f"{answer['Location']}take")["Location"] == "/console/venues/"
    assert set(Venue.objects.values_list("slug", "capacity")) == {("opera", 2000), ("theatre", 1900)}


def test_a_table_with_a_fault_offers_nothing_to_take(cast: Cast) -> None:
    officer = browse("locality.unit_officer")
    data = table(ROW.replace("48.87,2.33", "0,0"))
    answer = officer.post(
        "/console/venues/import", {"unit": "locality", "table": SimpleUploadedFile("v.csv", data)}
    )
    preview = words(officer, answer["Location"])
    assert ("Row 2" in preview, "unknown place" in preview, "Take all of it" in preview) == (
        True,
        True,
        False,
    )
    refused = officer.post(
        "/console/venues/import", {"unit": "locality", "table": SimpleUploadedFile("v.csv", b"\xff\xfeab")}
    )
    assert (refused.status_code, "UTF-16" in refused.content.decode()) == (422, True)


def test_what_belongs_to_a_venue_is_noted_on_its_page(cast: Cast) -> None:
    source = regime_file("uk-premises-2025").read_text("utf-8")
    regime = services.adopt_regime(cast["nation.duty_officer"], "nation", source)
    opera(cast)
    officer = browse("locality.unit_officer")
    file = SimpleUploadedFile("plan.txt", b"Out by the stage door.")
    posts: dict[str, dict[str, Any]] = {
        "contacts": {"function": "Control room", "number": "+33 1", "position": 1},
        "events": {
            "name": "Gala", "starts": "2015-11-20T18:00", "ends": "2015-11-20T22:00", "expected": 900,
        },
        "points": {"name": "Stage door", "kind": "entrance"},
        "procedures": {"kind": "evacuation", "text": "Out.", "file": file},
        "duties": {"regime": regime.pk, "duty": "notify", "state": "met", "note": "By letter"},
    }  # fmt: skip
    for part, given in posts.items():
        assert officer.post(f"{BASE}/{part}", given).status_code == 302, part
    procedure = Procedure.objects.get()
    held = {"held": "2015-11-14T09:00", "outcome": "with_faults", "note": "Late"}
    officer.post(f"{BASE}/procedures/{procedure.pk}/rehearsals", held)
    page = words(officer, f"{BASE}/")
    for told in ("Control room", "Gala", "Stage door", "plan.txt", "It worked, with faults", "By letter"):
        assert told in page
    proof = officer.get(f"{BASE}/proof/{procedure.file_id}")
    assert (proof.content, proof["Content-Disposition"]) == (
        b"Out by the stage door.", 'attachment; filename="plan.txt"',
    )  # fmt: skip
    assert DutyRecord.objects.get().state == "met"


def test_a_point_s_qr_code_leads_to_the_page_that_checks_in_there(cast: Cast) -> None:
    opera(cast)
    officer = browse("locality.unit_officer")
    officer.post(f"{BASE}/points", {"name": "Roof", "kind": "checkpoint"})
    page = words(officer, f"{BASE}/codes/")
    assert "viewBox" in page
    assert Point.objects.get().code not in words(officer, f"{BASE}/")
    words(browse("region.auditor"), f"{BASE}/codes/", 403)


def test_incidents_near_it_lately_are_on_its_page_by_the_one_rule(cast: Cast) -> None:
    opera(cast)
    mark = {"unit": cast.units["locality"], "created": NOON, "updated": NOON, "kind": "bombing"}
    near = {"latitude": 48.9, "longitude": 2.36}
    day, old = NOON.date(), (NOON - timedelta(days=60)).date()
    Incident.objects.create(id="near", place_name="Saint-Denis", first_day=day, last_day=day, **near, **mark)
    Incident.objects.create(id="old", place_name="Clichy", first_day=old, last_day=old, **near, **mark)
    far = {"latitude": 48.9, "longitude": 4.0, "first_day": day, "last_day": day}
    Incident.objects.create(id="far", place_name="Reims", **far, **mark)
    page = words(browse("region.auditor"), f"{BASE}/")
    assert ("Saint-Denis" in page, "Clichy" in page, "Reims" in page) == (True, False, False)
    assert "4 km away" in page


def test_those_who_see_a_venue_without_keeping_it_find_no_form(cast: Cast) -> None:
    opera(cast)
    page = words(browse("region.auditor"), f"{BASE}/")
    assert ('method="post" action="/console/venues' in page, "Change</a>" in page) == (False, False)
    assert browse("region.auditor").post(f"{BASE}/close").status_code == 403
    words(browse("outsider.duty_officer"), f"{BASE}/", 404)
    words(browse("region.auditor"), "/console/venues/add", 403)


def test_a_regime_is_adopted_from_a_list_or_a_file_and_dropped(cast: Cast) -> None:
    officer = browse("nation.duty_officer")
    address = "/console/venues/duties/"
    officer.post(address, {"unit": "nation", "known": "uk-premises-2025"})
    assert "Terrorism (Protection of Premises) Act 2025" in words(officer, address)
    assert "Adopt a regime" not in words(browse("locality.unit_officer"), address)
    bad = SimpleUploadedFile("own.toml", b'id = "x"')
    assert officer.post(address, {"unit": "nation", "file": bad}).status_code == 400
    officer.post(f"{address}{selectors.regimes().get().pk}/drop")
    assert "No regime holds." in words(officer, address)
