"""Every route shows each unit its own part alone, and lets it do what is its own to do."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from tests.server.api.caller import Caller
from tests.server.conftest import Cast
from tests.server.level.api.desk import MEASURE, NEWER, NIGHT, RAISE, order_ids
from tocsin.base import TLP
from tocsin_server import clock
from tocsin_server.api.app import api
from tocsin_server.extract.models import Incident

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


def test_a_declaration_names_the_grounds_that_its_reader_may_see(cast: Cast, nation: Caller) -> None:
    mark = {"unit": cast.units["nation"], "tlp": TLP.AMBER_STRICT}
    Incident.objects.create(id="bomb", kind="bombing", created=NIGHT, updated=NIGHT, **mark)
    raised = nation("POST", "/level/declarations", RAISE | {"incident_ids": ["bomb"]})[1]["id"]
    assert nation("GET", f"/level/declarations/{raised}")[1]["grounds"]["incident_ids"] == ["bomb"]
    below = Caller(cast.secrets["locality"])("GET", f"/level/declarations/{raised}")[1]
    assert below["grounds"] == {"warning_ids": [], "incident_ids": []}
