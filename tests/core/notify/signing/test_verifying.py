"""Only an alert that was wholly signed by a certificate pinned and in force when it was sent is trusted."""

import base64
import re
from dataclasses import replace
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import etree
from notify.samples import ALERT, SENT
from notify.signers import SINCE, TODAY, UNTIL, XML, certificate, key, pem, register, signed
from signxml import XMLSigner
from signxml.algorithms import CanonicalizationMethod, DigestAlgorithm, SignatureConstructionMethod

from tocsin.errors import BadInput
from tocsin.notify import cap
from tocsin.notify.signing import Authority, Pin, Register, Trust, fingerprint, sign, verify

DS = "http://www.w3.org/2000/09/xmldsig#"
HOUR = timedelta(hours=1)


def state(document, own=None, **settings):
    return verify(document, own or register(), **settings).state


def insert(document, what, before=b"</alert>"):
    """The document with something put in before the last place where `before` stands."""
    at = document.rindex(before)
    return document[:at] + what + document[at:]


def made_by(document=XML, kind="P-256", number=0, **settings):
    """What another program signs, in whatever way."""
    method = {"RSA": "rsa-sha256", "P-2": "ecdsa-sha256"}[kind[:3]]
    signer = XMLSigner(**{"signature_algorithm": method, "c14n_algorithm": C14N, **settings.pop("form", {})})
    root = etree.fromstring(document)
    own = settings.pop("certificate", certificate(kind, number))
    return etree.tostring(signer.sign(root, key=key(kind, number), cert=[own], **settings))


C14N = CanonicalizationMethod.EXCLUSIVE_XML_CANONICALIZATION_1_0


def test_a_pinned_certificate_is_trusted_and_named():
    told = verify(signed(), register())
    assert (told.state, told.authority, told.alert) == (Trust.TRUSTED, "centre", ALERT)
    assert told.fingerprint == fingerprint(certificate())
    assert told.why == "signed by The centre"


def test_an_unsigned_alert_is_read_and_called_unsigned():
    told = verify(XML, register())
    assert (told.state, told.alert) == (Trust.UNSIGNED, ALERT)


@pytest.mark.parametrize("form", list(CanonicalizationMethod))
@pytest.mark.parametrize("kind", ["P-256", "RSA 2048"])
def test_every_canonicalisation_of_the_standard_verifies(form, kind):
    document = made_by(kind=kind, form={"c14n_algorithm": form})
    assert state(document, register(certificate(kind))) is Trust.TRUSTED


@pytest.mark.parametrize("method", ["sha384", "sha512"])
def test_longer_digests_verify(method):
    form = {"digest_algorithm": DigestAlgorithm.from_fragment(method)}
    assert state(made_by(form=form)) is Trust.TRUSTED


@pytest.mark.parametrize("name", ["Id", "ID", "id"])
def test_a_reference_to_the_id_of_the_alert_itself_is_trusted(name):
    document = XML.replace(b"<alert ", b'<alert %s="a1" ' % name.encode())
    assert state(made_by(document, reference_uri="#a1")) is Trust.TRUSTED


# When


def test_an_old_alert_verifies_after_its_certificate_has_lapsed():
    assert certificate().not_valid_after_utc < TODAY
    assert state(signed()) is Trust.TRUSTED


TIMES = {
    "not yet": ({"since": SENT + HOUR}, "counts from"),
    "no longer": ({"until": SENT - HOUR}, "counted until"),
    "the very end": ({"until": SENT}, "counted until"),
    "withdrawn before": ({"withdrawn": SENT - HOUR}, "withdrawn"),
    "withdrawn at that moment": ({"withdrawn": SENT}, "withdrawn"),
}


@pytest.mark.parametrize(("times", "why"), TIMES.values(), ids=TIMES)
def test_a_certificate_that_does_not_count_at_sent_is_not_trusted(times, why):
    told = verify(signed(), register(**times))
    assert told.state is Trust.UNKNOWN
    assert why in told.why


@pytest.mark.parametrize(
    "times", [{"since": SENT}, {"until": SENT + HOUR}, {"withdrawn": SENT + HOUR}, {"since": SINCE - HOUR}]
)
def test_a_certificate_that_counts_at_sent_is_trusted(times):
    assert state(signed(), register(**times)) is Trust.TRUSTED


@pytest.mark.parametrize("times", [(SENT + HOUR, UNTIL), (SINCE, SENT - HOUR)])
def test_a_pin_never_stretches_the_certificate_itself(times):
    short = certificate("P-256", 0, *times)
    document = made_by(certificate=short)
    assert state(document, register(short, since=SINCE, until=UNTIL)) is Trust.UNKNOWN


def test_who_stole_a_key_cannot_date_an_alert_back_before_it_was_withdrawn():
    pinned = register(withdrawn=SENT + HOUR)
    assert state(signed(), pinned, heard=SENT) is Trust.TRUSTED
    assert state(signed(), pinned, heard=SENT + HOUR) is Trust.UNKNOWN


def test_while_keys_change_both_certificates_verify():
    both = register(certificate(), certificate(number=1))
    assert state(signed(), both) is state(signed(number=1), both) is Trust.TRUSTED


# Who


def test_a_certificate_is_not_trusted_for_being_in_the_document():
    told = verify(signed(number=1), register())
    assert (told.state, told.fingerprint) == (Trust.UNKNOWN, fingerprint(certificate(number=1)))
    assert "not pinned" in told.why
    assert state(signed(), Register()) is Trust.UNKNOWN


def test_the_wrong_key_behind_the_right_certificate_is_found_out():
    inner = re.compile(rb"<ds:X509Certificate>.*</ds:X509Certificate>", re.DOTALL)
    own = re.search(inner, signed())[0]
    assert state(re.sub(inner, own, signed(number=1))) is Trust.BROKEN


def test_nobody_speaks_for_another_authority():
    told = verify(signed(), register(senders=["duty@elsewhere.example"]))
    assert told.state is Trust.UNKNOWN
    assert "duty@centre.example does not speak" in told.why


def test_an_authority_is_trusted_for_its_own_senders_alone():
    two = Register(
        (
            Authority("here", "Here", (ALERT.sender,), (Pin(certificate()),)),
            Authority("there", "There", ("duty@there.example",), (Pin(certificate(number=1)),)),
        )
    )
    assert verify(signed(), two).authority == "here"
    assert verify(signed(number=1), two).state is Trust.UNKNOWN


def test_a_signature_without_certificate_is_tried_with_those_of_its_sender():
    bare = re.sub(rb"<ds:KeyInfo>.*</ds:KeyInfo>", b"", signed(), flags=re.DOTALL)
    assert state(bare) is Trust.TRUSTED
    assert state(bare, register(certificate(number=1))) is Trust.BROKEN
    assert state(bare, register(senders=["another"])) is Trust.UNKNOWN


def test_of_a_chain_the_pinned_certificate_counts():
    chain = insert(signed(), _certificate(certificate(number=2)), b"</ds:X509Data>")
    assert state(chain) is Trust.TRUSTED
    assert state(chain, register(certificate(number=2))) is Trust.BROKEN


def _certificate(own):
    return b"<ds:X509Certificate>%s</ds:X509Certificate>" % base64.b64encode(own.public_bytes(Encoding.DER))


# What


WRAPPED = {
    "a word": signed().replace(b"Actual", b"Test", 1),
    "a further element": insert(signed(), b"<note>All clear</note>", b"<info>"),
    "a further info block": insert(signed(), XML[XML.index(b"<info>") : XML.rindex(b"</alert>")], b"<info>"),
    "text between elements": signed().replace(b"<info>", b"x<info>", 1),
    "an attribute": signed().replace(b"<info>", b'<info x="1">', 1),
    "an instruction to programs": signed().replace(b"<info>", b"<?x?><info>", 1),
    "text after the signature": insert(signed(), b"x"),
    "a name space": signed().replace(b"cap:1.2", b"cap:1.1", 1),
}


@pytest.mark.parametrize("document", WRAPPED.values(), ids=WRAPPED)
def test_an_altered_alert_is_broken(document):
    assert document != signed()
    assert state(document) is Trust.BROKEN


def test_white_space_that_was_changed_is_trusted_only_of_an_authority_known_to_do_so():
    indented = etree.tostring(etree.fromstring(made_by(re.sub(rb">\s+<", b"><", XML))), pretty_print=True)
    assert b"\n  <info>" in indented
    told = verify(indented, register())
    assert told.state is Trust.UNKNOWN
    assert "white space" in told.why
    assert state(indented, register(reformats=True)) is Trust.TRUSTED
    assert state(indented.replace(b"Actual", b"Test"), register(reformats=True)) is Trust.BROKEN


def forged():
    """Another alert, which the centre never signed."""
    return cap.write(replace(ALERT, identifier="forged"))


def inside(document):
    """The `alert` element of a document, without what stands before it."""
    return document[document.index(b"<alert") :].strip()


def signature_of(document):
    return re.search(rb"<ds:Signature.*</ds:Signature>", document, re.DOTALL)[0]


def by_id(identifier=b"a1"):
    return made_by(XML.replace(b"<alert ", b'<alert Id="%s" ' % identifier), reference_uri="#a1")


def xpath_over_part():
    """A signature that leaves out the description, by a transformation of XPath."""
    document = made_by(form={"method": SignatureConstructionMethod.enveloped})
    step = b'<ds:Transform Algorithm="http://www.w3.org/TR/1999/REC-xpath-19991116"/>'
    return document.replace(b"</ds:Transforms>", step + b"</ds:Transforms>")


ATTACKS = {
    "the signed alert hidden in a forged one": insert(
        insert(forged(), b"<parameter>" + inside(by_id()) + b"</parameter>", b"</info>"), b""
    ),
    "its signature moved up, the alert it covers kept below": insert(
        insert(forged(), b"<parameter>" + inside(by_id()) + b"</parameter>", b"</info>"),
        signature_of(by_id()),
    ),
    "the alert it covers kept inside the signature": insert(
        forged(),
        signature_of(by_id()).replace(
            b"</ds:Signature>", b"<ds:Object>" + inside(by_id()) + b"</ds:Object></ds:Signature>"
        ),
    ),
    "an id twice, the forged alert first": insert(
        forged().replace(b"<alert ", b'<alert ID="a1" '),
        b'<parameter Id="a1">' + inside(by_id()) + b"</parameter>" + signature_of(by_id()),
    ),
    "the id of the alert on another element too": by_id().replace(b"<info>", b'<info id="a1">', 1),
    "a signature over an inner element": made_by(
        XML.replace(b"<info>", b'<info Id="a1">'), reference_uri="#a1"
    ),
    "a second signature": insert(signed(), signature_of(signed(number=1))),
    "the same signature twice": insert(signed(), signature_of(signed())),
    "the signature inside the info": insert(XML, signature_of(signed()), b"</info>"),
    "the signature of another alert": insert(forged(), signature_of(signed())),
    "a reference without address": signed().replace(b' URI=""', b""),
    "a reference elsewhere": signed().replace(b' URI=""', b' URI="http://centre.example/a.xml"'),
    "a reference by XPointer": signed().replace(b' URI=""', b' URI="#xpointer(/)"'),
    "no reference": re.sub(rb"<ds:Reference.*</ds:Reference>", b"", signed(), flags=re.DOTALL),
    "two references": re.sub(rb"(<ds:Reference.*</ds:Reference>)", rb"\1\1", signed(), flags=re.DOTALL),
    "a transformation by XPath": xpath_over_part(),
    "no transformation": re.sub(rb"<ds:Transforms>.*</ds:Transforms>", b"", signed(), flags=re.DOTALL),
    "canonical before enveloped": re.sub(
        rb"(<ds:Transform [^>]*></ds:Transform>)(\s*)(<ds:Transform [^>]*></ds:Transform>)",
        rb"\3\2\1",
        signed(),
    ),
    "no value": re.sub(rb"<ds:SignatureValue>[^<]*<", b"<ds:SignatureValue><", signed()),
    "nothing in it": insert(XML, b'<ds:Signature xmlns:ds="%s"/>' % DS.encode()),
    "a document type": signed().replace(b"<alert ", b"<!DOCTYPE alert><alert ", 1),
}


@pytest.mark.parametrize("document", ATTACKS.values(), ids=ATTACKS)
def test_a_signature_that_does_not_cover_what_is_shown_is_broken(document):
    told = verify(document, register())
    assert told.state is Trust.BROKEN
    assert told.why


def with_algorithm(old, new):
    return signed("RSA 2048").replace(old.encode(), new.encode())


WEAK = {
    "SHA-1 signature": with_algorithm("2001/04/xmldsig-more#rsa-sha256", "2000/09/xmldsig#rsa-sha1"),
    "SHA-1 digest": with_algorithm("2001/04/xmlenc#sha256", "2000/09/xmldsig#sha1"),
    "MD5 signature": with_algorithm("xmldsig-more#rsa-sha256", "xmldsig-more#rsa-md5"),
    "MD5 digest": with_algorithm("2001/04/xmlenc#sha256", "2001/04/xmldsig-more#md5"),
    "a shared secret": with_algorithm("xmldsig-more#rsa-sha256", "xmldsig-more#hmac-sha256"),
    "no algorithm": with_algorithm("http://www.w3.org/2001/04/xmldsig-more#rsa-sha256", "none"),
}


@pytest.mark.parametrize("document", WEAK.values(), ids=WEAK)
def test_an_algorithm_that_proves_nothing_is_refused_before_anything_is_tried(document):
    told = verify(document, register(certificate("RSA 2048")))
    assert told.state is Trust.BROKEN
    assert "proves nothing" in told.why


def test_truly_signed_with_a_shared_secret_or_sha_1_is_not_trusted_either():
    class Lax(XMLSigner):
        def check_deprecated_methods(self):
            pass

    root = etree.fromstring(XML)
    old = Lax(signature_algorithm="rsa-sha1", digest_algorithm="sha1").sign(
        root, key=key("RSA 2048"), cert=[certificate("RSA 2048")]
    )
    shared = XMLSigner(signature_algorithm="hmac-sha256").sign(root, key=pem(certificate()))
    for document in (old, shared):
        assert state(etree.tostring(document), register(certificate("RSA 2048"))) is Trust.BROKEN


def test_an_rsa_key_of_1024_bits_is_not_trusted_even_if_pinned():
    told = verify(made_by(kind="RSA 1024"), register(certificate("RSA 1024")))
    assert told.state is Trust.BROKEN
    assert "1,024 bits" in told.why


def test_a_comment_cannot_cut_a_text_short():
    """Signed or not, a comment says nothing: what is trusted is the whole text, as it was signed."""
    document = made_by(XML.replace(b"duty@centre.example", b"duty@centre.example<!-- -->.evil"))
    told = verify(document, register())
    assert told.alert.sender == "duty@centre.example.evil"
    assert told.state is Trust.UNKNOWN


def test_a_comment_put_in_afterwards_changes_nothing_that_is_read():
    told = verify(signed().replace(b"<event>", b"<event><!-- Drill -->", 1), register())
    assert told.alert == ALERT
    cut = signed().replace(b"centre.example<", b"centre.example<!-- -->.evil<", 1)
    assert state(cut) is Trust.BROKEN


@given(st.integers(0, len(signed()) - 1), st.integers(1, 255))
@settings(max_examples=300)
@example(signed().index(b"<ds:SignatureValue>") + 20, 1)
@example(signed().index(b"<sender>") + 8, 1)
def test_no_change_of_a_byte_makes_another_alert_trusted(at, change):
    document = bytearray(signed())
    document[at] ^= change
    try:
        told = verify(bytes(document), register())
    except BadInput:
        return
    assert told.state is not Trust.TRUSTED or told.alert == ALERT


@given(st.data())
@settings(max_examples=300)
def test_damaged_documents_are_judged_or_refused_and_nothing_else(data):
    document = bytearray(signed())
    for _ in range(data.draw(st.integers(1, 5))):
        at = data.draw(st.integers(0, len(document) - 1))
        document[at : at + data.draw(st.integers(0, 40))] = data.draw(st.binary(max_size=6))
    try:
        told = verify(bytes(document), register())
    except BadInput:
        return
    assert told.state is not Trust.TRUSTED or told.alert == ALERT


@pytest.mark.parametrize(
    "document", [b"", b"all is well", b"<rss/>", signed()[:-30], b"<feed>%s</feed>" % inside(signed())]
)
def test_what_is_no_alert_at_all_is_refused(document):
    with pytest.raises(BadInput):
        verify(document, register())


def test_a_head_that_cannot_be_read_is_never_trusted():
    document = made_by(XML.replace(b"<status>Actual</status>", b"<status>Genuine</status>"))
    told = verify(document, register())
    assert (told.state, told.alert) == (Trust.UNKNOWN, None)


def test_verifying_what_was_just_signed_by_another_of_our_keys_needs_its_pin():
    document = sign(XML, key("RSA 2048"), certificate("RSA 2048"))
    assert state(document) is Trust.UNKNOWN
    assert state(document, register(certificate("RSA 2048"))) is Trust.TRUSTED
