"""How far a command has come, for a person who waits."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from tocsin.cli.messages import console

Step = Callable[[], None]
"""Called after each input, to move a progress bar."""

_FEW = 3


@contextmanager
def progress(title: str, total: int) -> Iterator[Step]:
    """A bar on the error stream, for more than a few and where a person is looking."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    hidden = total <= _FEW or not console.is_terminal
    with Progress(*columns, console=console, transient=True, disable=hidden) as bar:
        task = bar.add_task(title, total=total)
        yield lambda: bar.advance(task)
