"""Keys and certificates in PEM, and which of them are good enough."""

from __future__ import annotations

import hashlib
from typing import TypeAlias

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key

from tocsin.errors import BadInput

PrivateKey: TypeAlias = RSAPrivateKey | EllipticCurvePrivateKey
"""What signs: RSA, or ECDSA on a curve of `CURVES`."""

LEAST_RSA_BITS = 2048
"""NIST SP 800-57 part 1, revision 5, table 2: this gives 112 bits of security, the least that counts."""

CURVES = ("secp256r1", "secp384r1", "secp521r1")
"""The curves that XML Signature 1.1, section 6.4.3, names."""


def read_key(pem: bytes, *, where: str) -> PrivateKey:
    """The private key in a PEM file; `BadInput` if there is none that can sign alerts.

    >>> read_key(b"none", where="key.pem")
    Traceback (most recent call last):
    ...
    tocsin.errors.BadInput: key.pem: no private key in PEM, which begins -----BEGIN PRIVATE KEY-----
    """
    try:
        key = load_pem_private_key(pem, password=None)
    except TypeError:
        text = "the key is locked with a pass phrase; save it without one, readable by its owner alone"
        raise BadInput(text, where=where, reason="key") from None
    except (ValueError, UnsupportedAlgorithm):
        text = "no private key in PEM, which begins -----BEGIN PRIVATE KEY-----"
        raise BadInput(text, where=where, reason="key") from None
    if not isinstance(key, (RSAPrivateKey, EllipticCurvePrivateKey)) or weakness(key.public_key()):
        text = f"{weakness(key.public_key())}; use ECDSA on P-256, or RSA of {LEAST_RSA_BITS:,} bits or more"
        raise BadInput(text, where=where, reason="key")
    return key


def read_certificate(pem: bytes, *, where: str) -> x509.Certificate:
    """The certificate in a PEM file, of a chain the first, which is the signer's own; `BadInput` if there is
    none, or its key is too weak to prove anything.

    >>> read_certificate(b"none", where="centre.pem")
    Traceback (most recent call last):
    ...
    tocsin.errors.BadInput: centre.pem: no certificate in PEM, which begins -----BEGIN CERTIFICATE-----
    """
    try:
        certificate = x509.load_pem_x509_certificates(pem)[0]
        fault = weakness(certificate.public_key())
    except (ValueError, UnsupportedAlgorithm):
        text = "no certificate in PEM, which begins -----BEGIN CERTIFICATE-----"
        raise BadInput(text, where=where, reason="certificate") from None
    if fault:
        raise BadInput(f"it proves nothing: {fault}", where=where, reason="certificate")
    return certificate


def weakness(key: object) -> str:
    """Why signatures made with a public key prove nothing, "" if they do.

    >>> weakness("a pass word")
    'its key is neither RSA nor ECDSA'
    """
    if isinstance(key, RSAPublicKey):
        few = key.key_size < LEAST_RSA_BITS
        return f"its RSA key has {key.key_size:,} bits, fewer than {LEAST_RSA_BITS:,}" if few else ""
    if isinstance(key, EllipticCurvePublicKey):
        known = key.curve.name in CURVES
        return "" if known else f"its curve, {key.curve.name}, is not one of {', '.join(CURVES)}"
    return "its key is neither RSA nor ECDSA"


def belongs(key: PrivateKey, certificate: x509.Certificate) -> bool:
    """Whether a private key is that of a certificate."""
    form = (Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return key.public_key().public_bytes(*form) == certificate.public_key().public_bytes(*form)


def fingerprint(certificate: x509.Certificate) -> str:
    """The SHA-256 of the certificate's DER form, in 64 lower-case hexadecimal digits."""
    return hashlib.sha256(certificate.public_bytes(Encoding.DER)).hexdigest()
