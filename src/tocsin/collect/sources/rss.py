"""RSS 2.0 and its older kin (0.9x, 1.0)."""

from tocsin.collect.parsed import Origin, Parsed
from tocsin.collect.sources.feed import read_feed
from tocsin.collect.sources.source import root_element


class Rss:
    """RSS 2.0 (RSS Advisory Board, 2.0.11), 0.91, 0.92 and RSS 1.0 (RDF)."""

    name = "rss"

    def accepts(self, _media_type: str, head: bytes, /) -> bool:
        """By its root element.

        >>> Rss().accepts("text/html", b"<rss version='2.0'>")
        True
        """
        return root_element(head) in ("rss", "rdf")

    def parse(self, data: bytes, origin: Origin) -> Parsed:
        """One report an item, with the item's own date.

        >>> feed = b"<rss version='2.0'><channel><item><title>Blast</title></item></channel></rss>"
        >>> Rss().parse(feed, Origin(where="night.xml")).reports[0].title
        'Blast'
        """
        return read_feed(self.name, data, origin)
