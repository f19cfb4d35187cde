"""An alert goes into an envelope and comes out as it was, its signature whole."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from hypothesis import HealthCheck, given, settings
from lxml import etree
from signxml import XMLSigner, XMLVerifier, methods

from tests.core.notify.samples import ALERT, AREA, INFO, alerts
from tests.core.shared_data import shared_data
from tocsin.base import AlertStatus, MessageType, Reference, Scope
from tocsin.base.xml import parse_xml
from tocsin.errors import BadInput
from tocsin.notify import cap, edxl

# An alert with every element takes long to make on a busy machine.
slowly_made = settings(suppress_health_check=[HealthCheck.too_slow])
DE = f"{{{edxl.NAMESPACE}}}"


def opened(envelope):
    return parse_xml(envelope, where="envelope")


def texts(envelope, field):
    return [node.text for node in opened(envelope).iter(DE + field)]


@pytest.fixture(scope="module")
def signer():
    """A key and a certificate for it, of this test alone."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "duty@centre.example")])
    start = datetime(2015, 1, 1, tzinfo=UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=36500))
        .sign(key, hashes.SHA256())
    )
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return pem, certificate.public_bytes(Encoding.PEM).decode()


@pytest.mark.parametrize(
    "canonical",
    ["http://www.w3.org/2001/10/xml-exc-c14n#", "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"],
)
def test_a_signature_on_the_alert_holds_again_once_it_is_taken_out(signer, canonical):
    key, certificate = signer
    method = XMLSigner(methods.enveloped, "ecdsa-sha256", "sha256", canonical)
    signed = etree.tostring(method.sign(parse_xml(cap.write(ALERT), where="7"), key=key, cert=certificate))
    (inner,) = edxl.unwrap(edxl.wrap(ALERT, signed), where="mail").alerts
    XMLVerifier().verify(inner, x509_cert=certificate)
    assert cap.read(inner, where="mail") == ALERT


def test_the_bytes_of_the_alert_stand_in_it_as_they_were():
    xml = cap.write(ALERT)
    body = xml.partition(b"?>")[2].strip()
    assert body in edxl.wrap(ALERT, xml)


def test_the_envelope_says_what_the_alert_says_of_itself():
    earlier = Reference(ALERT.sender, "urn:oid:2.49.0.1.156.0.2015.6", ALERT.sent - timedelta(hours=1))
    update = replace(ALERT, message_type=MessageType.UPDATE, references=(earlier,))
    envelope = edxl.unwrap(edxl.wrap(update, cap.write(update)), where="mail")
    assert (envelope.id, envelope.sender, envelope.sent) == (ALERT.identifier, ALERT.sender, ALERT.sent)
    assert (envelope.status, envelope.kind, envelope.confidentiality) == ("Actual", "Update", edxl.OPEN)
    wrapped = edxl.wrap(update, cap.write(update), addresses=[("e-mail", "desk@partner.example")])
    assert texts(wrapped, "distributionReference") == [
        "urn:oid:2.49.0.1.156.0.2015.6,duty@centre.example,2015-11-14T11:00:00+08:00"
    ]
    assert texts(wrapped, "explicitAddressValue") == ["desk@partner.example"]
    assert texts(wrapped, "circle") == ["31.200000,121.500000 20.000000"]
    assert texts(wrapped, "polygon")[0].split()[0] == "39.800000,116.200000"


def test_an_area_told_in_two_languages_is_one_target():
    both = replace(ALERT, infos=(INFO, replace(INFO, language="fr", areas=(AREA,))))
    assert len(texts(edxl.wrap(both, cap.write(both)), "targetArea")) == 1


def test_what_is_not_public_says_so():
    for scope, restriction, expected in (
        (Scope.RESTRICTED, "TLP:AMBER", "TLP:AMBER"),
        (Scope.PRIVATE, "", "For its addressees alone"),
    ):
        alert = replace(ALERT, scope=scope, restriction=restriction, addresses=("desk@partner.example",))
        assert texts(edxl.wrap(alert, cap.write(alert)), "combinedConfidentiality") == [expected]


def test_a_draft_goes_into_no_envelope():
    draft = replace(ALERT, status=AlertStatus.DRAFT)
    with pytest.raises(BadInput, match="cannot say that its content is a Draft"):
        edxl.wrap(draft, cap.write(draft))


@pytest.mark.parametrize(
    "xml",
    [
        '<?xml version="1.0" encoding="ISO-8859-1"?><alert>é</alert>'.encode("latin-1"),
        b"<!DOCTYPE alert><alert/>",
        "<alert/>".encode("utf-16"),
    ],
)
def test_what_cannot_stand_inside_another_document_is_refused(xml):
    with pytest.raises(BadInput, match="UTF-8"):
        edxl.wrap(ALERT, xml)


def test_a_mark_of_the_byte_order_and_a_declaration_are_left_outside():
    wrapped = edxl.wrap(ALERT, b'\xef\xbb\xbf<?xml version="1.0" encoding="utf-8"?>\n<alert/>\n')
    assert b"<alert/></de:embeddedXMLContent>" in wrapped


def test_what_else_is_in_an_envelope_is_named():
    wrapped = edxl.wrap(ALERT, b'<route xmlns="urn:example"/>')
    assert edxl.unwrap(wrapped, where="mail").alerts == ()
    assert edxl.unwrap(wrapped, where="mail").others == ("{urn:example}route",)


@pytest.mark.parametrize("data", [b"", b"<alert/>", b"not xml", b"<EDXLDistribution/>"])
def test_what_is_no_envelope_is_refused(data):
    with pytest.raises(BadInput):
        edxl.unwrap(data, where="mail")


@slowly_made
@given(alerts().filter(lambda alert: alert.status is not AlertStatus.DRAFT))
def test_every_alert_comes_out_as_it_went_in(alert):
    (inner,) = edxl.unwrap(edxl.wrap(alert, cap.write(alert)), where="mail").alerts
    assert cap.read(inner, where="mail") == alert


@slowly_made
@given(alerts().filter(lambda alert: alert.status is not AlertStatus.DRAFT))
def test_every_envelope_is_valid_under_the_schema(alert):
    schema = etree.XMLSchema(etree.parse(shared_data("cap", "xsd", "edxl-de.xsd")))
    schema.assertValid(opened(edxl.wrap(alert, cap.write(alert), addresses=[("e-mail", "a@b.example")])))
