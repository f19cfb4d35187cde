"""What came of a level: when orders were answered and done, what went up, who could not, what was slow."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from typing import Any

from django.db.models import Avg, Count, DurationField, ExpressionWrapper, F, Min, Q, QuerySet
from django.db.models.functions import TruncMinute

from tocsin.level import AnswerKind, OrderState
from tocsin.level import Measure as CoreMeasure
from tocsin_server import clock
from tocsin_server.codec import decode
from tocsin_server.level.models import Answer, Declaration, Escalation, Measure, Notice, Order
from tocsin_server.level.selectors.board import board
from tocsin_server.level.selectors.levels import declaration as visible_declaration
from tocsin_server.units.viewer import Viewer
from tocsin_server.units.visibility import in_or_above

REASONS = 50
"""So many reasons of those who could not are listed, the latest; their number is told."""

Point = tuple[datetime, int]
"""By the end of a minute, how many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A unit directly below with its whole branch."""

    unit_id: str
    name: str
    orders: int
    answered: int
    done: int
    cannot: int
    late: int
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How a measure fared: orders, those answered and done, and the mean time to the first answer."""

    measure: str
    title: str
    orders: int
    answered: int
    done: int
    cannot: int
    to_answer: timedelta | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WentUp:
    """What went up for one cause: how many, how many of them were noted, and when the first did."""

    cause: str
    count: int
    noted: int
    first: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why a unit could not."""

    unit_id: str
    unit: str
    measure: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """Of one channel: how many messages stand in which state."""

    channel: str
    state: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Plain values, so that it is a file, too. `half` and `all` are when that share had an answer."""

    declaration_id: str
    word: str
    over: str
    exercise: bool
    plan: str
    raised: datetime
    until: datetime
    drawn: datetime
    orders: int
    units: int
    answered: int
    done: int
    first_answer: datetime | None
    half: datetime | None
    all: datetime | None
    first_late: datetime | None
    answers: list[Point]
    settled: list[Point]
    parts: list[Part]
    paces: list[Pace]
    went_up: list[WentUp]
    could_not: int
    reasons: list[Reason]
    deliveries: list[Delivery]


def report(viewer: Viewer, declaration_id: Any) -> Report:
    """All that came of a declaration in the branches that the viewer sees; `BadInput` where there is none."""
    row = visible_declaration(declaration_id, viewer)
    orders = Order.objects.filter(in_or_above(viewer), declaration=row).exclude(state=OrderState.WITHDRAWN)
    answers = _by_minute(orders.exclude(answered=None), "answered")
    total = orders.count()
    ups = Escalation.objects.filter(in_or_above(viewer, "order__unit"), order__declaration=row)
    return Report(
        declaration_id=str(row.pk),
        word=row.word,
        over=row.unit.name,
        exercise=row.exercise,
        plan=str(row.plan),
        raised=row.starts,
        until=row.ended or row.ends,
        drawn=clock.now(),
        orders=total,
        units=orders.values("unit").distinct().count(),
        answered=answers[-1][1] if answers else 0,
        done=orders.filter(state=OrderState.DONE).count(),
        first_answer=answers[0][0] if answers else None,
        half=_reached(answers, (total + 1) // 2),
        all=_reached(answers, total),
        first_late=ups.exclude(cause="cannot").aggregate(first=Min("at"))["first"],
        answers=answers,
        settled=_by_minute(orders.filter(state=OrderState.DONE), "changed"),
        parts=_parts(viewer, row),
        paces=_paces(orders),
        went_up=_went_up(ups),
        could_not=orders.filter(state=OrderState.CANNOT).count(),
        reasons=_reasons(orders),
        deliveries=_deliveries(viewer, row),
    )


def _by_minute(orders: QuerySet[Order], moment: str) -> list[Point]:
    """How many orders had come so far by the end of each minute in which one came."""
    minutes = orders.order_by().values_list(TruncMinute(moment, tzinfo=UTC)).annotate(Count("pk"))
    counted = sorted(minutes)
    sums = accumulate(count for _, count in counted)
    return [(minute, so_far) for (minute, _), so_far in zip(counted, sums, strict=True)]


def _reached(points: Iterable[Point], count: int) -> datetime | None:
    return next((at for at, so_far in points if so_far >= count > 0), None)


def _parts(viewer: Viewer, row: Declaration) -> list[Part]:
    shown = board(viewer, row.pk)
    return [
        Part(
            unit_id=part.unit_id,
            name=part.name,
            orders=part.tally.total,
            answered=part.tally.answered,
            done=part.tally.done,
            cannot=part.tally.cannot,
            late=part.tally.late,
            sentence=part.readiness.sentence,
        )
        for part in (shown.rows or [shown.whole])
    ]


def _paces(orders: QuerySet[Order]) -> list[Pace]:
    """The measures, those that took longest to be answered first."""
    taken = ExpressionWrapper(F("answered") - F("issued"), output_field=DurationField())
    rows = (
        orders.order_by()
        .values_list("measure")
        .annotate(
            given=Count("pk"),
            told=Count("answered"),
            done=Count("pk", filter=Q(state=OrderState.DONE)),
            cannot=Count("pk", filter=Q(state=OrderState.CANNOT)),
            taken=Avg(taken),
        )
    )
    found = {pk: rest for pk, *rest in rows}
    paces = [
        Pace(
            measure=measure.slug,
            title=decode(CoreMeasure, measure.data).in_language("en")[0],
            orders=found[measure.pk][0],
            answered=found[measure.pk][1],
            done=found[measure.pk][2],
            cannot=found[measure.pk][3],
            to_answer=found[measure.pk][4],
        )
        for measure in Measure.objects.filter(pk__in=found)
    ]
    return sorted(paces, key=lambda pace: pace.to_answer or timedelta.max, reverse=True)


def _went_up(ups: QuerySet[Escalation]) -> list[WentUp]:
    rows = ups.order_by("cause").values_list("cause").annotate(Count("pk"), Count("seen"), Min("at"))
    return [WentUp(cause=cause, count=count, noted=noted, first=at) for cause, count, noted, at in rows]


def _reasons(orders: QuerySet[Order]) -> list[Reason]:
    """The last word of each unit that said of an order that it cannot be done, and still says so."""
    cannot = orders.filter(state=OrderState.CANNOT)
    rows = Answer.objects.filter(order__in=cannot, kind=AnswerKind.CANNOT)
    rows = rows.select_related("order__unit", "order__measure").order_by("-at", "-pk")
    return [
        Reason(
            unit_id=row.order.unit_id,
            unit=row.order.unit.name,
            measure=decode(CoreMeasure, row.order.measure.data).in_language("en")[0],
            text=row.text,
            at=row.at,
        )
        for row in rows[:REASONS]
    ]


def _deliveries(viewer: Viewer, row: Declaration) -> list[Delivery]:
    notices = Notice.objects.filter(in_or_above(viewer), declaration=row).order_by("channel", "state")
    rows = notices.values_list("channel", "state").annotate(Count("pk"))
    return [Delivery(channel=channel, state=state, count=count) for channel, state, count in rows]
