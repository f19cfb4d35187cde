"""What the one XML parser reads, and what it refuses and why."""

import os
import time

import psutil
import pytest

from tocsin.base.xml import parse_xml
from tocsin.errors import BadInput

BOMB = (
    b'<!DOCTYPE a [<!ENTITY l0 "lol">'
    + b"".join(b'<!ENTITY l%d "%s">' % (i, b"&l%d;" % (i - 1) * 10) for i in range(1, 12))
    + b"]>"
)

REFUSED = {
    "nothing at all": (b"", "empty"),
    "white space": (b" \n\t", "empty"),
    "prose": (b"A blast was heard.", "not_xml"),
    "a cut-off document": (b"<rss><channel><title>x", "not_xml"),
    "257 levels": (b"<a>" * 257 + b"</a>" * 257, "too_deep"),
    "100,000 levels": (b"<a>" * 100_000 + b"</a>" * 100_000, "too_deep"),
    "an outside entity": (b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>', "entities"),
    "a parameter entity": (b'<!DOCTYPE a [<!ENTITY % x SYSTEM "http://a.example/x">]><a/>', "entities"),
    "an unused entity": (b'<!DOCTYPE a [<!ENTITY x "y">]><a/>', "entities"),
    "a bomb in text": (BOMB + b"<a>&l11;</a>", "entities"),
    "a bomb in an attribute": (BOMB + b'<a b="&l11;"/>', "entities"),
    "five megabytes": (b"<a>" + b"x" * 5_000_000 + b"</a>", "too_large"),
    "an unknown encoding": (b'<?xml version="1.0" encoding="bogus"?><a>\xe9</a>', "not_xml"),
}


@pytest.mark.parametrize(("data", "reason"), REFUSED.values(), ids=REFUSED)
def test_dangerous_or_broken_xml_is_refused_with_its_reason_and_its_place(data: bytes, reason: str) -> None:
    with pytest.raises(BadInput, match="night\\.xml") as refusal:
        parse_xml(data, where="night.xml")
    assert refusal.value.reason == reason


@pytest.mark.parametrize("recover", [False, True])
@pytest.mark.parametrize("name", ["257 levels", "100,000 levels", "an outside entity", "a bomb in text"])
def test_recovery_lowers_no_bound(name: str, recover: bool) -> None:
    with pytest.raises(BadInput) as refusal:
        parse_xml(REFUSED[name][0], where="x", recover=recover)
    assert refusal.value.reason == REFUSED[name][1]


@pytest.mark.parametrize("name", ["100,000 levels", "an outside entity", "a bomb in text"])
def test_a_refusal_takes_under_a_second_and_under_64_mb(name: str) -> None:
    process = psutil.Process(os.getpid())
    before, start = process.memory_info().rss, time.perf_counter()
    with pytest.raises(BadInput):
        parse_xml(REFUSED[name][0], where="x")
    assert time.perf_counter() - start < 1
    assert process.memory_info().rss - before < 64_000_000


def test_256_levels_are_read() -> None:
    assert parse_xml(b"<a>" * 256 + b"</a>" * 256, where="x").tag == "a"


def test_a_document_type_without_entities_is_not_loaded_and_does_no_harm() -> None:
    data = b'<!DOCTYPE rss PUBLIC "-//N//DTD RSS 0.91//EN" "http://a.example/rss.dtd"><rss/>'
    assert parse_xml(data, where="x").tag == "rss"


def test_recovery_reads_a_cut_off_document_as_far_as_it_goes() -> None:
    root = parse_xml(b"<rss><channel><item><title>One</title></item><item><tit", where="x", recover=True)
    assert root.findtext("channel/item/title") == "One"


def test_the_declared_encoding_is_honoured() -> None:
    assert parse_xml("<a>é</a>".encode("utf-16"), where="x").text == "é"
