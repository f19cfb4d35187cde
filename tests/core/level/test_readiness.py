"""A unit is as ready as its orders say, a branch as ready as what is worst in it, and both say why."""

from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st
from level.cast import TREE, UNITS

from tocsin.level import State, Tally, readiness, sum_below


@st.composite
def tallies(draw):
    """No more are late than can be: those unanswered, and those answered but not settled."""
    issued, received, acknowledged, in_progress, done, cannot, delegated = (
        draw(st.integers(0, 9)) for _ in range(7)
    )
    late = st.integers(0, issued + received), st.integers(0, acknowledged + in_progress + delegated)
    counts = (issued, received, acknowledged, in_progress, done, cannot, delegated)
    return Tally(*counts, *(draw(each) for each in late))


@pytest.mark.parametrize(
    ("tally", "state", "sentence"),
    [
        (Tally(), "nothing_asked", "Nothing is asked of it."),
        (Tally(done=12), "ready", "All 12 done."),
        (Tally(acknowledged=2, done=10), "under_way", "10 of 12 done, 2 acknowledged."),
        (Tally(delegated=1, in_progress=3), "under_way", "0 of 4 done, 3 in progress, 1 passed on."),
        (Tally(received=1, done=11), "waiting", "11 of 12 done, 1 unanswered."),
        (Tally(issued=4_000), "waiting", "0 of 4,000 done, 4,000 unanswered."),
        (Tally(cannot=1, issued=1, done=10), "cannot", "10 of 12 done, 1 cannot be done, 1 unanswered."),
        (
            Tally(issued=1, cannot=1, done=10, unanswered_late=1),
            "late",
            "10 of 12 done, 1 cannot be done, 1 unanswered. 1 is past its deadline.",
        ),
        (
            Tally(issued=1, acknowledged=1, unanswered_late=1, undone_late=1),
            "late",
            "0 of 2 done, 1 acknowledged, 1 unanswered. 2 are past their deadlines.",
        ),
    ],
)
def test_a_tally_becomes_one_word_and_the_sentence_that_says_why(tally, state, sentence):
    assert readiness(tally).state == state
    assert readiness(tally).sentence == sentence


@given(tallies())
def test_every_order_counts_once_in_the_total_and_is_answered_or_not(tally):
    seven = [getattr(tally, each.name) for each in fields(Tally)][:7]
    assert tally.total == sum(seven)
    assert tally.total - tally.answered == tally.issued + tally.received


@given(tallies(), tallies())
def test_a_branch_is_as_ready_as_the_worse_of_its_parts(one, other):
    order = list(State)
    states = [readiness(each).state for each in (one, other) if each.total]
    worse = min(states, key=order.index, default=State.NOTHING_ASKED)
    assert readiness(one + other).state == worse


@given(st.lists(tallies(), min_size=len(UNITS), max_size=len(UNITS)))
def test_every_unit_s_sum_is_its_own_and_all_below_it(own):
    by_unit = {unit.id: tally for unit, tally in zip(UNITS, own, strict=True)}
    for id, tally in sum_below(TREE, by_unit).items():
        below = [by_unit[each.id] for each in UNITS if each.id.startswith(id)]
        assert tally == sum(below, Tally())


def test_a_unit_without_orders_shows_those_below_and_one_with_none_below_shows_nothing():
    sums = sum_below(TREE, {"cn-gd-gz": Tally(done=2)})
    assert sums["cn"] == sums["cn-gd"] == Tally(done=2)
    assert sums["cn-sc"] == Tally()
    assert len(sums) == len(UNITS)


def test_the_words_run_from_worst_to_best():
    assert [each.value for each in State] == [
        *("late", "cannot", "waiting", "under_way", "ready", "nothing_asked")
    ]
