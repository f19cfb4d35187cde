"""Signing an alert: one element is put in, and no other byte changes."""

from __future__ import annotations

from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from lxml import etree
from signxml.algorithms import CanonicalizationMethod, DigestAlgorithm, SignatureMethod
from signxml.signer import XMLSigner

from tocsin.base import Alert
from tocsin.errors import BadInput
from tocsin.notify.cap.reading import read
from tocsin.notify.signing import form
from tocsin.notify.signing.keys import PrivateKey, belongs, weakness
from tocsin.notify.signing.register import Authority, Pin, Register
from tocsin.notify.signing.verifying import Trust, verify


def sign(xml: bytes, key: PrivateKey, certificate: x509.Certificate, *, where: str = "alert") -> bytes:
    """The alert with an enveloped signature as its last element (XML Signature 1.1; CAP 1.2, 3.3.4.1).

    RSA or ECDSA with SHA-256, under exclusive canonicalisation: common to every reader of signatures there
    is, and an alert taken out of a feed or an envelope still verifies, for names declared around it do not
    count. The same alert signed with the same key gives the same bytes.

    `BadInput` if the document is no CAP alert that can be read whole, or is signed already; if the key is
    weak, or not that of the certificate; if the certificate does not hold at the alert's `sent`; and, as the
    result is verified and read before it is given out, if either fails.
    """
    root = form.alert_element(xml, where=where)
    alert = read(xml, where=where)
    if form.signatures(root):
        raise BadInput("it is signed already; sign the alert as it was before", where=where, reason="signed")
    _check_key(key, certificate, alert, where)
    signature = _signature(root, key, certificate)
    end = xml.rfind(b"</")
    signed = xml[:end] + signature + xml[end:]
    _check_result(signed, alert, certificate, where)
    return signed


def _check_key(key: PrivateKey, certificate: x509.Certificate, alert: Alert, where: str) -> None:
    if fault := weakness(key.public_key()):
        raise BadInput(f"it cannot be signed with this key: {fault}", where=where, reason="key")
    if not belongs(key, certificate):
        raise BadInput(
            "the certificate is not that of the key; give the two that were made together",
            where=where,
            reason="key-mismatch",
        )
    if fault := Pin(certificate).fault(alert.sent):
        raise BadInput(
            f"it cannot be signed: {fault}; get a certificate that holds",
            where=where,
            reason="certificate-time",
        )


def _signature(root: etree._Element, key: PrivateKey, certificate: x509.Certificate) -> bytes:
    rsa = isinstance(key, RSAPrivateKey)
    signer = XMLSigner(
        signature_algorithm=SignatureMethod.RSA_SHA256 if rsa else SignatureMethod.ECDSA_SHA256,
        digest_algorithm=DigestAlgorithm.SHA256,
        c14n_algorithm=CanonicalizationMethod.EXCLUSIVE_XML_CANONICALIZATION_1_0,
    )
    signer.signature_annotators.append(_indent)
    signed = signer.sign(root, key=_signing(key), cert=[certificate])
    return etree.tostring(signed[-1], method="c14n", exclusive=True, with_tail=False)


def _signing(key: PrivateKey) -> Any:
    """The key as the library calls it."""
    return key if isinstance(key, RSAPrivateKey) else _Repeatable(key)


def _indent(signature: etree._Element, **_: object) -> None:
    """Lines are broken before it is signed, so that nobody's pretty printing can break it afterwards."""
    etree.indent(signature, space=" ")


class _Repeatable:
    """An ECDSA key that signs without drawing a random number (RFC 6979): a bad one would give it away."""

    def __init__(self, key: ec.EllipticCurvePrivateKey) -> None:
        self._key = key
        self.key_size = key.key_size

    def sign(self, data: bytes, signature_algorithm: ec.ECDSA) -> bytes:
        return self._key.sign(data, ec.ECDSA(signature_algorithm.algorithm, deterministic_signing=True))


def _check_result(signed: bytes, alert: Alert, certificate: x509.Certificate, where: str) -> None:
    """Read it as anyone will who has pinned the certificate, before anyone does."""
    own = Authority(id="own", name="its own key", senders=(alert.sender,), pins=(Pin(certificate),))
    try:
        told = verify(signed, Register((own,)), where=where)
        fault = "" if told.state is Trust.TRUSTED and told.alert == alert else told.why
    except BadInput as refusal:
        fault = str(refusal).removeprefix(f"{where}: ")
    if fault:
        text = f"it cannot be signed so that it verifies ({fault}); write it in UTF-8, without comments"
        raise BadInput(text, where=where, reason="unverifiable")
