"""Giving the orders that follow from a declaration, carrying them on, and taking back those nobody asks
for."""

from collections import Counter
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from uuid import UUID

from django.db.models import BigIntegerField, Case, F, QuerySet, Value, When

from tocsin.base import Order as Ordered
from tocsin.level import SETTLED, OrderState, Tree, cascade
from tocsin_server import bulk, clock
from tocsin_server.bulk import batched
from tocsin_server.ledger.services import Actor, act
from tocsin_server.level import selectors
from tocsin_server.level.models import Declaration, NoticeKind, Order
from tocsin_server.level.services import asking, tallies
from tocsin_server.level.services.asking import Pair
from tocsin_server.level.services.reaching import announce
from tocsin_server.locks import one_at_a_time

LOCK = "level.raise"
"""Held by whoever changes which orders there are, so that two do not give the same ones."""

_COLUMNS = (
    "declaration_id", "unit_id", "measure_id", "issued", "acknowledge_by", "do_by", "state",
    "unanswered_late", "undone_late",
)  # fmt: skip

Facts = tuple[int, datetime, datetime]
"""What the orders of units that are alike have in common: a measure's number and the two deadlines."""


@dataclass(slots=True)
class _Batch:
    """What is to be written: by unit the facts of its new orders, and by deadlines the orders given again."""

    new: dict[str, tuple[Facts, ...]] = field(default_factory=dict)
    again: dict[tuple[datetime, datetime], list[int]] = field(default_factory=dict)
    issued: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True)
class Completed:
    """What was given, by declaration and unit, and how many orders were withdrawn."""

    under: dict[UUID, Counter[str]] = field(default_factory=dict)
    withdrawn: int = 0

    @property
    def given(self) -> Counter[str]:
        """How many orders each unit was given."""
        return sum(self.under.values(), Counter())


def issue(
    declaration: Declaration, tree: Tree, standing: Container[Pair], *, at: datetime | None = None
) -> Counter[str]:
    """Give the orders of a declaration that are missing, in the caller's transaction; how many by unit.

    A unit that has an order for a measure under another declaration in force gets none: it is asked once.
    What is given later than the declaration starts counts its deadlines from `at`.
    """
    issued = declaration.starts if at is None else at
    ordered = cascade(
        selectors.declared(declaration),
        tree,
        selectors.scheme(declaration.scheme),
        selectors.catalogue(declaration.plan_id),
        additions=selectors.additions(declaration),
        standing=standing,
        issued=issued,
    )
    batch = _gather(ordered, asking.measure_ids(declaration), _withdrawn(declaration))
    bulk.insert(Order, _COLUMNS, _rows(declaration, issued, batch.new))
    _give_again(batch.again, issued)
    return batch.issued


def _gather(ordered: Iterable[Ordered], numbers: dict[str, int], withdrawn: dict[Pair, int]) -> _Batch:
    """Orders unit by unit, what is alike held once: memory is that of the units, not of the orders."""
    batch = _Batch()
    alike: dict[tuple[Facts, ...], tuple[Facts, ...]] = {}
    for unit, orders in groupby(ordered, key=attrgetter("unit")):
        facts: list[Facts] = []
        for order in orders:
            batch.issued[unit] += 1
            if pk := withdrawn.get((unit, order.measure)):
                batch.again.setdefault((order.acknowledge_by, order.do_by), []).append(pk)
            else:
                facts.append((numbers[order.measure], order.acknowledge_by, order.do_by))
        ordered_facts = tuple(sorted(facts))
        batch.new[unit] = alike.setdefault(ordered_facts, ordered_facts)
    return batch


def _rows(
    declaration: Declaration, issued: datetime, new: dict[str, tuple[Facts, ...]]
) -> Iterator[tuple[object, ...]]:
    """The columns of new orders, sorted as the indexes are, so that these grow at one end."""
    by, state = declaration.pk, OrderState.ISSUED.value
    for unit in sorted(new):
        for measure, acknowledge_by, do_by in new[unit]:
            yield by, unit, measure, issued, acknowledge_by, do_by, state, False, False


def _withdrawn(declaration: Declaration) -> dict[Pair, int]:
    """Orders that were taken back, as when a unit moved away: should it come back, the same are given
    again."""
    orders = Order.objects.filter(declaration=declaration, state=OrderState.WITHDRAWN)
    return {(unit, slug): pk for pk, unit, slug in orders.values_list("pk", "unit_id", "measure__slug")}


def _give_again(orders: dict[tuple[datetime, datetime], list[int]], issued: datetime) -> None:
    """Open orders that were withdrawn anew: what was answered then is on record, and answers nothing now."""
    for (acknowledge_by, do_by), numbers in orders.items():
        for some in batched(numbers):
            Order.objects.filter(pk__in=some).update(
                state=OrderState.ISSUED, issued=issued, acknowledge_by=acknowledge_by, do_by=do_by,
                answered=None, changed=issued, unanswered_late=False, undone_late=False, passed_on_by=None,
            )  # fmt: skip


def carry_on(earlier: Declaration, later: Declaration) -> int:
    """Let the orders of a declaration that is replaced rest on the one that replaces it, answers and all.

    Open orders for what the later one does not ask, or asks in other words, are withdrawn; how many those
    are. What was settled under the earlier stays there. Tallies are the caller's to count.
    """
    kept = asking.kept(earlier, later, asking.wanted(later, selectors.tree()))
    orders = Order.objects.filter(declaration=earlier).exclude(state=OrderState.WITHDRAWN)
    dropped = _withdraw(orders.exclude(measure__in=kept).exclude(state__in=SETTLED))
    renumbered = [When(measure=was, then=Value(now)) for was, now in kept.items() if was != now]
    measure = Case(*renumbered, default=F("measure_id"), output_field=BigIntegerField())
    also = {"measure_id": measure} if renumbered else {}
    orders.filter(measure__in=kept).update(declaration=later, **also)
    keep_within(later)
    return dropped


def keep_within(declaration: Declaration) -> None:
    """No deadline is later than the end of the level: one that ends sooner than was said brings them
    forward."""
    orders = Order.objects.filter(declaration=declaration)
    for deadline in ("acknowledge_by", "do_by"):
        orders.filter(**{f"{deadline}__gt": declaration.ends}).update(**{deadline: declaration.ends})


def complete_orders(actor: Actor) -> int:
    """Make the orders what the levels in force ask for by the tree as it is now: a unit that joined or moved
    gets its own, and loses those it is no longer asked. How many were given or withdrawn."""
    with act(actor, "level.completed") as entry:
        one_at_a_time(LOCK)
        done = complete_all()
        entry.subject, entry.data = "orders", {"given": dict(done.given), "withdrawn": done.withdrawn}
        if not done.given and not done.withdrawn:
            entry.cancel()
    return done.given.total() + done.withdrawn


def complete_all(*, carried: Declaration | None = None) -> Completed:
    """`complete_orders` in the caller's transaction, which holds the lock.

    `carried` is one to which orders were just carried on: the caller counts them, and tells of them.
    """
    tree, done = selectors.tree(), Completed()
    for exercise in (False, True):
        rows = selectors.in_force_rows(exercise=exercise)
        gone = {row.pk: _withdraw_strays(row, tree) for row in rows}
        done.withdrawn += sum(map(len, gone.values()))
        done.under |= _give_missing(rows, tree)
        for row in rows:
            if carried is None or row.pk != carried.pk:
                _tell(row, done.under[row.pk], gone[row.pk])
    return done


def _withdraw_strays(declaration: Declaration, tree: Tree) -> list[str]:
    """Withdraw the orders that a declaration does not ask for any more; for each of them its unit."""
    orders = Order.objects.filter(declaration=declaration)
    strays = asking.strays(orders, asking.wanted(declaration, tree))
    for some in batched(strays):
        _withdraw(Order.objects.filter(pk__in=some))
    return list(strays.values())


def _give_missing(rows: Iterable[Declaration], tree: Tree) -> dict[UUID, Counter[str]]:
    """Give what is missing under each of some declarations: real ones, or exercises."""
    given: dict[UUID, Counter[str]] = {}
    standing = None
    for row in rows:
        if standing is None:
            standing = asking.standing(exercise=row.exercise)
        given[row.pk] = issue(row, tree, standing, at=clock.now())
        if given[row.pk]:
            standing = None  # the next is to see what was just given
    return given


def _tell(declaration: Declaration, given: Counter[str], withdrawn: Iterable[str]) -> None:
    """Count the orders of the units whose orders have changed, and tell those that got new ones."""
    if changed := {*given, *withdrawn}:
        tallies.recount(declaration, changed)
    if given:
        announce(declaration, NoticeKind.ORDERS, given)


def _withdraw(orders: "QuerySet[Order]") -> int:
    return orders.update(state=OrderState.WITHDRAWN, changed=clock.now())
