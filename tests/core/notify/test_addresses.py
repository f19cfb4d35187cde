"""An address that we call one, the type `anyURI` of schemas takes as well; the text alone decides."""

import random

import pytest
from lxml import etree

from tocsin.notify.addresses import is_address, is_file

SCHEMA = (
    '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">'
    '<xs:element name="a" type="xs:anyURI"/></xs:schema>'
)
ANY_URI = etree.XMLSchema(etree.XML(SCHEMA))
LETTERS = "http://a.b:80@/?#%41-_~!$&'()*+,;=[]Z9 \"<|"


def texts(count):
    chance = random.Random(3)
    for _ in range(count):
        text = "http://www.a.example:80/x?y=1#z"
        for _ in range(chance.randint(1, 5)):
            at = chance.randrange(len(text) + 1)
            text = text[:at] + chance.choice(LETTERS) + text[at + chance.randint(0, 2) :]
        yield text
        yield "".join(chance.choice(LETTERS) for _ in range(chance.randint(1, 12)))


def test_what_is_an_address_or_a_file_to_us_is_one_to_a_schema():
    found = [text for text in texts(5_000) if is_address(text) or is_file(text)]
    assert len(found) > 1_000
    for text in found:
        element = etree.Element("a")
        element.text = text
        assert ANY_URI.validate(element), text


@pytest.mark.parametrize(
    "text",
    ["https://centre.example", "mailto:duty@centre.example", "urn:oid:2.49.0.1", "http://a:1@b:80/c%20d?e#f"],
)
def test_whole_addresses(text):
    assert is_address(text)


@pytest.mark.parametrize(
    "text", ["", "centre.example", "http://", "http://a b", "http://a:b/", "http://ä.example", "http://a%zz"]
)
def test_what_is_none(text):
    assert not is_address(text)


@pytest.mark.parametrize(
    "text", ["http://" + "a@" * 20_000 + "<", "http:" + ":" * 50_000 + "<", "a" * 100_000]
)
def test_long_texts_are_decided_by_reading_them_once(text):
    assert not is_address(text)
