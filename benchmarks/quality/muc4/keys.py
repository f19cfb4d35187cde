"""The keys and datelines of 1992 as they were handed out: all slots of a template, and when a text was sent.

The form of the slots is that of the conference's own "Task description, template design" (1992).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from benchmarks.quality.muc4.corpus import Entity, Template

MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")

_SLOT = re.compile(r"^(\d+)\.\s+([A-Z ]+: [A-Z ]+?)\s{2,}(.*)$")
_ID = re.compile(r"^((?:DEV|TST\d)-MUC\d-\d{4})\b")
_DAY = re.compile(rf"(\d{{1,2}}) ({'|'.join(MONTHS)})[A-Z]* (\d\d)")
_DATELINE = re.compile(rf"^(.{{0,300}}?),?\s+({_DAY.pattern})", re.DOTALL)
_ROLE = {
    "PERP: INDIVIDUAL ID": "PerpInd",
    "PERP: ORGANIZATION ID": "PerpOrg",
    "PHYS TGT: ID": "Target",
    "HUM TGT: NAME": "Victim",
    "INCIDENT: INSTRUMENT ID": "Weapon",
}


@dataclass(frozen=True, slots=True)
class Fill:
    """One filler of a slot: every way to write it; `optional` where leaving it out is right too."""

    ways: Entity
    optional: bool


@dataclass(frozen=True)
class KeyTemplate:
    """One template of a key; `optional` where it is in doubt whether the incident belongs there."""

    slots: dict[str, tuple[Fill, ...]]
    optional: bool

    def of(self, slot: str) -> tuple[Fill, ...]:
        """The fillers of a slot by its name ("INCIDENT: DATE")."""
        return self.slots.get(slot, ())

    @property
    def template(self) -> Template:
        """What of it is scored today."""
        kind = " / ".join(way.lower() for fill in self.of("INCIDENT: TYPE") for way in fill.ways)
        roles = {role: tuple(fill.ways for fill in self.of(slot)) for slot, role in _ROLE.items()}
        return Template(kind, roles)


@dataclass(frozen=True, slots=True)
class Dateline:
    """Where and when a text was sent, as far as it says."""

    place: str
    day: date | None


def keys(folder: Path) -> dict[str, tuple[KeyTemplate, ...]]:
    """The templates of each text in all key files (`key-*`) of a folder; none for a text of no incident."""
    found: dict[str, list[KeyTemplate]] = {}
    for path in sorted(folder.glob("key-*")):
        for block in re.split(r"\n(?=0\.\s+MESSAGE: ID)", path.read_text("latin-1")):
            slots = dict(_slots(block))
            if "MESSAGE: ID" in slots:
                name = slots["MESSAGE: ID"].split()[0]
                found.setdefault(name, []).extend(_template(slots))
    return {name: tuple(some) for name, some in found.items()}


def datelines(folder: Path) -> dict[str, Dateline]:
    """The dateline of each text in all text files of a folder."""
    found = {}
    for path in sorted(folder.glob("*-muc*")):
        text = path.read_text("latin-1")
        for block in re.split(r"\n(?=(?:DEV|TST\d)-MUC\d-\d{4})", text):
            name = _ID.match(block)
            if name:
                found[name[1]] = _dateline(block[len(block.partition("\n")[0]) :])
    return found


def days(fill: str) -> tuple[date | None, date] | None:
    """First and last day of a date filler; no first day for "on or before".

    >>> days("- 03 JAN 90")
    (None, datetime.date(1990, 1, 3))
    """
    named = [_day(match) for match in _DAY.finditer(fill)]
    if not named:
        return None
    if len(named) == 1 and fill.strip(" (").startswith("-"):
        return None, named[0]
    return named[0], named[-1]


def _slots(block: str) -> Iterator[tuple[str, str]]:
    """Name and filler of each slot, further lines of it kept apart."""
    name, held = "", []
    for line in block.splitlines():
        start = _SLOT.match(line)
        if start:
            yield name, "\n".join(held)
            name, held = start[2], [start[3]]
        elif line.strip() and line.startswith(" "):
            held.append(line.strip())
    yield name, "\n".join(held)


def _template(slots: dict[str, str]) -> Iterator[KeyTemplate]:
    if slots.get("INCIDENT: TYPE", "*") != "*":
        fills = {name: tuple(_fills(name, held)) for name, held in slots.items()}
        yield KeyTemplate(fills, "OPTIONAL" in slots["MESSAGE: TEMPLATE"])


def _fills(name: str, held: str) -> Iterator[Fill]:
    for line in held.splitlines():
        line = line.strip()
        optional = line.startswith("?")
        line = line.lstrip("? ")
        if line in ("-", "*", ""):
            continue
        quoted = name.endswith((" ID", " NAME", " DESCRIPTION"))
        ways = _quoted(line) if quoted else _ways(line)
        if ways:
            yield Fill(tuple(ways), optional)


def _quoted(line: str) -> list[str]:
    return [re.sub(r"\\(.)", r"\1", way) for way in re.findall(r'"((?:\\.|[^"\\])*)"', line)]


def _ways(line: str) -> list[str]:
    """The ways to write a filler; what it refers to (in quotes) is left out."""
    ways = re.split(r"\s+/\s+(?!\")", line.partition(': "')[0])
    return [re.sub(r"^\((?=\W*\d)(.*)\)$", r"\1", way.strip(" ?")) for way in ways]


def _dateline(block: str) -> Dateline:
    match = _DATELINE.match(block.lstrip())
    if match is None or len(match[1]) > 100:
        return Dateline("", None)
    place = match[1].split(",")[0].split("(")[0]
    return Dateline(" ".join(place.split()), _day(_DAY.search(match[2])))


def _day(match: re.Match[str]) -> date:
    return date(1900 + int(match[3]), MONTHS.index(match[2]) + 1, int(match[1]))
