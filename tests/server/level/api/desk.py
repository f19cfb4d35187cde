"""What the tests of the API of levels say and send."""

from datetime import UTC, datetime, timedelta
from typing import Any

from tests.server.api.caller import Caller
from tests.server.conftest import TESTER, Cast
from tocsin.level import plan_file
from tocsin_server import clock
from tocsin_server.level import services
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
