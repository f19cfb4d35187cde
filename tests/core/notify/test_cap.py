"""CAP is written so that the schema accepts it and read so that nothing is lost unsaid."""

import csv
import re
from datetime import UTC, datetime
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from notify.samples import ALERT, alerts, with_area
from shared_data import shared_data

from tocsin.errors import BadInput
from tocsin.notify import Rule, cap, problems

TEXT = cap.write(ALERT).decode()


@cache
def schema():
    return etree.XMLSchema(etree.parse(shared_data("cap", "xsd", "cap-1.2-oasis.xsd")))


@given(alerts())
@settings(max_examples=100)
def test_what_is_written_is_read_back_the_same(alert):
    assert problems(alert) == ()
    document = cap.write(alert)
    assert cap.parse(document) == cap.Parsed(alert, (), ())
    assert cap.write(cap.read(document)) == document


@given(alerts())
@settings(max_examples=50)
def test_what_is_written_is_valid_under_the_schema(alert):
    schema().assertValid(etree.fromstring(cap.write(alert)))


def test_times_are_written_with_a_numeric_zone_and_never_z():
    times = re.findall(r"<(?:sent|expires)>([^<]*)<", TEXT)
    assert times == ["2015-11-14T12:00:00+08:00", "2015-11-15T12:00:00+08:00"]


def test_small_coordinates_are_written_without_an_exponent():
    document = cap.write(with_area(circles=((1e-7, -2.5e-9, 0.5),))).decode()
    assert "<circle>0.0000001,-0.0000000025 0.5</circle>" in document


def test_white_space_around_everything_is_tolerated():
    loose = re.sub(r">([^<>\n]+)<", r">\n   \1\t\n<", TEXT)
    parsed = cap.parse(loose.encode())
    assert (parsed.alert, parsed.lost) == (ALERT, ())
    words = ["identifier", "sender", "status", "msgType", "scope", "category", "category"]
    assert [note.path.split("/")[-1] for note in parsed.noted][:7] == words
    assert {note.rule for note in parsed.noted} == {Rule.IDENTIFIER, Rule.SENDER, Rule.WHITE_SPACE}


def test_spaces_after_commas_in_a_polygon_are_tolerated():
    assert cap.read(TEXT.replace("39.8,116.2", "39.8, 116.2").encode()) == ALERT


@pytest.mark.parametrize("version", ["1.0", "1.1", "1.2"])
def test_every_version_of_the_name_space_is_read(version):
    assert cap.read(TEXT.replace("cap:1.2", f"cap:{version}").encode()) == ALERT


def test_z_and_fractions_are_read_and_noted():
    parsed = cap.parse(TEXT.replace("12:00:00+08:00</sent>", "04:00:00.0Z</sent>").encode())
    assert parsed.alert.sent == datetime(2015, 11, 14, 4, tzinfo=UTC)
    assert [(note.path, note.rule, note.line) for note in parsed.noted] == [("alert/sent", Rule.TIME_FORM, 5)]


def test_an_odd_order_is_read_and_noted():
    parsed = cap.parse(re.sub(r"(<status>.*</status>)\s*(<msgType>.*</msgType>)", r"\2\1", TEXT).encode())
    assert parsed.alert == ALERT
    assert len(parsed.noted) == 1
    assert str(parsed.noted[0]).startswith("alert/status (line 6): it stands after <msgType>, where the")


LOST = {
    "an element CAP does not have": (
        "<event>",
        "<colour>red</colour><event>",
        "alert/info[1]/colour",
        Rule.ELEMENT,
    ),
    "a second headline": (
        "<headline>",
        "<headline>Old</headline><headline>",
        "alert/info[1]/headline",
        Rule.ELEMENT,
    ),
    "a polygon of prose": (
        "39.8,116.2 ",
        "north,116.2 ",
        "alert/info[1]/area[1]/polygon[1]",
        Rule.POLYGON_TEXT,
    ),
    "a point with a height": (
        "39.8,116.2 ",
        "39.8,116.2,50 ",
        "alert/info[1]/area[1]/polygon[1]",
        Rule.POLYGON_TEXT,
    ),
    "a number without end": (
        "39.8,116.2 ",
        "1e999,116.2 ",
        "alert/info[1]/area[1]/polygon[1]",
        Rule.POLYGON_TEXT,
    ),
    "a circle without radius": (
        "31.2,121.5 20.0",
        "31.2,121.5",
        "alert/info[1]/area[1]/circle[1]",
        Rule.CIRCLE,
    ),
    "an end without a zone": ("15T12:00:00+08:00", "15T12:00:00", "alert/info[1]/expires", Rule.TIME_FORM),
    "a status of its own": ("Actual", "Genuine", "alert/status", Rule.WORD),
    "no sender": ("duty@centre.example", " ", "alert/sender", Rule.SENDER),
    "half a reference": ("<info>", "<references>a,b</references><info>", "alert/references", Rule.REFERENCE),
}


@pytest.mark.parametrize(("old", "new", "path", "rule"), LOST.values(), ids=LOST)
def test_what_cannot_be_taken_is_named_with_its_line_and_refused_by_read(old, new, path, rule):
    document = TEXT.replace(old, new, 1).encode()
    lost = cap.parse(document).lost
    assert [(problem.path, problem.rule) for problem in lost] == [(path, rule)]
    assert lost[0].line > 0
    with pytest.raises(BadInput, match=re.escape(path)) as refusal:
        cap.read(document, where="night.xml")
    assert refusal.value.where == "night.xml"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b"all is well", "not_xml"),
        (TEXT[:-20].encode(), "not_xml"),
        (b"<rss><channel/></rss>", "not_cap"),
        (b'<!DOCTYPE a [<!ENTITY x "y">]><alert/>', "entities"),
    ],
)
def test_what_is_no_cap_at_all_is_refused(data, reason):
    with pytest.raises(BadInput) as refusal:
        cap.parse(data)
    assert refusal.value.reason == reason


@given(st.data())
@settings(max_examples=150)
def test_damaged_files_are_read_or_refused_and_nothing_else(data):
    document = bytearray(cap.write(ALERT))
    for _ in range(data.draw(st.integers(1, 5))):
        at = data.draw(st.integers(0, len(document) - 1))
        document[at : at + data.draw(st.integers(0, 30))] = data.draw(st.binary(max_size=5))
    try:
        parsed = cap.parse(bytes(document))
    except BadInput:
        return
    assert parsed.alert is not None or parsed.lost


def corpus():
    folder = shared_data("cap")
    with (folder / "manifest.csv").open(newline="", encoding="utf-8") as lines:
        return [(folder / row["file"], row) for row in csv.DictReader(lines)]


def test_alerts_of_many_services_are_read_without_a_crash(record_property):
    """Of 122 documents 115 are read whole, 5 with something named as lost, 2 have no readable head."""
    parsed = {path.name: cap.parse(path.read_bytes(), where=path.name) for path, _ in corpus()}
    whole = [name for name, each in parsed.items() if each.alert and not each.lost]
    headless = {name for name, each in parsed.items() if each.alert is None}
    record_property("read_whole", len(whole))
    assert len(parsed) == 122
    assert len(whole) == 115
    assert headless == {"069.xml", "168.xml"}


def test_every_document_the_manifest_calls_valid_is_read():
    for path, row in corpus():
        if row["xsd_valid"] == "True" and "garbage" not in row["rules_broken"]:
            assert cap.read(path.read_bytes(), where=path.name).identifier == row["identifier"]


def test_what_another_service_wrote_survives_writing_and_reading_again():
    """Of the documents that the standard lets be sent, every one."""
    sendable = 0
    for path, _ in corpus():
        alert = cap.parse(path.read_bytes(), where=path.name).alert
        if alert is not None and not problems(alert, profiles=()):
            sendable += 1
            document = cap.write(alert, profiles=())
            assert cap.parse(document) == cap.Parsed(alert, (), ())
            schema().assertValid(etree.fromstring(document))
    assert sendable > 100
