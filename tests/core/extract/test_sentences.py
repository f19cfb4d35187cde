"""Sentences are exact pieces of the text."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.extract.sentences import split


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Mr. Smith left. He said so.", 2),
        ("Les secours arrivent. « Je courais. » Elle se tait.", 3),
        ("قال الجيش ذلك. لم يضف شيئا؟ نعم.", 3),
        ("警方说，18人死亡。伤者41人。", 2),
        ("A heading\nA sentence follows here.", 2),
        ("A line that was wrapped by its editor at some width,\nand goes on.", 1),
    ],
)
def test_marks_of_every_script_end_a_sentence(text, count) -> None:
    assert len(split(text, {"mr"})) == count


@given(st.text())
def test_sentences_are_in_order_and_hold_every_word(text) -> None:
    spans = split(text)
    assert "".join("".join(text[s.start : s.end].split()) for s in spans) == "".join(text.split())
    assert all(left.end <= right.start for left, right in pairwise(spans))


@pytest.mark.parametrize("text", ["爆炸" * 1_500, "a bomb exploded " * 200])
def test_a_text_without_full_stops_is_no_single_sentence_and_loses_no_word(text: str) -> None:
    pieces = split(text)
    assert all(span.end - span.start <= 1_000 for span in pieces)
    assert "".join(text[span.start : span.end] for span in pieces).replace(" ", "") == text.replace(" ", "")
