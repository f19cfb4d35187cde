"""What pages say of orders: every state, every cause and every readiness has its words and its sign."""

from datetime import timedelta
from typing import Any

import pytest

from tocsin.level import AnswerKind, Cause, Evidence, OrderState, State, Tally, get_plan
from tocsin_server.console.templatetags import level_words


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (level_words.ORDER_STATES, OrderState),
        (level_words.ORDER_STATES, AnswerKind),
        (level_words.READINESS, State),
        (level_words.CAUSES, Cause),
        (level_words.EVIDENCE, Evidence),
    ],
)
def test_no_word_of_the_core_is_without_words_on_a_page(told: dict[str, Any], words: Any) -> None:
    assert set(told) >= set(words)


def test_a_bar_is_as_long_as_its_orders() -> None:
    """Its parts follow each other without a gap; a late one counts once, as late."""
    parts = level_words.segments(Tally(issued=3, received=1, acknowledged=2, done=4, unanswered_late=2))
    assert [(part.kind, part.count) for part in parts] == [
        ("done", 4),
        ("known", 2),
        ("waiting", 2),
        ("late", 2),
    ]
    assert parts[-1].start + parts[-1].length == pytest.approx(100)
    assert [part.start for part in parts] == pytest.approx([0, 40, 60, 80])
    assert level_words.segments(Tally()) == []


@pytest.mark.parametrize(("language", "direction"), [("ar", "rtl"), ("zh", "ltr"), ("xx", "ltr")])
def test_a_measure_is_told_in_the_direction_it_is_written_in(language: str, direction: str) -> None:
    """One that is not written in a language is told in English, and says so."""
    told = level_words.told(get_plan("standard").measures[0], language)
    assert told.direction == direction
    assert told.language == ("en" if language == "xx" else language)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (timedelta(minutes=90), "90 min"),
        ({"fr": "Deux", "en": "Two"}, "en: Two; fr: Deux"),
        (frozenset({"public_square", "market"}), "market, public square"),
        (frozenset(), "none"),
        (True, "yes"),
        (3, "3"),
    ],
)
def test_any_field_of_a_measure_is_told_in_words(value: Any, words: str) -> None:
    assert level_words.in_words(value) == words
