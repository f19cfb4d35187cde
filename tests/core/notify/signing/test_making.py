"""What is signed gains one element, stays valid CAP, and verifies here and elsewhere."""

import re
import shutil
import subprocess
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from lxml import etree
from notify.samples import ALERT, alerts
from notify.signers import SINCE, XML, certificate, key, pem, register, signed
from shared_data import shared_data
from signxml import XMLVerifier
from signxml.verifier import SignatureConfiguration

from tocsin.errors import BadInput
from tocsin.notify import cap
from tocsin.notify.signing import Trust, sign, verify

STRONG = ["P-256", "P-384", "P-521", "RSA 2048"]
SIGNATURE = re.compile(rb"<ds:Signature .*</ds:Signature>", re.DOTALL)


@pytest.mark.parametrize("kind", STRONG)
def test_the_only_change_is_the_signature_before_the_end(kind):
    document = signed(kind)
    assert SIGNATURE.sub(b"", document) == XML
    assert document.endswith(b"</ds:Signature></alert>\n")
    assert etree.fromstring(document)[-1].tag == "{http://www.w3.org/2000/09/xmldsig#}Signature"


@pytest.mark.parametrize("kind", STRONG)
def test_what_is_signed_reads_as_before_and_is_trusted(kind):
    assert cap.read(signed(kind)) == ALERT
    told = verify(signed(kind), register(certificate(kind)))
    assert (told.state, told.alert, told.authority) == (Trust.TRUSTED, ALERT, "centre")


def test_the_schema_of_cap_accepts_it():
    schema = etree.XMLSchema(etree.parse(shared_data("cap", "xsd", "cap-1.2-oasis.xsd")))
    schema.assertValid(etree.fromstring(signed()))


@given(alerts())
@settings(max_examples=30)
def test_every_alert_that_can_be_written_can_be_signed(alert):
    assume(alert.sent.year > 1950)  # the earliest year of a certificate
    own = certificate(since=alert.sent, until=alert.sent + timedelta(1))
    told = verify(sign(cap.write(alert), key(), own), register(own, senders=[alert.sender]))
    assert (told.state, told.alert) == (Trust.TRUSTED, alert)


@pytest.mark.parametrize("kind", STRONG)
def test_the_same_alert_and_key_give_the_same_bytes(kind):
    assert sign(XML, key(kind), certificate(kind)) == signed(kind)


DRESSED = {
    "carriage returns": XML.replace(b"\n", b"\r\n"),
    "a byte order mark": b"\xef\xbb\xbf" + XML,
    "a prefix": re.sub(rb"<(/?)([a-z])", rb"<\1c:\2", XML).replace(b"xmlns=", b"xmlns:c="),
    "no line breaks": re.sub(rb">\s+<", b"><", XML),
    "ISO 8859-1": XML.decode().replace("UTF-8", "ISO-8859-1").encode("latin-1", "xmlcharrefreplace"),
    "comments": XML.replace(b"<info>", b"<!-- </alert> --><info>"),
    "an id": XML.replace(b"<alert ", b'<alert Id="a1" '),
}


@pytest.mark.parametrize("document", DRESSED.values(), ids=DRESSED)
def test_other_ways_to_write_an_alert_can_be_signed_too(document):
    made = sign(document, key(), certificate())
    assert SIGNATURE.sub(b"", made) == document
    assert verify(made, register()).state is Trust.TRUSTED


REFUSED = {
    "what is signed already": (signed(), "signed"),
    "no CAP": (b"<rss/>", "not_cap"),
    "UTF-16": (XML.decode().replace("UTF-8", "UTF-16").encode("utf-16"), "unverifiable"),
    "instructions to programs": (XML.replace(b"<info>", b"<?stop?><info>"), "unverifiable"),
    "a document type": (XML.replace(b"<alert ", b"<!DOCTYPE alert><alert ", 1), "unverifiable"),
    "a tag after the end": (XML + b"<!-- </alert> -->", "unverifiable"),
}


@pytest.mark.parametrize(("document", "reason"), REFUSED.values(), ids=REFUSED)
def test_what_could_not_be_verified_afterwards_is_not_signed(document, reason):
    with pytest.raises(BadInput) as refusal:
        sign(document, key(), certificate(), where="night.xml")
    assert (refusal.value.reason, refusal.value.where) == (reason, "night.xml")


@pytest.mark.parametrize(
    ("own_key", "own_certificate", "reason"),
    [
        (key(), certificate(number=1), "key-mismatch"),
        (key("RSA 2048"), certificate(), "key-mismatch"),
        (key("RSA 1024"), certificate("RSA 1024"), "key"),
        (key(), certificate(until=SINCE + timedelta(1)), "certificate-time"),
        (key(), certificate(since=ALERT.sent + timedelta(seconds=1)), "certificate-time"),
    ],
)
def test_a_key_that_would_not_be_trusted_signs_nothing(own_key, own_certificate, reason):
    with pytest.raises(BadInput) as refusal:
        sign(XML, own_key, own_certificate)
    assert refusal.value.reason == reason


@pytest.mark.parametrize("kind", STRONG)
def test_another_verifier_accepts_it_as_it_stands(kind):
    result = XMLVerifier().verify(
        signed(kind),
        x509_cert=pem(certificate(kind)).decode(),
        expect_config=SignatureConfiguration(verification_time=ALERT.sent),
    )
    assert cap.read(result.signed_data) == ALERT


def test_a_verifier_that_strips_white_space_first_accepts_what_has_none():
    """As the validator of the WMO's composer does, which so cannot verify what is indented when signed."""
    bare = sign(DRESSED["no line breaks"], key(), certificate())
    root = etree.fromstring(bare, etree.XMLParser(remove_blank_text=False))
    XMLVerifier().verify(
        root,
        x509_cert=pem(certificate()).decode(),
        expect_config=SignatureConfiguration(verification_time=ALERT.sent),
    )


@pytest.mark.parametrize("kind", STRONG)
def test_xmlsec_accepts_it(kind, tmp_path):
    if not (xmlsec := shutil.which("xmlsec1")):
        pytest.skip("xmlsec1 is not installed")
    (tmp_path / "alert.xml").write_bytes(signed(kind))
    (tmp_path / "own.pem").write_bytes(pem(certificate(kind)))
    time = f"{ALERT.sent:%Y-%m-%d %H:%M:%S}"
    command = [xmlsec, "--verify", "--verification-time", time, "--trusted-pem", "own.pem", "alert.xml"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)


@given(st.sampled_from(STRONG), st.booleans())
@settings(max_examples=8)
def test_an_alert_taken_out_of_an_indented_feed_still_verifies(kind, pretty):
    feed = etree.Element("{http://www.w3.org/2005/Atom}feed", nsmap={None: "http://www.w3.org/2005/Atom"})
    etree.SubElement(etree.SubElement(feed, "entry"), "content").append(etree.fromstring(signed(kind)))
    sent = etree.tostring(feed, pretty_print=pretty)
    inside = etree.fromstring(sent).find(".//{urn:oasis:names:tc:emergency:cap:1.2}alert")
    assert verify(etree.tostring(inside), register(certificate(kind))).state is Trust.TRUSTED


def test_another_alert_has_another_signature():
    other = sign(cap.write(replace(ALERT, note="another")), key(), certificate())
    assert SIGNATURE.findall(other) != SIGNATURE.findall(signed())
