"""The RSS feed tells the same messages as the Atom feed, to readers that know nothing newer."""

from dataclasses import replace

import feedparser
from lxml import etree
from notify.samples import ALERT, SENT

from tocsin.notify import cap, feed
from tocsin.notify.vocabulary import NAMESPACE

URL = "https://centre.example/alerts.rss"
HEAD = feed.Head(id=URL, url=URL, updated=SENT, title="Alerts of the centre")
NAMES = {"a": feed.ATOM, "c": NAMESPACE, "fh": feed.HISTORY}


def link(identifier):
    return f"https://centre.example/cap/{identifier}.xml"


def built(alerts, head=HEAD):
    return feed.rss(alerts, head, link=link)


def test_a_common_reader_finds_each_message_with_its_address_and_lasting_name():
    read = feedparser.parse(built([ALERT]))
    assert not read.bozo
    assert read.feed.title == "Alerts of the centre"
    (entry,) = read.entries
    assert (entry.id, entry.link) == (feed.entry_id(ALERT), link(ALERT.identifier))
    assert entry.published_parsed[:5] == SENT.utctimetuple()[:5]


def test_each_item_holds_its_whole_message():
    (message,) = etree.fromstring(built([ALERT])).iterfind("channel/item/c:alert", NAMES)
    assert cap.read(etree.tostring(message)) == ALERT


def test_a_message_that_is_too_large_is_linked():
    long = replace(ALERT, infos=(replace(ALERT.infos[0], instruction="Stay in. " * 20_000),))
    tree = etree.fromstring(built([long]))
    assert tree.find("channel/item/c:alert", NAMES) is None
    assert tree.findtext("channel/item/link") == link(ALERT.identifier)


def test_pages_lead_from_one_to_the_one_before():
    head = replace(
        HEAD, url="https://centre.example/alerts-3.rss", current=URL, previous="https://p.example/2"
    )
    channel = etree.fromstring(built([ALERT], head)).find("channel")
    assert channel.find("fh:archive", NAMES) is not None
    links = {one.get("rel"): one.get("href") for one in channel.iterfind("a:link", NAMES)}
    assert links == {"self": head.url, "current": URL, "prev-archive": "https://p.example/2"}
