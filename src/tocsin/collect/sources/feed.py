"""What RSS and Atom share: the guard before the feed reader, and items to drafts."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from html.entities import html5
from io import BytesIO
from typing import Any

import feedparser
from lxml import etree

from tocsin.base.xml import parse_xml
from tocsin.collect.decode import decode
from tocsin.collect.draft import Draft, finish
from tocsin.collect.parsed import Origin, Parsed, SetAside
from tocsin.collect.plain import plain_text, tidy
from tocsin.collect.times import parse_time
from tocsin.errors import BadInput

_NAMED = re.compile(r"&([A-Za-z][A-Za-z0-9]*);")
_OWN_ENTITIES = frozenset({"amp", "lt", "gt", "quot", "apos"})
_MOST_ITEMS = 5_000
"""Items of a feed that are read: the feed reader takes about a second for them."""
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")


def read_feed(kind: str, data: bytes, origin: Origin) -> Parsed:
    """The reports of an RSS or Atom feed.

    The feed reader sees only what the safe parser has read and written out again: no document type, no
    entities, no depth. A feed that is not well-formed is mended and the mending is noted.
    """
    root, notes = _guarded(data, origin)
    left_out = _shortened(root, origin.where)
    markup = etree.tostring(root, encoding="utf-8", xml_declaration=True)
    feed = _parsed(markup, origin)
    parsed = finish(kind, _drafts(feed, notes), origin, notes)
    return replace(parsed, set_aside=(*parsed.set_aside, *left_out))


def _parsed(markup: bytes, origin: Origin) -> Any:
    """What the feed reader makes of it; some muddles of elements defeat it in ways of its own."""
    headers = {"content-location": origin.url, "content-type": "application/xml; charset=utf-8"}
    try:
        return feedparser.parse(
            BytesIO(markup), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
        )
    except Exception as error:  # a KeyError, for one, where links stand in a strange place
        message = f"the feed reader is defeated by it: {type(error).__name__}: {error}"
        raise BadInput(message, where=origin.where, reason="not_feed") from error


def _shortened(root: etree._Element, where: str) -> list[SetAside]:
    """Takes from a feed the items beyond the most that are read, and tells of them."""
    beyond = list(root.iter("{*}item", "{*}entry"))[_MOST_ITEMS:]
    for item in beyond:
        if (parent := item.getparent()) is not None:
            parent.remove(item)
    if not beyond:
        return []
    message = f"items beyond the first {_MOST_ITEMS:,}, {len(beyond):,} in all"
    return [SetAside(where, "too_many", message)]


def _guarded(data: bytes, origin: Origin) -> tuple[etree._Element, list[str]]:
    notes: list[str] = []
    try:
        root = parse_xml(data, where=origin.where)
    except BadInput as error:
        if error.reason != "not_xml":
            raise
        root = _mended(data, origin, notes)
        notes.append(f"mended, because it is {str(error).removeprefix(f'{origin.where}: ')}")
    return root, notes


def _mended(data: bytes, origin: Origin, notes: list[str]) -> etree._Element:
    """Decoded by our own rules, HTML's named characters written out, and read as far as it goes."""
    decoded = decode(data, where=origin.where, declared=origin.charset)
    notes.extend(filter(None, [decoded.note]))
    text = _NAMED.sub(_spelled_out, _DECLARATION.sub("", decoded.text))
    return parse_xml(text.encode("utf-8", "replace"), where=origin.where, recover=True)


def _spelled_out(entity: re.Match[str]) -> str:
    name = entity.group(1)
    return entity.group() if name in _OWN_ENTITIES else html5.get(f"{name};", entity.group())


def _drafts(feed: Any, notes: list[str]) -> Iterator[Draft]:
    language = feed.feed.get("language", "")
    for number, entry in enumerate(feed.entries, 1):
        where = f"item {number}"
        stamp = "published" if entry.get("published") else "updated"
        written = entry.get(stamp) or ""
        published = parse_time(written) or _known_otherwise(entry.get(f"{stamp}_parsed") if written else None)
        if written and published is None:
            notes.append(f"{where}: the date {written[:40]!r} cannot be read; taken as undated")
        yield Draft(
            where=where,
            title=_words(entry.get("title_detail")).replace("\n", " "),
            text=_body(entry),
            url=entry.get("link", ""),
            published=published,
            language=_language(entry) or language,
            refusal=_not_actual(entry),
        )


def _known_otherwise(parts: Any) -> datetime | None:
    """What the feed reader makes of a date: it knows odd formats, and gives them in UTC."""
    if not parts:
        return None
    year, month, day, hour, minute, second = parts[:6]
    try:
        return datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC)
    except ValueError:
        return None


def _body(entry: Any) -> str:
    """The longest of content and summary: either may be a teaser of the other."""
    details = [*entry.get("content", []), entry.get("summary_detail")]
    return max(map(_words, details), key=len, default="")


def _words(detail: Any) -> str:
    if not detail:
        return ""
    value = detail.get("value") or ""
    return tidy(value) if detail.get("type") == "text/plain" else plain_text(value)


def _language(entry: Any) -> str:
    return (entry.get("title_detail") or {}).get("language") or ""


def _not_actual(entry: Any) -> tuple[str, str] | None:
    """Alert feeds carry CAP's own status beside Atom's elements: an exercise is no report."""
    status = entry.get("cap_status", "Actual")
    return None if status == "Actual" else ("not_actual", f"it is an alert of status {status}")
