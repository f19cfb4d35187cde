"""What the commands say on the error stream, and how they show progress."""

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)

out = Console(stderr=True, highlight=False)


def bar() -> Progress:
    """A progress bar as all commands show it."""
    text = TextColumn("{task.description}")
    return Progress(
        SpinnerColumn(), text, BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), console=out
    )
