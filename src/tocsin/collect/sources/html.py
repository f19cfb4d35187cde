"""A news page as a report."""

import json
import logging
import re
import sys
from collections.abc import Iterator
from configparser import ConfigParser
from datetime import date, datetime
from functools import cache
from typing import Any

import trafilatura
from lxml import etree
from lxml import html as lxml_html
from trafilatura.settings import DEFAULT_CONFIG

from tocsin.collect.decode import decode
from tocsin.collect.draft import Draft, finish
from tocsin.collect.parsed import Origin, Parsed
from tocsin.collect.plain import tidy
from tocsin.collect.sources.source import head_text, root_element
from tocsin.collect.times import LEEWAY, parse_time
from tocsin.errors import BadInput

# trafilatura tells of every page it cannot use; we tell it ourselves, where the user looks.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
logging.getLogger("htmldate").setLevel(logging.CRITICAL)

_TAGS = {
    "html",
    "head",
    "body",
    "div",
    "p",
    "article",
    "main",
    "section",
    "table",
    "h1",
    "title",
    "meta",
    "span",
}
_DATES = """
//meta[@property='article:published_time' or @property='og:published_time' or @itemprop='datePublished'
  or @name='article:published_time' or @name='pubdate' or @name='publishdate' or @name='date'
  or @name='DC.date.issued' or @name='dcterms.created' or @name='parsely-pub-date']/@content
| //*[@itemprop='datePublished']/@datetime
"""
_LARGE = 500_000

# The extraction takes quadratic time in the elements of a page (40,000: 5 s): it is read up to so many.
_MOST_TAGS = 10_000
_CUT = f"the page is very long; it was read up to its tag {_MOST_TAGS:,}"

# Characters that no document may hold (XML 1.0, production 2): the extraction gives up a page that has one.
_UNFIT = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_REFERENCE = re.compile("&#(?:x0*+([0-9a-f]{1,6}+)(?![0-9a-f])|0*+([0-9]{1,7}+)(?![0-9]));?", re.I)

# The HTML parser takes quadratic time in the attributes of one tag (20,000: 1.4 s), so a page with such a
# tag is refused. Written after the tokenizer of the HTML standard, section 13.2.5, each part possessive:
# the scan is linear whatever it is given.
_MAX_ATTRIBUTES = 1_000
_VALUE = r"""\s*+=\s*+(?:"[^"]*+"?+|'[^']*+'?+|[^\s>"'][^\s>]*+)?+"""
_ATTRIBUTE = rf"[\s/]*+[^\s/>][^\s/>=]*+(?:{_VALUE})?+"
_TAG = re.compile(rf"<[a-zA-Z][^\s/>]*+(?:{_ATTRIBUTE}){{0,{_MAX_ATTRIBUTES}}}+(?P<more>{_ATTRIBUTE})?+")


class Html:
    """One page: its main text by trafilatura (Barbaresi 2021), its date as the page declares it."""

    name = "html"

    def accepts(self, media_type: str, head: bytes, /) -> bool:
        """By its first element, or because it says so.

        >>> Html().accepts("", b"<!DOCTYPE html><html><head>")
        True
        """
        if root_element(head) in _TAGS:
            return True
        declared = media_type in ("text/html", "application/xhtml+xml")
        return declared and "<" in head_text(head) and not head_text(head).startswith("<?xml")

    def parse(self, data: bytes, origin: Origin) -> Parsed:
        """One report. Its date is the one the page declares (meta, JSON-LD, time), else `origin.published`,
        else a day found in the page's address or text.

        Raises `BadInput` with reason `no_text` where the page holds no article.
        """
        decoded = decode(data, where=origin.where, declared=origin.charset)
        text, cut = _bounded(decoded.text, origin.where)
        tree = _tree(text, origin.where)
        declared = next(_declared_times(tree), None)  # before the extraction, which takes the tree apart
        page = _extracted(tree, len(data), origin)
        title = tidy(page.title or "").replace("\n", " ")
        draft = Draft(
            where="",
            title=title,
            text=tidy(page.text).removeprefix(f"{title}\n"),
            url=page.url or "",
            published=declared or (None if origin.published else parse_time(page.date or "")),
            language=tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or "",
        )
        return finish(self.name, [draft], origin, filter(None, [decoded.note, cut]))


def _bounded(text: str, where: str) -> tuple[str, str]:
    """The page as far as it is read, and a note where that is not all of it."""
    for number, tag in enumerate(_TAG.finditer(text)):
        if tag.group("more"):
            message = f"a tag has more than {_MAX_ATTRIBUTES:,} attributes"
            raise BadInput(message, where=where, reason="too_large")
        if number == _MOST_TAGS:
            return text[: tag.start()], _CUT
    return text, ""


def _tree(text: str, where: str) -> lxml_html.HtmlElement:
    # The bytes are decoded already: what the page says of its encoding would only mislead the parser.
    text = re.sub(r"^\s*<\?xml[^>]*>", "", _UNFIT.sub(" ", _REFERENCE.sub(_fit, text)))
    try:
        return lxml_html.document_fromstring(text)
    except (etree.LxmlError, ValueError) as error:
        raise BadInput(f"not readable as HTML: {error}", where=where, reason="not_html") from None


def _fit(reference: re.Match[str]) -> str:
    """The same reference, or a space where it stands for a character that no document may hold."""
    code = int(reference.group(1), 16) if reference.group(1) else int(reference.group(2))
    return " " if code > sys.maxunicode or _UNFIT.match(chr(code)) else reference.group()


def _extracted(tree: lxml_html.HtmlElement, size: int, origin: Origin) -> Any:
    # Without a last day, the date finder would read the clock.
    last_day = (origin.received + LEEWAY).date() if origin.received else date.max
    bounds = {"original_date": True, "extensive_search": False, "max_date": last_day.isoformat()}
    page: Any = trafilatura.bare_extraction(
        tree,
        url=origin.url or None,
        with_metadata=True,
        include_comments=False,
        config=_settings(),
        fast=size > _LARGE,
        date_extraction_params=bounds,
    )
    if page is None or not (page.text or "").strip():
        raise BadInput("no article text is found in the page", where=origin.where, reason="no_text")
    return page


@cache
def _settings() -> ConfigParser:
    """trafilatura's own, but for the length below which it would rather take the whole page: 250 letters are
    a paragraph in English and an article in Chinese."""
    settings = ConfigParser()
    settings.read_dict(DEFAULT_CONFIG)
    settings.set("DEFAULT", "MIN_EXTRACTED_SIZE", "80")
    return settings


def _declared_times(tree: lxml_html.HtmlElement) -> Iterator[datetime]:
    """The page's own time stamps, the most telling first."""
    marked_up = [*tree.xpath(_DATES), *_linked_dates(tree)]
    shown = tree.xpath("//article//time/@datetime") or tree.xpath("//time/@datetime")
    for written in (*marked_up, *shown):
        moment = parse_time(written)
        if moment:
            yield moment


def _linked_dates(tree: lxml_html.HtmlElement) -> Iterator[str]:
    """`datePublished` of the page's JSON-LD (schema.org), however deep it lies in the graph."""
    for script in tree.xpath("//script[@type='application/ld+json']/text()"):
        try:
            waiting = [json.loads(script, strict=False)]
        except (ValueError, RecursionError):
            continue
        while waiting:
            node = waiting.pop(0)
            if isinstance(node, dict):
                written = node.get("datePublished")
                yield from [written] if isinstance(written, str) else []
                waiting.extend(node.get("@graph") or [])
            elif isinstance(node, list):
                waiting.extend(node)
