"""What every engine is: a way to do the parts of some work, in this process, in others, or elsewhere."""

from collections.abc import Callable, Iterable, Iterator
from typing import Protocol, TypeVar

Part = TypeVar("Part")
Answer = TypeVar("Answer")


class Engine(Protocol):
    """Does the work on `jobs` parts at a time."""

    def run(
        self, work: Callable[[Part], Answer], parts: Iterable[Part], jobs: int, /
    ) -> Iterator[tuple[Part, Answer | None]]:
        """Each part with its answer, as they get done; None for the answer where its worker died.

        `work` is a function that can be sent to another process. Parts are taken from the iterable only as
        workers are free for them. What the work raises, this raises.
        """
        ...
