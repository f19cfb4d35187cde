"""A push is sealed for one browser, shows who sends it, lapses with the alert, gives way to a later one."""

import json
import time
from base64 import urlsafe_b64decode
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest
from py_vapid import jwt

from tests.server.level.reach import hung_server
from tests.server.notify.conftest import NOON
from tests.server.notify.ends import Browser, Machine, machine
from tests.server.notify.samples import ALERT, INFO, UPDATE
from tocsin.base import Alert
from tocsin.errors import BadInput
from tocsin_server import clock
from tocsin_server.notify.channels import DeliveryFailed, Target, vapid
from tocsin_server.notify.channels.webpush import LONGEST_TTL, WebPush, payload, topic


@pytest.fixture
def service(settings: Any, tmp_path: Path) -> Iterator[Machine]:
    settings.HOME, settings.TOCSIN_VAPID_KEY = tmp_path, ""
    settings.TOCSIN_CALLBACK_NETWORKS = [ip_network("127.0.0.0/8")]
    with machine("/push/1") as made:
        yield made


def pushed(service: Machine, browser: Browser, alert: Alert = ALERT, language: str = "en") -> None:
    target = Target(key="subscriber:1", address=service.url, keys=browser.keys, language=language)
    WebPush().deliver(alert, b"", target)


def test_the_browser_alone_reads_it_in_its_language(service: Machine) -> None:
    browser, other = Browser(), Browser()
    pushed(service, browser, language="fr")
    (taken,) = service.taken
    told = browser.opened(taken.body)
    assert told["title"] == "ALERTE : Restez chez vous"
    assert told["text"] == "Old town. Fermez les portes."
    assert told["url"] == f"http://localhost:8000/alerts/{ALERT.identifier}/"
    assert (told["severity"], told["kind"], told["language"]) == ("Extreme", "Alert", "fr-FR")
    assert datetime.fromisoformat(told["expires"]) == INFO.expires
    with pytest.raises(Exception, match="Decryption"):
        other.opened(taken.body)
    assert b"Restez" not in taken.body


def test_the_service_is_told_how_long_how_pressing_and_of_which_line(service: Machine) -> None:
    pushed(service, Browser())
    headers = service.taken[0].headers
    assert headers["content-encoding"] == "aes128gcm"
    assert (headers["ttl"], headers["urgency"]) == (str(6 * 3600), "high")
    assert len(headers["topic"]) == 32
    assert topic(ALERT) == topic(UPDATE) == headers["topic"]
    assert topic(replace(ALERT, identifier="urn:oid:2.49.0.1.0.0.2015.9")) != topic(ALERT)


def test_the_service_can_tell_who_sends_by_the_site_s_key(service: Machine) -> None:
    pushed(service, Browser())
    kind, _, rest = service.taken[0].headers["authorization"].partition(" ")
    given = dict(part.split("=", 1) for part in rest.split(","))
    assert (kind, given["k"]) == ("vapid", vapid.public_key())
    claims = jwt.decode(given["t"], given["k"])
    assert claims["aud"] == service.url.removesuffix("/push/1")
    assert claims["sub"] == "mailto:duty@tocsin.example"
    assert 0 < claims["exp"] - time.time() < 86400


def test_a_long_text_in_any_script_is_cut_after_a_word_and_fits(service: Machine) -> None:
    for word in ("indoors", "屋内に留まれ", "أغلقوا", "🏠🏠"):
        long = replace(
            ALERT, infos=(replace(INFO, headline=f"{word} " * 300, instruction=f"{word} " * 3000),)
        )
        browser = Browser()
        pushed(service, browser, long)
        body = service.taken[-1].body
        assert len(body) <= 4096
        assert browser.opened(body)["text"].endswith(f"{word}...")


@pytest.mark.parametrize(
    ("status", "gone", "permanent"),
    [
        (404, True, True), (410, True, True), (400, False, True), (403, False, True), (413, False, True),
        (429, False, False), (500, False, False), (503, False, False),
    ],
)  # fmt: skip
def test_an_answer_says_whether_the_browser_is_gone_or_trying_again_helps(
    service: Machine, status: int, gone: bool, permanent: bool
) -> None:
    service.status, service.headers = status, {"Retry-After": "120"}
    with pytest.raises(DeliveryFailed, match=str(status)) as caught:
        pushed(service, Browser())
    assert (caught.value.gone, caught.value.permanent, caught.value.unsure) == (gone, permanent, False)
    assert caught.value.retry_after == (None if permanent else 120)


def test_a_service_that_falls_silent_is_asked_again_as_a_second_push_replaces_the_first(
    service: Machine,
) -> None:
    with hung_server() as port:
        target = Target(key="1", address=f"http://127.0.0.1:{port}/", keys=Browser().keys)
        with pytest.raises(DeliveryFailed, match="fell silent") as caught:
            WebPush(timeout=0.3).deliver(ALERT, b"", target)
    assert (caught.value.unsure, caught.value.permanent) == (False, False)


def test_what_has_lapsed_is_not_pushed_and_what_lasts_is_kept_for_as_long_as_services_do(
    service: Machine,
) -> None:
    with clock.standing_at(NOON + timedelta(hours=6)), pytest.raises(DeliveryFailed, match="lapsed"):
        pushed(service, Browser())
    long = replace(ALERT, infos=(replace(INFO, expires=NOON + timedelta(days=90)),))
    pushed(service, Browser(), long)
    assert [taken.headers["ttl"] for taken in service.taken] == [str(LONGEST_TTL)]


@pytest.mark.parametrize(
    "keys",
    [
        {},
        {"p256dh": "", "auth": ""},
        {"p256dh": "AAAA", "auth": "AAAAAAAAAAAAAAAAAAAAAA"},
        {"p256dh": "BA" + "A" * 85, "auth": "AAAAAAAAAAAAAAAAAAAAAA"},
        {**Browser().keys, "auth": "AAAA"},
        {**Browser().keys, "p256dh": "not base64!"},
    ],
)
def test_keys_that_nothing_can_be_sealed_with_are_refused(service: Machine, keys: dict[str, str]) -> None:
    with pytest.raises(BadInput, match="auth"):
        WebPush().check_address(service.url, keys)
    with pytest.raises(DeliveryFailed) as caught:
        WebPush().deliver(ALERT, b"", Target(key="1", address=service.url, keys=keys))
    assert caught.value.permanent


@pytest.mark.parametrize("address", ["10.1.2.3", "169.254.169.254", "127.0.0.1", "::1", "fd00::1"])
def test_an_endpoint_cannot_turn_the_server_against_its_own_network(settings: Any, address: str) -> None:
    settings.TOCSIN_WEBHOOK_NETWORKS = [ip_network("10.0.0.0/8"), ip_network("127.0.0.0/8")]
    channel = WebPush(resolver=lambda host, port: [address])
    with pytest.raises(BadInput, match="TOCSIN_CALLBACK_NETWORKS"):
        channel.check_address("https://push.example/1", Browser().keys)


def test_the_key_is_made_once_for_its_owner_alone_and_by_one_of_many(settings: Any, tmp_path: Path) -> None:
    settings.HOME, settings.TOCSIN_VAPID_KEY = tmp_path / "new", ""
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: vapid.public_key(), range(16)))
    assert len(keys) == 1
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["vapid_key"]
    assert (tmp_path / "new" / "vapid_key").stat().st_mode & 0o777 == 0o600
    assert len(urlsafe_b64decode(keys.pop() + "=")) == 65


def test_a_site_may_give_its_own_key(settings: Any, tmp_path: Path) -> None:
    settings.HOME, settings.TOCSIN_VAPID_KEY = tmp_path, "AQ" + "A" * 40 + "E"
    assert vapid.public_key() == vapid.public_key()
    assert list(tmp_path.iterdir()) == []


def test_the_handbook_names_every_field_of_a_push() -> None:
    page = (Path(__file__).parents[3] / "docs/reference/web-push.md").read_text("utf-8")
    told = json.loads(payload(ALERT, "en"))
    assert [name for name in told if f"`{name}`" not in page] == []
    assert datetime.fromisoformat(told["sent"]).tzinfo == UTC
