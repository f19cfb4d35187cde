"""Plain text: one dispatch a file."""

import re
from datetime import UTC, date, datetime

from tocsin.collect.dateline import dateline_day, named_day
from tocsin.collect.decode import decode
from tocsin.collect.draft import Draft, finish
from tocsin.collect.parsed import Origin, Parsed
from tocsin.collect.plain import tidy
from tocsin.collect.sources.source import head_text
from tocsin.collect.times import midnight

_LONGEST_HEADLINE = 160
_ENDS_OF_SENTENCES = tuple('.!?。！？؟:;,"”»)')
_BLANK_LINE = re.compile(r"\n[ \t]*\n")
_CLOCK = re.compile(r"(?<!\d)\d{1,2}[:h]\d{2}(?!\d)|(?<!\d)\d{4}\s?(?:GMT|UTC|Z)\b")
# Scripts without spaces between words: lines that were broken for width are joined without one.
_SPACELESS = re.compile(r"(?<=[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef])\n(?=[\u3000-\u30ff\u3400-\u9fff])")


class Text:
    """Agency text, with or without a headline and a dateline."""

    name = "text"

    def accepts(self, media_type: str, head: bytes, /) -> bool:
        """Whatever is text and starts neither as XML nor as JSON.

        >>> Text().accepts("", b"PARIS, Nov 14 - A blast was heard.")
        True
        """
        start = head_text(head).lstrip()
        return bool(start) and (media_type == "text/plain" or not start.startswith(("<", "{", "[")))

    def parse(self, data: bytes, origin: Origin) -> Parsed:
        """One report. A short first line that is no sentence is its headline; a line with the hour of filing
        above it is left out of the text.

        Its date is the day of filing where that is written with its year, else `origin.published`, else the
        day of the dateline. `origin.published` also gives the hour where it falls on the day of filing.

        >>> data = b"Blast in harbour\\n\\nTYRE, Nov 14, 2015 - A blast was\\nheard."
        >>> report = Text().parse(data, Origin(where="night.txt")).reports[0]
        >>> report.title, report.text, report.published.isoformat()
        ('Blast in harbour', 'TYRE, Nov 14, 2015 - A blast was heard.', '2015-11-14T00:00:00+00:00')
        """
        decoded = decode(data, where=origin.where, declared=origin.charset)
        slug, title, text = _laid_out(_paragraphs(decoded.text))
        day = _day(slug, text, origin.published)
        draft = Draft(where="", title=title, text=text, published=midnight(day) if day else None)
        return finish(self.name, [draft], origin, filter(None, [decoded.note]))


def _day(slug: str, text: str, told: datetime | None) -> date | None:
    """The day the text itself names, None where what was told is to be believed: it may be an old text."""
    if told is None:
        return named_day(slug) or dateline_day(text)
    day = named_day(slug)
    return None if day in (told.date(), told.astimezone(UTC).date()) else day


def _paragraphs(text: str) -> list[str]:
    """Where blank lines part the paragraphs, the line breaks within them are only there for width."""
    text = text.replace("\r\n", "\n")
    if not _BLANK_LINE.search(text.strip()):
        return tidy(text).split("\n")
    blocks = (_SPACELESS.sub("", tidy(block)) for block in _BLANK_LINE.split(text))
    return [block.replace("\n", " ") for block in blocks if block]


def _laid_out(paragraphs: list[str]) -> tuple[str, str, str]:
    """Slug, headline and text: any of them may be missing."""
    slug = title = ""
    rest = [*paragraphs]
    if len(rest) > 1 and _is_head(rest[0]) and _CLOCK.search(rest[0]):
        slug = rest.pop(0)
    if len(rest) > 1 and _is_head(rest[0]):
        title = rest.pop(0)
    return slug, title, "\n".join(rest)


def _is_head(line: str) -> bool:
    return len(line) <= _LONGEST_HEADLINE and (
        bool(_CLOCK.search(line)) or not line.endswith(_ENDS_OF_SENTENCES)
    )
