"""This very process."""

from collections.abc import Callable, Iterable, Iterator

from tocsin.base.engines.engine import Answer, Part


class HereEngine:
    """One part after another, with nothing to start or to send: best for little work."""

    def run(
        self, work: Callable[[Part], Answer], parts: Iterable[Part], _jobs: int, /
    ) -> Iterator[tuple[Part, Answer | None]]:
        """See `Engine`; there is one worker, and where it dies, all ends."""
        for part in parts:
            yield part, work(part)
