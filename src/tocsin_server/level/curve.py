"""The geometry of the curve of answers: a share of all orders over time, as a line of steps."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

WIDTH, HEIGHT = 1000.0, 100.0
SHORTEST = timedelta(minutes=10)
MOST = 400
"""Steps drawn at most: more are finer than a screen."""

Point = tuple[datetime, int]


@dataclass(frozen=True, slots=True)
class Curve:
    """Two lines over one scale from the start to the last step; `total` orders are the full height."""

    answered: str
    done: str
    starts: datetime
    ends: datetime
    total: int


def curve(answered: Sequence[Point], done: Sequence[Point], total: int, starts: datetime) -> Curve | None:
    """The lines of those answered and done; None where nothing was answered.

    >>> from datetime import UTC
    >>> start = datetime(2015, 11, 14, 1, tzinfo=UTC)
    >>> curve([(start + timedelta(minutes=5), 1), (start + timedelta(minutes=10), 2)], [], 4, start).answered
    'M0 100H500.0V75.0H1000.0V50.0H1000'
    """
    if not answered or not total:
        return None
    ends = max(*(at for at, _ in (*answered, *done)), starts + SHORTEST)
    span = (ends - starts).total_seconds()

    def line(points: Sequence[Point]) -> str:
        steps = points if len(points) <= MOST else [*points[:: len(points) // MOST + 1], points[-1]]
        drawn = "".join(
            f"H{WIDTH * max((at - starts).total_seconds(), 0) / span:.1f}V{HEIGHT * (1 - count / total):.1f}"
            for at, count in steps
        )
        return f"M0 100{drawn}H1000"

    return Curve(line(answered), line(done) if done else "", starts, ends, total)
