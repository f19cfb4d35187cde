"""Venues from a table: a CSV file with a row of names above it, or GeoJSON; every fault in it is found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from tocsin.errors import BadInput
from tocsin.protect.venues import geojson, table
from tocsin.protect.venues.fields import COLUMNS, NEEDED, read_fields
from tocsin.protect.venues.venue import Venue

MOST_BYTES = 500_000_000
MARK = b"\xef\xbb\xbf"
_SPACE = b" \t\r\n"


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a cell. Rows are counted as a spreadsheet shows them, the names of the columns being
    row 1; features of GeoJSON from 1 on. `column` is "" where the row as a whole is wrong."""

    row: int
    column: str
    reason: str

    def __str__(self) -> str:
        place = f"row {self.row}, {self.column}" if self.column else f"row {self.row}"
        return f"{place}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Reading:
    """The venues that could be read, and all that is wrong; use them only where nothing is.

    For each venue `rows` has the row it came from, and `given` the cells that row has, by column: a table
    need not have every column.
    """

    venues: tuple[Venue, ...]
    faults: tuple[Fault, ...]
    rows: tuple[int, ...] = ()
    given: tuple[Mapping[str, str], ...] = ()


@dataclass(slots=True)
class _Found:
    """A reading in the making."""

    venues: list[Venue] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    given: list[Mapping[str, str]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def done(self) -> Reading:
        faults = sorted(self.faults, key=lambda fault: fault.row)
        return Reading(tuple(self.venues), tuple(faults), tuple(self.rows), tuple(self.given))


def read_venues(data: bytes, where: str, also: Sequence[str] = ()) -> Reading:
    """The venues in a CSV file (UTF-8; commas, semicolons or tabs) or a GeoJSON one (RFC 7946).

    `where` names the file in messages; `also` are columns allowed besides those of a venue. A point stands
    for itself, a polygon for a point well inside it. `BadInput` where the file as a whole is neither.

    >>> reading = read_venues(b"id,name,kind,latitude,longitude,zone,capacity\\n"
    ...                       b"opera,Opera,culture,48.87,2.33,Europe/Paris,1900\\n"
    ...                       b"opera,Station,station,48.88,2.36,Europe/Paris,-1\\n", "venues.csv")
    >>> [venue.name for venue in reading.venues]
    ['Opera']
    >>> for fault in reading.faults: print(fault)
    row 3, capacity: -1 is negative; give the most people it may hold
    row 3, id: 'opera' stands in row 2 already
    """
    if len(data) > MOST_BYTES:
        raise BadInput(f"it is larger than {MOST_BYTES // 1_000_000} MB", where=where, reason="size")
    text = _text(data, where)
    if text.lstrip()[:1] in ("{", "["):
        source = geojson.read(text, where)
    else:
        source = table.read(text, where)
    return _gather(source, also)


def _text(data: bytes, where: str) -> str:
    if not data.strip(_SPACE):
        raise BadInput("the file is empty; it must name the columns", where=where, reason="empty")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise BadInput("it is UTF-16; save it in UTF-8", where=where, reason="encoding")
    try:
        return data.removeprefix(MARK).decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        text = f"line {line}: it is not UTF-8; save the file in UTF-8"
        raise BadInput(text, where=where, reason="encoding", line=line) from None


def _gather(source: table.Source, also: Sequence[str]) -> Reading:
    found = _Found()
    _refuse_columns(source, also, found.faults)
    missing = {fault.column for fault in found.faults}
    seen: dict[str, int] = {}
    for row in source.rows:
        fields = read_fields(row.fields)
        wrong = [pair for pair in fields.wrong if pair[0] not in missing and pair[0] not in row.untold]
        wrong += [*row.wrong, *_again(row.number, row.fields.get("id", ""), seen)]
        found.faults += (Fault(row.number, column, reason) for column, reason in wrong)
        if fields.venue and not wrong:
            found.venues.append(fields.venue)
            found.rows.append(row.number)
            found.given.append(row.fields)
    if not seen and not found.faults:
        raise BadInput("there is no venue in it", where=source.where, reason="empty")
    return found.done()


def _refuse_columns(source: table.Source, also: Iterable[str], faults: list[Fault]) -> None:
    """Columns that are missing, strange or there twice: once, and not again for every row."""
    known = (*COLUMNS, *also)
    for name in NEEDED:
        if source.columns is not None and name not in source.columns:
            faults.append(Fault(1, name, "there is no such column; it is needed"))
    for name, row in source.named:
        if name not in known:
            text = "it has no name" if not name else f"no such column; there are {', '.join(known)}"
            faults.append(Fault(row, name, text))
    for name in sorted({name for name in source.columns or () if (source.columns or ()).count(name) > 1}):
        faults.append(Fault(1, name, "there are two columns of this name"))


def _again(row: int, given: str, seen: dict[str, int]) -> Iterable[tuple[str, str]]:
    """Ids that differ only in large and small letters are one to people who read them aloud."""
    id = given.strip()
    first = seen.setdefault(id.casefold(), row) if id else row
    if first != row:
        yield "id", f"{id!r} stands in row {first} already"
