"""Atom feeds."""

from tocsin.collect.parsed import Origin, Parsed
from tocsin.collect.sources.feed import read_feed
from tocsin.collect.sources.source import root_element


class Atom:
    """Atom (RFC 4287), and feeds of CAP alerts written in it."""

    name = "atom"

    def accepts(self, _media_type: str, head: bytes, /) -> bool:
        """By its root element.

        >>> Atom().accepts("", b"<feed xmlns='http://www.w3.org/2005/Atom'>")
        True
        """
        return root_element(head) == "feed"

    def parse(self, data: bytes, origin: Origin) -> Parsed:
        """One report an entry, dated by `published`, else by `updated`.

        >>> feed = b"<feed xmlns='http://www.w3.org/2005/Atom'><entry><title>Blast</title></entry></feed>"
        >>> Atom().parse(feed, Origin(where="night.atom")).reports[0].title
        'Blast'
        """
        return read_feed(self.name, data, origin)
