"""Done checks answer the orders that ask for patrols: in progress when the first is made, done when the last
shift that the order allows for is over, with how many of how many and what was missed by name."""

from dataclasses import dataclass
from datetime import datetime

from tocsin.errors import TocsinError
from tocsin.level import SETTLED, Answer, AnswerKind
from tocsin_server import clock
from tocsin_server.jobs.services import enqueue
from tocsin_server.ledger.services import Actor
from tocsin_server.level.models import Order
from tocsin_server.level.selectors import live
from tocsin_server.level.services import hear, keep_bytes
from tocsin_server.level.wording import moment
from tocsin_server.protect.models import Assignment, PlanShift
from tocsin_server.protect.selectors.patrols import GRACE

KIND = "patrols.answer"
VIA = "patrols"
MEASURES = ("patrols-cover", "patrols-reinforce")
"""The measures of the standard plan that a plan of patrols answers."""

NAMED = 40
"""So many missed visits are named in an answer; the report kept with it has them all."""


@dataclass(frozen=True, slots=True)
class Account:
    """What an order's visits came to so far: `missed` are those of shifts that are over, by name."""

    planned: int
    done: int
    missed: tuple[str, ...]
    over: bool
    last_place: str
    last_time: datetime | None

    @property
    def text(self) -> str:
        """How many of how many, and what was missed."""
        line = f"{self.done} of {self.planned} visits made."
        if not self.missed:
            return line
        more = f" and {len(self.missed) - NAMED} more" if len(self.missed) > NAMED else ""
        return f"{line} Missed: {'; '.join(self.missed[:NAMED])}{more}."


def ask_for_answer(unit_id: str, mark: str) -> bool:
    """Have a worker answer a unit's orders by what was done, in the caller's transaction."""
    return enqueue(KIND, f"{KIND}:{unit_id}:{mark}", {"unit": unit_id})


def answer_orders(unit_id: str) -> int:
    """Answer the orders for patrols that a unit has by what its teams did; how many got a new answer.

    Repeated, it says the same again, which changes nothing.
    """
    now = clock.now()
    answered = sum(_answer(order, now) for order in _open_orders(unit_id))
    over = PlanShift.objects.filter(plan__unit=unit_id, told=False, end__lte=now - GRACE)
    over.update(told=True)
    return answered


def account(order: Order, now: datetime) -> Account:
    """The visits that an order asks for: of all shifts after it was given that end by its deadline, or of the
    first one that ends at all."""
    rows = PlanShift.objects.filter(plan__unit=order.unit_id, dropped=False, end__gt=order.issued)
    shifts = list(rows.filter(end__lte=order.do_by).defer("people", "shares").order_by("end"))
    if not shifts:
        shifts = list(rows.defer("people", "shares").order_by("end")[:1])
    visits = Assignment.objects.filter(shift__in=shifts).select_related("shift", "venue", "team")
    told = list(visits.prefetch_related("checks").order_by("shift__start", "venue__name"))
    made = [visit for visit in told if visit.checks.all()]
    missed = tuple(
        f"{visit.venue.name} ({moment(visit.shift.start)[:16]}, {visit.team.name})"
        for visit in told
        if not visit.checks.all() and visit.shift.end + GRACE <= now
    )
    over = bool(shifts) and shifts[-1].end + GRACE <= now
    checks = [(check.at, visit.venue.name) for visit in made for check in visit.checks.all()]
    at, place = max(checks, default=(None, ""))
    return Account(len(told), len(made), missed, over, place, at)


def _open_orders(unit_id: str) -> list[Order]:
    rows = Order.objects.filter(unit=unit_id, measure__slug__in=MEASURES, declaration__in=live())
    return list(rows.exclude(state__in=SETTLED).select_related("measure").order_by("pk"))


def _answer(order: Order, now: datetime) -> int:
    """One answer to one order; 0 where there is nothing new to say, or the order takes no answer now."""
    found = account(order, now)
    if not found.planned or not (found.done or found.over):
        return 0
    finished = found.done and (found.over or found.done == found.planned)
    by = Actor("system:patrols", order.unit_id)
    said = _report(by, found) if finished else Answer(kind=AnswerKind.IN_PROGRESS, text=found.text)
    try:
        return len(hear(by, order.unit_id, [order.pk], said, via=VIA))
    except TocsinError:
        return 0


def _report(by: Actor, found: Account) -> Answer:
    """The answer that it is done, with all that was missed in a file kept as evidence."""
    lines = [f"{found.done} of {found.planned} visits made.", *(f"Missed: {name}" for name in found.missed)]
    file = keep_bytes(by, "patrols.txt", ["\n".join([*lines, ""]).encode()])
    return Answer(
        kind=AnswerKind.DONE, text=found.text, file=file.digest, place=found.last_place, time=found.last_time
    )
