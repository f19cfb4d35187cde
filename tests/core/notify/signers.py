"""Keys and certificates made for tests, and a register that knows some of them."""

from datetime import UTC, datetime, timedelta
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from notify.samples import ALERT, SENT

from tocsin.notify import cap
from tocsin.notify.signing import Authority, Pin, Register, sign

SINCE, UNTIL = SENT - timedelta(days=100), SENT + timedelta(days=100)
TODAY = datetime(2026, 11, 23, tzinfo=UTC)
XML = cap.write(ALERT)

KINDS = {
    "P-256": lambda: ec.generate_private_key(ec.SECP256R1()),
    "P-384": lambda: ec.generate_private_key(ec.SECP384R1()),
    "P-521": lambda: ec.generate_private_key(ec.SECP521R1()),
    "RSA 2048": lambda: rsa.generate_private_key(65537, 2048),
    "RSA 1024": lambda: rsa.generate_private_key(65537, 1024),
}


def key(kind="P-256", number=0):
    """A key of a kind; another number gives another one."""
    return _key(kind, number)


@cache
def _key(kind, number):
    return KINDS[kind]()


def certificate(kind="P-256", number=0, since=SINCE, until=UNTIL):
    """A self-signed certificate of that key."""
    return _certificate(kind, number, since, until)


@cache
def _certificate(kind, number, since, until):
    own = key(kind, number)
    who = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "centre.example")])
    builder = x509.CertificateBuilder(who, who, own.public_key(), x509.random_serial_number())
    return builder.not_valid_before(since).not_valid_after(until).sign(own, hashes.SHA256())


def pem(certificate):
    return certificate.public_bytes(Encoding.PEM)


def key_pem(key):
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def register(*certificates, senders=(ALERT.sender,), reformats=False, **times):
    """The centre alone, with these certificates pinned; else with its usual one."""
    pins = tuple(Pin(each, **times) for each in certificates or [certificate()])
    return Register((Authority("centre", "The centre", tuple(senders), pins, reformats),))


def signed(kind="P-256", number=0):
    """The sample alert, signed with that key."""
    return _signed(kind, number)


@cache
def _signed(kind, number):
    return sign(XML, key(kind, number), certificate(kind, number))
