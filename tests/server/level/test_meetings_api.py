"""Meetings over the API: the same services, permissions and sight as on the pages."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.server.api.caller import Caller
from tests.server.conftest import Cast
from tests.server.level.hall import DECIDE, MORNING, NINE, raised
from tocsin_server import clock
from tocsin_server.level.models import Meeting, Order, Paper, Receipt

pytestmark = pytest.mark.urls("tocsin_server.api.urls")

CALL = {
    "key": "m1", "unit_id": "nation", "title": "First meeting", "starts": "2015-11-14T11:30:00+08:00",
    "ends": "2015-11-14T12:30:00+08:00", "unit_ids": ["region", "neighbour"],
}  # fmt: skip
DECISION = DECIDE | {"acknowledge": "PT1H", "do": "PT6H"}


@pytest.fixture(autouse=True)
def _a_morning() -> Iterator[None]:
    with clock.standing_at(MORNING):
        yield


@pytest.fixture
def calls(cast: Cast) -> dict[str, Caller]:
    """A caller with the token of each unit's duty officer."""
    return {unit: Caller(secret) for unit, secret in cast.secrets.items()}


@pytest.fixture
def held(calls: dict[str, Caller]) -> str:
    """The address of a meeting that the nation convened."""
    status, row = calls["nation"]("POST", "/level/meetings", CALL)
    assert status == 201, row
    return f"/level/meetings/{row['id']}"


def begun() -> Any:
    return clock.standing_at(NINE + timedelta(minutes=30))


def shared(calls: dict[str, Caller], held: str, **form: Any) -> tuple[int, Any]:
    given = {"title": "Known", "text": "Three places.", "tlp": "amber"} | form
    answer = calls["nation"].client.post(f"/api{held}/papers", given)
    return answer.status_code, answer.json()


def test_a_meeting_is_convened_once_and_seen_by_its_units(calls: dict[str, Caller], held: str) -> None:
    assert calls["nation"]("POST", "/level/meetings", CALL)[0] == 201
    assert Meeting.objects.count() == 1
    seeing = {unit for unit, call in calls.items() if call("GET", "/level/meetings")[1]["results"]}
    assert seeing == {"nation", "region", "neighbour"}
    assert {unit for unit, call in calls.items() if call("GET", held)[0] == 200} == seeing


def test_a_call_that_makes_no_sense_says_where(calls: dict[str, Caller]) -> None:
    status, refusal = calls["nation"]("POST", "/level/meetings", CALL | {"unit_ids": ["outsider"]})
    assert (status, refusal["where"], refusal["reason"]) == (400, "units", "unit")
    assert calls["region"]("POST", "/level/meetings", CALL)[0] == 403


def test_units_answer_and_attendance_is_recorded(calls: dict[str, Caller], held: str) -> None:
    said = {"unit_id": "region", "attendance": "accepted", "who": "Chief"}
    assert calls["region"]("POST", f"{held}/reply", said)[1]["attendance"] == "accepted"
    assert calls["neighbour"]("POST", f"{held}/reply", said)[0] == 403
    assert calls["nation"]("POST", f"{held}/attendance", {"present": {"region": ""}})[0] == 409
    with begun():
        _, rows = calls["nation"]("POST", f"{held}/attendance", {"present": {"region": ""}})
        assert calls["nation"]("POST", f"{held}/minutes", {"text": "All agreed."})[1]["minutes"]
    assert {row["unit_id"]: (row["attendance"], row["who"]) for row in rows} == {
        "region": ("attended", "Chief"), "neighbour": ("absent", ""),
    }  # fmt: skip


def test_a_paper_tells_its_words_to_whoever_opens_it_and_records_that(
    calls: dict[str, Caller], held: str
) -> None:
    status, paper = shared(calls, held)
    assert (status, paper["readers"], paper["owing"]) == (201, 2, [])
    listed = calls["region"]("GET", held)[1]["papers"]
    assert "Three places." not in str(listed)
    assert listed[0]["owing"] == ["region"]
    opened = f"{held}/papers/{paper['id']}/open"
    assert calls["region"]("POST", opened)[1]["text"] == "Three places."
    assert Receipt.objects.get().by == "token:region"
    assert {unit for unit, call in calls.items() if call("POST", opened)[0] == 404} == {
        "locality",
        "outsider",
    }


def test_a_token_never_reads_what_is_red(calls: dict[str, Caller], held: str) -> None:
    calls["region"]("POST", f"{held}/reply", {"unit_id": "region", "attendance": "accepted", "who": "Chief"})
    paper = shared(calls, held, tlp="red")[1]["id"]
    for unit in ("nation", "region"):
        assert calls[unit]("GET", held)[1]["papers"] == []
        assert calls[unit]("POST", f"{held}/papers/{paper}/open")[0] == 404


def test_a_file_goes_beside_the_words_and_comes_back_whole(calls: dict[str, Caller], held: str) -> None:
    status, paper = shared(calls, held, file=SimpleUploadedFile("list.txt", b"Station A\n"))
    assert (status, paper["file"]) == (201, "list.txt")
    answer = calls["region"].client.post(f"/api{held}/papers/{paper['id']}/file")
    assert (answer.content, answer["X-Content-Type-Options"]) == (b"Station A\n", "nosniff")
    assert Receipt.objects.get().unit_id == "region"


def test_a_paper_of_the_wrong_type_or_label_is_refused_whole(calls: dict[str, Caller], held: str) -> None:
    assert shared(calls, held, file=SimpleUploadedFile("tool.exe", b"MZ\x90\x00" + bytes(99)))[0] == 400
    assert shared(calls, held, tlp="purple")[1]["where"] == "tlp"
    assert not Paper.objects.exists()


def test_a_decision_orders_what_its_preview_says(calls: dict[str, Caller], held: str, cast: Cast) -> None:
    given = DECISION | {"declaration_id": str(raised(cast).pk)}
    with begun():
        _, seen = calls["nation"]("POST", f"{held}/decisions/preview", given)
        status, made = calls["nation"]("POST", f"{held}/decisions", given)
    assert (status, made["orders"], made["answered"]) == (201, 2, 0)
    assert seen["unit_ids"] == made["units"] == ["locality", "region"]
    assert Order.objects.filter(measure__slug=made["measure"]).count() == seen["orders"]
    assert calls["region"]("GET", held)[1]["decisions"][0]["text"] == DECIDE["text"]


def test_only_whoever_holds_the_meeting_decides_or_calls_it_off(
    calls: dict[str, Caller], held: str, cast: Cast
) -> None:
    given = DECISION | {"declaration_id": str(raised(cast).pk)}
    with begun():
        assert calls["region"]("POST", f"{held}/decisions", given)[0] == 403
    assert calls["region"]("POST", f"{held}/call-off", {"reason": "x"})[0] == 403
    assert calls["nation"]("POST", f"{held}/call-off", {"reason": "x"})[1]["called_off"]


def test_the_calendar_file_is_there_for_those_who_see_the_meeting(
    calls: dict[str, Caller], held: str
) -> None:
    answer = calls["region"].client.get(f"/api{held}/calendar")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.content.startswith(b"BEGIN:VCALENDAR\r\n")
    assert calls["locality"]("GET", f"{held}/calendar")[0] == 404
