"""The one XML parser of the whole project: no entities, no network, bounded depth and size."""

from typing import Any

from lxml import etree

from tocsin.errors import BadInput

MAX_BYTES = 5_000_000
"""Largest XML document read, in bytes: a large feed is about a tenth of it."""

MAX_TAGS = 400_000
"""Most tags in a document: what libxml2 makes of each takes many times its bytes."""


def parse_xml(
    data: bytes, *, where: str, max_bytes: int = MAX_BYTES, recover: bool = False
) -> etree._Element:
    """The root element of an XML document from an untrusted hand.

    Entities are never expanded and a document that declares any is refused (OWASP ASVS 5.0.0, 1.5.1); a
    document type is never loaded; nesting stops at 256 levels and a text node at 10 MB (libxml2's bounds).
    With `recover`, a broken or cut-off document is read as far as it goes; every other bound still holds.

    Raises `BadInput` naming `where`, with `reason` one of `empty`, `too_large`, `too_deep`, `entities`,
    `not_xml`.

    >>> parse_xml(b"<rss version='2.0'/>", where="night.xml").tag
    'rss'
    >>> parse_xml(b"<a>", where="night.xml")
    Traceback (most recent call last):
    tocsin.errors.BadInput: night.xml: not well-formed XML: line 1, Premature end of data in tag a line 1
    """
    if not data.strip():
        raise BadInput("the document is empty", where=where, reason="empty")
    if len(data) > max_bytes:
        message = f"{len(data):,} bytes are more than the {max_bytes:,} allowed"
        raise BadInput(message, where=where, reason="too_large")
    if data.count(b"<") > MAX_TAGS:
        message = f"it has more than the {MAX_TAGS:,} tags allowed"
        raise BadInput(message, where=where, reason="too_large")
    parser = _parser(recover)
    try:
        root = etree.fromstring(data, parser)  # noqa: TID251 - this is the one safe parser
    except etree.XMLSyntaxError as error:
        raise _refusal(error.msg or "", error.lineno or 0, where) from None
    _refuse_limits(parser, where)
    if root is None:
        raise BadInput("there is no XML element in it", where=where, reason="not_xml")
    _refuse_entities(root, where)
    return root


def _parser(recover: bool) -> etree.XMLParser:  # noqa: TID251
    return etree.XMLParser(  # noqa: TID251 - this is the one safe parser
        resolve_entities=False,
        load_dtd=False,
        dtd_validation=False,
        attribute_defaults=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        recover=recover,
    )


def _refuse_limits(parser: etree.XMLParser, where: str) -> None:  # noqa: TID251
    """A recovering parser only logs the limit it stopped at; what it stopped at is no document to trust."""
    for entry in parser.error_log:
        if entry.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT:
            raise _refusal(entry.message, entry.line, where)


def _refuse_entities(root: etree._Element, where: str) -> None:
    document_type: Any = root.getroottree().docinfo.internalDTD
    if document_type is not None and document_type.entities():
        raise BadInput("it declares entities, which are never read", where=where, reason="entities")


def _refusal(message: str, line: int, where: str) -> BadInput:
    if "depth" in message:
        text, reason = "elements are nested deeper than 256 levels", "too_deep"
    elif "amplification" in message:
        text, reason = "its entities would expand without bound", "entities"
    elif "limit" in message:
        text, reason = f"one part of it is too long: {message}", "too_large"
    else:
        cause = message.partition(", line")[0]
        text, reason = f"not well-formed XML: line {line}, {cause}", "not_xml"
    return BadInput(text, where=where, reason=reason, line=line)
