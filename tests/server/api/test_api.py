"""The API: tokens, pages, one form of refusal, and docs that need nothing from outside."""

import json
import re
from datetime import timedelta

import pytest
from django.test import Client
from ninja import Schema

from tests.server.api.caller import Caller
from tests.server.conftest import TESTER, Cast
from tocsin_server import clock
from tocsin_server.api.app import api
from tocsin_server.jobs import services as jobs
from tocsin_server.units import selectors, services

NEW = {"id": "new", "name": "New", "kind": "region", "parent_id": "region"}

pytestmark = pytest.mark.urls("tocsin_server.api.urls")


@pytest.fixture
def admin(cast: Cast) -> Caller:
    """The region's administrator's token."""
    return Caller(services.issue_token(TESTER, unit_id="region", name="admin", role="administrator")[1])


@pytest.fixture
def officer(cast: Cast) -> Caller:
    """The locality's duty officer's token."""
    return Caller(cast.secrets["locality"])


@pytest.mark.parametrize("header", [None, "Bearer", "Bearer nonsense", "Basic dTpw"])
def test_without_a_token_nothing_is_told(cast: Cast, client: Client, header: str | None) -> None:
    for path in ("/api/units", "/api/ledger", "/api/jobs", "/api/ledger/head"):
        answer = client.get(path, headers={"Authorization": header} if header else {})
        assert answer.status_code == 401
        assert answer.json() == {
            "error": "Send a token that is in force: Authorization: Bearer tocsin_...",
            "where": "Authorization",
            "reason": "no_token",
        }


@pytest.mark.parametrize("method", ["get", "post"])
def test_an_address_that_is_none_is_refused_in_the_same_form(client: Client, method: str) -> None:
    answer = getattr(client, method)("/api/nothing/here/")
    assert answer.status_code == 404
    assert answer.json() == {
        "error": "There is no such thing, or you may not see it.",
        "where": "/api/nothing/here/",
        "reason": "not_found",
    }


def test_a_revoked_or_expired_token_is_none(cast: Cast) -> None:
    token, secret = services.issue_token(TESTER, unit_id="region", name="brief", role="analyst", days=1)
    call = Caller(secret)
    assert call("GET", "/units/me")[0] == 200
    with clock.standing_at(clock.now() + timedelta(days=1)):
        assert call("GET", "/units/me")[0] == 401
    services.revoke_token(TESTER, token.pk)
    assert call("GET", "/units/me")[0] == 401


def test_a_log_in_of_the_console_is_none(cast: Cast, client: Client) -> None:
    """Pages' cookies open no API, so no page elsewhere can misuse them."""
    client.force_login(selectors.person("nation.administrator"))
    assert client.get("/api/units/me").status_code == 401


def test_a_token_says_whom_it_makes_you(officer: Caller) -> None:
    status, me = officer("GET", "/units/me")
    assert (status, me["label"]) == (200, "token:locality")
    assert me["memberships"] == [{"unit_id": "locality", "role": "duty_officer"}]
    assert "raise_level" in me["permissions"]
    assert "manage_units" not in me["permissions"]


def test_pages_follow_each_other_without_gap_or_repeat(officer: Caller) -> None:
    seen: list[str] = []
    address = "/units?page_size=2"
    while address:
        status, page = officer("GET", address.removeprefix("http://testserver/api"))
        assert status == 200
        seen += [unit["id"] for unit in page["results"]]
        address = page["next"]
    assert seen == ["nation", "region", "locality", "neighbour", "outsider"]


@pytest.mark.parametrize("cursor", ["%%%", "cD1hYmM=", "bz05OTk5OTk5"])
def test_a_forged_cursor_is_refused(admin: Caller, cursor: str) -> None:
    status, refusal = admin("GET", "/ledger", cursor=cursor)
    assert (status, refusal["reason"]) == (422, "invalid")


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "where", "reason"),
    [
        ("GET", "/units/nowhere", None, 404, "unit", "unknown_unit"),
        ("POST", "/units", {"id": "new"}, 422, "body.body.name", "invalid"),
        ("POST", "/units", {**NEW, "id": "Upper"}, 400, "id", "bad_input"),
        ("POST", "/units", {**NEW, "parent_id": "nation"}, 403, "", "not_allowed"),
        ("POST", "/units", {**NEW, "id": "locality"}, 409, "", "conflict"),
        ("POST", "/units/region/move?parent_id=outsider", None, 403, "", "not_allowed"),
        ("DELETE", "/units/tokens/0", None, 404, "token", "unknown_token"),
        ("POST", "/jobs/1/retry", None, 403, "", "not_allowed"),
    ],
)
def test_every_refusal_has_one_form(
    admin: Caller, method: str, path: str, body: object, status: int, where: str, reason: str
) -> None:
    answered, refusal = admin(method, path, body)
    assert (answered, set(refusal)) == (status, {"error", "where", "reason"})
    assert (refusal["where"], refusal["reason"]) == (where, reason)
    assert refusal["error"]


def test_broken_json_is_refused(cast: Cast, client: Client) -> None:
    headers = {"Authorization": f"Bearer {cast.secrets['nation']}"}
    answer = client.post("/api/units", "{", "application/json", headers=headers)
    assert (answer.status_code, answer.json()["reason"]) == (400, "bad_request")


def test_an_administrator_builds_the_tree_below(admin: Caller) -> None:
    status, unit = admin(
        "POST", "/units", {"id": "town", "name": "Town", "kind": "locality", "parent_id": "region"}
    )
    assert (status, unit["path"]) == (201, "/nation/region/town/")
    status, moved = admin("POST", "/units/town/move?parent_id=locality")
    assert (status, moved["path"]) == (200, "/nation/region/locality/town/")


def test_an_administrator_makes_accounts_and_roles(admin: Caller) -> None:
    person = {"username": "clerk", "display": "Clerk", "role": "analyst"}
    assert admin("POST", "/units/locality/people", person)[0] == 201
    assert admin("PUT", "/units/locality/people/clerk/unit_officer")[0] == 200
    assert admin("DELETE", "/units/locality/people/clerk/analyst")[0] == 204
    _, page = admin("GET", "/units/locality/people")
    roles = [row["role"] for row in page["results"] if row["username"] == "clerk"]
    assert roles == ["unit_officer"]
    assert admin("PUT", "/units/nation/people/clerk/analyst")[0] == 403


def test_an_account_whose_first_role_fails_is_not_made(admin: Caller) -> None:
    person = {"username": "clerk", "display": "Clerk", "role": "king"}
    assert admin("POST", "/units/locality/people", person)[0] == 422
    with pytest.raises(Exception, match="nobody called"):
        selectors.person("clerk")


def test_a_token_issued_over_the_api_works_until_it_is_ended(admin: Caller) -> None:
    status, new = admin("POST", "/units/locality/tokens", {"name": "Desk", "role": "analyst", "days": 7})
    assert status == 201
    call = Caller(new["secret"])
    assert call("GET", "/units/me")[1]["label"] == "token:Desk"
    assert admin("DELETE", f"/units/tokens/{new['token']['id']}")[0] == 204
    assert call("GET", "/units/me")[0] == 401
    assert new["secret"] not in json.dumps(admin("GET", "/units/locality/tokens")[1])


def test_the_ledger_is_read_within_the_own_units(admin: Caller, officer: Caller) -> None:
    admin("POST", "/units", {"id": "town", "name": "Town", "kind": "locality", "parent_id": "region"})
    _, page = admin("GET", "/ledger", action="units")
    assert [(row["actor"], row["subject"]) for row in page["results"]] == [("token:admin", "unit:town")]
    assert admin("GET", "/ledger/verdict")[1]["ok"] is True
    assert officer("GET", "/ledger")[0] == 403
    assert officer("GET", "/ledger/head")[1]["sequence"] > 0


def test_given_up_work_is_seen_and_retried_by_those_of_the_root(cast: Cast, officer: Caller) -> None:
    nation = Caller(cast.secrets["nation"])
    jobs.enqueue("read", "1")
    held = jobs.claim("a")
    assert held is not None
    jobs.fail(held, "no such feed", permanent=True)
    _, page = nation("GET", "/jobs")
    assert [(row["id"], row["error"]) for row in page["results"]] == [(held.pk, "no such feed")]
    assert nation("POST", f"/jobs/{held.pk}/retry")[1]["state"] == "waiting"
    assert nation("POST", f"/jobs/{held.pk}/retry")[0] == 409
    assert nation("GET", "/jobs/counts")[1] == {"waiting": 1, "leased": 0, "done": 0, "dead": 0}
    assert nation("GET", "/jobs/workers") == (200, [])
    assert officer("GET", "/jobs")[0] == 403


def test_a_failure_of_the_service_is_told_without_its_inside(
    cast: Cast, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tocsin_server.ledger import selectors as ledger

    def broken() -> int:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(ledger, "head", broken)
    status, refusal = Caller(cast.secrets["nation"])("GET", "/ledger/head")
    assert (status, refusal["reason"]) == (500, "internal")
    assert "secret detail" not in json.dumps(refusal)
    assert "secret detail" in caplog.text


OPEN = {"/api/notify/signing-certificate"}
"""What anyone may ask for: a certificate is there to be given away."""


def test_every_operation_asks_for_a_token() -> None:
    """Deny by default: an operation that forgot its check does not exist."""
    schema = api.get_openapi_schema()
    by_path = {path: list(operations.values()) for path, operations in schema["paths"].items()}
    operations = [operation for path in by_path.values() for operation in path]
    assert len(operations) >= 15
    assert {path for path, those in by_path.items() if any("security" not in each for each in those)} == OPEN
    closed = [operation for path, those in by_path.items() if path not in OPEN for operation in those]
    assert all(operation["security"] == [{"Bearer": []}] for operation in closed)
    assert all(operation["description"] for operation in operations)


@pytest.mark.django_db
def test_the_docs_load_nothing_from_outside_and_run_no_inline_code(client: Client) -> None:
    page = client.get("/api/docs").content.decode()
    links = re.findall(r"(?:src|href)=\"([^\"]+)", page)
    assert any("swagger-ui-bundle.js" in link for link in links)
    assert all(link.startswith("/") for link in links)
    scripts = re.findall(r"<script([^>]*)>", page)
    assert all("src=" in script or "application/json" in script for script in scripts)
    assert "onload=" not in page
    assert client.get("/api/openapi.json").json()["info"]["title"] == "Tocsin"


def test_no_two_forms_of_the_api_have_one_name(db: None) -> None:
    """The docs know a form by its name alone, and would show one for the other."""
    forms: dict[str, list[dict[str, object]]] = {}
    for form in _all_below(Schema):
        if form.__module__.startswith("tocsin_server."):
            forms.setdefault(form.__name__, []).append(form.model_json_schema())
    assert len(forms) > 50
    assert [name for name, told in forms.items() if any(one != told[0] for one in told)] == []


def _all_below(kind: type[Schema]) -> list[type[Schema]]:
    return [one for child in kind.__subclasses__() for one in (child, *_all_below(child))]
