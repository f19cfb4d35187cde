"""Counts from a CSV file of any size, in pieces: memory grows with the counts and not with the file."""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NoReturn

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
from numpy.typing import NDArray

from tocsin.errors import BadInput
from tocsin.forewarn.tabular.gather import Counted, Gatherer, Options
from tocsin.forewarn.tabular.place import Origin

_PIECE = 16_000_000
_LONGEST_HEADER = 1_000_000
_MARK = b"\xef\xbb\xbf"
_SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs"}


def read_csv(
    path: Path, options: Options | None = None, *, progress: Callable[[float], None] | None = None
) -> Counted:
    """The counts in a CSV file (UTF-8, gzip where its name ends in .gz), in any form; see `tabular.forms`.

    Commas, semicolons or tabs part the columns, whichever the first line has most of; a mark of UTF-8 before
    it is passed over. `progress` is called with the share of the file that is read. `BadInput` names the
    file, line and column of what cannot be used.
    """
    name = str(path)
    try:
        header, separator, marked = read_header(path, name)
        gatherer = Gatherer(name, header, options or Options())
        for batch, origin in read_batches(path, name, header, separator, progress):
            gatherer.add(batch, origin)
    except OSError as error:
        why = os.strerror(error.errno) if error.errno else "it cannot be read"
        raise BadInput(why, where=name, reason="unreadable") from None
    counted = gatherer.finish()
    said = [f"{_SEPARATORS[separator]} part the columns"] if separator != "," else []
    if marked:
        said.append("the mark of UTF-8 at the start was passed over")
    return Counted(counted.history, counted.form, (*counted.notes, *said))


def read_header(path: Path, name: str) -> tuple[list[str], str, bool]:
    """The names of the columns, what parts them, and whether a mark of UTF-8 stood before them."""
    with pa.input_stream(str(path), compression="detect") as stream:
        start = stream.read(_LONGEST_HEADER)
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise BadInput("it is UTF-16; save it as CSV in UTF-8", where=name, reason="encoding", line=1)
    marked = start.startswith(_MARK)
    start = start.removeprefix(_MARK)
    line = start.split(b"\n", 1)[0].rstrip(b"\r")
    if not line.strip():
        what = "the first line is empty" if start.strip() else "the file is empty"
        raise BadInput(f"{what}; it must name the columns", where=name, reason="empty", line=1)
    text = _decoded(line, name, 1)
    separator = max(_SEPARATORS, key=text.count)
    return [column.strip() for column in next(csv.reader([text], delimiter=separator))], separator, marked


def _decoded(line: bytes, name: str, number: int) -> str:
    try:
        return line.decode()
    except UnicodeDecodeError as error:
        text = f"line {number}: byte {error.start + 1} is not UTF-8; save the file as CSV in UTF-8"
        raise BadInput(text, where=name, reason="encoding", line=number) from None


def read_batches(
    path: Path,
    name: str,
    header: list[str],
    separator: str,
    progress: Callable[[float], None] | None = None,
) -> Iterator[tuple[pa.RecordBatch, Origin]]:
    """The rows in pieces, all cells as text, each piece with the line on which it begins."""
    size = max(path.stat().st_size, 1)
    bad: list[pacsv.InvalidRow] = []

    def keep(row: pacsv.InvalidRow) -> str:
        bad.append(row)
        return "skip"

    with pa.OSFile(str(path)) as file:
        stream = pa.CompressedInputStream(file, "gzip") if path.suffix == ".gz" else file
        origin = Origin(name, 2)
        try:
            reader = pacsv.open_csv(
                stream,
                read_options=pacsv.ReadOptions(
                    use_threads=False, block_size=_PIECE, column_names=header, skip_rows=1
                ),
                parse_options=pacsv.ParseOptions(
                    delimiter=separator, ignore_empty_lines=False, invalid_row_handler=keep
                ),
                convert_options=pacsv.ConvertOptions(column_types=dict.fromkeys(header, pa.string())),
            )
            for batch in reader:
                if bad:
                    break
                yield from _without_blank_lines(batch, origin)
                origin = origin.after(len(batch))
                if progress:
                    progress(file.tell() / size)
        except pa.ArrowInvalid as error:
            _refuse(name, header, error)
    if bad:
        found, expected = bad[0].actual_columns, bad[0].expected_columns
        text = f"line {bad[0].number}: it has {found} columns where the first line has {expected}"
        raise BadInput(text, where=name, reason="columns", line=bad[0].number or 0)


def _refuse(name: str, header: list[str], error: pa.ArrowInvalid) -> NoReturn:
    """What the CSV reader objects to, with line and column where it says so."""
    found = re.search(r"CSV column #(\d+): Row #(\d+)", str(error))
    if not found:
        raise BadInput(str(error), where=name, reason="csv") from None
    column, line = header[int(found[1])], int(found[2])
    text = f"line {line}, column {column!r}: it is not UTF-8; save the file as CSV in UTF-8"
    raise BadInput(text, where=name, reason="encoding", line=line) from None


def _without_blank_lines(batch: pa.RecordBatch, origin: Origin) -> Iterator[tuple[pa.RecordBatch, Origin]]:
    """The pieces between empty lines, each with the line on which it begins."""
    blank: NDArray[np.bool_] = np.ones(len(batch), dtype=bool)
    for column in batch.columns:
        if blank.any():
            blank &= pc.equal(column, "").to_numpy(zero_copy_only=False)
    start = 0
    for stop in [*np.flatnonzero(blank).tolist(), len(batch)]:
        if stop > start:
            yield batch.slice(start, stop - start), origin.after(start)
        start = stop + 1
