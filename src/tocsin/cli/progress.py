"""How far a command has come, for a person who waits."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from tocsin.cli.messages import console


class Step(Protocol):
    """Called after each input, or after some, to move a progress bar."""

    def __call__(self, inputs: int = 1, /) -> None: ...


_FEW = 3


@contextmanager
def progress(title: str, total: int) -> Iterator[Step]:
    """A bar on the error stream, for more than a few and where a person is looking."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    hidden = total <= _FEW or not console.is_terminal
    with Progress(*columns, console=console, transient=True, disable=hidden) as bar:
        task = bar.add_task(title, total=total)
        yield lambda inputs=1: bar.advance(task, inputs)
