"""Ten thousand random countries, against an oracle that tells the same the plain slow way.

A few hundred of them run every time, all of them with `make test-slow`; both are the same each time.
"""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from level import oracle
from level.cast import HOUR, START, unit
from level.office import Office
from level.worlds import BODIES, added, declarations, measures, schemes, trees, worlds

from tocsin.base import Scheme
from tocsin.errors import BadInput
from tocsin.level import (
    SETTLED,
    AnswerKind,
    Tally,
    Tree,
    cascade,
    floor,
    in_force,
    load_scheme,
    refuse_below_floor,
    sum_below,
)

QUICK = 30
"""One in so many cases runs every time."""


def every_unit_called_upon_gets_each_order_once_and_nobody_else_any(data):
    world = data.draw(worlds())
    level = data.draw(declarations(world.units, world.scheme))
    late = data.draw(st.none() | st.just(level.starts + (level.ends - level.starts) / 2))
    expected = oracle.asked(world, level)
    step = data.draw(st.integers(1, 4))
    given_out = set(sorted(expected)[::step] if step > 1 else [])
    orders = list(
        cascade(
            *(level, world.tree, world.scheme, world.plan),
            additions=world.additions,
            standing=given_out,
            issued=late,
        )
    )
    assert Counter((each.unit, each.measure) for each in orders) == Counter(expected.keys() - given_out)
    for order in orders:
        measure, issued = expected[order.unit, order.measure], late or level.starts
        assert order.acknowledge_by == min(issued + measure.acknowledge, level.ends)
        assert order.do_by == min(issued + measure.do, level.ends)


def no_unit_stands_below_its_parent_and_no_exercise_sets_a_level(data):
    units, _, levels = data.draw(declared())
    times = {START, *(each.starts for each in levels), *(each.ends for each in levels)}
    now, tree = data.draw(st.sampled_from(sorted(times))), Tree(units)
    holding = {each.id: in_force(levels, tree, each.id, now, scheme="four") for each in units}
    for each in units:
        found = holding[each.id]
        assert (found and found.rank) == oracle.rank(units, levels, each.id, now)
        above = holding[each.parent] if each.parent else None
        assert (found.rank if found else 0) >= (above.rank if above else 0)
        assert not (found and (found.exercise or found.threats or found.venues))


def a_level_is_refused_exactly_where_it_would_be_below_what_stands_above(data):
    units, scheme, levels = data.draw(declared())
    wanted, tree = data.draw(declarations(units, scheme, "new")), Tree(units)
    starts = data.draw(st.sampled_from([each.starts for each in levels]))
    wanted = replace(wanted, starts=starts, ends=starts + HOUR)
    lowest = oracle.lowest(units, levels, wanted)
    assert floor(levels, tree, wanted) == lowest
    try:
        refuse_below_floor(levels, tree, wanted)
        refused = False
    except BadInput:
        refused = True
    assert refused == (wanted.rank < lowest)


def through_all_that_happens_no_order_is_lost_or_doubled_and_what_is_late_goes_up_once(data):
    story = Story(data)
    for _ in range(data.draw(st.integers(2, 12))):
        story.go_on()
        story.check()


def a_scheme_file_is_taken_exactly_when_its_levels_are_a_ladder(data):
    rows = data.draw(
        st.lists(st.tuples(st.integers(0, 4), st.integers(0, 5)), min_size=1, max_size=4)
        | st.lists(st.integers(1, 4), min_size=1, max_size=4).map(lambda steps: list(enumerate(steps, 1)))
        | schemes().map(lambda scheme: [(each.rank, each.step) for each in scheme.levels])
    )
    steps = [step for _, step in rows]
    ladder = [rank for rank, _ in rows] == [*range(1, len(rows) + 1)]
    ladder &= steps == sorted(steps) and set(steps) <= {1, 2, 3, 4}
    try:
        assert isinstance(load_scheme(scheme_text(rows)), Scheme)
        taken = True
    except BadInput as refusal:
        taken = "line" not in str(refusal)
    assert taken == ladder


def every_branch_counts_what_its_units_count(data):
    units = data.draw(trees())
    own = {each.id: Tally(*data.draw(st.lists(st.integers(0, 3), min_size=9, max_size=9))) for each in units}
    sums = sum_below(Tree(units), own)
    for each in units:
        branch = [own[other.id] for other in units if each.id in oracle.chain(units, other.id)]
        assert (sums[each.id].total, sums[each.id].late) == (
            sum(tally.total for tally in branch),
            sum(tally.late for tally in branch),
        )


PROPERTIES = {
    every_unit_called_upon_gets_each_order_once_and_nobody_else_any: 3_000,
    no_unit_stands_below_its_parent_and_no_exercise_sets_a_level: 1_500,
    a_level_is_refused_exactly_where_it_would_be_below_what_stands_above: 1_500,
    through_all_that_happens_no_order_is_lost_or_doubled_and_what_is_late_goes_up_once: 3_000,
    a_scheme_file_is_taken_exactly_when_its_levels_are_a_ladder: 500,
    every_branch_counts_what_its_units_count: 500,
}


def holds(claim, cases):
    """Try a property on that many cases, the same ones every time."""
    tried = []

    def case(data):
        claim(data)
        tried.append(data)

    quiet = settings(
        max_examples=cases,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    quiet(given(st.data())(case))()
    assert len(tried) >= cases


each_claim = pytest.mark.parametrize("claim", PROPERTIES, ids=lambda claim: claim.__name__)


@each_claim
def test_it_holds_in_a_few_hundred_cases(claim):
    holds(claim, PROPERTIES[claim] // QUICK)


@pytest.mark.slow
@each_claim
def test_it_holds_in_ten_thousand_cases(claim):
    assert sum(PROPERTIES.values()) == 10_000
    holds(claim, PROPERTIES[claim])


class Story:
    """What happens at one duty office, step by step, and what must be true after each."""

    def __init__(self, data):
        self.data = data
        self.office = Office(data.draw(worlds(most=12)), START)
        self.number = 0
        self.due = set()
        self.raise_level()

    def go_on(self):
        steps = (
            *(self.raise_level, self.replace_level, self.end_level, self.wait, self.wait),
            *(self.answer, self.answer, self.join, self.move, self.add),
        )
        self.data.draw(st.sampled_from(steps))()
        self.escalate()

    def raise_level(self):
        wanted, before = self.wanted(), self.real()
        lowest = oracle.lowest(self.units, self.office.levels.values(), wanted)
        at_rest = self.office.world.scheme.level(wanted.rank).step == 1
        assert self.office.raise_level(wanted) == (wanted.rank >= lowest and not at_rest)
        if wanted.exercise:
            assert self.real() == before

    def replace_level(self):
        if level := self.one_of([*self.office.live(exercise=False), *self.office.live(exercise=True)]):
            unit = self.data.draw(st.sampled_from([level.unit, self.one_of(self.units).id]))
            self.office.replace_level(level, replace(self.wanted(), unit=unit, exercise=level.exercise))

    def end_level(self):
        if level := self.one_of(list(self.office.levels.values())):
            self.office.end_level(level)

    def wait(self):
        """For a while, or until a deadline: to the minute, or a minute longer."""
        orders = [record.order for record in self.office.open(exercise=False)]
        times = {time for each in orders for time in (each.acknowledge_by, each.do_by)}
        minutes = self.data.draw(st.sampled_from([0, 1, 20, 600]))
        until = self.one_of(sorted(time for time in times if time > self.office.now)) or self.office.now
        self.office.wait(until + timedelta(minutes=minutes) - self.office.now)

    def answer(self):
        for record in self.office.open(exercise=False):
            if kind := self.data.draw(st.sampled_from([None, *AnswerKind])):
                self.office.answer(record, kind)

    def join(self):
        self.number += 1
        kind, venue = self.data.draw(st.sampled_from(BODIES))
        self.office.join(unit(f"new{self.number}", kind, self.one_of(self.units).id, venue))

    def move(self):
        self.office.move(self.one_of(self.units).id, self.one_of(self.units).id)

    def add(self):
        id = self.data.draw(st.sampled_from(["m0", "own-1", "own-3"]))
        self.office.add(self.data.draw(added(self.units, measures(id))))

    def escalate(self):
        """Ask the clock twice: what is late by the oracle has then gone up once, to the unit above."""
        parents = {each.id: each.parent or each.id for each in self.units}
        for record, cause, to in [*self.office.escalate(), *self.office.escalate()]:
            assert cause == oracle.cause(record.order, record.said, self.office.now)
            assert to == parents[record.order.unit]
        for record in self.office.open(exercise=False):
            if cause := oracle.cause(record.order, record.said, self.office.now):
                self.due.add((record, cause))

    def check(self):
        self.check_orders(exercise=False)
        self.check_orders(exercise=True)
        records = self.office.records
        went_up = Counter((record, cause) for record in records for cause in record.went_up.elements())
        assert went_up == Counter(self.due)

    def check_orders(self, *, exercise):
        levels = oracle.live(self.office.levels.values(), self.office.now, exercise=exercise)
        called_for = {pair for level in levels for pair in oracle.asked(self.office.world, level)}
        records = self.office.open(exercise=exercise)
        ends = {level.id: level.ends for level in levels}
        in_force = Counter(record.pair for record in records)
        assert called_for <= in_force.keys()
        assert set(in_force.values()) <= {1}
        assert {record.pair for record in records if record.state not in SETTLED} <= called_for
        for record in records:
            assert record.exercise is exercise
            assert record.order.acknowledge_by <= record.order.do_by <= ends[record.order.declaration]

    def wanted(self):
        """A declaration that starts now or a little later."""
        self.number += 1
        level = self.data.draw(declarations(self.units, self.office.world.scheme, f"d{self.number}"))
        starts = self.office.now + self.data.draw(st.sampled_from([0, 0, 3])) * HOUR
        return replace(level, starts=starts, ends=starts + (level.ends - level.starts))

    def real(self):
        return [(r.order, r.state) for r in self.office.records if not r.exercise]

    def one_of(self, things):
        return self.data.draw(st.sampled_from(list(things))) if things else None

    @property
    def units(self):
        return self.office.world.units


@st.composite
def declared(draw):
    """Units, a scheme, and some declarations."""
    units, scheme = draw(trees(20)), draw(schemes())
    count = draw(st.integers(1, 8))
    return units, scheme, [draw(declarations(units, scheme, f"d{n}")) for n in range(count)]


def scheme_text(rows):
    level = '[[level]]\nrank = {}\nstep = {}\nword = "W{n}"\nmeaning = "-"\nshape = "{shape}"\n'
    shapes = ("circle", "square", "triangle", "diamond", "pentagon", "hexagon")
    levels = (level.format(*row, n=n, shape=shapes[n]) for n, row in enumerate(rows))
    return 'id = "x"\ntitle = "X"\n' + "".join(levels)
