"""The hub asks back before it tells anybody, tells of the site's own feeds alone, and signs what it tells."""

import hashlib
import hmac
from collections.abc import Iterator
from datetime import timedelta
from ipaddress import ip_network
from typing import Any

import pytest
from django.test import Client
from lxml import etree

from tests.server.conftest import Cast
from tests.server.level.reach import hung_server
from tests.server.notify.conftest import NOON, WORDS
from tests.server.notify.ends import SECRET, Machine, machine
from tocsin.base.xml import parse_xml
from tocsin_server import clock
from tocsin_server.jobs import worker
from tocsin_server.jobs.models import Job
from tocsin_server.notify import selectors, services
from tocsin_server.notify.channels import DeliveryFailed, get_channel
from tocsin_server.notify.models import Alert, HubSubscription
from tocsin_server.notify.selectors import hub as readers
from tocsin_server.notify.services import hub
from tocsin_server.pipeline.handlers import HANDLERS

SITE = "http://localhost:8000"
FEED = f"{SITE}/alerts.atom"


@pytest.fixture
def far(settings: Any) -> Iterator[Machine]:
    settings.TOCSIN_CALLBACK_NETWORKS = [ip_network("127.0.0.0/8")]
    with machine("/callback?feed=1") as made:
        yield made


def asked(far: Machine, mode: str = "subscribe", **changes: str) -> int:
    given = {"hub.mode": mode, "hub.topic": FEED, "hub.callback": far.url, "hub.secret": SECRET}
    status = Client().post("/hub", given | changes).status_code
    worker.drain({hub.VERIFY: HANDLERS[hub.VERIFY]})
    return status


def published(cast: Cast, **changes: Any) -> Alert:
    officer = cast["nation.duty_officer"]
    return services.publish(services.draft(officer, **WORDS | changes).pk, officer)


def told(row: Alert) -> None:
    """Every reader of the feeds that list the alert is told of it."""
    for key in readers.hub_keys(selectors.record(row)):
        target = hub.target(key)
        assert target is not None
        get_channel("websub").deliver(selectors.record(row), bytes(row.xml), target)


def test_a_reader_that_confirms_is_told_of_what_is_new_signed_with_its_secret(
    placed: Cast, far: Machine
) -> None:
    assert asked(far) == 202
    (question,) = far.asked()
    assert (question["hub.mode"], question["hub.topic"]) == ("subscribe", FEED)
    assert (question["feed"], question["hub.lease_seconds"]) == ("1", str(hub.USUAL))
    row = published(placed)
    told(row)
    (taken,) = far.posted()
    signature = hmac.new(SECRET.encode(), taken.body, hashlib.sha256).hexdigest()
    assert taken.headers["x-hub-signature"] == f"sha256={signature}"
    assert taken.headers["content-type"] == "application/atom+xml; charset=utf-8"
    assert taken.headers["link"] == f'<{SITE}/hub>; rel="hub", <{FEED}>; rel="self"'
    feed = parse_xml(taken.body, where="feed")
    assert [str(node.text) for node in feed.iter("{*}id")] == [FEED, row.identifier]
    assert etree.QName(feed).localname == "feed"


def test_a_reader_that_does_not_repeat_the_challenge_is_told_nothing(placed: Cast, far: Machine) -> None:
    far.echoes, far.body = False, b"yes"
    assert asked(far) == 202
    assert not HubSubscription.objects.exists()
    told(published(placed))
    assert far.posted() == []


def test_who_asks_in_another_s_name_changes_nothing(placed: Cast, far: Machine) -> None:
    asked(far)
    far.status = 404
    asked(far, **{"hub.secret": "a secret of the attacker's own"})
    asked(far, "unsubscribe")
    assert HubSubscription.objects.get().secret == SECRET


def test_asking_again_renews_and_replaces_the_secret(placed: Cast, far: Machine) -> None:
    asked(far)
    with clock.standing_at(NOON + timedelta(days=9)):
        asked(far, **{"hub.secret": "another secret, as long"})
    row = HubSubscription.objects.get()
    assert row.secret == "another secret, as long"
    assert row.lapses == NOON + timedelta(days=19)


def test_unsubscribing_is_confirmed_too_and_ends_it(placed: Cast, far: Machine) -> None:
    asked(far)
    assert asked(far, "unsubscribe") == 202
    assert far.asked()[-1]["hub.mode"] == "unsubscribe"
    assert not HubSubscription.objects.exists()


@pytest.mark.parametrize(
    ("wanted", "given"),
    [("1", hub.SHORTEST), ("99999999999", hub.LONGEST), ("86400", 86400), ("", hub.USUAL)],
)
def test_leases_are_brought_within_bounds_and_end(
    placed: Cast, far: Machine, wanted: str, given: int
) -> None:
    asked(far, **{"hub.lease_seconds": wanted})
    assert far.asked()[0]["hub.lease_seconds"] == str(given)
    row = published(placed)
    assert len(readers.hub_keys(selectors.record(row))) == 1
    with clock.standing_at(NOON + timedelta(seconds=given)):
        assert readers.hub_keys(selectors.record(row)) == []
        assert hub.target(f"hub:{HubSubscription.objects.get().pk}") is None


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("hub.mode", "publish", "hub.mode"),
        ("hub.mode", "", "hub.mode"),
        ("hub.topic", "https://elsewhere.example/feed", "own feeds alone"),
        ("hub.topic", f"{SITE}/console/", "own feeds alone"),
        ("hub.topic", f"{SITE}/alerts.atom?x=1", "own feeds alone"),
        ("hub.topic", f"{SITE}/alerts-1.atom", "own feeds alone"),
        ("hub.topic", f"{SITE}/place/nowhere/alerts.atom", "no such place"),
        ("hub.callback", "not an address", "hub.callback"),
        ("hub.callback", "https://user:word@reader.example/", "hub.callback"),
        ("hub.callback", "https://reader.example/" + "x" * 1000, "1000 bytes"),
        ("hub.secret", "x" * 200, "199 bytes"),
        ("hub.lease_seconds", "-1", "whole seconds"),
        ("hub.lease_seconds", "soon", "whole seconds"),
    ],
)
def test_what_is_asked_wrongly_is_refused_with_the_parameter(
    placed: Cast, far: Machine, name: str, value: str, says: str
) -> None:
    given = {"hub.mode": "subscribe", "hub.topic": FEED, "hub.callback": far.url} | {name: value}
    answer = Client().post("/hub", given)
    assert (answer.status_code, Job.objects.filter(kind=hub.VERIFY).count()) == (400, 0)
    assert says in answer.content.decode()
    assert Client().get("/hub").status_code == 405


def test_a_callback_on_a_private_network_is_never_asked(placed: Cast, far: Machine, settings: Any) -> None:
    settings.TOCSIN_CALLBACK_NETWORKS = []
    settings.TOCSIN_WEBHOOK_NETWORKS = [ip_network("127.0.0.0/8")]
    assert asked(far) == 202
    assert (far.taken, HubSubscription.objects.count()) == ([], 0)


def test_nobody_is_troubled_by_more_than_a_few_questions_a_minute(placed: Cast, far: Machine) -> None:
    statuses = [asked(far, **{"hub.secret": f"secret {number}"}) for number in range(hub.MOST_ASKED + 2)]
    assert statuses == [202] * hub.MOST_ASKED + [429] * 2
    assert len(far.asked()) == hub.MOST_ASKED


def test_a_callback_that_is_down_is_asked_a_few_times_and_then_forgotten(placed: Cast, far: Machine) -> None:
    far.status = 503
    asked(far)
    for minutes in range(1, 30):
        with clock.standing_at(NOON + timedelta(minutes=minutes)):
            worker.drain({hub.VERIFY: HANDLERS[hub.VERIFY]})
    assert len(far.asked()) == hub.MOST_TRIES
    assert not Job.objects.filter(kind=hub.VERIFY).exclude(state="done").exists()


def test_a_feed_of_a_language_or_a_place_tells_of_its_own_alerts_alone(placed: Cast, far: Machine) -> None:
    french, *listing = (
        f"{SITE}/{base}/alerts.rss"
        for base in ("languages/fr", "languages/en", "place/region", "place/nation")
    )
    for topic in (french, *listing):
        asked(far, **{"hub.topic": topic})
    record = selectors.record(published(placed))
    targets = [hub.target(key) for key in readers.hub_keys(record)]
    assert [target.keys["topic"] for target in targets if target] == listing


def test_a_reader_that_is_gone_says_so_and_is_forgotten(placed: Cast, far: Machine) -> None:
    asked(far)
    far.status = 410
    with pytest.raises(DeliveryFailed) as caught:
        told(published(placed))
    assert caught.value.gone
    key = f"hub:{HubSubscription.objects.get().pk}"
    hub.forget(key)
    hub.forget(key)
    assert not HubSubscription.objects.exists()


def test_a_reader_that_falls_silent_is_told_again(
    placed: Cast, far: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Readers know an entry by its id, so a second one does no harm, and a missed one does."""
    asked(far)
    row = published(placed)
    monkeypatch.setattr(get_channel("websub"), "_timeout", 0.3)
    with hung_server() as port:
        HubSubscription.objects.update(callback=f"http://127.0.0.1:{port}/")
        with pytest.raises(DeliveryFailed, match="fell silent") as caught:
            told(row)
    assert (caught.value.unsure, caught.value.permanent) == (False, False)


def test_the_feeds_lead_to_the_hub(placed: Cast) -> None:
    published(placed)
    for name in ("alerts.atom", "alerts.rss"):
        page = Client().get(f"/{name}").content.decode()
        assert f'href="{SITE}/hub"' in page
        assert f'href="{SITE}/{name}"' in page


def test_publishing_tells_every_reader_once_and_forgets_who_is_gone(placed: Cast, far: Machine) -> None:
    asked(far)
    row = published(placed)
    worker.drain(HANDLERS)
    (delivery,) = row.deliveries.filter(channel="websub")
    assert (delivery.state, len(far.posted())) == ("sent", 1)
    far.status = 410
    row = published(placed)
    worker.drain(HANDLERS)
    assert row.deliveries.get(channel="websub").state == "failed"
    assert not HubSubscription.objects.exists()


def test_an_exercise_or_what_is_not_public_is_told_to_no_reader(placed: Cast, far: Machine) -> None:
    asked(far)
    published(placed, status="Exercise")
    published(placed, scope="Restricted", restriction="Units alone")
    worker.drain(HANDLERS)
    assert far.posted() == []
