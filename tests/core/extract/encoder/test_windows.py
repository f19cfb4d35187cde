"""Texts cut into windows for the network: every sentence once, offsets those of the text."""

import numpy as np
import pytest
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

from tocsin.extract.encoder.windows import LONGEST, windows


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    """A tokenizer that knows single letters and a few words."""
    letters = "abcdefghijklmnopqrstuvwxyz.▁"
    pieces = [("<s>", 0.0), ("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0)]
    pieces += [(letter, -9.0) for letter in letters] + [("▁bomb", -3.0), ("▁market", -3.0)]
    made = Tokenizer(models.Unigram(pieces, unk_id=3, byte_fallback=False))
    made.normalizer = normalizers.Lowercase()
    made.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always", split=False)
    made.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    return made


def test_a_short_text_is_one_window_whose_offsets_are_those_of_the_text(tokenizer: Tokenizer) -> None:
    text = "Bomb hit market. It was full."
    (window,) = windows(tokenizer, text, [(0, 16), (17, 29)])
    assert window.sentences == (0, 1)
    assert "".join(text[start:end] for start, end in window.offsets) == text.replace(" ", "")
    assert window.offsets[0] == window.offsets[-1] == (0, 0)


def test_each_row_of_means_takes_the_pieces_of_its_sentence_alone(tokenizer: Tokenizer) -> None:
    text = "Bomb hit market. It was full."
    (window,) = windows(tokenizer, text, [(0, 16), (17, 29)])
    assert np.allclose(window.means.sum(1), 1)
    assert not (window.means[0] > 0)[window.means[1] > 0].any()
    told = [text[a:b] for (a, b), part in zip(window.offsets, window.means[1], strict=True) if part > 0]
    assert "".join(told) == "Itwasfull."


def test_a_long_text_is_cut_between_sentences_and_none_is_lost(tokenizer: Tokenizer) -> None:
    line = "xyz " * 30
    text = line * 20
    spans = [(at * len(line), (at + 1) * len(line) - 1) for at in range(20)]
    made = list(windows(tokenizer, text, spans))
    assert len(made) > 1
    assert [at for window in made for at in window.sentences] == list(range(20))
    assert all(len(window.pieces) <= LONGEST for window in made)


def test_a_sentence_longer_than_a_window_is_read_as_far_as_one_reaches(tokenizer: Tokenizer) -> None:
    text = "q" * 2000
    (window,) = windows(tokenizer, text, [(0, 2000)])
    assert len(window.pieces) == LONGEST


def test_an_empty_text_has_no_window(tokenizer: Tokenizer) -> None:
    assert list(windows(tokenizer, "", [])) == []


def test_half_a_character_is_taken_as_an_unknown_one(tokenizer: Tokenizer) -> None:
    (window,) = windows(tokenizer, "bomb \ud800 market", [(0, 13)])
    assert window.offsets[-2][1] == 13
