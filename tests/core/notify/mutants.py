"""Documents made from good ones by small accidents: what a fuzzer and a schema's oracle are fed."""

import random
from copy import deepcopy

from lxml import etree

WORDS = [
    "", " ", "Actual", " Actual ", "actual", "Draft", "Met", "CBRNE", "Other", "Very Likely", "Observed",
    "Avoid", "AllClear", "en", "en-US", "english words", "xxxxxxxxx", "2015-11-14T12:00:00+08:00",
    "2015-11-14T12:00:00Z", "2015-11-14T24:00:00-00:00", "2015-11-14T12:00:00,08:00",
    "2015-02-30T12:00:00+08:00", "2015-11-14", "2015-11-14T12:00:00+15:00", " 2015-11-14T12:00:00+08:00 ",
    "1e3", "12", "-1", "+12", "1.5", " 7 ", "１２", "NaN", "http://a.example/ä b", "%zz", "://", "a b", "a,b",
    "SAME=006109", "48,2 49,2 49,3 48,2", "48,2 49,3 48,3 49,2 48,2", "48,2 49,2 49,3",
    "91,2 49,2 49,3 91,2", "nan,nan", "48, 2 49 ,2", "1,2,3 4", "48.86,2.35 10", "48.86,2.35", "0,0 -1",
    "a,b,2015-11-14T12:00:00+08:00", "a,b", "\"one two\" three", "\u0661\u0662", "\ud7ff", "<b>", "\t\n",
]  # fmt: skip
NAMES = [
    "identifier",
    "status",
    "scope",
    "info",
    "area",
    "polygon",
    "parameter",
    "valueName",
    "value",
    "colour",
]
SPACES = ["urn:oasis:names:tc:emergency:cap:1.2", "urn:oasis:names:tc:emergency:cap:1.1", "", "urn:other"]
SIGNATURE = "http://www.w3.org/2000/09/xmldsig#"


def mutant(root: etree._Element, chance: random.Random) -> etree._Element:
    """A copy with one to three accidents."""
    copy = deepcopy(root)
    for _ in range(chance.randint(1, 3)):
        elements = [each for each in copy.iter() if isinstance(each.tag, str)]
        chance.choice(ACCIDENTS)(chance.choice(elements), chance)
    return copy


def _text(element, chance):
    element.text = chance.choice(WORDS)


def _remove(element, chance):
    if element.getparent() is not None:
        element.getparent().remove(element)


def _double(element, chance):
    if element.getparent() is not None:
        element.addnext(deepcopy(element))


def _move(element, chance):
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)
        parent.insert(chance.randint(0, len(parent)), element)


def _rename(element, chance):
    space = etree.QName(element).namespace
    element.tag = f"{{{space}}}{chance.choice(NAMES)}" if space else chance.choice(NAMES)


def _rehouse(element, chance):
    space = chance.choice(SPACES)
    element.tag = f"{{{space}}}{etree.QName(element).localname}" if space else etree.QName(element).localname


def _label(element, chance):
    name = chance.choice(["id", "{http://www.w3.org/2001/XMLSchema-instance}nil", "{urn:other}id"])
    element.set(name, chance.choice(["true", "1", ""]))


def _retype(element, chance):
    element.set("{http://www.w3.org/2001/XMLSchema-instance}type", chance.choice(["x", "xs:string", "info"]))


def _sign(element, chance):
    signature = etree.Element(f"{{{SIGNATURE}}}{chance.choice(['Signature', 'Object'])}")
    element.insert(chance.choice([0, len(element)]), signature)


def _nest(element, chance):
    etree.SubElement(element, f"{{{SPACES[0]}}}{chance.choice(NAMES)}").text = chance.choice(WORDS)


ACCIDENTS = [_text, _text, _text, _remove, _double, _move, _rename, _rehouse, _label, _retype, _sign, _nest]
