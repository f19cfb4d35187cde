"""What is special to feeds: broken ones are mended, items without use are set aside alone."""

import pytest
from collect.malformed import malformed
from collect.samples import ORIGIN, sample

from tocsin.collect import Parsed, read_bytes, source_for
from tocsin.errors import BadInput


def rss(items: str) -> Parsed:
    return source_for("rss").parse(f"<rss version='2.0'><channel>{items}</channel></rss>".encode(), ORIGIN)


def test_one_item_without_words_is_set_aside_and_the_other_kept() -> None:
    parsed = rss("<item><link>https://a.example/1</link></item><item><title>Blast</title></item>")
    assert [report.title for report in parsed.reports] == ["Blast"]
    assert [(aside.where, aside.reason) for aside in parsed.set_aside] == [("night, item 1", "no_text")]


def test_a_headline_alone_is_read_as_text() -> None:
    assert rss("<item><title>Blast in Tyre kills 3</title></item>").reports[0].text == "Blast in Tyre kills 3"


def test_a_date_that_cannot_be_read_leaves_the_item_undated_and_is_told() -> None:
    parsed = rss("<item><title>Blast</title><pubDate>the day before</pubDate></item>")
    assert parsed.reports[0].published is None
    assert parsed.notes == ("night: item 1: the date 'the day before' cannot be read; taken as undated",)


def test_a_feed_that_is_not_well_formed_is_mended_and_the_mending_told() -> None:
    parsed = rss("<item><title>Fire &amp; smoke & caf&eacute;</title><description>Smoke</description></item>")
    assert parsed.reports[0].title.startswith("Fire & smoke")
    assert "café" in parsed.reports[0].title
    assert "not well-formed" in parsed.notes[0]


def test_a_feed_cut_off_keeps_the_items_before_the_cut() -> None:
    data = sample("rss")
    parsed = source_for("rss").parse(data[: data.index(b"Storm warning")], ORIGIN)
    assert "Blast & fire in the harbour" in [report.title for report in parsed.reports]
    assert parsed.notes


def test_markup_and_scripts_in_an_item_become_plain_words() -> None:
    words = "&lt;p&gt;Two&lt;br&gt;lines&lt;script&gt;x()&lt;/script&gt;"
    assert rss(f"<item><description>{words}</description></item>").reports[0].text == "Two\nlines"


def test_the_longer_of_teaser_and_content_is_the_text() -> None:
    assert source_for("atom").parse(sample("atom"), ORIGIN).reports[0].text.endswith("the port said.")


def test_the_language_a_feed_declares_is_kept() -> None:
    for kind in ("rss", "atom", "json_feed"):
        reports = source_for(kind).parse(sample(kind), ORIGIN).reports
        assert {report.language.lower() for report in reports} == {"en-gb"}


def test_an_entry_without_publication_is_dated_by_its_update() -> None:
    storm = source_for("atom").parse(sample("atom"), ORIGIN).reports[1]
    assert storm.published
    assert storm.published.isoformat() == "2015-11-14T09:00:00+02:00"


def test_an_exercise_in_an_alert_feed_is_no_report() -> None:
    spaces = b"xmlns='http://www.w3.org/2005/Atom' xmlns:cap='urn:oasis:names:tc:emergency:cap:1.2'"
    entry = b"<entry><title>Drill</title><cap:status>Exercise</cap:status></entry>"
    data = b"<feed " + spaces + b">" + entry + b"</feed>"
    parsed = source_for("atom").parse(data, ORIGIN)
    assert [aside.reason for aside in parsed.set_aside] == ["not_actual"]


@pytest.mark.parametrize("items", ['[1, null, {"id": "1"}]', '[{"title": 5, "content_text": ["x"]}]'])
def test_json_items_of_the_wrong_type_are_set_aside(items: str) -> None:
    parsed = source_for("json_feed").parse(f'{{"items": {items}}}'.encode(), ORIGIN)
    assert not parsed.reports
    assert parsed.set_aside


def test_items_beyond_the_most_are_set_aside_with_their_number() -> None:
    parsed = rss("<item><title>Blast</title></item>" * 5_002)
    assert len(parsed.reports) == 5_000
    assert [(aside.reason, aside.message) for aside in parsed.set_aside] == [
        ("too_many", "items beyond the first 5,000, 2 in all")
    ]


def test_a_feed_that_defeats_the_feed_reader_is_refused_with_a_reason() -> None:
    _, data = malformed(3167)
    with pytest.raises(BadInput) as refusal:
        read_bytes(data, ORIGIN)
    assert refusal.value.reason == "not_feed"
