"""A duty office in memory: it uses the core as a service does and keeps what comes of it."""

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from level.worlds import World, moved

from tocsin.base import Declaration, Order, Unit
from tocsin.errors import BadInput, Conflict
from tocsin.level import (
    SETTLED,
    Addition,
    AnswerKind,
    Cause,
    OrderState,
    Tree,
    called_for,
    cascade,
    escalations,
    refuse_below_floor,
    refuse_unraisable,
    state_after,
)


@dataclass(eq=False)
class Record:
    """An order given, all that was said of it, and how often it went up for what."""

    order: Order
    exercise: bool
    state: OrderState = OrderState.ISSUED
    said: list[AnswerKind] = field(default_factory=list)
    went_up: Counter[Cause] = field(default_factory=Counter)

    @property
    def pair(self) -> tuple[str, str]:
        return self.order.unit, self.order.measure


class Office:
    def __init__(self, world: World, now: datetime) -> None:
        self.world, self.now = world, now
        self.levels: dict[str, Declaration] = {}
        self.records: list[Record] = []

    def live(self, *, exercise: bool) -> list[Declaration]:
        running = (each for each in self.levels.values() if each.starts <= self.now < each.ends)
        return [each for each in running if each.exercise is exercise]

    def open(self, *, exercise: bool) -> list[Record]:
        """The orders in force."""
        live = {each.id for each in self.live(exercise=exercise)}
        return [
            r for r in self.records if r.order.declaration in live and r.state is not OrderState.WITHDRAWN
        ]

    def wait(self, span: timedelta) -> None:
        self.now += span
        self.complete()

    def raise_level(self, wanted: Declaration) -> bool:
        """Whether it came into force; it does not below the floor, or at the level of rest."""
        try:
            refuse_unraisable(self.world.scheme, wanted)
            refuse_below_floor(self.levels.values(), self.world.tree, wanted)
        except BadInput:
            return False
        self.levels[wanted.id] = wanted
        self.complete()
        return True

    def replace_level(self, old: Declaration, wanted: Declaration) -> bool:
        """Raise, lower or extend: the orders that are still called for rest on the new declaration."""
        if not self._raisable_instead(old, wanted):
            return False
        self._end(old)
        self.levels[wanted.id] = wanted
        asked = {(unit.id, measure.id) for unit, measure in self._called_for(wanted)}
        for record in self.records:
            if record.order.declaration == old.id and record.pair in asked:
                record.order = self._carried(record.order, wanted)
        self.complete()
        return True

    def end_level(self, old: Declaration) -> None:
        self._end(old)
        self.complete()

    def join(self, unit: Unit) -> None:
        self.world = replace(self.world, units=(*self.world.units, unit))
        self.complete()

    def move(self, unit: str, parent: str) -> None:
        """Nothing happens where the unit would come to stand under itself."""
        units = moved(self.world.units, unit, parent)
        try:
            Tree(units)
        except BadInput:
            return
        self.world = replace(self.world, units=units)
        self.complete()

    def add(self, addition: Addition) -> None:
        self.world = replace(self.world, additions=(*self.world.additions, addition))
        self.complete()

    def answer(self, record: Record, kind: AnswerKind) -> None:
        try:
            after = state_after(record.state, kind)
        except Conflict:
            return
        record.said.append(kind)
        record.state = after or record.state

    def escalate(self) -> list[tuple[Record, Cause, str]]:
        """One round of the clock over real orders: what goes up now, and to whom."""
        records = {(r.order.declaration, *r.pair): r for r in self.open(exercise=False)}
        known = {(*key, cause) for key, record in records.items() for cause in record.went_up}
        orders = [(record.order, record.state) for record in records.values()]
        found = escalations(self.world.tree, orders, self.now, known=known)
        up = [(records[e.order.declaration, e.order.unit, e.order.measure], e.cause, e.to) for e in found]
        for record, cause, _ in up:
            record.went_up[cause] += 1
        return up

    def complete(self) -> None:
        """Make the orders what the levels in force call for by the tree as it is now."""
        for exercise in (False, True):
            for level in self.live(exercise=exercise):
                self._withdraw_strays(level)
            for level in self.live(exercise=exercise):
                self._issue(level)

    def _withdraw_strays(self, level: Declaration) -> None:
        asked = {(unit.id, measure.id) for unit, measure in self._called_for(level)}
        for record in self.records:
            stray = record.order.declaration == level.id and record.pair not in asked
            if stray and record.state not in SETTLED:
                record.state = OrderState.WITHDRAWN

    def _issue(self, level: Declaration) -> None:
        world, standing = self.world, {record.pair for record in self.open(exercise=level.exercise)}
        orders = cascade(
            *(level, world.tree, world.scheme, world.plan),
            additions=world.additions,
            standing=standing,
            issued=max(self.now, level.starts),
        )
        self.records += [Record(order, level.exercise) for order in orders]

    def _called_for(self, level: Declaration):
        world = self.world
        return called_for(level, world.tree, world.scheme, world.plan, world.additions)

    def _raisable_instead(self, old: Declaration, wanted: Declaration) -> bool:
        others = [each for each in self.levels.values() if each is not old]
        try:
            refuse_unraisable(self.world.scheme, wanted)
            refuse_below_floor(others, self.world.tree, wanted)
        except BadInput:
            return False
        return True

    def _carried(self, order: Order, level: Declaration) -> Order:
        return replace(
            order,
            declaration=level.id,
            acknowledge_by=min(order.acknowledge_by, level.ends),
            do_by=min(order.do_by, level.ends),
        )

    def _end(self, level: Declaration) -> None:
        """A declaration that ends the moment it starts never was."""
        del self.levels[level.id]
        if level.starts < self.now:
            self.levels[level.id] = replace(level, ends=min(level.ends, self.now))
