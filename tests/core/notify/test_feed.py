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

NAMES = {"a": feed.ATOM}
UPDATE = replace(
    ALERT,
    identifier="urn:oid:2.49.0.1.156.0.2015.8",
    sent=SENT + timedelta(hours=1),
    message_type=MessageType.UPDATE,
    references=(ALERT.reference,),
)


def link(identifier):
    return f"https://centre.example/cap/{identifier}.xml"


def built(alerts, **changes):
    given = {"self_url": "https://centre.example/alerts.atom", "updated": SENT, "link": link, **changes}
    return etree.fromstring(feed.atom(alerts, **given))


def found(tree, path):
    return [str(each) for each in tree.xpath(path, namespaces=NAMES)]


def test_the_newest_message_comes_first():
    ids = found(built([ALERT, UPDATE]), "a:entry/a:id/text()")
    assert ids == [UPDATE.identifier, ALERT.identifier]


def test_each_entry_holds_its_whole_message_and_a_link_to_it():
    tree = built([ALERT, UPDATE])
    inside = [cap.read(etree.tostring(node[0])) for node in tree.iterfind("a:entry/a:content", NAMES)]
    assert inside == [UPDATE, ALERT]
    assert found(tree, "a:entry[2]/a:link[@rel='alternate']/@href") == [link(ALERT.identifier)]


def test_an_update_links_to_what_it_updates():
    assert found(built([UPDATE]), "a:entry/a:link[@rel='related']/@href") == [link(ALERT.identifier)]


def test_moving_the_site_makes_no_alert_new():
    moved = built([ALERT], self_url="https://new.example/a.atom", link=lambda id: f"https://new.example/{id}")
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


def test_what_was_sent_is_what_the_feed_holds():
    as_sent = cap.write(ALERT).replace(b"More follows.", b"More   follows.")
    tree = built([ALERT], document=lambda alert: as_sent)
    (content,) = tree.iterfind("a:entry/a:content", NAMES)
    canonical = etree.tostring(content[0], method="c14n", exclusive=True)
    assert canonical == etree.tostring(etree.fromstring(as_sent), method="c14n", exclusive=True)


def test_an_alert_that_may_not_be_sent_does_not_get_into_the_feed():
    with pytest.raises(BadInput, match="alert/identifier"):
        built([replace(ALERT, identifier="a b")])


def test_a_time_without_a_zone_is_refused():
    with pytest.raises(BadInput, match="no zone"):
        built([], updated=datetime(2015, 11, 14))  # noqa: DTZ001


def test_the_feed_is_valid_under_the_schema_of_atom():
    path = shared_data("cap", "xsd", "atom.xsd")
    try:
        schema = etree.XMLSchema(etree.parse(path))
    except etree.XMLSchemaParseError as error:
        pytest.skip(f"the copy of the Atom schema does not load: {error}")
    schema.assertValid(
        built([ALERT, UPDATE, replace(UPDATE, identifier="c", infos=(), message_type=MessageType.CANCEL)])
    )
