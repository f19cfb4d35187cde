"""What happens on the sample day, in order of time: dispatches arrive, people act."""

import tomllib
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

from lxml import etree

from tocsin.base.xml import parse_xml
from tocsin.errors import BadInput

DATA = Path(__file__).resolve().parents[3] / "examples" / "november-2015"
POLLED = timedelta(minutes=4)
"""How long after a feed names an item the sample's poll finds it there."""

ATOM = "{http://www.w3.org/2005/Atom}"
MEDIA_TYPES = {
    "rss": "application/rss+xml",
    "atom": "application/atom+xml",
    "html": "text/html",
    "text": "text/plain",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """Bytes that come in through a feed at an instant."""

    at: datetime
    feed: str
    data: bytes
    media_type: str
    url: str
    published: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Something a person does at an instant; `details` as the story file gives them."""

    at: datetime
    person: str
    act: str
    details: dict[str, Any]


Event = Arrival | Act


def folder(given: Path | None) -> Path:
    """The folder of the sample day, checked."""
    chosen = (given or DATA).absolute()
    if not (chosen / "day.toml").is_file():
        raise BadInput("holds no day.toml; give the folder of a sample day with --day", where=str(chosen))
    return chosen


def read_toml(folder: Path, name: str) -> dict[str, Any]:
    """One of the day's tables."""
    try:
        return tomllib.loads((folder / name).read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise BadInput(str(error), where=str(folder / name)) from error


def timeline(folder: Path) -> list[Event]:
    """Everything that happens, earliest first."""
    day = read_toml(folder, "day.toml")
    feeds = {feed["id"]: feed for feed in day["feed"]}
    events: list[Event] = list(_acts(folder))
    for feed in day["feed"]:
        if feed["kind"] in ("rss", "atom"):
            events.extend(_polls(folder, feed))
    for document in day["document"]:
        events.append(_page(folder, document, feeds[document["feed"]]["kind"]))
    return sorted(events, key=lambda event: event.at)


def _acts(folder: Path) -> Iterator[Act]:
    """The story's acts; one that is spread over units and minutes becomes one act a unit."""
    units = read_toml(folder, "units.toml")["unit"]
    answered: dict[str, set[str]] = {}
    for row in read_toml(folder, "story.toml")["act"]:
        details = {key: value for key, value in row.items() if key not in ("at", "person", "act")}
        act = Act(at=row["at"], person=row["person"], act=row["act"], details=details)
        alike = answered.setdefault(row["act"], set())
        yield from _spread(act, units, alike) if "share" in details else [act]
        alike.update(details.get("units", []))


def _spread(act: Act, units: list[dict[str, Any]], answered: set[str]) -> Iterator[Act]:
    """One act a unit, evenly over the minutes given, until the share of the kind's units has answered."""
    kind = [unit["id"] for unit in units if unit["kind"] == act.details["kind"]]
    missing = [unit for unit in kind if unit not in answered]
    count = max(round(act.details["share"] * len(kind)) - (len(kind) - len(missing)), 0)
    step = timedelta(minutes=act.details["within_minutes"]) / max(count, 1)
    for number, unit in enumerate(missing[:count], start=1):
        answered.add(unit)
        details = {"units": [unit], "by_phone": act.details.get("by_phone", False)}
        yield Act(at=act.at + step * number, person=act.person, act=act.act, details=details)


def _page(folder: Path, document: dict[str, Any], kind: str) -> Arrival:
    return Arrival(
        at=document["received"],
        feed=document["feed"],
        data=(folder / document["path"]).read_bytes(),
        media_type=MEDIA_TYPES[kind],
        url=document.get("url", ""),
        published=document.get("published"),
    )


def _polls(folder: Path, feed: dict[str, Any]) -> Iterator[Arrival]:
    """The feed as it stood each time a new item was in it."""
    root = parse_xml((folder / feed["path"]).read_bytes(), where=feed["path"])
    for moment in sorted({_item_time(item) for item in _items(root)}):
        yield Arrival(
            at=moment + POLLED,
            feed=feed["id"],
            data=_as_of(root, moment),
            media_type=MEDIA_TYPES[feed["kind"]],
            url="",
            published=None,
        )


def _items(root: etree._Element) -> list[etree._Element]:
    return [*root.iter("item"), *root.iter(f"{ATOM}entry")]


def _item_time(item: etree._Element) -> datetime:
    if (text := item.findtext("pubDate")) is not None:
        return parsedate_to_datetime(text)
    return datetime.fromisoformat(item.findtext(f"{ATOM}published", ""))


def _as_of(root: etree._Element, moment: datetime) -> bytes:
    """The feed's bytes without the items that came later."""
    copy = deepcopy(root)
    for item in _items(copy):
        if _item_time(item) > moment and (parent := item.getparent()) is not None:
            parent.remove(item)
    return etree.tostring(copy, xml_declaration=True, encoding="utf-8")
