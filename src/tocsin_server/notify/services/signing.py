"""The site's own key: every alert that leaves is signed with it, or does not leave.

An alert that goes out unsigned teaches readers to believe unsigned ones; so where it cannot be signed, it is
not published, and whoever published it is told why and what to do.
"""

import logging
import os
import secrets
import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.conf import settings

from tocsin.base import Alert
from tocsin.errors import BadInput, Conflict
from tocsin.notify.signing import (
    Authority,
    Pin,
    PrivateKey,
    Register,
    Trust,
    belongs,
    read_certificate,
    read_key,
    sign,
    verify,
)
from tocsin_server import clock

log = logging.getLogger("tocsin.security")

HOLDS = timedelta(days=5 * 365)
"""How long a certificate holds that a site makes for itself."""

WARN = timedelta(days=60)
"""How long before it lapses `tocsin doctor` begins to say so: whoever has pinned it needs the next one."""

KEY, CERTIFICATE = "key.pem", "certificate.pem"


class CannotSign(Conflict):
    """The site's key cannot sign; the text says why, and how to mend it."""

    def __init__(self, problem: str) -> None:
        mend = "An administrator of the server must mend its signing key: `tocsin doctor` tells more."
        super().__init__(f"It is not published, because it cannot be signed: {problem}. {mend}")


@dataclass(frozen=True, slots=True)
class SigningKey:
    """The private key and its certificate, which belong together."""

    key: PrivateKey
    certificate: x509.Certificate


def signed(xml: bytes, alert: Alert) -> bytes:
    """The bytes of an alert with the site's signature, verified and read back; else `CannotSign`."""
    own = _usable(alert.sent)
    try:
        made = sign(xml, own.key, own.certificate, where=alert.identifier)
        told = verify(made, _register(own.certificate), where=alert.identifier)
    except BadInput as error:
        raise CannotSign(str(error)) from error
    if told.state is not Trust.TRUSTED or told.alert != alert:
        raise CannotSign(f"what was signed does not read as what was written ({told.why})")
    return made


def check_signing(sent: datetime) -> None:
    """Pass if what is sent at a moment can be signed; else `CannotSign`."""
    _usable(sent)


def signing_certificate() -> bytes:
    """The certificate in PEM, for others to pin; it is made now if the site has none yet."""
    return _read().certificate.public_bytes(Encoding.PEM)


def signing_health() -> tuple[bool, str]:
    """For `tocsin doctor`: whether alerts can be signed, now and for some time to come, and what to do."""
    if not settings.TOCSIN_SIGNING_KEY and not _folder().exists():
        return True, "none yet; it is made with the first alert"
    try:
        own = _usable(clock.now())
    except CannotSign as error:
        return False, f"alerts cannot be published: {error.__cause__ or error}"
    until = own.certificate.not_valid_after_utc
    soon = until - clock.now() < WARN
    todo = ": get the next one, and let those who pinned this one pin it too" if soon else ""
    return not soon, f"its certificate holds until {until:%Y-%m-%d}{todo}"


def _usable(sent: datetime) -> SigningKey:
    try:
        own = _read()
    except (BadInput, OSError) as error:
        raise CannotSign(str(error)) from error
    if fault := Pin(own.certificate).fault(sent):
        raise CannotSign(fault)
    return own


def _read() -> SigningKey:
    key_file, certificate_file = _files()
    key = read_key(_bytes(key_file), where=str(key_file))
    certificate = read_certificate(_bytes(certificate_file), where=str(certificate_file))
    if not belongs(key, certificate):
        raise BadInput(f"it is not the certificate of the key in {key_file}", where=str(certificate_file))
    return SigningKey(key, certificate)


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise BadInput(f"it cannot be read: {error.strerror}", where=str(path), reason="file") from error


def _files() -> tuple[Path, Path]:
    """Where the key and the certificate lie; the site's own are made on first use."""
    if settings.TOCSIN_SIGNING_KEY:
        return Path(settings.TOCSIN_SIGNING_KEY), Path(settings.TOCSIN_SIGNING_CERTIFICATE)
    folder = _folder()
    if not folder.exists():
        _make(folder)
    return folder / KEY, folder / CERTIFICATE


def _folder() -> Path:
    return Path(settings.HOME) / "signing"


def _make(folder: Path) -> None:
    """Whole, and for its owner's eyes alone, before it has its name: whoever comes second takes the first."""
    unfinished = folder.with_name(f"{folder.name}.{secrets.token_hex(8)}")
    unfinished.mkdir(mode=0o700, parents=True)
    key = ec.generate_private_key(ec.SECP256R1())
    _write(unfinished / KEY, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    _write(unfinished / CERTIFICATE, _certificate(key).public_bytes(Encoding.PEM))
    try:
        unfinished.rename(folder)
        log.info("made a key to sign alerts with, in %s", folder)
    except OSError:
        shutil.rmtree(unfinished)
        if not folder.exists():
            raise


def _write(path: Path, data: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _certificate(key: ec.EllipticCurvePrivateKey) -> x509.Certificate:
    """Self-signed: nobody vouches for it but the people who hand it over and pin it."""
    who = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, settings.TOCSIN_SENDER[:64])])
    since = clock.now() - timedelta(days=1)
    builder = x509.CertificateBuilder(who, who, key.public_key(), x509.random_serial_number())
    builder = builder.not_valid_before(since).not_valid_after(since + HOLDS)
    builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    return builder.sign(key, hashes.SHA256())


def _register(certificate: x509.Certificate) -> Register:
    """What a partner's register says of us."""
    own = Authority("own", "this site", (settings.TOCSIN_SENDER,), (Pin(certificate),))
    return Register((own,))
