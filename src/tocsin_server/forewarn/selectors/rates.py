"""How useful warnings proved: what people made of them, by detector and month."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db.models import Count
from django.db.models.functions import TruncMonth

from tocsin_server.forewarn.models import Judgement, Warning
from tocsin_server.units.viewer import Viewer
from tocsin_server.units.visibility import visible

HEIGHT = 23.0
MONTHS = 12
"""How many months back the rate is shown."""


@dataclass(frozen=True, slots=True)
class Made:
    """What people made of the warnings of a detector, in a month or altogether."""

    useful: int = 0
    not_useful: int = 0
    known: int = 0
    unjudged: int = 0

    @property
    def judged(self) -> int:
        """How many were judged at all."""
        return self.useful + self.not_useful + self.known

    @property
    def percent(self) -> int | None:
        """The share of useful ones among those judged, in per cent; None where none was."""
        return round(100 * self.useful / self.judged) if self.judged else None


@dataclass(frozen=True, slots=True)
class Bar:
    """A month drawn: all that were judged, and of them the useful ones, standing on one ground."""

    x: int
    top: float
    height: float
    useful_top: float
    useful: float


@dataclass(frozen=True, slots=True)
class Rate:
    """One detector: what was made of its warnings month by month, the latest last, and altogether."""

    detector: str
    months: tuple[tuple[date, Made], ...]
    total: Made

    @property
    def bars(self) -> list[Bar]:
        """The months that had any judged, on a scale of the detector's own."""
        most = max((made.judged for _, made in self.months), default=0)
        shown = [(at, made) for at, (_, made) in enumerate(self.months) if made.judged]
        return [_bar(at, made.judged / most, made.useful / most) for at, made in shown]


def rates(viewer: Viewer, today: date) -> list[Rate]:
    """The rates of the last twelve months, by detector; of warnings that the viewer may see."""
    months = _months(today)
    rows = visible(Warning.objects.filter(held="", day__gte=months[0], day__lte=today), viewer)
    counted: dict[str, Counter[tuple[date, str]]] = {}
    grouped = rows.order_by().annotate(month=TruncMonth("day")).values_list("detector", "month", "judgement")
    for detector, month, judgement, many in grouped.annotate(Count("pk")):
        counted.setdefault(detector, Counter())[month, judgement] += many
    return [_rate(detector, months, found) for detector, found in sorted(counted.items())]


def _rate(detector: str, months: list[date], found: Counter[tuple[date, str]]) -> Rate:
    def made(among: list[date]) -> Made:
        def many(judgement: Judgement) -> int:
            return sum(found[month, judgement.value] for month in among)

        return Made(*map(many, (Judgement.USEFUL, Judgement.NOT_USEFUL, Judgement.KNOWN, Judgement.NONE)))

    return Rate(detector, tuple((month, made([month])) for month in months), made(months))


def _bar(at: int, judged: float, useful: float) -> Bar:
    """Drawn in a box of 120 by 24, ten to a month."""
    return Bar(
        10 * at + 1, HEIGHT - HEIGHT * judged, HEIGHT * judged, HEIGHT - HEIGHT * useful, HEIGHT * useful
    )


def _months(today: date) -> list[date]:
    numbers = range(today.year * 12 + today.month - MONTHS, today.year * 12 + today.month)
    return [date(number // 12, number % 12 + 1, 1) for number in numbers]
