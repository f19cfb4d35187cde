"""What is special to pages: the date they declare, their encoding, and what is no article."""

import time
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from collect.samples import ORIGIN, sample

from tocsin.base import Report
from tocsin.collect import source_for
from tocsin.errors import BadInput

META = b'<meta property="article:published_time" content="2015-11-14T08:30:00+02:00">'
LINKED = b"""<script type="application/ld+json">{"@graph": [{"@type": "WebSite"},
  {"@type": "NewsArticle", "datePublished": "2015-11-14T08:30:00+02:00"}]}</script>"""


def read(data: bytes, **origin: datetime | str) -> Report:
    return source_for("html").parse(data, replace(ORIGIN, **origin)).reports[0]


def test_the_date_may_stand_in_the_json_ld_of_the_page() -> None:
    published = read(sample("html").replace(META, LINKED)).published
    assert published
    assert published.isoformat() == "2015-11-14T08:30:00+02:00"


def test_the_date_may_stand_in_a_time_element() -> None:
    shown = b'<time datetime="2015-11-14T08:30:00+02:00">today</time><h1>'
    published = read(sample("html").replace(META, b"").replace(b"<h1>", shown, 1)).published
    assert published
    assert published.isoformat() == "2015-11-14T08:30:00+02:00"


def test_broken_json_ld_is_passed_over() -> None:
    assert read(sample("html").replace(META, b'<script type="application/ld+json">{"a": </script>')).text


def test_a_page_without_a_date_takes_the_one_it_is_told() -> None:
    told = datetime(2015, 11, 14, tzinfo=UTC)
    assert read(sample("html").replace(META, b""), published=told).published == told


def test_a_page_without_any_date_has_none() -> None:
    assert read(sample("html").replace(META, b"")).published is None


def test_the_headline_is_not_repeated_in_the_text() -> None:
    assert read(sample("html")).text.startswith("A blast was heard")


@pytest.mark.parametrize(
    ("encoding", "word"), [("windows-1256", "انفجار"), ("gb18030", "爆炸"), ("iso-8859-15", "café")]
)
def test_the_encoding_a_page_declares_is_honoured(encoding: str, word: str) -> None:
    text = sample("html").decode().replace("utf-8", encoding).replace("A <b>blast", f"{word} <b>blast")
    assert word in read(text.encode(encoding)).text


def test_a_false_declaration_is_not_believed() -> None:
    text = (
        sample("html").decode().replace('charset="utf-8"', 'charset="ascii"').replace("harbour of", "café of")
    )
    assert "café of Tyre" in read(text.encode()).text


def test_a_page_cut_off_is_read_as_far_as_it_goes() -> None:
    data = sample("html")
    assert "A blast was heard" in read(data[: data.index(b"Three people")]).text


@pytest.mark.parametrize("tag", [b"a b=", b"a b='x\" ", b'a b="', b"a ", b"<", b"!--"])
def test_a_page_of_unclosed_tags_is_refused_or_read_within_seconds(tag: bytes) -> None:
    start = time.perf_counter()
    with suppress(BadInput):
        read(b"<html><body><p>A blast.</p>" + (b"<" + tag) * 50_000)
    assert time.perf_counter() - start < 10


@pytest.mark.parametrize("unfit", ["\ufffe", "\x1b", "\x01", "&#27;", "&#xFFFE;", "&#x1bz", "&#99999999;"])
def test_a_character_that_no_document_may_hold_does_not_cost_the_page(unfit: str) -> None:
    text = sample("html").decode().replace("harbour", f"har{unfit}bour")
    assert "A blast was heard" in read(text.encode()).text


def test_a_page_of_very_many_tags_is_read_as_far_as_is_quick_and_says_so() -> None:
    data = b"<html><body><article><p>A blast was heard in Tyre.</p>" + b"<p>More is to come.</p>" * 20_000
    parsed = source_for("html").parse(data, ORIGIN)
    assert "A blast was heard" in parsed.reports[0].text
    assert parsed.notes == (f"{ORIGIN.where}: the page is very long; it was read up to its tag 10,000",)
