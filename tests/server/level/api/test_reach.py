"""Reach over the API: contacts, messages, text messages that come in, paper and CAP."""

from typing import Any

from tests.server.api.caller import Caller
from tests.server.conftest import Cast
from tests.server.level.api.desk import NUMBER, telephone


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
