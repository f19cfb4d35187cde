"""Orders and their answers over the API: one, many from a gateway, a sheet, files that go with them."""

from typing import Any

import pytest

from tests.server.api.caller import Caller
from tests.server.level.api.desk import MEASURE, PNG, evidence_of, late, order_ids
from tocsin_server.level.services.evidence import MOST_BYTES


def test_an_order_is_told_in_the_language_asked_for(nation: Caller, locality: Caller, raised: str) -> None:
    nation("POST", "/level/units/locality/measures", MEASURE)
    rows = locality("GET", "/level/orders", language="fr")[1]["results"]
    (added,) = [row for row in rows if row["measure"] == "close-gate"]
    assert added["title"] == "Fermer la porte"
    whole = locality("GET", f"/level/orders/{added['id']}", language="xx")[1]
    assert (whole["text"], whole["evidence"], whole["basis"]) == ("Close it.", ["text"], "Law 1")


def test_what_was_answered_to_an_order_is_told_in_order(locality: Caller, raised: str) -> None:
    number = order_ids(locality)[0]
    for kind in ("received", "acknowledged", "in_progress"):
        body = {"orders": [number], "kind": kind, "text": kind}
        assert locality("POST", "/level/units/locality/answers", body) == (200, {"orders": [number]})
    _, page = locality("GET", f"/level/orders/{number}/answers")
    told = [(row["kind"], row["by"], row["via"]) for row in page["results"]]
    assert told == [(kind, "token:locality", "api") for kind in ("received", "acknowledged", "in_progress")]


def test_evidence_is_kept_named_in_an_answer_and_given_back(locality: Caller, raised: str) -> None:
    number = evidence_of(locality)
    answer = locality.client.get(f"/api/level/evidence/{number}")
    assert (answer.content, answer["Content-Type"]) == (PNG, "image/png")
    assert answer["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize(
    ("data", "reason"), [(b"MZ\x90\0program", "file_type"), (b"\xff" * (MOST_BYTES + 1), "file_size")]
)
def test_a_file_that_is_no_evidence_is_refused(locality: Caller, data: bytes, reason: str) -> None:
    answer = locality.client.post("/api/level/evidence?name=x.png", data, content_type="image/png")
    assert (answer.status_code, answer.json()["reason"]) == (400, reason)


@pytest.mark.parametrize(
    ("body", "status", "where"),
    [
        ({"orders": [1], "kind": "done"}, 400, "order 1"),
        ({"kind": "cannot"}, 400, "text"),
        ({"kind": "delegated"}, 400, "to"),
        ({"kind": "perhaps"}, 422, "body.body.kind"),
        ({"orders": [], "kind": "received"}, 422, "body.body.orders"),
        ({"kind": "done", "time": "2015-11-14T09:00"}, 422, "body.body.time"),
        ({"kind": "done", "text": "x", "file": "0" * 64}, 404, "file"),
    ],
)
def test_an_answer_that_cannot_be_is_refused(
    locality: Caller, raised: str, body: dict[str, Any], status: int, where: str
) -> None:
    if body.get("orders") == [1]:
        body = body | {"orders": [10**9]}
        where = f"order {10**9}"
    answered, refusal = locality("POST", "/level/units/locality/answers", body)
    assert (answered, refusal["where"]) == (status, where)


def test_a_gateways_answers_are_taken_together(nation: Caller, raised: str) -> None:
    first, second, *rest = order_ids(nation)
    body = [
        {"unit_id": "locality", "orders": [first], "kind": "acknowledged"},
        {"unit_id": "locality", "orders": [second], "kind": "cannot", "text": "No staff"},
    ]
    status, done = nation("POST", "/level/answers", {"answers": body})
    assert (status, set(done["orders"])) == (200, {first, second})
    assert nation("POST", "/level/answers", {"answers": body})[1]["orders"] == []
    assert set(order_ids(nation, outstanding="true")) == set(rest)


def test_of_a_gateways_answers_none_is_taken_if_one_is_wrong(nation: Caller, raised: str) -> None:
    first, second, *_ = order_ids(nation)
    good = {"unit_id": "locality", "orders": [first], "kind": "acknowledged"}
    other = {"unit_id": "locality", "orders": [10**9], "kind": "acknowledged"}
    bare = {"unit_id": "locality", "orders": [second], "kind": "done"}
    status, refusal = nation("POST", "/level/answers", {"answers": [good, other, bare]})
    assert (status, refusal["reason"]) == (400, "answers")
    assert [fault["where"] for fault in refusal["faults"]] == ["answers[1]", "answers[2]"]
    mute = {"unit_id": "locality", "orders": [first], "kind": "cannot"}
    refusal = nation("POST", "/level/answers", {"answers": [good, mute]})[1]
    assert [fault["where"] for fault in refusal["faults"]] == ["answers[1]"]
    assert first in order_ids(nation, outstanding="true")


def test_more_answers_than_a_request_may_hold_are_refused(nation: Caller, raised: str) -> None:
    one = {"unit_id": "locality", "orders": [order_ids(nation)[0]], "kind": "received"}
    status, refusal = nation("POST", "/level/answers", {"answers": [one] * 501})
    assert (status, refusal["where"]) == (422, "body.body.answers")


def test_a_sheet_goes_out_and_comes_back(nation: Caller, raised: str) -> None:
    sheet = nation.client.get(f"/api/level/declarations/{raised}/sheet?unit=locality")
    assert sheet["Content-Type"] == "text/csv; charset=utf-8"
    back = nation.client.post("/api/level/sheet", sheet.content, content_type="text/csv")
    assert back.json() == {"answers": 0, "unchanged": len(order_ids(nation))}
    changed = sheet.content.replace(b",locality,", b",neighbour,")
    refusal = nation.client.post("/api/level/sheet", changed, content_type="text/csv")
    assert (refusal.status_code, len(refusal.json()["faults"])) == (400, len(order_ids(nation)))


def test_a_sheet_of_another_kind_or_size_is_refused(nation: Caller) -> None:
    for data, reason in ((b"PK\x03\x04zip", "file_type"), (b"x" * 7_000_000, "too_large")):
        answer = nation.client.post("/api/level/sheet", data, content_type="text/csv")
        assert (answer.status_code, answer.json()["reason"]) == (400, reason)


def test_what_went_up_is_noted_once(callers: dict[str, Caller], raised: str) -> None:
    late(callers["nation"])
    rows = callers["region"]("GET", "/level/escalations")[1]["results"]
    assert {(row["unit_id"], row["to_id"], row["cause"]) for row in rows} == {
        ("locality", "region", "unanswered")
    }
    body = {"escalations": [row["id"] for row in rows]}
    assert callers["locality"]("POST", "/level/escalations/note", body)[0] == 404
    assert callers["region"]("POST", "/level/escalations/note", body) == (200, {"new": len(rows)})
    assert callers["nation"]("POST", "/level/escalations/note", body) == (200, {"new": 0})
