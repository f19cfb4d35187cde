"""What partners' systems get: signed, whole, and only where it is meant to go."""

import hashlib
import hmac
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.server.conftest import TESTER, Cast
from tests.server.level.reach import hung_server
from tests.server.notify.conftest import NOON, WORDS
from tests.server.notify.ends import SECRET, Machine, machine
from tests.server.notify.samples import ALERT, UPDATE
from tocsin.base import Alert
from tocsin.errors import BadInput
from tocsin.notify import cap, edxl
from tocsin_server import clock
from tocsin_server.jobs import worker
from tocsin_server.notify import services as notify
from tocsin_server.notify.channels import DeliveryFailed, Target, get_channel
from tocsin_server.notify.channels.edxl import Edxl
from tocsin_server.notify.channels.webhook import Webhook, secret_of
from tocsin_server.pipeline.handlers import HANDLERS
from tocsin_server.units import services as units

NAMES = ["webhook", "edxl"]


@pytest.fixture
def far(settings: Any) -> Iterator[Machine]:
    settings.TOCSIN_WEBHOOK_NETWORKS = [ip_network("127.0.0.0/8")]
    with machine("/alerts") as made:
        yield made


def handed(name: str, far: Machine, alert: Alert = UPDATE, **changes: Any) -> None:
    target = Target(key=far.url, address=far.url, keys={"secret": SECRET})
    get_channel(name).deliver(alert, cap.write(alert), replace(target, **changes))


@pytest.mark.parametrize("name", NAMES)
def test_it_is_signed_over_time_and_body_as_every_web_hook_is(far: Machine, name: str) -> None:
    handed(name, far)
    (taken,) = far.taken
    stamp = taken.headers["tocsin-timestamp"].encode()
    signature = hmac.new(SECRET.encode(), stamp + b"." + taken.body, hashlib.sha256).hexdigest()
    assert taken.headers["tocsin-signature"] == f"v1={signature}"
    assert taken.headers["tocsin-notice"] == UPDATE.identifier


def test_a_web_hook_tells_what_to_sort_by_and_holds_the_cap_message_whole(far: Machine) -> None:
    handed("webhook", far, language="fr")
    told = json.loads(far.taken[0].body)
    assert far.taken[0].headers["content-type"] == "application/json; charset=utf-8"
    assert told["cap"].encode() == cap.write(UPDATE)
    assert (told["id"], told["line"]) == (UPDATE.identifier, ALERT.identifier)
    assert (told["headline"], told["language"], told["kind"]) == ("Restez chez vous", "fr-FR", "Update")
    assert told["link"] == f"http://localhost:8000/alerts/{UPDATE.identifier}/"


def test_an_envelope_opens_to_the_very_alert(far: Machine) -> None:
    handed("edxl", far)
    assert far.taken[0].headers["content-type"] == "application/xml; charset=utf-8"
    envelope = edxl.unwrap(far.taken[0].body, where="post")
    assert cap.read(envelope.alerts[0], where="post") == UPDATE
    assert (envelope.id, envelope.kind) == (UPDATE.identifier, "Update")


def test_a_secret_that_was_not_given_is_made_from_the_site_s_own_key(far: Machine, settings: Any) -> None:
    handed("webhook", far, keys={})
    assert far.taken[0].headers["tocsin-signature"]
    made = secret_of(far.url)
    assert len(made) == 64
    assert made == secret_of(far.url) != secret_of("https://other.example/")
    settings.SECRET_KEY = "another"
    assert made != secret_of(far.url)


@pytest.mark.parametrize("name", NAMES)
def test_a_secret_that_can_be_guessed_is_refused(far: Machine, name: str) -> None:
    with pytest.raises(BadInput, match="at least 16"):
        get_channel(name).check_address(far.url, {"secret": "short"})
    with pytest.raises(DeliveryFailed, match="at least 16") as caught:
        handed(name, far, keys={"secret": "short"})
    assert (caught.value.permanent, far.taken) == (True, [])


@pytest.mark.parametrize("channel", [Webhook, Edxl])
@pytest.mark.parametrize("address", ["10.1.2.3", "169.254.169.254", "::1"])
def test_it_cannot_turn_the_server_against_its_own_network(channel: Any, address: str) -> None:
    made = channel(resolver=lambda host, port: [address])
    with pytest.raises(BadInput, match="neither public nor"):
        made.check_address("https://inside.example/", {"secret": SECRET})
    target = Target(key="1", address="https://inside.example/", keys={"secret": SECRET})
    with pytest.raises(DeliveryFailed, match="neither public nor") as caught:
        made.deliver(UPDATE, cap.write(UPDATE), target)
    assert caught.value.permanent


@pytest.mark.parametrize("channel", [Webhook, Edxl])
def test_one_that_falls_silent_is_left_to_a_person(far: Machine, channel: Any) -> None:
    with hung_server() as port:
        target = Target(key="1", address=f"http://127.0.0.1:{port}/", keys={"secret": SECRET})
        with pytest.raises(DeliveryFailed, match="fell silent") as caught:
            channel(timeout=0.3).deliver(UPDATE, cap.write(UPDATE), target)
    assert caught.value.unsure


@pytest.mark.parametrize("name", NAMES)
def test_one_that_is_busy_says_when_to_come_back(far: Machine, name: str) -> None:
    far.status, far.headers = 503, {"Retry-After": "60"}
    with pytest.raises(DeliveryFailed, match="answers 503") as caught:
        handed(name, far)
    assert (caught.value.permanent, caught.value.retry_after) == (False, 60)


def test_the_handbook_names_every_field_of_a_web_hooks_body(far: Machine) -> None:
    handed("webhook", far)
    page = (Path(__file__).parents[3] / "docs/reference/alert-hooks.md").read_text("utf-8")
    assert [name for name in json.loads(far.taken[0].body) if f"`{name}`" not in page] == []


def test_administrators_read_the_secret_of_a_partner_and_nobody_else_does(placed: Cast, far: Machine) -> None:
    path = "/api/notify/recipients"
    given = {"unit_id": "nation", "channel": "webhook", "address": far.url}
    client = Client(headers={"authorization": f"Bearer {administrators_token(placed)}"})
    added = client.post(path, given, content_type="application/json")
    assert (added.status_code, added.json()["secret"]) == (201, secret_of(far.url))
    assert client.get(f"{path}?unit=nation").json()["results"][0]["secret"] == secret_of(far.url)
    officer = Client(headers={"authorization": f"Bearer {placed.secrets['nation']}"})
    assert officer.get(f"{path}?unit=nation").status_code == 403


def administrators_token(cast: Cast) -> str:
    _, secret = units.issue_token(TESTER, unit_id="nation", name="admin", role="administrator")
    return str(secret)


def test_whoever_asks_for_time_is_given_it_before_the_next_try(placed: Cast, far: Machine) -> None:
    far.status, far.headers = 503, {"Retry-After": "600"}
    notify.add_recipient(placed["nation.administrator"], "nation", "webhook", far.url)
    officer = placed["nation.duty_officer"]
    row = notify.publish(notify.draft(officer, **WORDS).pk, officer)
    worker.drain(HANDLERS)
    delivery = row.deliveries.get(channel="webhook")
    assert (delivery.state, delivery.attempts) == ("waiting", 1)
    assert delivery.next_at == NOON + timedelta(seconds=600)
    far.status = 204
    for minutes, count in ((9, 1), (10, 2), (60, 2)):
        with clock.standing_at(NOON + timedelta(minutes=minutes)):
            worker.drain(HANDLERS)
        assert len(far.taken) == count
    assert row.deliveries.get(channel="webhook").state == "sent"
