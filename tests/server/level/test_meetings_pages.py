"""The pages of meetings, for those who hold them, those who are invited, and everyone else."""

import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.server.conftest import Cast
from tests.server.level.hall import MORNING, NINE, convened, raised
from tocsin_server import clock
from tocsin_server.level import selectors, services
from tocsin_server.level.models import Decision, Invitation, Meeting, Order, Paper, Receipt
from tocsin_server.units import selectors as units

CALL = {
    "key": "k", "title": "First meeting", "starts": "2015-11-14T09:00", "ends": "2015-11-14T10:00",
    "tlp": "amber", "units": ["region"], "every": [],
}  # fmt: skip
DECIDE = {
    "title": "Double the patrols", "text": "At every station.", "area": "patrols", "units": ["region"],
    "acknowledge": "1 h", "do": "6 h", "basis": "Police act", "owner": "Duty officer",
}  # fmt: skip
PAGES = ["", "{}/", "{}/papers/new", "{}/attendance", "{}/decide", "new"]


@pytest.fixture(autouse=True)
def _a_sample_site(settings: Any) -> Iterator[None]:
    settings.SAMPLE = True
    with clock.standing_at(MORNING):
        yield


def browse(name: str) -> Client:
    client = Client()
    client.force_login(units.person(name), backend="django.contrib.auth.backends.ModelBackend")
    return client


def page(client: Client, path: str) -> str:
    answer = client.get(f"/console/meetings/{path}")
    assert answer.status_code == 200, answer.content
    return unescape(answer.content.decode())


def sent(client: Client, path: str, data: dict[str, Any], stood_on: str = "") -> str:
    """What the page says after a form was sent from it."""
    address = "http://testserver/console/meetings/"
    referer = {"Referer": address + (stood_on or path)}
    answer = client.post(address + path, data, headers=referer, follow=True)
    return unescape(answer.content.decode())


def begun() -> Any:
    return clock.standing_at(NINE + timedelta(minutes=30))


@pytest.mark.parametrize("path", PAGES)
def test_whoever_holds_a_meeting_finds_every_page(cast: Cast, path: str) -> None:
    row = convened(cast)
    raised(cast)
    html = page(browse("nation.duty_officer"), path.format(row.pk))
    assert "<style" not in html
    assert not re.findall(r"\s(style|on\w+)=\"", html)


def test_a_meeting_is_convened_with_every_unit_of_a_kind_directly_below(cast: Cast) -> None:
    html = sent(browse("nation.duty_officer"), "new", CALL | {"units": ["locality"], "every": ["region"]})
    row = Meeting.objects.get()
    assert set(row.invitations.values_list("unit", flat=True)) == {"locality", "region"}
    assert "First meeting is convened" in html


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"units": []}, "say which units are to come"),
        ({"starts": "2015-11-14T01:00"}, "is past"),
        ({"ends": "2015-11-16T09:00"}, "within 24 hours"),
        ({"title": ""}, "This field is required."),
    ],
)
def test_a_call_that_makes_no_sense_comes_back_marked(cast: Cast, change: Any, said: str) -> None:
    client = browse("nation.duty_officer")
    answer = client.post("/console/meetings/new", CALL | change)
    assert answer.status_code == 422
    assert re.search(rf'field-error">[^<]*{said}', unescape(answer.content.decode()))
    assert not Meeting.objects.exists()


def test_only_duty_officers_find_the_form_that_convenes(cast: Cast) -> None:
    for name in ("nation.analyst", "region.unit_officer"):
        assert browse(name).get("/console/meetings/new").status_code == 403
        assert "Convene a meeting" not in page(browse(name), "")


def test_an_invited_unit_is_asked_and_answers_with_one_button(cast: Cast) -> None:
    row, client = convened(cast), browse("region.unit_officer")
    assert "1 invitation to answer" in page(client, "")
    assert "Region is invited. Does it come?" in page(client, f"{row.pk}/")
    html = sent(client, f"{row.pk}/reply/region", {"attendance": "accepted", "who": "Chief"})
    assert "Region comes." in html
    assert Invitation.objects.get(unit="region").who == "Chief"
    assert "invitation" not in page(client, "").split("<main")[1].split('id="meetings"')[0]


def test_a_reply_without_an_office_says_what_is_missing(cast: Cast) -> None:
    row = convened(cast)
    client = browse("region.unit_officer")
    html = sent(client, f"{row.pk}/reply/region", {"attendance": "accepted"}, stood_on=f"{row.pk}/")
    assert Invitation.objects.get(unit="region").attendance == "invited"
    assert "say which office will speak for the unit" in html


def test_a_meeting_one_may_not_see_is_not_there(cast: Cast) -> None:
    row = convened(cast)
    for name in ("locality.duty_officer", "outsider.duty_officer"):
        assert browse(name).get(f"/console/meetings/{row.pk}/").status_code == 404
        assert row.title not in page(browse(name), "")


def test_a_paper_shows_its_words_once_it_is_received(cast: Cast) -> None:
    row = convened(cast)
    services.share_paper(cast["nation.duty_officer"], row.pk, title="Known", text="Three places.")
    address = f"{row.pk}/papers/{Paper.objects.get().pk}/"
    client = browse("region.unit_officer")
    closed = page(client, address)
    assert "Three places." not in closed
    assert "Opening it records that Region received it." in closed
    assert not Receipt.objects.exists(), "looking at the closed paper receives nothing"
    assert "Three places." in sent(client, f"{address}open", {})
    assert "Received by 1 of 2" in page(browse("nation.duty_officer"), f"{row.pk}/")


def test_a_file_is_shared_and_taken_as_it_was(cast: Cast) -> None:
    row, client = convened(cast), browse("nation.duty_officer")
    file = SimpleUploadedFile("list.txt", b"Station A\n")
    assert "Stations is shared." in sent(
        client, f"{row.pk}/papers/new", {"title": "Stations", "tlp": "amber", "file": file}
    )
    address = f"/console/meetings/{row.pk}/papers/{Paper.objects.get().pk}/"
    reader = browse("region.unit_officer")
    assert reader.get(f"{address}file")["Location"] == address, "not before it was received"
    reader.post(f"{address}open")
    answer = reader.get(f"{address}file")
    assert (answer.content, answer["Content-Disposition"], answer["X-Content-Type-Options"]) == (
        b"Station A\n", 'attachment; filename="list.txt"', "nosniff",
    )  # fmt: skip


def test_a_file_of_the_wrong_type_is_refused_beside_its_field(cast: Cast) -> None:
    row = convened(cast)
    file = SimpleUploadedFile("tool.exe", b"MZ\x90\x00" + bytes(200))
    answer = browse("nation.duty_officer").post(
        f"/console/meetings/{row.pk}/papers/new", {"title": "Tool", "tlp": "amber", "file": file}
    )
    assert answer.status_code == 422
    assert b'id="share-file_error"' in answer.content
    assert not Paper.objects.exists()


def test_attendance_is_ticked(cast: Cast) -> None:
    row, client = convened(cast), browse("nation.duty_officer")
    with begun():
        html = sent(client, f"{row.pk}/attendance", {"present": ["region"], "who-region": "Chief"})
    assert "1 of 2 units were there." in html
    assert dict(row.invitations.values_list("unit", "attendance")) == {
        "region": "attended", "neighbour": "absent",
    }  # fmt: skip


def test_a_decision_is_looked_over_before_it_is_ordered(cast: Cast) -> None:
    row, level = convened(cast), raised(cast)
    client, given = browse("nation.duty_officer"), DECIDE | {"declaration": str(level.pk)}
    with begun():
        seen = sent(client, f"{row.pk}/decide", given)
        assert "1 unit gets one order" in seen
        assert not Decision.objects.exists()
        hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', seen))
        hidden.pop("csrfmiddlewaretoken")
        assert "Decided: 1 unit has the order." in sent(client, f"{row.pk}/order", hidden)
        html = page(client, f"{row.pk}/")
    decision = Decision.objects.get()
    assert Order.objects.get(measure=decision.measure).unit_id == "region"
    assert "<b>0</b> of 1 order answered" in html


def test_a_decision_is_for_every_unit_of_a_kind_with_one_tick(cast: Cast) -> None:
    row, level = convened(cast), raised(cast)
    given = DECIDE | {"declaration": str(level.pk), "units": [], "every": ["region"]}
    with begun():
        sent(browse("nation.duty_officer"), f"{row.pk}/order", given)
    measure = Decision.objects.get().measure
    assert measure is not None
    assert measure.only == ["region"]


def test_a_decision_taken_back_withdraws_its_orders(cast: Cast) -> None:
    row, level = convened(cast), raised(cast)
    client, given = browse("nation.duty_officer"), DECIDE | {"declaration": str(level.pk)}
    with begun():
        sent(client, f"{row.pk}/order", given)
        measure = Decision.objects.get().measure
        assert measure is not None
        assert "Taken back" in sent(client, f"{row.pk}/take-back", {"measure": measure.slug})
    assert selectors.decisions(row)[0].orders == 0


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"do": "soon"}, "Write a time such as 30 min, 2 h or 3 d."),
        ({"do": "30 min"}, "not be shorter than the time to acknowledge"),
        ({"units": []}, "say which units are to do it"),
        ({"basis": ""}, "This field is required."),
    ],
)
def test_a_decision_that_lacks_something_comes_back_marked(cast: Cast, change: Any, said: str) -> None:
    row, level = convened(cast), raised(cast)
    with begun():
        given = DECIDE | {"declaration": str(level.pk)} | change
        answer = browse("nation.duty_officer").post(f"/console/meetings/{row.pk}/decide", given)
    assert answer.status_code == 422
    assert re.search(rf'field-error">[^<]*{said}', unescape(answer.content.decode()))


def test_without_a_level_the_page_says_what_to_do(cast: Cast) -> None:
    row = convened(cast)
    assert "No level is in force." in page(browse("nation.duty_officer"), f"{row.pk}/decide")


def test_minutes_and_calling_off_have_their_forms(cast: Cast) -> None:
    row, client = convened(cast), browse("nation.duty_officer")
    with begun():
        assert "All agreed." in sent(client, f"{row.pk}/minutes", {"minutes": "All agreed."})
    other = convened(cast, key="other", title="Other")
    assert "Called off: Fire drill" in sent(client, f"{other.pk}/call-off", {"reason": "Fire drill"})


def test_what_people_write_is_never_markup(cast: Cast) -> None:
    row = convened(cast, title="<b>x</b>", agenda="<script>alert(1)</script>")
    html = browse("nation.duty_officer").get(f"/console/meetings/{row.pk}/").content.decode()
    assert "<script>alert" not in html
    assert "&lt;b&gt;x&lt;/b&gt;" in html


# The calendar


def unfolded(data: bytes) -> list[str]:
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    return data.decode().replace("\r\n ", "").split("\r\n")


def test_the_calendar_file_is_one_event_in_utc(cast: Cast) -> None:
    agenda = "One; two, three \\ four\nUmlaute: äöü und 上海公安局国家工作组第一次会议" * 3
    row = convened(cast, agenda=agenda)
    answer = browse("region.unit_officer").get(f"/console/meetings/{row.pk}/meeting.ics")
    lines = unfolded(answer.content)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert (lines[0], lines[-2], lines[-1]) == ("BEGIN:VCALENDAR", "END:VCALENDAR", "")
    facts = dict(line.split(":", 1) for line in lines[:-1])
    assert (facts["DTSTART"], facts["DTEND"]) == ("20151114T032500Z", "20151114T042500Z")
    assert facts["UID"] == f"{row.pk}@tocsin"
    assert facts["URL"] == f"http://testserver/console/meetings/{row.pk}/"
    assert facts["SUMMARY"] == "National group\\, first meeting"
    assert facts["DESCRIPTION"].startswith("One\\; two\\, three \\\\ four\\nUmlaute: äöü")


def test_a_meeting_called_off_is_cancelled_in_the_calendar(cast: Cast) -> None:
    row = convened(cast)
    before = unfolded(selectors.calendar(row, "x"))
    services.call_off(cast["nation.duty_officer"], row.pk, "Not needed")
    row.refresh_from_db()
    after = unfolded(selectors.calendar(row, "x"))
    assert {"STATUS:CONFIRMED", "SEQUENCE:0"} < set(before)
    assert {"STATUS:CANCELLED", "SEQUENCE:1"} < set(after)


@pytest.mark.parametrize("label", ["amber+strict", "red"])
def test_a_calendar_is_told_nothing_of_what_is_strict_or_red(cast: Cast, label: str) -> None:
    text = selectors.calendar(convened(cast, tlp=label), "https://site/").decode()
    assert "National group" not in text
    assert "Room 1" not in text
    assert "attacks" not in text


def test_an_exercise_says_so_in_the_calendar(cast: Cast) -> None:
    assert b"SUMMARY:EXERCISE: National group" in selectors.calendar(convened(cast, exercise=True), "x")
