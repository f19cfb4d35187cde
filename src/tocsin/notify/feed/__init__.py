"""Alerts as feeds that miss nothing: Atom (RFC 4287) and RSS 2.0, archived as RFC 5005 says, CAP inside.

A feed is cut into pages of `PAGE` messages by the number each got when it was posted. A page that is full
never changes again; what is read at the feed's own address holds the newest `PAGE` messages and leads to the
page before, which leads to the one before it, down to the first. So a reader who follows `prev-archive` to a
page it knows has everything, however many alerts came between two polls.
"""

from tocsin.notify.feed.atom import ATOM, atom
from tocsin.notify.feed.head import HISTORY, Head
from tocsin.notify.feed.item import LARGEST, entry_id, told_in
from tocsin.notify.feed.paging import PAGE, full_pages, numbers, page_of
from tocsin.notify.feed.rss import rss

__all__ = [
    "ATOM",
    "HISTORY",
    "LARGEST",
    "PAGE",
    "Head",
    "atom",
    "entry_id",
    "full_pages",
    "numbers",
    "page_of",
    "rss",
    "told_in",
]
