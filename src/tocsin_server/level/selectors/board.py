"""The board: how far a whole branch is, and which part of it is worst, added up from the tallies of units."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Max, Sum, Value
from django.db.models.functions import StrIndex, Substr

from tocsin.errors import BadInput
from tocsin.level import Readiness, State, readiness
from tocsin.level import Tally as Counts
from tocsin_server import clock
from tocsin_server.level.models import Declaration, Tally
from tocsin_server.level.selectors.levels import declaration as visible_declaration
from tocsin_server.units import selectors as units
from tocsin_server.units.models import Unit
from tocsin_server.units.viewer import Viewer

_COUNTS = tuple(each.name for each in fields(Counts))
_NOTHING = (Counts(), None, 0)
_SPANS = ((timedelta(days=2), timedelta(days=1), "days"), (timedelta(hours=2), timedelta(hours=1), "hours"))

Summed = tuple[Counts, datetime | None, int]
"""Of a part of the tree: its counts, when the last answer came, how many units were asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardRow:
    """A unit with its own orders (`own`), and with all of those at and below it (`tally`, `readiness`).

    `below` is how many units below it were given orders.
    """

    unit_id: str
    name: str
    name_local: str
    kind: str
    venue: str
    latitude: float | None
    longitude: float | None
    own: Counts
    tally: Counts
    readiness: Readiness
    last_answer: datetime | None
    below: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """One unit's branch under a declaration: the whole of it, and each unit directly below, worst first.

    `path` leads down to the unit, as far as the viewer may see it; `starts` are the units where the viewer's
    own view of this declaration begins.
    """

    declaration: Declaration
    unit: Unit
    whole: BoardRow
    rows: list[BoardRow]
    path: list[Unit]
    starts: list[Unit]
    minutes: int
    sentence: str


def board(viewer: Viewer, declaration_id: Any, unit_id: str = "") -> Board:
    """How far a branch is; without a unit, from where the viewer's view begins.

    `BadInput` for a declaration or unit that is not there for this viewer. Two sums in the database, whatever
    the size of the branch, and as many rows as there are units directly below.
    """
    row = visible_declaration(declaration_id, viewer)
    starts = _starts(row, viewer)
    unit = _chosen(unit_id, starts, row)
    children = list(Unit.objects.filter(parent=unit))
    parts, own = _parts(row, unit), _own(row, [unit, *children])
    rows = [_row(child, parts.get(child.pk, _NOTHING), own) for child in children]
    whole = _row(unit, _together(parts.values()), own)
    taken = _taken(row, whole)
    return Board(
        declaration=row,
        unit=unit,
        whole=whole,
        rows=sorted(rows, key=_worst_first),
        path=[above for above in units.ancestors(unit) if any(_within(above, start) for start in starts)],
        starts=starts,
        minutes=int(taken.total_seconds() // 60),
        sentence=answered_in(whole.tally, taken),
    )


def answered_in(tally: Counts, taken: timedelta) -> str:
    """How many have an answer, in one sentence.

    >>> answered_in(Counts(issued=520, acknowledged=9912), timedelta(minutes=42))
    '9,912 of 10,432 orders answered in 42 minutes'
    """
    if not tally.total:
        return "No orders were given here"
    orders = "order" if tally.total == 1 else "orders"
    return f"{tally.answered:,} of {tally.total:,} {orders} answered in {_span(taken)}"


def _span(taken: timedelta) -> str:
    """In whole minutes below two hours, in whole hours below two days."""
    for least, unit, name in _SPANS:
        if taken >= least:
            return f"{taken // unit:,} {name}"
    minutes = int(taken.total_seconds() // 60)
    return f"{minutes} minute{'' if minutes == 1 else 's'}"


def _starts(row: Declaration, viewer: Viewer) -> list[Unit]:
    """The highest units at or below the declared one whose orders the viewer may see."""
    top, held = row.unit, {each.path for each in viewer.memberships}
    if any(top.path.startswith(path) for path in held):
        return [top]
    inside = {path for path in held if path.startswith(top.path)}
    highest = [
        path for path in inside if not any(path != other and path.startswith(other) for other in inside)
    ]
    return list(Unit.objects.filter(path__in=highest).order_by("path"))


def _chosen(unit_id: str, starts: list[Unit], row: Declaration) -> Unit:
    if not unit_id and starts:
        return starts[0]
    unit = units.unit(unit_id or row.unit_id)
    if not any(_within(unit, start) for start in starts):
        text = f"{unit.name} is not under this level, or you may not see it"
        raise BadInput(text, where="unit", reason="unknown_unit")
    return unit


def _within(unit: Unit, top: Unit) -> bool:
    return unit.path.startswith(top.path)


def _parts(row: Declaration, unit: Unit) -> dict[str, Summed]:
    """The branch's tallies summed by the unit directly below; under "" are the unit's own."""
    rest = Substr("unit__path", len(unit.path) + 1)
    tallies = Tally.objects.filter(declaration=row, unit__path__startswith=unit.path)
    sums = (
        tallies.annotate(part=Substr(rest, 1, StrIndex(rest, Value("/"))))
        .order_by()
        .values_list("part")
        .annotate(*(Sum(name) for name in _COUNTS), Max("last_answer"), Count("pk"))
    )
    return {part.rstrip("/"): (Counts(*counts), last, asked) for part, *counts, last, asked in sums}


def _own(row: Declaration, near: Iterable[Unit]) -> dict[str, Counts]:
    """The own orders of some units."""
    tallies = Tally.objects.filter(declaration=row, unit__in=[unit.pk for unit in near])
    return {unit_id: Counts(*counts) for unit_id, *counts in tallies.values_list("unit_id", *_COUNTS)}


def _together(parts: Iterable[Summed]) -> Summed:
    counts, last, asked = _NOTHING
    for more, answered, units_asked in parts:
        counts, asked = counts + more, asked + units_asked
        last = max(filter(None, (last, answered)), default=None)
    return counts, last, asked


def _row(unit: Unit, summed: Summed, own: Mapping[str, Counts]) -> BoardRow:
    tally, last, asked = summed
    mine = own.get(unit.pk, Counts())
    return BoardRow(
        unit_id=unit.pk,
        name=unit.name,
        name_local=unit.name_local,
        kind=unit.kind,
        venue=unit.venue,
        latitude=unit.latitude,
        longitude=unit.longitude,
        own=mine,
        tally=tally,
        readiness=readiness(tally),
        last_answer=last,
        below=asked - (unit.pk in own),
    )


def _worst_first(row: BoardRow) -> tuple[int, int, int, str]:
    tally = row.tally
    return (_BAD[row.readiness.state], -tally.late, tally.answered - tally.total, row.name)


_BAD = {state: place for place, state in enumerate(State)}


def _taken(row: Declaration, whole: BoardRow) -> timedelta:
    """From the start to the last answer where all have one; else until now, or the level's end."""
    until = min(clock.now(), row.ended or row.ends)
    if whole.last_answer and whole.tally.answered == whole.tally.total:
        until = min(until, whole.last_answer)
    return max(until - row.starts, timedelta())
