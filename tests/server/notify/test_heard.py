"""Alerts of other authorities are taken once, judged by pinned certificates, and never mixed with our own."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from django.test import Client

from tests.server.collect.web import HERE, Answer, Site, here, serve
from tests.server.conftest import Cast
from tests.server.notify.conftest import NOON
from tocsin.base import Alert, AlertStatus, Area, Info, MessageType, Scope
from tocsin.errors import BadInput, NotAllowed
from tocsin.notify import cap, signing
from tocsin_server import clock
from tocsin_server.collect.fetch import fetch
from tocsin_server.jobs.models import Job
from tocsin_server.notify import selectors, services
from tocsin_server.notify.models import Authority, HeardAlert
from tocsin_server.pipeline.schedule import enqueue_due
from tocsin_server.units import selectors as units

listen: Callable[[str], int] = partial(services.listen, fetcher=partial(fetch, resolver=here, allow=[HERE]))
INFO = Info(
    language="en",
    category=("Met",),
    event="Flood",
    urgency="Immediate",
    severity="Severe",
    certainty="Observed",
    expires=NOON + timedelta(hours=6),
    headline="The river is over its banks",
    areas=(Area(description="The valley", circles=((47.0, 8.0, 20.0),)),),
)
FLOOD = Alert(
    identifier="urn:oid:2.49.0.1.756.0.2015.17",
    sender="warn@met.example",
    sent=NOON - timedelta(minutes=10),
    status=AlertStatus.ACTUAL,
    message_type=MessageType.ALERT,
    scope=Scope.PUBLIC,
    infos=(INFO,),
)
CANCEL = replace(
    FLOOD,
    identifier="urn:oid:2.49.0.1.756.0.2015.18",
    sent=NOON - timedelta(minutes=5),
    message_type=MessageType.CANCEL,
    references=(FLOOD.reference,),
)


def log_in(client: Client, name: str) -> None:
    client.force_login(units.person(name), backend="django.contrib.auth.backends.ModelBackend")


class Signer:
    """A body with a key of its own."""

    def __init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "met.example")])
        builder = x509.CertificateBuilder(name, name, self.key.public_key(), x509.random_serial_number())
        builder = builder.not_valid_before(datetime(2015, 1, 1, tzinfo=UTC))
        self.certificate = builder.not_valid_after(datetime(2017, 1, 1, tzinfo=UTC)).sign(
            self.key, hashes.SHA256()
        )

    @property
    def pem(self) -> str:
        return self.certificate.public_bytes(Encoding.PEM).decode()

    def signed(self, alert: Alert) -> bytes:
        return signing.sign(cap.write(alert), self.key, self.certificate)


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as running:
        yield running


@pytest.fixture
def sample(settings: Any) -> None:
    """Only a sample site lets officers in without a second factor."""
    settings.SAMPLE = True


@pytest.fixture
def met(cast: Cast, site: Site) -> Authority:
    return services.add_authority(
        cast["nation.administrator"],
        id="met",
        name="Weather service",
        senders=[FLOOD.sender],
        feed=site.url("/feed", host="met.example"),
    )


def pinned(cast: Cast) -> Signer:
    signer = Signer()
    services.pin_certificate(cast["nation.administrator"], "met", signer.pem)
    return signer


def feed(site: Site, *links: str, further: str = "") -> Answer:
    items = "".join(
        f'<entry><link type="application/cap+xml" href="{site.url(link, host="met.example")}"/></entry>'
        for link in links
    )
    older = f'<link rel="prev-archive" href="{further}"/>' if further else ""
    return Answer(f'<feed xmlns="http://www.w3.org/2005/Atom">{older}{items}</feed>'.encode())


def told() -> list[tuple[str, str]]:
    return [(row.identifier[-2:], row.trust) for row in HeardAlert.objects.order_by("pk")]


def test_an_alert_behind_a_link_is_heard_once_and_its_bytes_are_kept(
    met: Authority, cast: Cast, site: Site
) -> None:
    site.answers |= {"/feed": feed(site, "/17"), "/17": Answer(cap.write(FLOOD))}
    assert [listen("met"), listen("met")] == [1, 0]
    assert [path for path, _ in site.asked] == ["/feed", "/17", "/feed"]
    row = selectors.heard(cast["region.unit_officer"]).get()
    assert bytes(row.xml) == cap.write(FLOOD)
    assert selectors.heard_record(row) == FLOOD


def test_pages_of_older_entries_are_read_until_nothing_is_new(met: Authority, site: Site) -> None:
    later = replace(FLOOD, identifier="urn:oid:2.49.0.1.756.0.2015.19")
    site.answers |= {"/feed": feed(site, "/17"), "/17": Answer(cap.write(FLOOD))}
    listen("met")
    site.answers |= {
        "/feed": feed(site, "/20", further="/page"),
        "/page": feed(site, "/19", further="/first"),
    }
    site.answers |= {"/first": feed(site, "/17", further="/never"), "/19": Answer(cap.write(later))}
    site.answers["/20"] = Answer(cap.write(replace(FLOOD, identifier="urn:oid:2.49.0.1.756.0.2015.20")))
    assert listen("met") == 2
    assert "/never" not in [path for path, _ in site.asked]


def test_only_a_pinned_certificate_makes_an_alert_trusted(met: Authority, cast: Cast) -> None:
    signer = pinned(cast)
    services.take(met, signer.signed(FLOOD))
    services.take(met, Signer().signed(CANCEL))
    services.take(met, cap.write(replace(FLOOD, identifier="urn:oid:2.49.0.1.756.0.2015.19")))
    forged = replace(FLOOD, identifier="urn:oid:2.49.0.1.756.0.2015.20")
    services.take(met, signer.signed(forged).replace(b"over its banks", b"all but dry"))
    assert told() == [("17", "trusted"), ("18", "unknown"), ("19", "unsigned"), ("20", "broken")]


def test_a_signature_that_holds_takes_the_place_of_none_and_never_the_other_way_round(
    met: Authority, cast: Cast
) -> None:
    signer = pinned(cast)
    assert services.take(met, cap.write(FLOOD))
    assert services.take(met, signer.signed(FLOOD))
    assert not services.take(met, cap.write(FLOOD))
    assert told() == [("17", "trusted")]


def test_whoever_can_forge_a_cancellation_ends_nothing(met: Authority, cast: Cast) -> None:
    signer = pinned(cast)
    admin = cast["nation.administrator"]
    services.change_authority(admin, "met", senders=met.senders, feed=met.feed, shown="all")
    services.take(met, signer.signed(FLOOD))
    services.take(met, cap.write(CANCEL))
    assert [row.identifier for row in selectors.heard_in_force()] == [FLOOD.identifier]
    services.take(met, signer.signed(CANCEL))
    assert selectors.heard_in_force() == []


def test_the_public_sees_what_the_site_chose_to_show(met: Authority, cast: Cast) -> None:
    admin = cast["nation.administrator"]
    services.take(met, cap.write(FLOOD))
    shown = {}
    for choice in ("no", "trusted", "all"):
        services.change_authority(admin, "met", senders=met.senders, feed=met.feed, shown=choice)
        shown[choice] = len(selectors.heard_in_force())
    assert shown == {"no": 0, "trusted": 0, "all": 1}


@pytest.mark.parametrize(
    "change", [{"status": AlertStatus.EXERCISE}, {"scope": Scope.PRIVATE, "addresses": ("us",)}]
)
def test_exercises_and_private_messages_are_never_shown_to_the_public(
    met: Authority, cast: Cast, change: dict[str, object]
) -> None:
    admin = cast["nation.administrator"]
    services.change_authority(admin, "met", senders=met.senders, feed=met.feed, shown="all")
    assert services.take(met, cap.write(replace(FLOOD, **change)))  # type: ignore[arg-type]
    assert selectors.heard_in_force() == []


def test_our_own_alerts_that_come_back_are_not_taken_for_another_s(met: Authority, settings: object) -> None:
    own = replace(FLOOD, identifier="urn:oid:2.49.0.1.0.0.2015.11.14.4.0.0.5")
    assert not services.take(met, cap.write(own))
    assert not HeardAlert.objects.exists()


def test_what_cannot_be_read_is_kept_aside_once_with_its_reason(
    met: Authority, cast: Cast, site: Site
) -> None:
    site.answers |= {"/feed": feed(site, "/bad", "/gone"), "/bad": Answer(b"<alert><sender/></alert>")}
    listen("met")
    listen("met")
    viewer = cast["nation.administrator"]
    messages = {row.url[-4:]: row.message for row in selectors.not_heard(viewer)}
    assert set(messages) == {"/bad", "gone"}
    assert "alert/identifier" in messages["/bad"]
    assert [path for path, _ in site.asked].count("/bad") == 1
    for row in selectors.not_heard(viewer):
        services.dismiss(row.pk, viewer)
    assert not selectors.not_heard(viewer).exists()


def test_a_feed_that_fails_is_asked_less_and_less_often(met: Authority, site: Site) -> None:
    site.answers["/feed"] = Answer(status=503)
    waits = []
    for _ in range(3):
        listen("met")
        row = selectors.authority("met")
        assert row.next_poll is not None
        waits.append(row.next_poll - clock.now())
    assert waits == [timedelta(minutes=1), timedelta(minutes=2), timedelta(minutes=4)]
    assert selectors.authority("met").failures == 3


def test_the_schedule_asks_each_authority_at_its_turn(met: Authority) -> None:
    enqueue_due()
    enqueue_due()
    assert Job.objects.filter(kind="listen").count() == 1


def test_a_withdrawn_certificate_no_longer_makes_alerts_trusted(met: Authority, cast: Cast) -> None:
    signer = pinned(cast)
    mark = signing.fingerprint(signer.certificate)
    before = FLOOD.sent - timedelta(hours=1)
    services.withdraw_certificate(cast["nation.administrator"], mark, "the key was stolen", before)
    services.take(met, signer.signed(FLOOD))
    assert told() == [("17", "unknown")]


def test_only_those_at_the_top_of_the_tree_say_who_is_trusted(met: Authority, cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        services.pin_certificate(cast["region.administrator"], "met", Signer().pem)
    with pytest.raises(BadInput, match="no certificate in PEM"):
        services.pin_certificate(cast["nation.administrator"], "met", "none")


@pytest.mark.usefixtures("sample")
def test_the_pages_show_what_was_heard_and_let_those_at_the_top_act(
    met: Authority, cast: Cast, site: Site, client: Client
) -> None:
    site.answers |= {
        "/feed": feed(site, "/17", "/bad"),
        "/17": Answer(cap.write(FLOOD)),
        "/bad": Answer(b"<x/>"),
    }
    listen("met")
    log_in(client, "region.unit_officer")
    page = client.get("/console/alerts/heard/").content.decode()
    assert "The river is over its banks" in page
    assert "Not signed" in page
    assert "Dismiss" not in page
    row = HeardAlert.objects.get()
    assert client.get(f"/console/alerts/heard/{row.pk}/xml").content == cap.write(FLOOD)
    assert "it carries no signature" in client.get(f"/console/alerts/heard/{row.pk}/").content.decode()
    assert client.post("/console/alerts/authorities/met/pin", {"pem": Signer().pem}).status_code == 403


@pytest.mark.usefixtures("sample")
def test_an_administrator_enters_an_authority_and_its_certificate_by_hand(cast: Cast, client: Client) -> None:
    log_in(client, "nation.administrator")
    words = {
        "name": "Rivers",
        "id": "rivers",
        "senders": "a@rivers.example\nb@rivers.example",
        "shown": "all",
    }
    refused = client.post("/console/alerts/authorities/add", {**words, "feed": "file:///etc"})
    assert refused.status_code == 422
    client.post("/console/alerts/authorities/add", words)
    assert selectors.authority("rivers").senders == ["a@rivers.example", "b@rivers.example"]
    signer = Signer()
    client.post("/console/alerts/authorities/rivers/pin", {"pem": signer.pem})
    mark = signing.fingerprint(signer.certificate)
    assert mark in client.get("/console/alerts/authorities/rivers/").content.decode()
    client.post(f"/console/alerts/authorities/rivers/withdraw/{mark}", {"why": "stolen"})
    assert "stolen" in client.get("/console/alerts/authorities/rivers/").content.decode()
