"""One order for each unit and measure, the same every time, and answers counted once."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.base import Declaration, Unit, UnitKind
from tocsin.errors import BadInput
from tocsin.level import (
    Answer,
    AnswerKind,
    Tree,
    cascade,
    get_plan,
    in_force,
    order_key,
    overdue,
    progress,
    progress_below,
)

START = datetime(2015, 11, 14, 1, tzinfo=UTC)
PLAN = get_plan("standard")
UNITS = [
    Unit(id="cn", name="National group", kind=UnitKind.NATIONAL),
    Unit(id="cn-forces", name="Liaison of the armed forces", kind=UnitKind.ARMED_FORCES, parent="cn"),
    Unit(id="cn-gd", name="Guangdong", kind=UnitKind.REGION, parent="cn"),
    Unit(id="cn-gd-gz", name="Guangzhou", kind=UnitKind.LOCALITY, parent="cn-gd"),
    Unit(id="cn-gd-sz", name="Shenzhen", kind=UnitKind.LOCALITY, parent="cn-gd"),
    Unit(id="cn-sc", name="Sichuan", kind=UnitKind.REGION, parent="cn"),
]
TREE = Tree(UNITS)


def declaration(unit="cn", rank=3, hours=48, **changes):
    level = Declaration(
        id="d1",
        scheme="generic",
        rank=rank,
        unit=unit,
        basis="Public safety act, section 5",
        owner="National group",
        reason="Attacks abroad",
        starts=START,
        ends=START + timedelta(hours=hours),
    )
    return replace(level, **changes)


def acknowledged(order, after=1):
    at = order.issued + timedelta(minutes=after)
    return Answer(order=order.key, unit=order.unit, kind=AnswerKind.ACKNOWLEDGED, at=at)


@pytest.mark.parametrize("scope", ["cn", "cn-gd", "cn-sc"])
@pytest.mark.parametrize("rank", [1, 2, 3, 4])
def test_orders_are_exactly_the_units_in_scope_times_the_measures_for_them(scope, rank):
    """Beside a plain count over all pairs."""
    orders = cascade(declaration(scope, rank), UNITS, PLAN)
    expected = {
        (unit.id, measure.id)
        for unit in UNITS
        if unit.id.startswith(scope)
        for measure in PLAN.measures
        if measure.ranks.get("generic", 99) <= rank and unit.kind in measure.kinds
    }
    assert {(order.unit, order.measure) for order in orders} == expected
    assert len(orders) == len(expected)


@given(st.randoms(use_true_random=False))
def test_the_same_level_gives_the_same_orders_whatever_order_the_units_come_in(random):
    shuffled = random.sample(UNITS, len(UNITS))
    assert cascade(declaration(), shuffled, PLAN) == cascade(declaration(), UNITS, PLAN)


def test_a_unit_that_joins_adds_its_orders_and_changes_no_other():
    before = {order.key for order in cascade(declaration(), UNITS, PLAN)}
    joined = Unit(id="cn-sc-cd", name="Chengdu", kind=UnitKind.LOCALITY, parent="cn-sc")
    after = cascade(declaration(), [*UNITS, joined], PLAN, issued=START + timedelta(hours=5))
    new = [order for order in after if order.key not in before]
    assert {order.unit for order in new} == {"cn-sc-cd"}
    assert before < {order.key for order in after}


def test_no_deadline_is_later_than_the_end_of_the_level():
    orders = cascade(declaration(hours=1), UNITS, PLAN)
    assert {order.acknowledge_by for order in orders} == {START + timedelta(minutes=m) for m in (30, 60)}


@given(st.tuples(*[st.text(min_size=1)] * 3), st.tuples(*[st.text(min_size=1)] * 3))
def test_different_orders_have_different_keys(one, other):
    assert (order_key(*one) == order_key(*other)) is (one == other)


def test_a_level_for_an_unknown_unit_orders_nothing_and_says_so():
    with pytest.raises(BadInput, match="cn-xx: there is no such unit"):
        cascade(declaration("cn-xx"), UNITS, PLAN)


def test_what_is_answered_is_never_overdue_and_the_rest_is_after_its_deadline():
    orders = cascade(declaration(), UNITS, PLAN)
    answered, silent = orders[::2], orders[1::2]
    answers = [acknowledged(order) for order in answered]
    late = overdue(orders, answers, START + timedelta(days=1))
    assert set(late) == set(silent)
    assert list(late) == sorted(late, key=lambda order: (order.acknowledge_by, order.key))
    assert overdue(orders, answers, START + timedelta(minutes=30)) == ()


def test_two_answers_to_one_order_count_once():
    orders = cascade(declaration(), UNITS, PLAN)
    answers = [acknowledged(orders[0]), acknowledged(orders[0], after=2), acknowledged(orders[1])]
    assert str(progress(orders, answers)) == f"2 of {len(orders)}"


def test_to_say_that_it_cannot_be_done_is_an_answer_and_needs_a_reason():
    (order, *_) = orders = cascade(declaration(), UNITS, PLAN)
    no = Answer(order=order.key, unit=order.unit, kind=AnswerKind.CANNOT, at=START, text="No team is free.")
    assert progress(orders, [no]).answered == 1
    with pytest.raises(BadInput, match="say why"):
        replace(no, text=" ")


def test_an_answer_to_no_order_or_by_another_unit_is_refused():
    orders = cascade(declaration(), UNITS, PLAN)
    good = acknowledged(orders[0])
    with pytest.raises(BadInput, match="there is no such order"):
        progress(orders[1:], [good])
    with pytest.raises(BadInput, match="cn-sc answers an order to cn"):
        overdue(orders, [replace(good, unit="cn-sc")], START + timedelta(days=1))


def test_every_unit_shows_the_progress_of_all_below_it():
    orders = cascade(declaration(), UNITS, PLAN)
    answers = [acknowledged(order) for order in orders if order.unit in ("cn-gd-gz", "cn-gd")]
    below = progress_below(TREE, orders, answers)
    assert below["cn"] == progress(orders, answers)
    for unit in UNITS:
        branch = {each.id for each in TREE.branch(unit.id)}
        asked = [order for order in orders if order.unit in branch]
        assert below[unit.id] == progress(asked, [answer for answer in answers if answer.unit in branch])


def test_the_highest_level_above_a_unit_holds_from_its_start_until_its_end():
    nation, region = declaration(rank=2), declaration("cn-gd", rank=3, id="d2", hours=24)
    other = declaration("cn-sc", rank=4, id="d3")

    def holds(unit, hours):
        now = START + timedelta(hours=hours)
        found = in_force([nation, region, other], TREE, unit, now, scheme="generic")
        return found and found.id

    assert [holds("cn", h) for h in (-1, 0, 47, 48)] == [None, "d1", "d1", None]
    assert [holds("cn-gd-gz", h) for h in (0, 23, 24)] == ["d2", "d2", "d1"]
    assert in_force([nation], TREE, "cn", START, scheme="heightened-alert") is None
