"""From what a source found in an item to a report, or to the reason why it is none."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath
from urllib.parse import urlsplit

from tocsin.base import Report, report_id
from tocsin.collect.parsed import Origin, Parsed, SetAside
from tocsin.collect.times import disbelief

_SAMPLE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """One item as a source found it: `title` and `text` are plain, `published` is None where it says nothing.

    `refusal` is (reason, message) where the source itself already knows that the item is no report.
    """

    where: str
    title: str
    text: str
    url: str = ""
    published: datetime | None = None
    language: str = ""
    refusal: tuple[str, str] | None = None


def finish(kind: str, drafts: Iterable[Draft], origin: Origin, notes: Iterable[str] = ()) -> Parsed:
    """Reports of the drafts that can be used; the others set aside one by one, each with its reason.

    An item that has a headline only is read by its headline.

    >>> one = Draft(where="item 1", title="Blast in the harbour", text="")
    >>> two = Draft(where="item 2", title="", text="")
    >>> parsed = finish("rss", [one, two], Origin(where="night.xml"))
    >>> parsed.reports[0].text, parsed.set_aside[0].reason
    ('Blast in the harbour', 'no_text')
    """
    reports: list[Report] = []
    aside: list[SetAside] = []
    for draft in drafts:
        refusal = draft.refusal or _refusal(draft, origin)
        if refusal is None:
            reports.append(_report(draft, origin))
        else:
            aside.append(_set_aside(draft, origin, *refusal))
    return Parsed(kind, tuple(reports), tuple(aside), tuple(f"{origin.where}: {note}" for note in notes))


def _refusal(draft: Draft, origin: Origin) -> tuple[str, str] | None:
    if not draft.title and not draft.text:
        return "no_text", "it has neither a headline nor a text"
    doubt = disbelief(draft.published, origin.received) if draft.published else ""
    return ("bad_date", doubt) if doubt else None


def _report(draft: Draft, origin: Origin) -> Report:
    url = draft.url or origin.url
    source = origin.outlet or _host(url) or PurePath(origin.where).name or origin.where
    text = draft.text or draft.title
    return Report(
        id=report_id(source, url, draft.title, text),
        source=source,
        title=draft.title,
        text=text,
        url=url,
        published=draft.published or origin.published,
        language=draft.language,
    )


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:  # a malformed address, as feeds hold some
        return ""


def _set_aside(draft: Draft, origin: Origin, reason: str, message: str) -> SetAside:
    where = f"{origin.where}, {draft.where}" if draft.where else origin.where
    return SetAside(where, reason, message, f"{draft.title}\n{draft.text}".strip()[:_SAMPLE])
