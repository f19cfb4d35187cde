"""What every source is: one format of reports."""

import re
from typing import Protocol

from tocsin.collect.decode import decode
from tocsin.collect.parsed import Origin, Parsed
from tocsin.errors import BadInput

_PREAMBLE = re.compile(r"\s*(?:<\?.*?\?>\s*|<!--.*?-->\s*|<!doctype[^>\[]*(?:\[.*?\]\s*)?>\s*)*", re.S | re.I)
_TAG = re.compile(r"<(?:[\w.-]+:)?([\w.-]+)")

HEAD_BYTES = 8_192
"""How much of an input `accepts` is shown."""


class Source(Protocol):
    """One format. `accepts` judges by the first `HEAD_BYTES` bytes, with the media type as a hint only: many
    servers declare what they do not send. `parse` raises `BadInput` where the whole input is unusable, and
    sets a single unusable item aside."""

    name: str

    def accepts(self, media_type: str, head: bytes, /) -> bool:
        """Whether the input looks like this format."""
        ...

    def parse(self, data: bytes, origin: Origin) -> Parsed:
        """The reports in it."""
        ...


def head_text(head: bytes) -> str:
    """The start of an input as text, "" where it is none.

    >>> head_text("<rss>".encode("utf-16"))
    '<rss>'
    """
    try:
        return decode(head, where="").text.lstrip("\ufeff")
    except BadInput:
        return ""


def root_element(head: bytes) -> str:
    """Local name, in lower case, of the first element of an XML or HTML document, "" where there is none.

    >>> root_element(b"<?xml version='1.0'?><!-- x --><rdf:RDF xmlns='a'>")
    'rdf'
    """
    text = head_text(head)
    preamble = _PREAMBLE.match(text)
    tag = _TAG.match(text, preamble.end() if preamble else 0)
    return tag.group(1).lower() if tag else ""
