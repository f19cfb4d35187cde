"""The schemes there are: one TOML file each in this folder, one line in `SCHEMES`."""

from __future__ import annotations

from pathlib import Path

from tocsin.base import Level, Scheme
from tocsin.errors import BadInput
from tocsin.level import tables

SCHEMES: list[str] = ["generic", "heightened-alert"]

# A level is never told by colour alone: these are shapes that differ without it.
SHAPES = ("circle", "square", "triangle", "diamond", "pentagon", "hexagon", "octagon")


def get_scheme(name: str) -> Scheme:
    """A scheme that comes with Tocsin; `BadInput` lists the names there are.

    >>> [level.word for level in get_scheme("generic").levels]
    ['Normal', 'Watchful', 'Heightened', 'Critical']
    """
    if name not in SCHEMES:
        raise BadInput(
            f"there is no such scheme; there are {', '.join(SCHEMES)}", where=name, reason="scheme"
        )
    return load_scheme(Path(__file__).parent / f"{name}.toml")


def load_scheme(source: Path | str) -> Scheme:
    """A scheme from a TOML file, given by its path or as its text.

    `BadInput` names the file, the line of the level and the field: a missing, empty or unknown field, ranks
    that do not run 1, 2, 3, ..., a word or shape used twice.

    >>> load_scheme('id = "x"\\ntitle = "X"\\n[[level]]\\nrank = 1\\nword = "Calm"\\nmeaning = "All well"')
    Traceback (most recent call last):
    ...
    tocsin.errors.BadInput: text, line 3, level 1, shape: it is missing
    """
    file = tables.read(source, "level")
    head = file.head.only("id", "title")
    levels = tuple(_level(table, rank) for rank, table in enumerate(file.tables, 1))
    _each_differs(file.tables, "word")
    _each_differs(file.tables, "shape")
    return Scheme(id=head.get("id", str), title=head.get("title", str), levels=levels)


def _level(table: tables.Table, rank: int) -> Level:
    table.only("rank", "step", "word", "meaning", "shape")
    if table.get("rank", int) != rank:
        problem = f"ranks run 1, 2, 3, ... in the order of the file; this must be {rank}"
        raise table.refuse("rank", f"{problem}, not {table.fields['rank']}")
    shape = table.get("shape", str)
    if shape not in SHAPES:
        raise table.refuse("shape", f"{shape!r} is not one of {', '.join(SHAPES)}")
    return Level(
        rank=rank,
        step=table.get("step", int),
        word=table.get("word", str),
        meaning=table.get("meaning", str),
        shape=shape,
    )


def _each_differs(levels: tuple[tables.Table, ...], field: str) -> None:
    seen: dict[str, str] = {}
    for table in levels:
        first = seen.setdefault(table.fields[field].casefold(), table.where)
        if first != table.where:
            raise table.refuse(field, f"{table.fields[field]!r} stands in {first} already")
