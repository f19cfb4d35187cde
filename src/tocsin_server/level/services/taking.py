"""How answers are taken: judged by the core's rules, written in few statements, counted, and sent up.

Callers have asked who may answer, and hold the transaction. An act that passes orders on, or answers one that
was passed on, changes which orders there are and has them to itself; all others share them.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from django.db.models import Q

from tocsin.errors import BadInput, Conflict, TocsinError
from tocsin.level import (
    SETTLED,
    UNANSWERED,
    AnswerKind,
    Cause,
    OrderState,
    refuse_without_evidence,
    state_after,
)
from tocsin.level import Answer as Said
from tocsin.level import Measure as CoreMeasure
from tocsin_server import bulk, clock
from tocsin_server.bulk import batched
from tocsin_server.codec import decode
from tocsin_server.level import selectors
from tocsin_server.level.models import Answer, EvidenceFile, Measure, Order
from tocsin_server.level.services import passing, tallies
from tocsin_server.level.services.escalating import send_up
from tocsin_server.level.services.issuing import LOCK
from tocsin_server.locks import one_at_a_time, shared

MOST_TEXT, MOST_PLACE = 10_000, 300
_COLUMNS = ("order_id", "kind", "at", "by", "via", "text", "file_id", "place", "time", "to_id")

SYSTEM = "system:orders"
PASSED_ON = "passed on"
"""How an answer came that another unit gave to an order passed on to it."""


@dataclass(frozen=True, slots=True)
class Saying:
    """One answer to some orders of a unit; None: to all that have none. `where` it stood, as "line 4"."""

    unit_id: str
    order_ids: Collection[int] | None
    said: Said
    file: EvidenceFile | None = None
    where: str = ""


class Faults(BadInput):
    """What is wrong with answers that came together, by where each stood; none of them was taken."""

    def __init__(self, faults: Sequence[tuple[str, str]], *, where: str = "") -> None:
        self.faults = tuple(faults)
        count = "one thing is" if len(faults) == 1 else f"{len(faults):,} things are"
        text = "\n".join(f"{place}: {problem}" for place, problem in faults)
        super().__init__(f"{count} wrong, so nothing was taken:\n{text}", where=where, reason="answers")


def take(sayings: Sequence[Saying], *, by: str, via: str) -> "Hearing":
    """Take answers in the caller's transaction, all or none; what became of them.

    One answer alone is refused as it is; of several that name where they stood, `Faults` names all that are
    wrong.
    """
    (one_at_a_time if _touches_passed_on(sayings) else shared)(LOCK)
    hearing, faults = Hearing(by, via), list[tuple[str, str]]()
    orders = _Orders(sayings)
    for saying in sayings:
        try:
            for row in orders.of(saying):
                hearing.hear(row, saying.said, saying.file)
        except TocsinError as error:
            if not saying.where:
                raise
            faults.append((saying.where, str(error)))
    if faults:
        raise Faults(faults)
    hearing.write()
    return hearing


class Hearing:
    """Answers being taken: each is judged when it is heard, all are written at once.

    `new` are the orders to which something new was said, `withdrawn` and `given` those that came and went
    because orders were passed on.
    """

    def __init__(self, by: str, via: str) -> None:
        self.by, self.via, self.now = by, via, clock.now()
        self.new: list[int] = []
        self.withdrawn: list[int] = []
        self.given: list[Order] = []
        self._answers: list[tuple[object, ...]] = []
        self._changed: dict[int, tuple[Order, tallies.Standing, bool]] = {}
        self._up: list[Order] = []
        self._measures: dict[int, CoreMeasure] = {}

    def hear(self, row: Order, said: Said, file: EvidenceFile | None) -> bool:
        """Take one answer to one order, locked; False if it tells nothing new."""
        _refuse_unstorable(said)
        row = self._known(row)
        after = state_after(OrderState(row.state), said.kind)
        if after is None or self._repeats(row, said, file):
            return False
        if said.kind is AnswerKind.DONE:
            refuse_without_evidence(said, self._measure(row))
        if row.state == OrderState.DELEGATED:
            self._call_back(row)
        if said.kind is AnswerKind.DELEGATED:
            self.given.append(passing.pass_on(row, said.to, self.now))
        self._take(row, said, file, self.by, self.via)
        self.new.append(row.pk)
        return True

    def write(self) -> None:
        """Write down what was heard: orders, answers, counts, and what goes up."""
        self._write_orders()
        bulk.insert(Answer, _COLUMNS, self._answers)
        changes = tallies.Changes()
        for row, was, first in self._changed.values():
            changes.moved(row, was, first_answer=first)
        changes.write(self.now)
        passing.tell(self.given)
        send_up(self._up, Cause.CANNOT, self.now)

    def _take(self, row: Order, said: Said, file: EvidenceFile | None, by: str, via: str) -> None:
        self._answers.append(
            (row.pk, said.kind.value, self.now, by, via, said.text, file and file.pk, said.place, said.time,
             said.to or None)
        )  # fmt: skip
        self._stand(row, OrderState(said.kind.value))
        if said.kind is AnswerKind.CANNOT:
            self._up.append(row)
        if said.kind in (AnswerKind.DONE, AnswerKind.CANNOT) and row.passed_on_by_id:
            self._report_back(row, said, file)

    def _stand(self, row: Order, after: OrderState) -> None:
        """The order stands elsewhere now: what it was late with is answered, or awaited no more."""
        _, was, first = self._changed.get(row.pk, (row, tallies.standing(row), False))
        row.state, row.changed = after.value, self.now
        if after not in UNANSWERED:
            row.unanswered_late = False
            if row.answered is None and after is not OrderState.WITHDRAWN:
                row.answered, first = self.now, True
        if after in SETTLED:
            row.undone_late = False
        self._changed[row.pk] = (row, was, first)

    def _call_back(self, row: Order) -> None:
        """Who passed an order on and now answers otherwise has it again: the other unit's is withdrawn."""
        for other in map(self._known, passing.passed_on(row)):
            if other.state in SETTLED:
                continue
            if other.state == OrderState.DELEGATED:
                self._call_back(other)
            self._stand(other, OrderState.WITHDRAWN)
            self.withdrawn.append(other.pk)

    def _report_back(self, row: Order, said: Said, file: EvidenceFile | None) -> None:
        """What became of an order passed on became of the first."""
        first = self._known(passing.first(row))
        if first.state == OrderState.DELEGATED:
            told = replace(said, text=f"{row.unit.name}: {said.text}".rstrip(": "))
            self._take(first, told, file, SYSTEM, PASSED_ON)

    def _measure(self, row: Order) -> CoreMeasure:
        """What an order asks for, read once: the orders of many units share a measure."""
        if row.measure_id not in self._measures:
            self._measures[row.measure_id] = decode(CoreMeasure, row.measure.data)
        return self._measures[row.measure_id]

    def _known(self, row: Order) -> Order:
        """The order as it stands by what was heard so far."""
        return self._changed[row.pk][0] if row.pk in self._changed else row

    def _repeats(self, row: Order, said: Said, file: EvidenceFile | None) -> bool:
        """Whether the order's last answer says the very same."""
        if row.state != said.kind.value:
            return False
        if said.kind is AnswerKind.DELEGATED:
            return any(other.unit_id == said.to for other in passing.passed_on(row))
        last = Answer.objects.filter(order=row).order_by("-pk").first()
        return last is not None and (
            (last.kind, last.text, last.place, last.time, last.file_id)
            == (said.kind.value, said.text, said.place, said.time, file and file.pk)
        )

    def _write_orders(self) -> None:
        alike: dict[tuple[tallies.Standing, bool], list[int]] = {}
        for row, _, first in self._changed.values():
            alike.setdefault((tallies.standing(row), first), []).append(row.pk)
        for (stands, first), numbers in alike.items():
            change = {**stands._asdict(), "changed": self.now} | ({"answered": self.now} if first else {})
            for some in batched(numbers):
                Order.objects.filter(pk__in=some).update(**change)


def _refuse_unstorable(said: Said) -> None:
    for field, given, most in (("text", said.text, MOST_TEXT), ("place", said.place, MOST_PLACE)):
        if len(given) > most:
            raise BadInput(f"{len(given):,} characters; at most {most:,}", where=field, reason="too_long")
        if "\0" in given:
            raise BadInput("it holds a character that is no text", where=field, reason="not_text")


class _Orders:
    """The orders that answers are about, locked, with the declarations in force among theirs."""

    def __init__(self, sayings: Sequence[Saying]) -> None:
        rows = Order.objects.select_for_update()
        self._rows = {row.pk: row for some in _chosen(sayings) for row in rows.filter(some).order_by("pk")}
        self._live = selectors.live().in_bulk({row.declaration_id for row in self._rows.values()})
        done = any(saying.said.kind is AnswerKind.DONE for saying in sayings)
        measures = Measure.objects.in_bulk({row.measure_id for row in self._rows.values()}) if done else {}
        for row in self._rows.values():
            # Shared: many orders have one declaration and one measure, and these are long.
            if live := self._live.get(row.declaration_id):
                row.declaration = live
            if measure := measures.get(row.measure_id):
                row.measure = measure

    def of(self, saying: Saying) -> Iterable[Order]:
        """The orders that one answer is about; errors where it names one that needs none or was not given."""
        if saying.order_ids is None:
            return [row for row in self._rows.values() if self._is_open(row, saying.unit_id)]
        return [self._named(number, saying.unit_id) for number in dict.fromkeys(saying.order_ids)]

    def _is_open(self, row: Order, unit_id: str) -> bool:
        is_live = row.declaration_id in self._live
        return row.unit_id == unit_id and is_live and row.state in UNANSWERED

    def _named(self, number: int, unit_id: str) -> Order:
        row = self._rows.get(number)
        if row is None or row.unit_id != unit_id:
            raise BadInput(f"it was not given to {unit_id}", where=f"order {number}", reason="no_such_order")
        if row.declaration_id not in self._live:
            raise Conflict(f"The level that order {number} rests on has ended; it needs no answer.")
        return row


def _chosen(sayings: Sequence[Saying]) -> Iterable[Q]:
    """Which rows to lock, in pieces that a database takes; whole units first, then named orders by number."""
    for unit in sorted({saying.unit_id for saying in sayings if saying.order_ids is None}):
        yield Q(unit=unit, state__in=UNANSWERED)
    named = {number for saying in sayings for number in saying.order_ids or ()}
    for some in batched(sorted(named)):
        yield Q(pk__in=some)


def _touches_passed_on(sayings: Sequence[Saying]) -> bool:
    if any(saying.said.kind is AnswerKind.DELEGATED for saying in sayings):
        return True
    passed = Q(state=OrderState.DELEGATED) | Q(passed_on_by__isnull=False)
    return any(Order.objects.filter(some).filter(passed).exists() for some in _chosen(sayings))
