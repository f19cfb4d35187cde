"""Signed alerts as services have sent them: what each is worth, and why."""

from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from lxml import etree
from notify.signers import register
from shared_data import shared_data
from signxml import XMLVerifier
from signxml.verifier import SignatureConfiguration

from tocsin.base.xml import parse_xml
from tocsin.notify.signing import Register, Trust, form, verify
from tocsin.notify.signing.verifying import _certificates

# Each was signed by the composer of the WMO and then indented; the files beside it differ from the valid one.
VALID = {"sc": "098", "tg": "104", "bf": "110"}
SPOILT = {"certificate": ("094", "099", "105"), "digest": ("095", "100", "106"), "value": ("096", "102")}
UNSIGNED = ("097", "109")
ELSEWHERE = {
    "001": "2 signatures",
    "065": "2 signatures",
    "067": "rsa-sha1",
    "071": "sha1",
    "072": "rsa-sha1",
}


def document(number):
    return shared_data("cap", "cap12", f"{number}.xml").read_bytes()


def own_register(number, **settings):
    """The one that pins the certificate which is in a document."""
    root = parse_xml(document(number), where=number)
    own = _certificates(form.signatures(root)[0])[0]
    return register(own, senders=[root.findtext("{*}sender")], **settings)


def test_a_valid_one_is_trusted_once_its_authority_is_known_to_indent():
    assert verify(document("110"), own_register("110", reformats=True)).state is Trust.TRUSTED
    told = verify(document("110"), own_register("110"))
    assert told.state is Trust.UNKNOWN
    assert "white space" in told.why


@pytest.mark.parametrize("number", [VALID["sc"], VALID["tg"]])
def test_two_say_they_were_sent_before_their_certificates_were_made(number):
    told = verify(document(number), own_register(number, reformats=True))
    assert told.state is Trust.UNKNOWN
    assert "counts from 2024-" in told.why


@pytest.mark.parametrize("number", VALID.values())
def test_a_valid_one_whose_certificate_is_not_pinned_is_unknown(number):
    assert verify(document(number), Register()).state is Trust.UNKNOWN


@pytest.mark.parametrize("kind", SPOILT)
def test_what_was_spoilt_on_purpose_is_broken(kind):
    for country, number in zip(VALID, SPOILT[kind], strict=False):
        told = verify(document(number), own_register(VALID[country], reformats=True))
        assert told.state is Trust.BROKEN, (number, told.why)


@pytest.mark.parametrize("number", UNSIGNED)
def test_what_has_no_signature_is_unsigned(number):
    assert verify(document(number), Register()).state is Trust.UNSIGNED


@pytest.mark.parametrize(("number", "why"), ELSEWHERE.items())
def test_two_signatures_and_sha_1_are_read_and_not_trusted(number, why):
    told = verify(document(number), Register())
    assert told.state is Trust.BROKEN
    assert why in told.why
    assert told.alert is not None


@pytest.mark.parametrize("number", VALID.values())
def test_the_verdict_is_that_of_the_validator_which_strips_white_space(number):
    """As the validator they come from does it: any certificate inside is believed, today is not asked."""
    bare = etree.fromstring(document(number), etree.XMLParser(remove_blank_text=True))
    pin = own_register(number).authorities[0].pins[0]
    XMLVerifier().verify(
        bare,
        x509_cert=pin.certificate.public_bytes(Encoding.PEM).decode(),
        expect_config=SignatureConfiguration(
            verification_time=pin.certificate.not_valid_before_utc + timedelta(1)
        ),
    )
