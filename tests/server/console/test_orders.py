"""The pages of orders, the board, plans, reach and the report, as people of each unit use them."""

import json
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.server.console.conftest import SATURDAY, Browse
from tests.server.console.test_acts import DECISION
from tocsin.level import plan_file
from tocsin_server import clock
from tocsin_server.ledger.services import Actor
from tocsin_server.level import selectors, services
from tocsin_server.level.models import Answer, Contact, Declaration, Escalation, Measure, Order, Plan
from tocsin_server.units.models import Unit

EVERYTHING = {"text": "Checked", "place": "Gate 1", "time": "2015-11-14T05:00"}


@pytest.fixture
def officer(browse: Browse) -> Client:
    return browse("nation.duty_officer")


@pytest.fixture
def level(officer: Client) -> Declaration:
    officer.post("/console/level/raise", DECISION)
    return Declaration.objects.get()


@pytest.fixture
def local(browse: Browse) -> Client:
    return browse("locality.unit_officer")


def of_locality() -> Order:
    return Order.objects.filter(unit="locality").order_by("pk")[0]


def answer(client: Client, kind: str, **said: Any) -> Any:
    return client.post(f"/console/orders/{of_locality().pk}/", {"kind": kind, **said})


def test_opening_the_page_can_say_that_orders_were_received(level: Declaration, local: Client) -> None:
    """A script sends it; an answer is still due."""
    html = local.get("/console/orders/").content.decode()
    assert 'data-received="/console/orders/locality/received"' in html
    local.post("/console/orders/locality/received", {"order": [of_locality().pk]})
    assert of_locality().state == "received"
    assert of_locality().answered is None


def test_what_is_done_is_reported_with_its_evidence(level: Declaration, local: Client) -> None:
    """Without it the form says what is missing; the file comes back as it was, never shown within a page."""
    refused = answer(local, "done")
    assert refused.status_code == 422
    assert "field-error" in refused.content.decode()
    file = SimpleUploadedFile("gate.txt", b"Gate 1 closed at five\n")
    assert answer(local, "done", **EVERYTHING, file=file).status_code == 302
    assert of_locality().state == "done"
    said = Answer.objects.get(kind="done")
    html = local.get(f"/console/orders/{of_locality().pk}/").content.decode()
    assert "gate.txt" in html
    kept = local.get(f"/console/orders/evidence/{said.file_id}")
    assert kept.content == b"Gate 1 closed at five\n"
    assert kept["Content-Disposition"].startswith("attachment")
    assert kept["X-Content-Type-Options"] == "nosniff"


def test_a_file_that_is_no_evidence_is_refused_at_its_field(level: Declaration, local: Client) -> None:
    answered = answer(local, "done", **EVERYTHING, file=SimpleUploadedFile("x.png", b"MZ\x90\x00\x03"))
    assert answered.status_code == 422
    assert 'id="done-file_error"' in answered.content.decode()
    assert of_locality().state == "issued"


def test_who_cannot_says_why_and_it_goes_up(level: Declaration, local: Client, browse: Browse) -> None:
    assert answer(local, "cannot").status_code == 422
    assert answer(local, "cannot", text="No staff until Monday").status_code == 302
    region = browse("region.duty_officer")
    html = region.get("/console/went-up/").content.decode()
    assert "It cannot be done" in html
    up = Escalation.objects.get()
    region.post("/console/went-up/note", {"escalation": up.pk})
    up.refresh_from_db()
    assert up.seen_by == "person:region.duty_officer"
    assert "Nothing waits" in region.get("/console/went-up/").content.decode()


def test_a_region_passes_an_order_on_to_a_unit_below(level: Declaration, browse: Browse) -> None:
    own = Order.objects.filter(unit="neighbour").values("measure")
    order = Order.objects.filter(unit="region").exclude(measure__in=own).order_by("pk")[0]
    region = browse("region.unit_officer")
    region.post(f"/console/orders/{order.pk}/", {"kind": "delegated", "to": "neighbour"})
    order.refresh_from_db()
    assert order.state == "delegated"
    assert "Passed on to" in region.get(f"/console/orders/{order.pk}/").content.decode()


def test_an_answer_is_taken_down_by_telephone(level: Declaration, officer: Client) -> None:
    """By an officer above, with who was spoken to; the form asks for it."""
    page = f"/console/orders/{of_locality().pk}/"
    assert "Take down what Locality answers" in officer.get(page).content.decode()
    assert answer(officer, "in_progress", text="Begun").status_code == 422
    assert answer(officer, "in_progress", text="Begun", note="Called the duty room").status_code == 302
    said = Answer.objects.get()
    assert (said.via, said.by) == ("telephone", "person:nation.duty_officer")


def test_the_call_down_list_is_worked_through(level: Declaration, officer: Client) -> None:
    Contact.objects.create(
        unit_id="locality", channel="telephone", address="+1 555 0100", office="Desk", added=SATURDAY
    )
    page = f"/console/level/{level.pk}/call-down/"
    html = officer.get(page).content.decode()
    assert "+1 555 0100" in html
    back = {"Referer": f"http://testserver{page}"}
    strange = officer.post(
        f"{page}locality", {"note": "Spoke to the desk", "code": "ABCD-EFG"}, headers=back, follow=True
    )
    assert "is not the answer code of Locality" in strange.content.decode()
    code = selectors.answer_code(level, Unit.objects.get(pk="locality"))
    officer.post(f"{page}locality", {"note": "Spoke to the desk", "code": code.lower()})
    assert not Order.objects.filter(unit="locality", state="issued").exists()
    assert 'id="call-locality"' not in officer.get(page).content.decode()


@pytest.mark.parametrize(
    ("language", "sign"), [("fr", 'lang="fr"'), ("ar", 'dir="rtl"'), ("xx", 'lang="en"')]
)
def test_measures_are_read_in_the_language_chosen(
    level: Declaration, local: Client, language: str, sign: str
) -> None:
    """It stays for the session; one that is not offered changes nothing."""
    assert sign in local.get(f"/console/orders/?language={language}").content.decode()
    assert sign in local.get("/console/orders/").content.decode()


def test_the_board_leads_to_the_one_that_is_late(level: Declaration, officer: Client, local: Client) -> None:
    local.post("/console/orders/locality/acknowledge", {})
    with clock.standing_at(SATURDAY + timedelta(hours=9)):
        services.escalate(Actor("system:test"))
        top = officer.get("/console/board/", follow=True)
        assert top.redirect_chain == [(f"/console/board/{level.pk}/", 302)]
        assert f"/console/board/{level.pk}/region/" in top.content.decode()
        html = officer.get(f"/console/board/{level.pk}/region/").content.decode()
    assert html.index('id="row-neighbour"') < html.index('id="row-locality"')
    assert f"/console/orders/{level.pk}/neighbour/" in html
    assert "unanswered and late" in html


def test_nobody_sees_the_board_of_a_branch_beside(level: Declaration, local: Client) -> None:
    assert local.get(f"/console/board/{level.pk}/neighbour/").status_code == 404
    assert local.get(f"/console/board/{level.pk}/").status_code == 200


def test_a_map_is_drawn_where_units_have_a_place(level: Declaration, officer: Client) -> None:
    page = f"/console/board/{level.pk}/"
    assert 'id="points"' not in officer.get(page).content.decode()
    Unit.objects.filter(pk="region").update(latitude=23.1, longitude=113.3)
    assert '"state": "waiting"' in unescape(officer.get(page).content.decode())


def test_a_sheet_goes_out_and_comes_back(level: Declaration, officer: Client, local: Client) -> None:
    sheet = local.get(f"/console/orders/{level.pk}/locality/sheet.csv")
    assert sheet["Content-Type"].startswith("text/csv")
    again = local.post("/console/orders/sheet", {"sheet": SimpleUploadedFile("back.csv", sheet.content)})
    assert again.status_code == 302
    assert of_locality().state == "issued", "no row of it was filled in"


def test_orders_are_printed(level: Declaration, local: Client) -> None:
    paper = local.get(f"/console/orders/{level.pk}/locality/print.pdf")
    assert paper.content.startswith(b"%PDF")


def test_a_contact_is_added_by_its_administrator_and_removed(browse: Browse) -> None:
    admin, page = browse("region.administrator"), "/console/contacts/locality/"
    contact = {"channel": "telephone", "address": "+1 555 0100", "language": "en", "position": "1"}
    assert admin.post(page, contact).status_code == 302
    assert Contact.objects.get().address in admin.get(page).content.decode()
    admin.post(f"{page}{Contact.objects.get().pk}/remove")
    assert not Contact.objects.exists()
    assert browse("locality.unit_officer").post(page, contact).status_code == 403


def test_the_report_tells_what_came_of_it(level: Declaration, officer: Client, local: Client) -> None:
    with clock.standing_at(SATURDAY + timedelta(minutes=30)):
        local.post("/console/orders/locality/acknowledge", {})
        answer(local, "cannot", text="No staff until Monday")
    html = officer.get(f"/console/level/{level.pk}/report/").content.decode()
    assert "No staff until Monday" in html
    assert 'class="answered"' in html
    found = json.loads(officer.get(f"/console/level/{level.pk}/report.json").content)
    assert found["answers"][-1][1] == Order.objects.filter(unit="locality").count()
    assert found["first_answer"] == "2015-11-14T06:30:00Z"
    assert found["could_not"] == 1
    assert officer.get(f"/console/level/{level.pk}/cap.xml").content.startswith(b"<?xml")


def test_the_messages_of_a_level_stand_on_their_page(level: Declaration, officer: Client) -> None:
    assert officer.get(f"/console/level/{level.pk}/messages/").status_code == 200
    assert officer.get(f"/console/level/{level.pk}/messages/?state=failed&unit=x").status_code == 200


def test_a_plan_is_read_adopted_and_compared(officer: Client) -> None:
    """A fault is named by its line, and nothing is adopted; a good one is in use at once."""
    source = plan_file("standard").read_text("utf-8")
    assert "Carried out by" in officer.get("/console/level/plan/?step=2&kind=region").content.decode()
    first = Plan.objects.get()
    broken = SimpleUploadedFile(
        "plan.toml", b'id = "standard"\nversion = "x"\ntitle = "T"\n[[measure]]\nid = "a b"'
    )
    page = "http://testserver/console/level/plan/"
    told = officer.post("/console/level/plan/adopt", {"plan": broken}, headers={"Referer": page}, follow=True)
    assert "line 4" in told.content.decode()
    changed = source.replace(f'version = "{first.version}"', 'version = "next"', 1)
    changed = changed.replace('acknowledge = "2 h"', 'acknowledge = "3 h"', 1)
    officer.post("/console/level/plan/adopt", {"plan": SimpleUploadedFile("p.toml", changed.encode())})
    second = Plan.objects.get(version="next")
    html = officer.get(f"/console/level/plan/{first.pk}/to/{second.pk}/").content.decode()
    assert "1 difference" in html
    assert "3 h" in html


def test_a_unit_adds_a_measure_and_takes_it_back(level: Declaration, browse: Browse) -> None:
    """Its orders are given at once, and withdrawn with it."""
    region = browse("region.duty_officer")
    measure = {
        "unit": "region", "slug": "ferry-checks", "title": "Check the ferry", "text": "Look everywhere.",
        "area": "checks", "step": "3", "kinds": ["locality"], "basis": "Harbour rules", "owner": "Port desk",
        "acknowledge": "60", "do": "120", "evidence": ["text"],
    }  # fmt: skip
    assert region.post("/console/level/measures/add", {**measure, "do": "30"}).status_code == 422
    assert region.post("/console/level/measures/add", measure).status_code == 302
    assert Order.objects.filter(measure__slug="ferry-checks").count() == 2
    assert "Check the ferry" in region.get("/console/level/plan/").content.decode()
    region.post("/console/level/measures/ferry-checks/drop")
    assert Measure.objects.get(slug="ferry-checks").dropped
