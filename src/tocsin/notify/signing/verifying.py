"""Whether an alert comes from whom it says, unaltered, by a certificate that was pinned beforehand.

A certificate inside a document proves nothing about who wrote it, for anyone can make one; it only tells
which pinned certificate to try. An alert is judged at the moment it says it was sent, so that old alerts
verify after their certificates have lapsed. What cannot be verified is still read and shown (CAP 1.2, section
3.3.4.1), only never as trusted.
"""

from __future__ import annotations

from binascii import Error as NotBase64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from lxml import etree
from signxml.algorithms import CanonicalizationMethod
from signxml.exceptions import InvalidDigest, InvalidSignature
from signxml.verifier import SignatureConfiguration, XMLVerifier

from tocsin.base import Alert
from tocsin.base.xml import parse_xml
from tocsin.notify.cap.reading import parse
from tocsin.notify.signing import form
from tocsin.notify.signing.keys import fingerprint, weakness
from tocsin.notify.signing.register import Authority, Pin, Register

MOST_CERTIFICATES = 3
"""The signer's own comes first in a chain; a document may not have us try thousands."""


class Trust(StrEnum):
    """What is known of an alert's origin."""

    TRUSTED = "trusted"
    UNSIGNED = "unsigned"
    UNKNOWN = "unknown"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Verification:
    """`state` and, in plain words, `why`; `authority` is the id and `fingerprint` the SHA-256 of the pinned
    certificate, or of the one inside where that is not pinned; "" where there is none.

    `alert` is what to show: of a trusted alert, what was read from the very bytes that were signed. None
    where its head cannot be read, which is never trusted.
    """

    state: Trust
    why: str
    alert: Alert | None
    authority: str = ""
    fingerprint: str = ""


def verify(
    xml: bytes, register: Register, *, heard: datetime | None = None, where: str = "alert"
) -> Verification:
    """What a register says of a signed alert. `BadInput` where it is no CAP alert at all.

    `heard`, with a zone, is when the alert first came, if that is known: who has stolen a key can write any
    time of sending, so one that came only after the certificate was withdrawn is not trusted either.

    >>> told = verify(b"<alert><identifier>7</identifier></alert>", Register())
    >>> print(told.state, told.why, sep=": ")
    unsigned: it carries no signature
    """
    root = form.alert_element(xml, where=where)
    alert = parse(xml, where=where).alert
    found = form.signatures(root)
    if not found:
        return Verification(Trust.UNSIGNED, "it carries no signature", alert)
    if len(found) > 1:
        return Verification(Trust.BROKEN, f"it carries {len(found)} signatures; it may carry one", alert)
    if fault := form.fault(root, found[0]):
        return Verification(Trust.BROKEN, fault, alert)
    try:
        claimed = _certificates(found[0])
    except (ValueError, NotBase64, UnsupportedAlgorithm):
        return Verification(Trust.BROKEN, "the certificate in its signature cannot be read", alert)
    return _judge(xml, alert, claimed, register, heard)


def _certificates(signature: etree._Element) -> list[x509.Certificate]:
    texts = [*form.certificates(signature)][:MOST_CERTIFICATES]
    found = [x509.load_pem_x509_certificate(_pem(text)) for text in texts]
    for certificate in found:
        certificate.public_key()  # one of a kind that nobody knows is refused here
    return found


def _pem(text: str) -> bytes:
    return f"-----BEGIN CERTIFICATE-----\n{text.strip()}\n-----END CERTIFICATE-----\n".encode()


def _judge(
    xml: bytes,
    alert: Alert | None,
    claimed: Sequence[x509.Certificate],
    register: Register,
    heard: datetime | None,
) -> Verification:
    """Try the pinned certificates that it may be signed with; else say whether it holds at all."""
    pins = [pin for each in claimed for pin in register.by_certificate(fingerprint(each))]
    if not claimed and alert is not None:
        pins = [*register.by_sender(alert.sender)]
    if not pins:
        return _without_pin(xml, alert, claimed)
    for authority, pin in pins:
        holds = _holds(xml, alert, pin.certificate)
        if not holds.fault:
            why = _objection(alert, authority, pin, heard, holds.reformatted)
            state = Trust.UNKNOWN if why else Trust.TRUSTED
            why = why or f"signed by {authority.name}"
            return Verification(state, why, alert, authority.id, pin.fingerprint)
    return Verification(Trust.BROKEN, holds.fault, alert, authority.id, pin.fingerprint)


def _objection(
    alert: Alert | None, authority: Authority, pin: Pin, heard: datetime | None, reformatted: bool
) -> str:
    """The signature holds: why it is not to be trusted for this sender at that time all the same, or ""."""
    if alert is None:
        return "its head cannot be read, so nobody can say who sent it and when"
    if alert.sender not in authority.senders:
        return f"its certificate is that of {authority.name}, for whom {alert.sender} does not speak"
    if fault := pin.fault(alert.sent):
        return fault
    if heard is not None and pin.withdrawn is not None and heard >= pin.withdrawn:
        return f"its certificate was withdrawn at {pin.withdrawn.isoformat()}, before the alert came"
    if reformatted and not authority.reformats:
        return "white space was changed after it was signed, which the register does not allow its authority"
    return ""


def _without_pin(xml: bytes, alert: Alert | None, claimed: Sequence[x509.Certificate]) -> Verification:
    if not claimed:
        why = "its signature names no certificate, and none is pinned for its sender"
        return Verification(Trust.UNKNOWN, why, alert)
    faults = [_holds(xml, alert, certificate).fault for certificate in claimed]
    mark = fingerprint(claimed[0])
    if all(faults):
        return Verification(Trust.BROKEN, faults[0], alert, fingerprint=mark)
    why = f"it is signed with a certificate that is not pinned, {claimed[0].subject.rfc4514_string()}"
    return Verification(Trust.UNKNOWN, why, alert, fingerprint=mark)


@dataclass(frozen=True, slots=True)
class _Holding:
    """Why a signature does not hold, "" if it does; `reformatted` if only over the alert without the white
    space between its elements."""

    fault: str
    reformatted: bool = False


def _holds(xml: bytes, alert: Alert | None, certificate: x509.Certificate) -> _Holding:
    """Whether a signature holds under a certificate, whosever it is.

    Some composers sign an alert and then indent it, which breaks the signature for whoever takes XML
    Signature at its word. Where it holds once the indentation is taken out, that is told apart.
    """
    if fault := weakness(certificate.public_key()):
        return _Holding(f"its certificate proves nothing: {fault}")
    fault = _breach(xml, alert, certificate)
    if fault and not _breach(_unindented(xml), alert, certificate):
        return _Holding("", reformatted=True)
    return _Holding(fault)


def _unindented(xml: bytes) -> bytes:
    root = parse_xml(xml, where="alert")
    for element in root.iter("*"):
        if len(element) and not (element.text or "").strip():
            element.text = None
        if not (element.tail or "").strip():
            element.tail = None
    return etree.tostring(root)


def _breach(xml: bytes, alert: Alert | None, certificate: x509.Certificate) -> str:
    try:
        # Only what was signed counts: that it reads as the whole document shows that nothing else is shown.
        signed = parse(_signed_bytes(xml, certificate), where="what was signed").alert
    except InvalidDigest:
        return "it was altered after it was signed"
    except InvalidSignature:
        return "its signature was not made with the key of its certificate, or was altered"
    except Exception as error:  # noqa: BLE001 - however a hostile document makes the library fail: no trust
        return f"its signature cannot be read ({type(error).__name__})"
    return "" if signed == alert else "what was signed is not what the alert says"


def _signed_bytes(xml: bytes, certificate: x509.Certificate) -> bytes:
    """The bytes that the signature covers, if it is one of this certificate's key; else an exception."""
    configuration = SignatureConfiguration(
        location="./",
        expect_references=1,
        signature_methods=form.METHODS,
        digest_algorithms=form.DIGESTS,
        # When it counts is for the register to say; the library would take today.
        verification_time=certificate.not_valid_before_utc,
        default_reference_c14n_method=CanonicalizationMethod.CANONICAL_XML_1_0,
    )
    result = XMLVerifier().verify(xml, x509_cert=certificate, expect_config=configuration)
    if isinstance(result, list):
        raise InvalidSignature("more than one thing is signed")
    return result.signed_data
