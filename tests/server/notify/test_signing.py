"""Every alert leaves signed with the site's key, or not at all; what left is served unchanged for ever."""

from datetime import timedelta
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.test import Client
from lxml import etree

from tests.server.conftest import Cast
from tests.server.notify.conftest import NOON, WORDS
from tocsin.base.xml import parse_xml
from tocsin.notify import cap
from tocsin.notify.signing import Authority, Pin, PrivateKey, Register, Trust, read_certificate, verify
from tocsin_server import clock
from tocsin_server.ledger import selectors as ledger
from tocsin_server.notify import selectors, services
from tocsin_server.notify.models import Alert, Delivery
from tocsin_server.notify.services import CannotSign

YEAR = timedelta(days=365)


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Path) -> Path:
    settings.HOME = tmp_path
    return tmp_path


@pytest.fixture
def pair(settings: Any, tmp_path: Path) -> Any:
    """Give the site a key and certificate of its own in files."""

    def give(key: PrivateKey, certificate: x509.Certificate) -> None:
        settings.TOCSIN_SIGNING_KEY = str(tmp_path / "key.pem")
        settings.TOCSIN_SIGNING_CERTIFICATE = str(tmp_path / "certificate.pem")
        form = (Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        (tmp_path / "key.pem").write_bytes(key.private_bytes(*form))
        (tmp_path / "certificate.pem").write_bytes(certificate.public_bytes(Encoding.PEM))

    return give


def certified(key: PrivateKey, since: Any = NOON - YEAR, until: Any = NOON + YEAR) -> x509.Certificate:
    who = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "centre.example")])
    builder = x509.CertificateBuilder(who, who, key.public_key(), x509.random_serial_number())
    return builder.not_valid_before(since).not_valid_after(until).sign(key, hashes.SHA256())


def published(cast: Cast, **changes: Any) -> Alert:
    row = services.draft(cast["nation.duty_officer"], **WORDS | changes)
    return services.publish(row.pk, cast["nation.duty_officer"], alone="Nobody else is awake.")


def partner(settings: Any) -> Register:
    """What another centre has pinned that asked for the certificate."""
    pin = Pin(read_certificate(services.signing_certificate(), where="certificate"))
    return Register((Authority("we", "We", (settings.TOCSIN_SENDER,), (pin,)),))


def test_a_site_without_a_key_makes_one_that_only_its_owner_reads(placed: Cast, home: Path) -> None:
    published(placed)
    folder = home / "signing"
    assert folder.stat().st_mode & 0o777 == 0o700
    assert [path.stat().st_mode & 0o777 for path in sorted(folder.iterdir())] == [0o600, 0o600]
    assert sorted(path.name for path in home.iterdir()) == ["signing"]
    certificate = read_certificate((folder / "certificate.pem").read_bytes(), where="own")
    assert certificate.not_valid_after_utc - NOON > 4 * YEAR


@pytest.mark.parametrize("status", ["Actual", "Exercise", "Test"])
def test_every_alert_verifies_with_a_partner_who_pinned_the_certificate(
    placed: Cast, settings: Any, status: str
) -> None:
    row = published(placed, status=status)
    told = verify(bytes(row.xml), partner(settings), heard=clock.now())
    assert (told.state, told.alert) == (Trust.TRUSTED, selectors.record(row))


@pytest.mark.parametrize("kind", ["ECDSA", "RSA"])
def test_a_site_signs_with_the_key_it_is_given(placed: Cast, settings: Any, pair: Any, kind: str) -> None:
    key = (
        ec.generate_private_key(ec.SECP384R1()) if kind == "ECDSA" else rsa.generate_private_key(65537, 2048)
    )
    pair(key, certified(key))
    assert verify(bytes(published(placed).xml), partner(settings)).state is Trust.TRUSTED
    assert not (Path(settings.HOME) / "signing").exists()


def new_key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def spoil(home: Path, what: str, pair: Any) -> None:
    key = new_key()
    if what == "lapsed":
        pair(key, certified(key, until=NOON - timedelta(seconds=1)))
    elif what == "not yet in force":
        pair(key, certified(key, since=NOON + timedelta(seconds=1)))
    elif what == "of another key":
        pair(key, certified(new_key()))
    elif what == "weak":
        weak = rsa.generate_private_key(65537, 1024)
        pair(weak, certified(weak))
    else:
        pair(key, certified(key))
        (home / "key.pem").write_bytes(b"nonsense") if what == "nonsense" else (home / "key.pem").unlink()


TROUBLE = {
    "lapsed": "counted until",
    "not yet in force": "counts from",
    "of another key": "not the certificate of the key",
    "weak": "1,024 bits",
    "nonsense": "no private key in PEM",
    "gone": r"key\.pem: it cannot be read",
}


@pytest.mark.parametrize("what", TROUBLE)
def test_what_cannot_be_signed_is_not_published_and_leaves_no_trace(
    placed: Cast, home: Path, pair: Any, what: str
) -> None:
    row = services.draft(placed["nation.duty_officer"], **WORDS)
    spoil(home, what, pair)
    head = ledger.head()
    with pytest.raises(CannotSign, match=TROUBLE[what]) as refusal:
        services.publish(row.pk, placed["nation.duty_officer"], alone="Nobody else is awake.")
    assert "tocsin doctor" in str(refusal.value)
    row.refresh_from_db()
    assert (row.state, row.identifier, bytes(row.xml)) == ("draft", None, b"")
    assert not Delivery.objects.exists()
    assert ledger.head() == head
    assert not services.signing_health()[0]


def test_what_could_not_be_signed_at_its_moment_is_not_even_planned(placed: Cast, pair: Any) -> None:
    key = new_key()
    pair(key, certified(key, until=NOON + timedelta(hours=1)))
    row = services.draft(placed["nation.duty_officer"], **WORDS, status="Exercise")
    with pytest.raises(CannotSign, match="counted until"):
        services.schedule(row.pk, placed["nation.duty_officer"], NOON + timedelta(hours=2))
    with pytest.raises(CannotSign, match="counted until"):
        services.propose(row.pk, placed["nation.duty_officer"], publish_at=NOON + timedelta(hours=2))


def test_what_was_planned_and_can_no_longer_be_signed_is_set_aside_with_its_reason(
    placed: Cast, pair: Any
) -> None:
    key, moment = new_key(), NOON + timedelta(hours=2)
    pair(key, certified(key))
    row = services.draft(placed["nation.duty_officer"], **WORDS, status="Exercise")
    services.schedule(row.pk, placed["nation.duty_officer"], moment)
    pair(key, certified(key, until=NOON + timedelta(hours=1)))
    with clock.standing_at(moment):
        services.publish_due(row.pk, moment.isoformat())
    row.refresh_from_db()
    assert row.state == "draft"
    assert "cannot be signed" in row.returned


def test_a_draft_can_be_published_once_the_key_is_mended(placed: Cast, home: Path, pair: Any) -> None:
    row = services.draft(placed["nation.duty_officer"], **WORDS)
    key = new_key()
    pair(key, certified(new_key()))
    with pytest.raises(CannotSign):
        services.publish(row.pk, placed["nation.duty_officer"], alone="Nobody else is awake.")
    pair(key, certified(key))
    services.publish(row.pk, placed["nation.duty_officer"], alone="Nobody else is awake.")
    assert selectors.in_force() == [row]


def test_bytes_that_would_read_differently_are_not_signed(placed: Cast, settings: Any) -> None:
    from dataclasses import replace

    from tocsin_server.notify.services.signing import signed

    alert = selectors.record(published(placed))
    with pytest.raises(CannotSign, match="does not read as what was written"):
        signed(cap.write(alert), replace(alert, note="not in the file"))
    settings.TOCSIN_SENDER = "somebody@else.example"
    with pytest.raises(CannotSign, match="does not speak"):
        signed(cap.write(alert), alert)


def test_what_was_published_is_served_byte_for_byte_whatever_becomes_of_the_rest(
    placed: Cast, client: Client, settings: Any
) -> None:
    row = published(placed)
    first, pinned = bytes(row.xml), partner(settings)
    # Later versions may write, sign and store otherwise: the bytes that went out are what is served.
    settings.TOCSIN_SENDER, settings.HOME = "another@centre.example", settings.HOME / "moved"
    row.data["note"] = "another note"
    row.save(update_fields=["data"])
    with clock.standing_at(NOON + 20 * YEAR):
        served = client.get(f"/alerts/{row.identifier}.xml").content
        assert served == first
        assert verify(served, pinned).state is Trust.TRUSTED


def test_an_alert_taken_out_of_the_feed_verifies_like_the_file_itself(
    placed: Cast, client: Client, settings: Any
) -> None:
    row = published(placed)
    feed = parse_xml(client.get("/alerts.atom").content, where="feed")
    (inside,) = feed.iter("{urn:oasis:names:tc:emergency:cap:1.2}alert")
    told = verify(etree.tostring(inside, with_tail=False), partner(settings))
    assert (told.state, told.alert) == (Trust.TRUSTED, selectors.record(row))


def test_partners_fetch_the_certificate_without_an_account(
    placed: Cast, client: Client, settings: Any
) -> None:
    response = client.get("/api/notify/signing-certificate")
    assert response.status_code == 200
    assert response["Content-Type"].startswith("application/pem-certificate-chain")
    assert response.content == services.signing_certificate()
    assert b"PRIVATE" not in response.content


def test_all_who_need_the_first_key_at_once_get_the_same(home: Path) -> None:
    found = set()
    threads = [Thread(target=lambda: found.add(services.signing_certificate())) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 1
    assert [path.name for path in home.iterdir()] == ["signing"]


def test_a_key_folder_that_lost_its_key_is_not_made_anew(placed: Cast, home: Path) -> None:
    """Partners would not know the new one; a person decides."""
    published(placed)
    (home / "signing" / "key.pem").unlink()
    with pytest.raises(CannotSign, match=r"key\.pem: it cannot be read"):
        published(placed)


@pytest.mark.parametrize(("days", "well"), [(4 * 365, True), (5 * 365 - 50, False), (6 * 365, False)])
def test_doctor_tells_in_good_time_that_the_certificate_lapses(home: Path, days: int, well: bool) -> None:
    services.signing_certificate()
    with clock.standing_at(NOON + timedelta(days=days)):
        assert services.signing_health()[0] is well


def test_doctor_makes_no_key(home: Path) -> None:
    assert services.signing_health() == (True, "none yet; it is made with the first alert")
    assert not any(home.iterdir())
