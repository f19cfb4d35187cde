"""The files that the commands on alerts take, read one by one: a bad one never stops the others."""

from collections.abc import Callable, Iterator, Sequence
from typing import Annotated

import typer

from tocsin.cli.cap.results import Result, refused
from tocsin.cli.inputs import Input, find
from tocsin.cli.messages import say
from tocsin.cli.progress import progress
from tocsin.errors import BadInput

SUFFIXES = frozenset({".xml", ".cap", ".edxl", ".edxlde"})
"""Files of a folder that are read; a file named by itself is read whatever its name."""

Files = Annotated[
    list[str],
    typer.Argument(
        metavar="FILE...",
        help="CAP alerts: files, folders of them, or - for standard input.",
    ),
]


def results(names: Sequence[str], title: str, work: Callable[[str, bytes], Result]) -> list[Result]:
    """What `work` finds out about each file by its name and bytes; a file it refuses is a result too."""
    found = list(_inputs(names))
    told = []
    with progress(title, len(found)) as step:
        for each in found:
            told.append(each if isinstance(each, Result) else _one(each, work))
            step()
    return told


def _inputs(names: Sequence[str]) -> Iterator[Input | Result]:
    for name in names:
        try:
            inputs, skipped = find([name], suffixes=SUFFIXES)
        except BadInput as refusal:
            yield refused(name, refusal, missing=True)
            continue
        if skipped:
            say(f"not read, because their names say they are no alerts: {', '.join(skipped)}", "dim")
        yield from inputs


def _one(each: Input, work: Callable[[str, bytes], Result]) -> Result:
    try:
        data = each.load().data
    except BadInput as refusal:
        return refused(each.name, refusal, missing=True)
    try:
        return work(each.name, data)
    except BadInput as refusal:
        return refused(each.name, refusal)
