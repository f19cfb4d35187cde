"""The formats that reports come in: one file each, and one line in `SOURCES`.

To add one, copy `rss.py` and its file in `tests/data/collect`, add its line here and in the tests' `SAMPLES`;
the contract tests then run on it.
"""

from tocsin.collect.sources.atom import Atom
from tocsin.collect.sources.cap import Cap
from tocsin.collect.sources.html import Html
from tocsin.collect.sources.json_feed import JsonFeed
from tocsin.collect.sources.rss import Rss
from tocsin.collect.sources.source import HEAD_BYTES, Source
from tocsin.collect.sources.text import Text
from tocsin.errors import BadInput

SOURCES: tuple[Source, ...] = (Cap(), Rss(), Atom(), JsonFeed(), Html(), Text())
"""Every format, the most telling first: the first that accepts an input reads it."""


def source_for(kind: str) -> Source:
    """The source of a name; `BadInput` names those there are.

    >>> source_for("atom").name
    'atom'
    """
    for source in SOURCES:
        if source.name == kind:
            return source
    names = ", ".join(source.name for source in SOURCES)
    raise BadInput(f"there is no source {kind!r}; there are {names}", reason="unknown_kind")


def detect(data: bytes, media_type: str, *, where: str) -> Source:
    """The source that reads an input; `BadInput` with reason `empty` or `unknown_kind` where none does.

    >>> detect(b"<rss version='2.0'/>", "text/plain", where="x").name
    'rss'
    """
    if not data.strip():
        raise BadInput("the document is empty", where=where, reason="empty")
    head = data[:HEAD_BYTES]
    for source in SOURCES:
        if source.accepts(media_type, head):
            return source
    raise BadInput("it is in no format that is read here", where=where, reason="unknown_kind")
