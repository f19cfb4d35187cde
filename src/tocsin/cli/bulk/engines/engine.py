"""What every engine is: a way to read batches in other processes, here or elsewhere."""

from collections.abc import Callable, Iterable, Iterator
from typing import Protocol

from tocsin.cli.bulk.batch import Batch
from tocsin.cli.bulk.tables import Tables

Work = Callable[[Batch], Tables]
"""The function that reads a batch; it can be sent to another process."""


class Engine(Protocol):
    """Runs the work on `jobs` batches at a time."""

    def run(
        self, work: Work, batches: Iterable[Batch], jobs: int, /
    ) -> Iterator[tuple[Batch, Tables | None]]:
        """Each batch with its tables, as they get done; None for the tables where its worker died.

        Batches are taken from the iterable only as workers are free for them. What the work raises, this
        raises.
        """
        ...
