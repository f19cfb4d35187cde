"""The schemes there are: one TOML file each in this folder, one line in `SCHEMES`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from tocsin.base import STEPS, Level, Scheme, tables
from tocsin.errors import BadInput

SCHEMES: list[str] = [
    "generic",
    "heightened-alert",
    "fr-vigipirate",
    "nl-dtn",
    "uk-response",
    "uk-threat",
    "us-ntas",
]

# A level is never told by colour alone: these are shapes that differ without it.
SHAPES = ("circle", "square", "triangle", "diamond", "pentagon", "hexagon", "octagon")


LONGEST = timedelta(days=366)
"""No level may be declared for longer at a time; a scheme may set less."""


def get_scheme(name: str) -> Scheme:
    """A scheme that comes with Tocsin; `BadInput` lists the names there are.

    >>> [level.word for level in get_scheme("generic").levels]
    ['Normal', 'Watchful', 'Heightened', 'Critical']
    """
    return load_scheme(scheme_file(name))


def scheme_file(name: str) -> Path:
    """Where a scheme that comes with Tocsin lies, to be copied and changed; `BadInput` lists the names.

    >>> scheme_file("generic").name
    'generic.toml'
    """
    if name not in SCHEMES:
        text = f"there is no such scheme; there are {', '.join(SCHEMES)}"
        raise BadInput(text, where=name, reason="scheme")
    return Path(__file__).parent / f"{name}.toml"


def load_scheme(source: Path | str) -> Scheme:
    """A scheme from a TOML file, given by its path or as its text.

    `BadInput` names the file, the line of the level and the field: a missing, empty or unknown field, ranks
    that leave a gap or come again, steps that fall, a word or shape used twice.

    >>> load_scheme('id = "x"\\ntitle = "X"\\n[[level]]\\nrank = 1\\nword = "Calm"\\nmeaning = "All well"')
    Traceback (most recent call last):
    ...
    tocsin.errors.BadInput: text, line 3, level 1, shape: it is missing
    """
    file = tables.read(source, "level")
    head = file.head.only("id", "title")
    id, title = head.slug("id"), head.get("title", str)
    levels = tuple(_level(table) for table in file.tables)
    _refuse_disorder(file.tables)
    file.each_differs("word")
    file.each_differs("shape")
    return Scheme(id=id, title=title, levels=levels)


def _level(table: tables.Table) -> Level:
    table.only("rank", "step", "word", "meaning", "shape", "longest")
    return Level(
        rank=table.get("rank", int),
        word=table.get("word", str),
        meaning=table.get("meaning", str),
        shape=_shape(table),
        step=table.within("step", 1, STEPS),
        longest=table.span("longest", LONGEST) if "longest" in table.fields else None,
    )


def _shape(table: tables.Table) -> str:
    shape = table.get("shape", str)
    if shape not in SHAPES:
        raise table.refuse("shape", f"{shape!r} is not one of {', '.join(SHAPES)}")
    return shape


def _refuse_disorder(levels: Sequence[tables.Table]) -> None:
    """A scheme is a ladder: each level one rank above the last, and asking for no less."""
    step = 1
    for due, table in enumerate(levels, 1):
        rank = table.fields["rank"]
        if rank != due:
            raise table.refuse("rank", f"{_disorder(rank, due)}; ranks run 1, 2, 3, ... in the file's order")
        if table.fields["step"] < step:
            raise table.refuse("step", f"{table.fields['step']} is below {step}, which the level before has")
        step = table.fields["step"]


def _disorder(rank: int, due: int) -> str:
    if 1 <= rank < due:
        return f"{rank} comes again, so the levels would go round in a circle; here it must be {due}"
    return f"{rank} leaves a gap; here it must be {due}"
