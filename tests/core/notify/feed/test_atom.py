"""The Atom feed holds each message whole, under a name that never changes."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from lxml import etree
from notify.samples import ALERT, SENT
from shared_data import shared_data

from tocsin.base import AlertStatus, MessageType
from tocsin.errors import BadInput
from tocsin.notify import cap, feed

NAMES = {"a": feed.ATOM, "fh": feed.HISTORY}
URL = "https://centre.example/alerts.atom"
HEAD = feed.Head(id=URL, url=URL, updated=SENT)
UPDATE = replace(
    ALERT,
    identifier="urn:oid:2.49.0.1.156.0.2015.8",
    sent=SENT + timedelta(hours=1),
    message_type=MessageType.UPDATE,
    references=(ALERT.reference,),
)


def link(identifier):
    return f"https://centre.example/cap/{identifier}.xml"


def built(alerts, head=HEAD, **changes):
    return etree.fromstring(feed.atom(alerts, head, **{"link": link, **changes}))


def found(tree, path):
    return [str(each) for each in tree.xpath(path, namespaces=NAMES)]


def test_messages_keep_the_order_given():
    ids = found(built([UPDATE, ALERT]), "a:entry/a:id/text()")
    assert ids == [UPDATE.identifier, ALERT.identifier]


def test_each_entry_holds_its_whole_message_and_links_to_it_and_to_its_page():
    tree = built([UPDATE, ALERT], page=lambda identifier: f"https://centre.example/{identifier}/")
    inside = [cap.read(etree.tostring(node[0])) for node in tree.iterfind("a:entry/a:content", NAMES)]
    assert inside == [UPDATE, ALERT]
    addresses = found(tree, "a:entry[2]/a:link[@rel='alternate']/@href")
    assert addresses == [link(ALERT.identifier), f"https://centre.example/{ALERT.identifier}/"]


def test_an_update_links_to_what_it_updates():
    assert found(built([UPDATE]), "a:entry/a:link[@rel='related']/@href") == [link(ALERT.identifier)]


def test_moving_the_site_makes_no_alert_new():
    elsewhere = replace(HEAD, id="https://new.example/a.atom", url="https://new.example/a.atom")
    moved = built([ALERT], elsewhere, link=lambda id: f"https://new.example/{id}")
    assert found(moved, "a:entry/a:id/text()") == found(built([ALERT]), "a:entry/a:id/text()")


def test_identifiers_that_are_no_urn_get_one_each_of_sender_and_identifier():
    plain = replace(ALERT, identifier="7")
    ids = {
        feed.entry_id(alert) for alert in (plain, replace(plain, sender="b"), replace(plain, identifier="8"))
    }
    assert len(ids) == 3
    assert all(id.startswith("urn:uuid:") for id in ids)


def test_what_is_not_the_real_thing_says_so_in_its_title():
    drill = replace(ALERT, status=AlertStatus.EXERCISE)
    ended = replace(UPDATE, message_type=MessageType.CANCEL)
    silent = replace(ended, infos=())
    assert found(built([drill]), "a:entry/a:title/text()")[0].startswith("Exercise: ")
    assert found(built([ended]), "a:entry/a:title/text()")[0].startswith("Cancelled: ")
    assert found(built([silent]), "a:entry/a:title/text()") == [f"Cancel {silent.identifier}"]


def test_what_was_sent_is_what_the_feed_holds_to_the_last_space():
    as_sent = cap.write(ALERT).replace(b"More follows.", b"More   follows.").replace(b"\n  ", b"")
    tree = built([ALERT], document=lambda alert: as_sent)
    (content,) = tree.iterfind("a:entry/a:content", NAMES)
    canonical = etree.tostring(content[0], method="c14n", exclusive=True)
    assert canonical == etree.tostring(etree.fromstring(as_sent), method="c14n", exclusive=True)


def test_a_message_that_is_too_large_is_linked_and_still_announced():
    long = replace(ALERT, infos=(replace(ALERT.infos[0], instruction="Stay in. " * 20_000),))
    tree = built([long])
    assert found(tree, "a:entry/a:content/@src") == [link(ALERT.identifier)]
    assert found(tree, "a:entry/a:content/*") == []
    assert found(tree, "a:entry/a:title/text()") == [ALERT.infos[0].headline]


def test_a_page_of_the_largest_messages_stays_below_900_kilobytes():
    wordy = replace(ALERT.infos[0], headline="é" * 4000, description="<&>" * 5000, sender_name="é" * 900)
    references = tuple(replace(ALERT.reference, identifier="urn:oid:" + "9" * 190) for _ in range(400))
    alert = replace(ALERT, infos=(wordy,), references=references, message_type=MessageType.UPDATE)
    largest = b"<alert>%s</alert>" % (b"x" * (feed.LARGEST - len(b"<alert></alert>")))
    page = [alert] * feed.PAGE
    data = feed.atom(page, HEAD, link=link, page=link, document=lambda _: largest)
    assert len(data) < 900_000
    assert data.count(largest) == feed.PAGE


def test_a_reader_of_one_language_gets_that_block_first():
    french = replace(ALERT.infos[0], language="fr-CA", headline="Restez chez vous")
    tree = built([replace(ALERT, infos=(ALERT.infos[0], french))], replace(HEAD, language="fr"))
    assert found(tree, "a:entry/a:title/text()") == ["Restez chez vous"]
    assert found(tree, "@xml:lang") == ["fr"]


def test_a_page_of_the_archive_says_so_and_leads_to_the_feed_and_to_the_page_before():
    before = "https://centre.example/alerts-2.atom"
    head = replace(HEAD, url="https://centre.example/alerts-3.atom", current=URL, previous=before)
    tree = built([ALERT], head)
    assert len(tree.findall("fh:archive", NAMES)) == 1
    assert found(tree, "a:link[@rel='prev-archive']/@href") == [before]
    assert found(tree, "a:link[@rel='current']/@href") == [URL]
    assert built([ALERT]).find("fh:archive", NAMES) is None


def test_a_hub_is_named_where_there_is_one():
    hub = "https://centre.example/hub"
    assert found(built([], replace(HEAD, hub=hub)), "a:link[@rel='hub']/@href") == [hub]
    assert found(built([]), "a:link[@rel='hub']/@href") == []


def test_an_alert_that_may_not_be_sent_does_not_get_into_the_feed():
    with pytest.raises(BadInput, match="alert/identifier"):
        built([replace(ALERT, identifier="a b")])


def test_a_time_without_a_zone_is_refused():
    with pytest.raises(BadInput, match="no zone"):
        built([], replace(HEAD, updated=datetime(2015, 11, 14)))  # noqa: DTZ001


def test_the_feed_is_valid_under_the_schema_of_atom():
    path = shared_data("cap", "xsd", "atom.xsd")
    try:
        schema = etree.XMLSchema(etree.parse(path))
    except etree.XMLSchemaParseError as error:
        pytest.skip(f"the copy of the Atom schema does not load: {error}")
    schema.assertValid(
        built([ALERT, UPDATE, replace(UPDATE, identifier="c", infos=(), message_type=MessageType.CANCEL)])
    )
