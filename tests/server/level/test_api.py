"""Levels over the API: every act by its own route, and every route shows each unit its own part alone."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from tests.server.api.caller import Caller
from tests.server.conftest import TESTER, Cast
from tocsin.base import TLP
from tocsin.level import plan_file
from tocsin_server import clock
from tocsin_server.api.app import api
from tocsin_server.extract.models import Incident
from tocsin_server.level import services
from tocsin_server.level.services.evidence import MOST_BYTES
from tocsin_server.units import services as units

NIGHT = datetime(2015, 11, 13, 23, tzinfo=UTC)
RAISE: dict[str, Any] = {
    "key": "k1", "scheme": "generic", "rank": 3, "unit_id": "locality", "basis": "Law 1", "owner": "Duty",
    "reason": "Attacks abroad", "ends": "2015-11-20T08:00:00+08:00",
}  # fmt: skip
MEASURE: dict[str, Any] = {
    "id": "close-gate", "area": "checks", "title": {"en": "Close the gate", "fr": "Fermer la porte"},
    "text": {"en": "Close it.", "fr": "La fermer."}, "step": 2, "kinds": ["locality"], "basis": "Law 1",
    "owner": "Duty", "acknowledge": "PT30M", "do": "PT2H",
}  # fmt: skip
NEWER = plan_file("standard").read_text("utf-8").replace('version = "', 'version = "9', 1)
"""The plan that comes with Tocsin, under another version."""

NUMBER = "+8613800138000"

PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
    b"\x00\x00\x00\rIDATx\x9cc\xf8\xcf\xc0\xf0\x1f\x00\x05\x00\x01\xff\x89\x99=\x1d\x00\x00\x00\x00IEND\xaeB`\x82"
)


@pytest.fixture(autouse=True)
def night(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.HOME, settings.TOCSIN_SMS = tmp_path, "folder"
    with clock.standing_at(NIGHT):
        yield


@pytest.fixture
def callers(cast: Cast) -> dict[str, Caller]:
    """One for each unit's token."""
    return {name: Caller(secret) for name, secret in cast.secrets.items()}


@pytest.fixture
def nation(callers: dict[str, Caller]) -> Caller:
    return callers["nation"]


@pytest.fixture
def locality(callers: dict[str, Caller]) -> Caller:
    return callers["locality"]


@pytest.fixture
def raised(nation: Caller) -> str:
    """A level over the locality; its id."""
    status, row = nation("POST", "/level/declarations", RAISE)
    assert status == 201, row
    return str(row["id"])


def order_ids(caller: Caller, **query: str) -> list[int]:
    return [row["id"] for row in caller("GET", "/level/orders", **query)[1]["results"]]


def late(nation: Caller) -> None:
    """Every order has gone up."""
    with clock.standing_at(NIGHT + timedelta(days=2)):
        services.escalate(TESTER)


def telephone(cast: Cast) -> Caller:
    """The region's administrator, who gave the locality a number for text messages."""
    secret = units.issue_token(TESTER, unit_id="region", name="admin", role="administrator")[1]
    admin = Caller(secret)
    status, row = admin("POST", "/level/units/locality/contacts", {"channel": "sms", "address": NUMBER})
    assert status == 201, row
    return admin


def keep(caller: Caller) -> Any:
    return caller.client.post("/api/level/evidence?name=gate.png", PNG, content_type="image/png").json()


def evidence_of(locality: Caller) -> int:
    """A file that came with an answer."""
    kept = keep(locality)
    body = {"orders": order_ids(locality)[:1], "kind": "in_progress", "text": "See", "file": kept["digest"]}
    assert locality("POST", "/level/units/locality/answers", body)[0] == 200
    return int(kept["id"])


# What a token sees of a level over the locality, of its orders and of what came of them.

FAMILY = {"nation", "region", "locality"}
EVERYONE = FAMILY | {"neighbour", "outsider"}
Route = tuple[str, set[str]]
ROUTES: dict[str, Route] = {
    "/level/schemes": ("", EVERYONE),
    "/level/standing/{unit_id}": ("/level/standing/locality", EVERYONE),
    "/level/declarations": ("", FAMILY),
    "/level/declarations/{declaration_id}": ("/level/declarations/{raised}", FAMILY),
    "/level/declarations/{declaration_id}/board": ("/level/declarations/{raised}/board", FAMILY),
    "/level/declarations/{declaration_id}/report": ("/level/declarations/{raised}/report", FAMILY),
    "/level/declarations/{declaration_id}/call-down": ("/level/declarations/{raised}/call-down", FAMILY),
    "/level/declarations/{declaration_id}/cap": ("/level/declarations/{raised}/cap", FAMILY),
    "/level/declarations/{declaration_id}/orders.pdf": (
        "/level/declarations/{raised}/orders.pdf?unit=locality",
        FAMILY,
    ),
    "/level/contacts": ("", FAMILY),
    "/level/notices": ("/level/notices?unit=locality", FAMILY),
    "/level/declarations/{declaration_id}/sheet": ("/level/declarations/{raised}/sheet", FAMILY),
    "/level/proposals": ("", FAMILY),
    "/level/orders": ("", FAMILY),
    "/level/orders/{order_id}": ("/level/orders/{order}", FAMILY),
    "/level/orders/{order_id}/answers": ("/level/orders/{order}/answers", FAMILY),
    "/level/evidence/{file_id}": ("/level/evidence/{file}", FAMILY),
    "/level/escalations": ("", {"nation", "region"}),
    "/level/plans": ("", EVERYONE),
    "/level/plans/{plan_id}": ("/level/plans/{plan}", EVERYONE),
    "/level/plans/{plan_id}/changes": ("/level/plans/{plan}/changes?since={newer}", EVERYONE),
    "/level/measures": ("", FAMILY),
}
"""Each address that tells something: an example where it has parts, and the tokens that see anything."""


@pytest.fixture
def full(cast: Cast, nation: Caller, locality: Caller) -> dict[str, Any]:
    """One of everything there is to see, all of the locality."""
    telephone(cast)
    raised = nation("POST", "/level/declarations", RAISE)[1]["id"]
    assert nation("POST", "/level/units/locality/measures", MEASURE)[0] == 201
    assert nation("POST", "/level/declarations", RAISE | {"key": "k2", "rank": 4, "propose": True})[0] == 201
    order, file = order_ids(locality)[0], evidence_of(locality)
    late(nation)
    plan = nation("GET", f"/level/declarations/{raised}")[1]["plan_id"]
    newer = nation("POST", "/level/plans", {"source": NEWER.replace("step = 2", "step = 3", 1)})[1]["id"]
    return {"raised": raised, "order": order, "file": file, "plan": plan, "newer": newer}


def sees(caller: Caller, address: str) -> bool:
    answer = caller.client.get(f"/api{address}")
    if answer.status_code == 404:
        return False
    assert answer.status_code == 200, answer.content
    if answer["Content-Type"].startswith("application/json"):
        found = answer.json()
        return bool(found.get("results", found) if isinstance(found, dict) else found)
    return bool(answer.content)


def test_every_address_that_tells_something_is_in_the_table() -> None:
    """Those of meetings have tests of their own: who sees one depends on who was invited."""
    paths = api.get_openapi_schema()["paths"]
    told = {path for path, operations in paths.items() if "get" in operations}
    told = {path for path in told if path.startswith("/api/level/") and "/meetings" not in path}
    assert told == {f"/api{route}" for route in ROUTES}


def test_what_concerns_the_locality_is_seen_by_these_tokens_and_by_nobody_without(
    callers: dict[str, Caller], full: dict[str, Any]
) -> None:
    seen = {}
    with clock.standing_at(NIGHT + timedelta(days=2)):  # by then somebody must call
        for route, (example, _) in ROUTES.items():
            address = (example or route).format(**full)
            assert Client().get(f"/api{address}").status_code == 401
            seen[route] = {name for name, caller in callers.items() if sees(caller, address)}
    assert seen == {route: seeing for route, (_, seeing) in ROUTES.items()}


def test_a_unit_beside_learns_the_level_that_holds_and_not_who_declared_it(
    callers: dict[str, Caller], raised: str
) -> None:
    held = callers["neighbour"]("GET", "/level/standing/locality")[1]
    assert (held["level"]["word"], held["declaration"]) == ("Heightened", None)
    assert held["now"] == "2015-11-13T23:00:00Z"
    assert callers["region"]("GET", "/level/standing/locality")[1]["declaration"]["id"] == raised


# Who may do what.

ACTS: dict[str, tuple[str, str, Any, set[str]]] = {
    "extend": ("POST", "/level/declarations/{raised}/extend",
               {"ends": "2015-11-25T00:00:00Z", "reason": "x"}, FAMILY),
    "end": ("POST", "/level/declarations/{raised}/end", {"reason": "x"}, FAMILY),
    "refuse": ("POST", "/level/declarations/{proposed}/refuse", {"reason": "x"}, FAMILY),
    "confirm": ("POST", "/level/declarations/{proposed}/confirm", None, set()),
    "acknowledge": ("POST", "/level/units/locality/acknowledge", {}, {"locality"}),
    "answer": ("POST", "/level/units/locality/answers",
               {"orders": ["{order}"], "kind": "received"}, {"locality"}),
    "take down": ("POST", "/level/units/locality/answers/taken-down",
                  {"orders": ["{order}"], "kind": "acknowledged", "note": "by telephone"}, FAMILY),
    "answers": ("POST", "/level/answers",
                {"answers": [{"unit_id": "locality", "orders": ["{order}"], "kind": "received"}]}, FAMILY),
    "measure": ("POST", "/level/units/locality/measures", MEASURE, FAMILY),
    "adopt": ("POST", "/level/plans", {"source": NEWER}, {"nation"}),
}  # fmt: skip


@pytest.mark.parametrize("act", ACTS)
def test_only_these_tokens_may_do_it(callers: dict[str, Caller], raised: str, act: str) -> None:
    method, address, body, allowed = ACTS[act]
    proposal = RAISE | {"key": "k2", "rank": 4, "propose": True}
    proposed = callers["nation"]("POST", "/level/declarations", proposal)[1]["id"]
    order = order_ids(callers["locality"])[0]
    body = json.loads(json.dumps(body).replace('"{order}"', str(order)))
    status = {}
    for who, caller in callers.items():
        with transaction.atomic():
            status[who], _ = caller(method, address.format(raised=raised, proposed=proposed), body)
            transaction.set_rollback(True)
    assert {who for who, code in status.items() if code in (200, 201)} == allowed
    assert {code for who, code in status.items() if who not in allowed} <= {403, 404}


# What each act does.


def test_a_level_is_lowered_extended_and_ended(nation: Caller, raised: str) -> None:
    lower = {"rank": 2, "key": "k2"}
    status, row = nation("POST", "/level/declarations", RAISE | lower)
    assert (status, row["word"], row["replaces_id"]) == (201, "Watchful", raised)
    in_force = nation("GET", "/level/declarations", in_force="true", unit="locality")[1]["results"]
    assert [each["id"] for each in in_force] == [row["id"]]
    later = {"ends": "2015-11-25T00:00:00Z", "reason": "Not over"}
    assert nation("POST", f"/level/declarations/{row['id']}/extend", later)[1]["ends"] == later["ends"]
    assert nation("POST", f"/level/declarations/{row['id']}/end", {"reason": "Over"})[1]["ended"]
    status, refusal = nation("POST", f"/level/declarations/{row['id']}/end", {"reason": "Over"})
    assert (status, refusal["reason"]) == (409, "conflict")


def test_a_proposal_waits_and_a_token_is_told_that_a_person_confirms(nation: Caller) -> None:
    status, row = nation("POST", "/level/declarations", RAISE | {"propose": True})
    assert (status, row["state"]) == (201, "proposed")
    assert order_ids(nation) == []
    status, refusal = nation("POST", f"/level/declarations/{row['id']}/confirm")
    assert (status, "person" in refusal["error"]) == (403, True)
    refused = nation("POST", f"/level/declarations/{row['id']}/refuse", {"reason": "A hoax"})[1]
    assert refused["state"] == "refused"


def test_the_preview_counts_by_kind_and_measure(nation: Caller) -> None:
    trial = {"rank": 3, "unit_id": "region", "threats": ["explosive"], "exercise": True}
    status, found = nation("POST", "/level/preview", trial)
    assert (status, found["units"], found["by_kind"]) == (200, 3, {"locality": 2, "region": 1})
    assert sum(found["by_measure"].values()) == found["orders"]
    status, refusal = nation("POST", "/level/preview", trial | {"threats": ["dragons"]})
    assert (status, refusal["where"]) == (400, "threats")


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


def test_the_board_counts_what_was_answered(nation: Caller, locality: Caller, raised: str) -> None:
    locality("POST", "/level/units/locality/acknowledge", {"orders": order_ids(locality)[:2]})
    _, board = nation("GET", f"/level/declarations/{raised}/board")
    assert (board["unit"]["id"], board["whole"]["tally"]["answered"]) == ("locality", 2)
    assert board["whole"]["state"] == "waiting"
    assert nation("GET", f"/level/declarations/{raised}/board", unit="neighbour")[0] == 404


def test_a_plan_is_compared_adopted_and_told(cast: Cast, nation: Caller) -> None:
    assert nation("POST", "/level/plans/changes", {"source": NEWER}) == (200, [])
    status, row = nation("POST", "/level/plans", {"source": NEWER})
    assert (status, row["version"][0]) == (201, "9")
    _, page = nation("GET", "/level/plans")
    assert len(page["results"]) == 2
    older = page["results"][1]["id"]
    assert nation("GET", f"/level/plans/{row['id']}/changes", since=str(older)) == (200, [])
    whole = nation("GET", f"/level/plans/{row['id']}")[1]
    assert whole["measures"][0]["title"]["en"]
    assert nation("GET", "/level/plans/99999")[0] == 404


def test_a_plan_with_a_fault_is_refused_by_its_line(nation: Caller) -> None:
    broken = 'id = "x"\nversion = "1"\ntitle = "X"\n[[measure]]\nid = "a"\narea = "dragons"\n'
    status, refusal = nation("POST", "/level/plans/changes", {"source": broken})
    assert status == 400
    assert "line 4" in refusal["where"]


def test_a_units_own_measure_gives_orders_and_takes_them_back(nation: Caller, raised: str) -> None:
    before = len(order_ids(nation))
    status, added = nation("POST", "/level/units/locality/measures", MEASURE)
    assert (status, added["measure"]["acknowledge"], added["unit_id"]) == (201, "P0DT00H30M00S", "locality")
    assert len(order_ids(nation)) == before + 1
    assert nation("DELETE", "/level/measures/close-gate")[0] == 204
    assert len(order_ids(nation)) == before
    assert nation("DELETE", "/level/measures/open-gate")[0] == 404


def test_a_declaration_names_the_grounds_that_its_reader_may_see(cast: Cast, nation: Caller) -> None:
    mark = {"unit": cast.units["nation"], "tlp": TLP.AMBER_STRICT}
    Incident.objects.create(id="bomb", kind="bombing", created=NIGHT, updated=NIGHT, **mark)
    raised = nation("POST", "/level/declarations", RAISE | {"incident_ids": ["bomb"]})[1]["id"]
    assert nation("GET", f"/level/declarations/{raised}")[1]["grounds"]["incident_ids"] == ["bomb"]
    below = Caller(cast.secrets["locality"])("GET", f"/level/declarations/{raised}")[1]
    assert below["grounds"] == {"warning_ids": [], "incident_ids": []}


def test_contacts_are_managed_by_administrators(cast: Cast, nation: Caller, locality: Caller) -> None:
    admin = telephone(cast)
    body = {"channel": "webhook", "address": "https://9.9.9.9/orders"}
    status, hook = admin("POST", "/level/units/locality/contacts", body)
    assert (status, bool(hook["secret"])) == (201, True)
    assert locality("POST", "/level/units/locality/contacts", body)[0] == 403
    rows = locality("GET", "/level/contacts")[1]["results"]
    assert {row["channel"] for row in rows} == {"sms", "webhook"}
    assert all("secret" not in row for row in rows)
    assert nation("DELETE", f"/level/contacts/{hook['id']}")[0] == 403
    assert admin("DELETE", f"/level/contacts/{hook['id']}") == (204, None)
    status, refusal = admin("POST", "/level/units/locality/contacts", {"channel": "pigeon", "address": "x"})
    assert (status, refusal["where"]) == (400, "channel")


def test_each_message_shows_where_it_stands(full: dict[str, Any], nation: Caller, locality: Caller) -> None:
    rows = nation("GET", "/level/notices", declaration=full["raised"], unit="locality")[1]["results"]
    assert {(row["channel"], row["state"]) for row in rows} == {("sms", "waiting")}
    address = f"/level/notices/{rows[0]['id']}/resend"
    assert nation("POST", address)[0] == 409
    assert Caller("tocsin_nobody")("POST", address)[0] == 401
    assert nation("POST", "/level/notices/999999/resend")[0] == 404


def test_a_gateway_hands_in_text_messages_with_a_token_of_the_root(cast: Cast, nation: Caller) -> None:
    telephone(cast)
    message = {"sender": NUMBER, "text": "OK"}
    status, answer = nation("POST", "/level/sms", message)
    assert (status, bool(answer["reply"])) == (200, True)
    for name in ("region", "locality", "outsider"):
        assert Caller(cast.secrets[name])("POST", "/level/sms", message)[0] == 403


def test_orders_are_printed_and_told_in_cap(nation: Caller, locality: Caller, raised: str) -> None:
    printed = nation.client.get(f"/api/level/declarations/{raised}/orders.pdf?unit=locality")
    assert (printed["Content-Type"], printed.content[:5]) == ("application/pdf", b"%PDF-")
    message = locality.client.get(f"/api/level/declarations/{raised}/cap")
    assert message["Content-Type"] == "application/cap+xml"
    assert b"<scope>Restricted</scope>" in message.content


def test_the_report_tells_what_came_of_a_level(nation: Caller, locality: Caller, raised: str) -> None:
    number, *_ = order_ids(locality)
    body = {"orders": [number], "kind": "cannot", "text": "No staff"}
    locality("POST", "/level/units/locality/answers", body)
    report = nation("GET", f"/level/declarations/{raised}/report")[1]
    assert (report["units"], report["answered"], report["could_not"]) == (1, 1, 1)
    assert [reason["text"] for reason in report["reasons"]] == ["No staff"]
    assert [(row["cause"], row["count"]) for row in report["went_up"]] == [("cannot", 1)]
