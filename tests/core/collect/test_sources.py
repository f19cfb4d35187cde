"""The contract of every source, run on each member of the family."""

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from collect.samples import ORIGIN, SAMPLES, sample
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tocsin.collect import SOURCES, Parsed, detect, read_bytes, source_for
from tocsin.collect.bounded import MAX_BYTES
from tocsin.errors import BadInput

KINDS = [source.name for source in SOURCES]
DATED = [kind for kind in KINDS if kind != "text"]  # a text's day is told by its slug, tested on its own
MOMENT = datetime(2015, 11, 14, 6, 30, tzinfo=UTC)


def read(kind: str, data: bytes) -> Parsed:
    return source_for(kind).parse(data, ORIGIN)


def redated(kind: str, year: int) -> bytes:
    return (
        sample(kind)
        .replace(b"2015-11-14T08", b"%d-11-14T08" % year)
        .replace(b"Nov 2015 08", b"Nov %d 08" % year)
    )


def test_every_source_has_a_sample() -> None:
    assert sorted(SAMPLES) == sorted(KINDS)


@pytest.mark.parametrize("kind", KINDS)
class TestEverySource:
    @pytest.mark.parametrize("media_type", ["", "text/html", "text/plain", "application/octet-stream"])
    def test_is_told_by_its_content_whatever_the_server_says(self, kind: str, media_type: str) -> None:
        assert detect(sample(kind), media_type, where="x").name == kind

    def test_reads_the_same_dispatch(self, kind: str) -> None:
        report = read(kind, sample(kind)).reports[0]
        assert report.title == "Blast & fire in the harbour"
        assert "A blast was heard in the harbour of Tyre on Saturday.\n" in report.text
        assert "Three people were hurt, the port said." in report.text
        assert "<" not in report.text
        assert "Sport" not in report.text
        assert "rights reserved" not in report.text

    def test_names_the_outlet_it_was_told(self, kind: str) -> None:
        assert {report.source for report in read(kind, sample(kind)).reports} == {"harbour-wire"}

    def test_gives_the_same_report_the_same_id_and_another_report_another(self, kind: str) -> None:
        ids = [report.id for report in read(kind, sample(kind)).reports]
        assert ids == [report.id for report in read(kind, sample(kind)).reports]
        assert len(set(ids)) == len(ids)

    def test_refuses_an_empty_input(self, kind: str) -> None:
        for data in (b"", b" \n"):
            with pytest.raises(BadInput, match="night") as refusal:
                read(kind, data)
            assert refusal.value.reason == "empty"

    def test_refuses_an_input_of_more_than_five_megabytes(self, kind: str) -> None:
        with pytest.raises(BadInput, match="night") as refusal:
            read(kind, sample(kind) + b" " * MAX_BYTES)
        assert refusal.value.reason == "too_large"

    def test_reads_or_refuses_an_input_cut_off_anywhere(self, kind: str) -> None:
        data = sample(kind)
        for length in range(1, len(data), 29):
            read_or_refuse(kind, data[:length])

    def test_reads_another_encoding_than_utf_8(self, kind: str) -> None:
        data = sample(kind).decode().replace("harbour of Tyre", "port de Tyr, été")
        declared = data.replace("UTF-8", "utf-16").replace('"utf-8"', '"utf-16"')
        assert "port de Tyr, été" in read(kind, declared.encode("utf-16")).reports[0].text

    @settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(change=st.data())
    def test_reads_or_refuses_damaged_bytes_and_nothing_else(self, kind: str, change: st.DataObject) -> None:
        data = bytearray(sample(kind))
        places = change.draw(st.lists(st.integers(0, len(data) - 1), min_size=1, max_size=12))
        for place in places:
            data[place] = change.draw(st.integers(0, 255))
        read_or_refuse(kind, bytes(data))

    @settings(max_examples=40)
    @given(data=st.binary(max_size=300))
    def test_reads_or_refuses_any_bytes(self, kind: str, data: bytes) -> None:
        read_or_refuse(kind, data)


@pytest.mark.parametrize("kind", DATED)
class TestEverySourceThatDatesItsReports:
    def test_keeps_the_moment_and_its_zone(self, kind: str) -> None:
        published = read(kind, sample(kind)).reports[0].published
        assert published == MOMENT
        assert published.isoformat() == "2015-11-14T08:30:00+02:00"

    @pytest.mark.parametrize("year", [1970, 2099])
    def test_sets_aside_what_cannot_be_dated_so_and_keeps_the_rest(self, kind: str, year: int) -> None:
        parsed = read(kind, redated(kind, year))
        aside = parsed.set_aside[0]
        assert aside.reason == "bad_date"
        assert str(year) in aside.message
        assert aside.where.startswith("night")
        assert "blast was heard" in aside.sample
        assert len(parsed.reports) == len(read(kind, sample(kind)).reports) - 1

    def test_believes_its_own_date_rather_than_the_one_it_was_told(self, kind: str) -> None:
        origin = replace(ORIGIN, published=datetime(2015, 1, 1, tzinfo=UTC))
        assert source_for(kind).parse(sample(kind), origin).reports[0].published == MOMENT


def read_or_refuse(kind: str, data: bytes) -> None:
    """Any other error than `BadInput` fails the test by itself."""
    with suppress(BadInput):
        parsed = read(kind, data)
        assert all(report.text and report.id for report in parsed.reports)
        assert all(report.published is None or report.published.tzinfo for report in parsed.reports)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "unknown_kind"),
        (b"%PDF-1.7\n\x00\x01\x02\x03\x04", "unknown_kind"),
        (b"<?xml version='1.0'?><gpx><wpt/></gpx>", "unknown_kind"),
        (b"<a>" * 100_000, "unknown_kind"),
        (b"<rss>" + b"<a>" * 100_000, "too_deep"),
        (b"<!DOCTYPE rss [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><rss><a>&x;</a></rss>", "entities"),
        (b"<!DOCTYPE feed [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><feed><a>&x;</a></feed>", "entities"),
        (b"x" * (MAX_BYTES + 1), "too_large"),
        (b'{"a": 1}', "not_feed"),
        (b'{"items": ' + b"[" * 100_000, "too_deep"),
        (b"<html><body></body></html>", "no_text"),
        (b"<html " + b"".join(b"a%d " % number for number in range(2_000)) + b">hi</html>", "too_large"),
    ],
    ids=lambda value: value[:30].decode("latin-1") if isinstance(value, bytes) else value,
)
def test_what_cannot_be_used_is_refused_with_its_reason(data: bytes, reason: str) -> None:
    with pytest.raises(BadInput, match="night") as refusal:
        read_bytes(data, ORIGIN)
    assert refusal.value.reason == reason


def test_an_unknown_kind_is_answered_with_those_there_are() -> None:
    with pytest.raises(BadInput, match="rss, atom"):
        source_for("gopher")
