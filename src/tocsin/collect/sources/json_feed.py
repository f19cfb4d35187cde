"""JSON Feed."""

import json
from collections.abc import Iterator
from typing import Any

from tocsin.collect.decode import decode
from tocsin.collect.draft import Draft, finish
from tocsin.collect.parsed import Origin, Parsed
from tocsin.collect.plain import plain_text, tidy
from tocsin.collect.sources.source import head_text
from tocsin.collect.times import parse_time
from tocsin.errors import BadInput


class JsonFeed:
    """JSON Feed 1.0 and 1.1 (jsonfeed.org)."""

    name = "json_feed"

    def accepts(self, _media_type: str, head: bytes, /) -> bool:
        """By its first character.

        >>> JsonFeed().accepts("", b'{"version": "https://jsonfeed.org/version/1.1"}')
        True
        """
        return head_text(head).lstrip().startswith("{")

    def parse(self, data: bytes, origin: Origin) -> Parsed:
        """One report an item, with the item's own date.

        >>> feed = b'{"items": [{"id": "1", "title": "Blast", "content_text": "A blast was heard."}]}'
        >>> JsonFeed().parse(feed, Origin(where="night.json")).reports[0].text
        'A blast was heard.'
        """
        decoded = decode(data, where=origin.where)
        feed = _loaded(decoded.text, origin.where)
        notes = [decoded.note] if decoded.note else []
        return finish(self.name, _drafts(feed, notes), origin, notes)


def _loaded(text: str, where: str) -> dict[str, Any]:
    try:
        feed = json.loads(text)
    except RecursionError:
        raise BadInput("values are nested too deep", where=where, reason="too_deep") from None
    except ValueError as error:
        raise BadInput(f"not valid JSON: {error}", where=where, reason="not_json") from None
    if not isinstance(feed, dict) or not isinstance(feed.get("items"), list):
        raise BadInput("it is JSON, but no JSON Feed: it has no items", where=where, reason="not_feed")
    return feed


def _drafts(feed: dict[str, Any], notes: list[str]) -> Iterator[Draft]:
    for number, item in enumerate(feed["items"], 1):
        where = f"item {number}"
        if not isinstance(item, dict):
            refusal = ("not_item", "it is not a JSON object")
            yield Draft(where=where, title="", text=json.dumps(item), refusal=refusal)
            continue
        written = _string(item, "date_published") or _string(item, "date_modified")
        published = parse_time(written)
        if written and published is None:
            notes.append(f"{where}: the date {written[:40]!r} cannot be read; taken as undated")
        yield Draft(
            where=where,
            title=tidy(_string(item, "title")).replace("\n", " "),
            text=_body(item),
            url=_string(item, "url") or _string(item, "external_url"),
            published=published,
            language=_string(item, "language") or _string(feed, "language"),
        )


def _body(item: dict[str, Any]) -> str:
    texts = (
        tidy(_string(item, "content_text")),
        plain_text(_string(item, "content_html")),
        tidy(_string(item, "summary")),
    )
    return next(filter(None, texts), "")


def _string(holder: dict[str, Any], key: str) -> str:
    value = holder.get(key)
    return value if isinstance(value, str) else ""
