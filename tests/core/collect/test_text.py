"""Plain text: headline, slug, dateline, broken lines."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from collect.samples import ORIGIN
from shared_data import shared_data

from tocsin.base import Report
from tocsin.collect import read_bytes, source_for


def read(text: str, encoding: str = "utf-8", **origin: datetime) -> Report:
    return source_for("text").parse(text.encode(encoding), replace(ORIGIN, **origin)).reports[0]


def test_lines_broken_for_width_are_joined_and_paragraphs_kept() -> None:
    report = read("Blast in Tyre\n\nA blast was\nheard.\n\nThree people\nwere hurt.")
    assert (report.title, report.text) == ("Blast in Tyre", "A blast was heard.\nThree people were hurt.")


def test_chinese_lines_are_joined_without_a_space() -> None:
    assert read("标题\n\n港口发生\n爆炸。\n\n三人受伤。").text == "港口发生爆炸。\n三人受伤。"


def test_lines_without_blank_lines_between_are_paragraphs() -> None:
    report = read("A blast was heard.\nThree people were hurt.")
    assert (report.title, report.text) == ("", "A blast was heard.\nThree people were hurt.")


@pytest.mark.parametrize(
    ("head", "day"),
    [
        ("MERIDIAN WIRE  1320 GMT 12 Nov 2015\n\nBlast\n\n", "2015-11-12"),
        ("وكالة - 2015/11/12 - 18:14\n\nانفجار\n\n", "2015-11-12"),
        ("AGENCIA / 13-11-2015 14:05\n\nExplosión\n\n", "2015-11-13"),
        ("AGENCE - 13 novembre 2015 19h50\n\nExplosion\n\n", "2015-11-13"),
        ("TYRE, Nov 13, 2015 (Wire) - ", "2015-11-13"),
    ],
)
def test_the_day_at_the_head_dates_the_text(head: str, day: str) -> None:
    published = read(head + "A blast was heard.").published
    assert published
    assert published.date().isoformat() == day


@pytest.mark.parametrize(
    "head",
    ["AGENCIA / 12-11-2015 14:05\n\nExplosión\n\n", "TYRE, Nov 13 - ", "On 3 March 2014 the port burned. "],
    ids=["a day in two ways", "no year", "no dateline"],
)
def test_a_day_that_is_not_certain_dates_nothing(head: str) -> None:
    assert read(head + "A blast was heard.").published is None


def test_the_day_of_filing_counts_more_than_the_date_the_user_gives() -> None:
    filed = "MERIDIAN WIRE  1320 GMT 12 Nov 2015\n\nBlast\n\nA blast was heard."
    other, same = datetime(2015, 11, 14, tzinfo=UTC), datetime(2015, 11, 12, 13, 20, tzinfo=UTC)
    assert read(filed, published=other).published == datetime(2015, 11, 12, tzinfo=UTC)
    assert read(filed, published=same).published == same


def test_the_date_the_user_gives_counts_even_for_an_old_text() -> None:
    told = datetime(1989, 4, 1, tzinfo=UTC)
    assert read("A blast was heard.", published=told).published == told


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Une explosion a été entendue à Tyr, où trois blessés ont été évacués vers l'hôpital.", "cp1252"),
        ("سمع دوي انفجار في مرفأ صور صباح السبت وأصيب ثلاثة أشخاص بجروح بحسب إدارة المرفأ", "cp1256"),
        ("周六清晨提尔港发生爆炸，港口方面说有三人受伤，消防人员已赶到现场。", "gb18030"),
    ],
)
def test_an_undeclared_encoding_is_guessed_and_the_guess_told(text: str, encoding: str) -> None:
    parsed = source_for("text").parse((text * 4).encode(encoding), ORIGIN)
    assert parsed.reports[0].text == text * 4
    assert "encoding is not declared" in parsed.notes[0]


def test_a_few_damaged_bytes_are_replaced_and_told() -> None:
    parsed = source_for("text").parse("Détonation à Tyr où ".encode() * 3 + b"\xc3", ORIGIN)
    assert parsed.reports[0].text.startswith("Détonation")
    assert "1 damaged characters were replaced" in parsed.notes[0]


def test_the_report_of_14_november_2015_is_one_report_without_a_headline() -> None:
    path = shared_data("reading", "news", "000_0e652a000f851520.txt")
    parsed = read_bytes(path.read_bytes(), ORIGIN)
    assert len(parsed.reports) == 1
    assert parsed.reports[0].title == ""
    assert parsed.reports[0].text.startswith("China today sounded")
