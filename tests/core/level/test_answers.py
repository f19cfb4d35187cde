"""Every answer to every state tells something new or nothing new, or contradicts what was said for good."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from level.cast import measure

from tocsin.errors import BadInput, Conflict
from tocsin.level import (
    SETTLED,
    UNANSWERED,
    Answer,
    AnswerKind,
    Evidence,
    OrderState,
    refuse_without_evidence,
    state_after,
)

NOON = datetime(2015, 11, 15, 12, tzinfo=UTC)
SAID = [AnswerKind.RECEIVED, AnswerKind.ACKNOWLEDGED, AnswerKind.IN_PROGRESS, AnswerKind.DONE]

# Rows are states, columns answers: the letter of the state that follows, "." no news, "!" a conflict.
# A further report, another reason and another unit to pass it on to are news.
TABLE = """
             received acknowledged in_progress done cannot delegated
issued              r            a           i    d      c         p
received            .            a           i    d      c         p
acknowledged        .            .           i    d      c         p
in_progress         .            .           i    d      c         p
cannot              .            .           i    d      c         p
delegated           .            .           i    d      c         p
done                .            .           !    .      !         !
withdrawn           !            !           !    !      !         !
"""
LETTERS = {**dict(zip("raidcp", AnswerKind, strict=True)), ".": None, "!": "!"}


def outcome(state, kind):
    try:
        return state_after(state, kind)
    except Conflict:
        return "!"


def cells():
    """The table as (state, answer, what follows)."""
    head, *rows = (line.split() for line in TABLE.strip().splitlines())
    return [
        (state, kind, LETTERS[letter]) for state, *row in rows for kind, letter in zip(head, row, strict=True)
    ]


@pytest.mark.parametrize(("state", "kind", "after"), cells())
def test_what_an_answer_makes_of_a_state(state, kind, after):
    assert outcome(OrderState(state), AnswerKind(kind)) == after


def test_a_contradiction_says_what_stands():
    with pytest.raises(Conflict, match="It was reported as done; that stands"):
        state_after(OrderState.DONE, AnswerKind.CANNOT)
    with pytest.raises(Conflict, match="The order was withdrawn; it needs no answer"):
        state_after(OrderState.WITHDRAWN, AnswerKind.ACKNOWLEDGED)


@given(st.sampled_from(OrderState), st.sampled_from(AnswerKind))
def test_to_say_it_twice_leads_nowhere_else_than_to_say_it_once(state, kind):
    after = outcome(state, kind)
    if isinstance(after, OrderState):
        assert outcome(after, kind) in (None, after)


@given(st.lists(st.sampled_from(SAID)))
def test_what_was_answered_never_becomes_unanswered_again(kinds):
    state, answered = OrderState.ISSUED, False
    for kind in kinds:
        after = outcome(state, kind)
        state = after if isinstance(after, OrderState) else state
        assert not (answered and state in UNANSWERED)
        answered = state not in UNANSWERED


def test_only_three_states_await_nothing_more():
    assert set(SETTLED) == {OrderState.DONE, OrderState.CANNOT, OrderState.WITHDRAWN}


class TestAnAnswer:
    def test_that_it_cannot_be_done_needs_a_reason(self):
        with pytest.raises(BadInput, match="text: say why it cannot be done"):
            Answer(kind=AnswerKind.CANNOT, text=" ")
        assert Answer(kind=AnswerKind.CANNOT, text="No team is free.").text

    def test_that_it_is_passed_on_needs_a_unit(self):
        with pytest.raises(BadInput, match="to: say to which unit"):
            Answer(kind=AnswerKind.DELEGATED)

    def test_a_time_without_its_zone_is_refused(self):
        with pytest.raises(BadInput, match="time: say in which time zone"):
            Answer(kind=AnswerKind.DONE, time=NOON.replace(tzinfo=None))


class TestEvidence:
    FULL = {"text": "Searched", "file": "plan.pdf", "place": "Gate 1", "time": NOON}

    @pytest.mark.parametrize("missing", Evidence)
    def test_done_without_a_kind_that_is_asked_for_is_refused_by_its_name(self, missing):
        asked = measure("search", evidence=frozenset(Evidence))
        answer = Answer(kind=AnswerKind.DONE, **{k: v for k, v in self.FULL.items() if k != missing})
        with pytest.raises(
            BadInput, match=f"{missing.value}: to report it as done, add its {missing.value}$"
        ):
            refuse_without_evidence(answer, asked)

    def test_all_that_is_missing_is_named_at_once(self):
        asked = measure("search", evidence=frozenset({Evidence.FILE, Evidence.PLACE}))
        with pytest.raises(BadInput, match=r"file: .* add its file and place"):
            refuse_without_evidence(Answer(kind=AnswerKind.DONE, place=" "), asked)

    def test_done_with_all_of_it_passes_and_so_does_what_asks_for_none(self):
        refuse_without_evidence(
            Answer(kind=AnswerKind.DONE, **self.FULL), measure("search", evidence=frozenset(Evidence))
        )
        refuse_without_evidence(Answer(kind=AnswerKind.DONE), measure("search", evidence=frozenset()))

    @pytest.mark.parametrize("kind", [AnswerKind.RECEIVED, AnswerKind.ACKNOWLEDGED, AnswerKind.IN_PROGRESS])
    def test_any_other_answer_needs_none(self, kind):
        refuse_without_evidence(Answer(kind=kind), measure("search", evidence=frozenset(Evidence)))
