"""What the feeds of other authorities list, as they are written out there."""

import pytest
from notify.samples import ALERT as SAMPLE

from tocsin.errors import BadInput
from tocsin.notify import cap
from tocsin.notify.listing import Listing, listing

WHERE = "https://met.example/cap/feed.atom"
ALERT = cap.write(SAMPLE)
INSIDE = ALERT.partition(b"?>")[2]


def atom(entry, head=b""):
    spaces = b'xmlns="http://www.w3.org/2005/Atom" xmlns:georss="http://www.georss.org/georss"'
    return b"<feed %s>%s<entry>%s</entry></feed>" % (spaces, head, entry)


def test_an_alert_by_itself_is_its_own_listing():
    assert listing(ALERT, where=WHERE) == Listing(documents=(ALERT,))


def test_a_link_to_cap_is_followed_rather_than_the_copy_inside():
    link = b'<link rel="alternate" type="application/cap+xml" href="17.cap"/>'
    found = listing(
        atom(link + b'<content type="application/cap+xml">' + INSIDE + b"</content>"), where=WHERE
    )
    assert found == Listing(links=("https://met.example/cap/17.cap",))


def test_an_alert_inside_an_entry_is_taken_out_without_the_name_spaces_of_the_feed():
    (document,) = listing(atom(b"<content>" + INSIDE + b"</content>"), where=WHERE).documents
    assert b"georss" not in document
    assert cap.read(document) == cap.read(ALERT)


@pytest.mark.parametrize(
    "feed",
    [
        atom(b'<link href="/cap/17.cap"/>'),
        b"<rss version='2.0'><channel><item><link> https://met.example/cap/17.cap </link></item>"
        b"</channel></rss>",
        b"<rss version='2.0'><channel><item><link>https://met.example/page</link>"
        b"<enclosure url='17.cap' type='application/cap+xml'/></item></channel></rss>",
    ],
)
def test_links_are_found_and_resolved(feed):
    assert listing(feed, where=WHERE).links == ("https://met.example/cap/17.cap",)


def test_the_page_of_older_entries_is_named():
    head = b'<link rel="self" href="feed.atom"/><link rel="prev-archive" href="archive/9.atom"/>'
    assert listing(atom(b"", head), where=WHERE).further == "https://met.example/cap/archive/9.atom"


def test_alerts_come_out_of_an_edxl_envelope():
    opening = (
        b'<EDXLDistribution xmlns="urn:oasis:names:tc:emergency:EDXL:DE:1.0"><contentObject><xmlContent>'
    )
    inner = b"<embeddedXMLContent>" + INSIDE + b"</embeddedXMLContent></xmlContent></contentObject>"
    (document,) = listing(opening + inner + b"</EDXLDistribution>", where=WHERE).documents
    assert cap.read(document) == cap.read(ALERT)


def test_what_is_no_feed_is_refused_by_its_root():
    with pytest.raises(
        BadInput, match="its root is <html>; a feed of alerts is Atom, RSS, EDXL-DE or one CAP"
    ):
        listing(b"<html/>", where=WHERE)
