"""Sheets: a branch's orders as a CSV file, to be filled in without a network and read back.

Every row carries a seal over its order, unit and measure, so that a row whose number or unit was changed, or
that was copied from elsewhere, is found out. A sheet is taken whole or not at all.
"""

import csv
import hashlib
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.crypto import constant_time_compare, salted_hmac

from tocsin.errors import BadInput, NotAllowed, TocsinError
from tocsin.level import Answer as Said
from tocsin.level import AnswerKind
from tocsin.level import Measure as CoreMeasure
from tocsin_server.bulk import batched
from tocsin_server.codec import decode
from tocsin_server.ledger.services import act
from tocsin_server.level import file_types, selectors
from tocsin_server.level.models import Order
from tocsin_server.level.services.answering import require_voice
from tocsin_server.level.services.taking import Faults, Saying, take
from tocsin_server.units import selectors as units
from tocsin_server.units.viewer import Viewer

MOST_BYTES = 5_000_000
MOST_ROWS = 5_000

GIVEN = ("order", "seal", "unit", "unit_name", "title", "text", "acknowledge_by", "do_by", "state")
TO_FILL_IN = ("answer", "note", "place", "time")
COLUMNS = (*GIVEN, *TO_FILL_IN)
_NEEDED = ("order", "seal", "unit", *TO_FILL_IN)

_KINDS = {kind.value: kind for kind in AnswerKind if kind is not AnswerKind.DELEGATED}
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_LETTERS = str.maketrans("0123456789abcdef", "abcdefghijklmnop")


@dataclass(frozen=True, slots=True)
class SheetResult:
    """How many orders got a new answer, and how many rows were left empty or told nothing new."""

    answers: int
    unchanged: int


def write_sheet(viewer: Viewer, declaration_id: Any, unit_id: str = "", *, language: str = "en") -> bytes:
    """The orders of a unit and all below it under a declaration, or all that the viewer may see, as CSV.

    In UTF-8 with the mark by which spreadsheets know it. `BadInput` for more than 5,000 rows: no sheet of
    that size can be filled in or is read back.
    """
    declaration = selectors.declaration(declaration_id, viewer)
    rows = selectors.orders(viewer, declaration_id=declaration.pk).order_by("unit__path", "pk")
    if unit_id:
        rows = rows.filter(unit__path__startswith=units.unit(unit_id).path)
    if (count := rows.count()) > MOST_ROWS:
        text = f"{count:,} orders; a sheet holds {MOST_ROWS:,}: choose a unit further down"
        raise BadInput(text, where="unit", reason="sheet_rows")
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow(COLUMNS)
    texts = _Texts(language)
    for order in rows.iterator(chunk_size=2000):
        writer.writerow(map(_safe, _row(order, *texts.of(order))))
    return stream.getvalue().encode("utf-8-sig")


def read_sheet(viewer: Viewer, data: bytes) -> SheetResult:
    """Take back a sheet that was filled in; rows without an answer change nothing.

    For whoever answers for the units in it, or takes their answers down. `BadInput` where it is no sheet;
    `Faults` names every line that is wrong, and nothing was taken.
    """
    lines = list(_lines(_text(data)))
    sheet = _Sheet(viewer, lines)
    with act(viewer.actor, "level.answered") as entry:
        faults, new = sheet.faults, list[int]()
        try:
            new = take(sheet.sayings, by=viewer.label, via="csv").new
        except Faults as error:
            faults = [*faults, *error.faults]
        if faults:
            raise Faults(sorted(faults, key=_line_number), where="sheet")
        entry.subject = f"answers:{len(new)}"
        entry.data = {"orders": new, "via": "csv", "sheet": hashlib.sha256(data).hexdigest()}
        if not new:
            entry.cancel()
    return SheetResult(len(new), len(lines) - len(new))


def seal(order: int, unit: str, measure: str) -> str:
    """What shows that a row is one of ours. Letters alone: a spreadsheet would take 12e34 for a number.

    64 bits of an HMAC under the site's key: whoever forged one would still need to be allowed to answer.
    """
    digest = salted_hmac("tocsin.level.sheet", f"{order}:{unit}:{measure}", algorithm="sha256").hexdigest()
    return digest[:16].translate(_LETTERS)


@dataclass(frozen=True, slots=True)
class _Line:
    """A row, and where in the file it begins."""

    number: int
    cells: Mapping[str, str]

    @property
    def where(self) -> str:
        return f"line {self.number}"


class _Sheet:
    """The rows of a sheet held against the orders they speak of: answers to be taken, and what is wrong."""

    def __init__(self, viewer: Viewer, lines: list[_Line]) -> None:
        self.sayings: list[Saying] = []
        self.faults: list[tuple[str, str]] = []
        self._seen: dict[int, str] = {}
        self._silent = _Silence(viewer)
        self._orders = _orders(lines)
        for line in lines:
            try:
                self._read(line)
            except TocsinError as error:
                self.faults.append((line.where, str(error)))

    def _read(self, line: _Line) -> None:
        number, unit = self._named(line)
        if first := self._seen.get(number):
            raise BadInput(f"order {number} stands in {first} already")
        self._seen[number] = line.where
        if any(line.cells[column] for column in TO_FILL_IN):
            said = _said(line)
            self._silent.refuse(unit)
            self.sayings.append(Saying(unit, [number], said, where=line.where))

    def _named(self, line: _Line) -> tuple[int, str]:
        """The order that a row is about and its unit, as they were given out."""
        given = line.cells["order"]
        if not _is_number(given):
            raise BadInput(f"{given!r} is not the number of an order", where="order")
        order = int(given)
        if order not in self._orders:
            raise BadInput(f"there is no order {order}", where="order")
        unit, measure = self._orders[order]
        if line.cells["unit"] != unit:
            raise BadInput(f"order {order} was not given to {line.cells['unit']!r}", where="unit")
        if not constant_time_compare(line.cells["seal"], seal(order, unit, measure)):
            raise BadInput(
                "it does not fit the order and the unit; they must stay as given out", where="seal"
            )
        return order, unit


class _Silence:
    """Whether the viewer may speak for a unit, asked once for each."""

    def __init__(self, viewer: Viewer) -> None:
        self._viewer, self._errors = viewer, dict[str, NotAllowed | None]()

    def refuse(self, unit_id: str) -> None:
        if unit_id not in self._errors:
            self._errors[unit_id] = self._asked(unit_id)
        if error := self._errors[unit_id]:
            raise error

    def _asked(self, unit_id: str) -> NotAllowed | None:
        try:
            require_voice(self._viewer, unit_id)
        except NotAllowed as error:
            return error
        return None


class _Texts:
    """Title and text of measures in a language, read once for each measure: many orders share one."""

    def __init__(self, language: str) -> None:
        self._language, self._known = language, dict[int, tuple[str, str]]()

    def of(self, order: Order) -> tuple[str, str]:
        if order.measure_id not in self._known:
            measure = decode(CoreMeasure, order.measure.data)
            self._known[order.measure_id] = measure.in_language(self._language)
        return self._known[order.measure_id]


def _row(order: Order, title: str, text: str) -> list[Any]:
    times = (order.acknowledge_by.isoformat("T", "minutes"), order.do_by.isoformat("T", "minutes"))
    sealed = (order.pk, seal(order.pk, order.unit_id, order.measure.slug), order.unit_id)
    return [*sealed, order.unit.name, title, text, *times, order.state, *("" for _ in TO_FILL_IN)]


def _safe(value: Any) -> Any:
    """Text that a spreadsheet would take for a formula is marked as text (OWASP ASVS 5.0.0, 1.2.10)."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def _text(data: bytes) -> str:
    """The file as text: UTF-8, or UTF-16 with its mark, as spreadsheets write it."""
    if len(data) > MOST_BYTES:
        raise BadInput(f"larger than {MOST_BYTES // 1_000_000} MB", where="sheet", reason="file_size")
    if kind := file_types.other(data[:512]):
        raise BadInput(f"it is {kind}; save it as CSV", where="sheet", reason="file_type")
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        text = f"it is not text in UTF-8 (byte {error.start}); save it as CSV UTF-8"
        raise BadInput(text, where="sheet", reason="encoding") from None
    if "\0" in text:
        raise BadInput("it is no text; save it as CSV UTF-8", where="sheet", reason="file_type")
    return text


def _lines(text: str) -> Iterator[_Line]:
    """The rows that hold anything, each cell under its column."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    begins = 1
    try:
        columns = _columns(next(reader, []))
        begins = reader.line_num + 1
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield _Line(begins, _under(columns, cells, begins))
            begins = reader.line_num + 1
    except csv.Error as error:
        raise BadInput(f"not CSV: {error}", where=f"sheet, line {begins}", reason="not_csv") from None


def _delimiter(text: str) -> str:
    """Comma, semicolon or tab: where a comma parts decimals, spreadsheets write another."""
    head = text.partition("\n")[0]
    return max(",;\t", key=head.count)


def _columns(head: list[str]) -> list[str]:
    names = [name.strip().lower() for name in head]
    if missing := [name for name in _NEEDED if name not in names]:
        text = f"no column {', '.join(missing)}; the first line must be as it was given out"
        raise BadInput(text, where="sheet, line 1", reason="columns")
    for name in filter(None, names):
        if name not in COLUMNS or names.count(name) > 1:
            problem = "stands twice" if name in COLUMNS else "was not given out"
            raise BadInput(f"column {name!r} {problem}", where="sheet, line 1", reason="columns")
    return names


def _under(columns: list[str], cells: list[str], line: int) -> Mapping[str, str]:
    if any(cell.strip() for cell in cells[len(columns) :]):
        raise BadInput("more cells than columns", where=f"sheet, line {line}", reason="columns")
    padded = [*cells, *[""] * (len(columns) - len(cells))]
    return {name: _unmarked(cell.strip()) for name, cell in zip(columns, padded, strict=False) if name}


def _unmarked(cell: str) -> str:
    """A cell without the mark that kept it from being a formula."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA) else cell


def _orders(lines: list[_Line]) -> dict[int, tuple[str, str]]:
    """Unit and measure of every order that the rows name."""
    numbers = sorted({int(given) for line in lines if _is_number(given := line.cells["order"])})
    found: dict[int, tuple[str, str]] = {}
    for some in batched(numbers):
        rows = Order.objects.filter(pk__in=some).values_list("pk", "unit_id", "measure__slug")
        found |= {pk: (unit, slug) for pk, unit, slug in rows}
    return found


def _is_number(given: str) -> bool:
    """Digits as a database takes them for a number."""
    return given.isascii() and given.isdecimal() and len(given) < 19


def _said(line: _Line) -> Said:
    word = line.cells["answer"].lower().replace(" ", "_")
    if not word:
        raise BadInput("something is filled in, but no answer", where="answer")
    if word not in _KINDS:
        known = ", ".join(_KINDS)
        raise BadInput(f"{line.cells['answer']!r} is no answer; there are {known}", where="answer")
    return Said(
        kind=_KINDS[word], text=line.cells["note"], place=line.cells["place"], time=_time(line.cells["time"])
    )


def _time(given: str) -> datetime | None:
    if not given:
        return None
    try:
        return datetime.fromisoformat(given)
    except ValueError:
        raise BadInput(f"{given!r} is not a time such as 2015-11-15T12:00+08:00", where="time") from None


def _line_number(fault: tuple[str, str]) -> int:
    return int(fault[0].removeprefix("line "))
