"""A text cut into the stretches that the network can take at once."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from tokenizers import Encoding, Tokenizer

_HALF = re.compile(r"[\ud800-\udfff]")  # of a surrogate pair: no text of its own

LONGEST = 512
"""Pieces that the network takes at once, the marks of begin and end among them."""


@dataclass(frozen=True)
class Window:
    """Whole sentences of a text, or a part of one too long, as T pieces.

    `pieces` are the numbers of the pieces between the marks of begin and end, `offsets` the characters of
    each (equal for the marks), `sentences` the indexes of the S sentences in it, `means` (S, T) holds in
    each row 1/n for the n pieces of a sentence.
    """

    pieces: NDArray[np.int64]
    offsets: tuple[tuple[int, int], ...]
    sentences: tuple[int, ...]
    means: NDArray[np.float32]


def windows(tokenizer: Tokenizer, text: str, sentences: Sequence[tuple[int, int]]) -> Iterator[Window]:
    """The windows of a text in order; a sentence without a piece, or all beyond a window, is in none."""
    encoding = tokenizer.encode(_HALF.sub("\ufffd", text))
    offsets = np.array([_trimmed(text, start, end) for start, end in encoding.offsets]).reshape(-1, 2)
    spans = [_pieces(offsets, start, end) for start, end in sentences]
    told = [(index, first, last) for index, (first, last) in enumerate(spans) if first < last]
    held: list[tuple[int, int, int]] = []
    for index, first, last in told:
        last = min(last, first + LONGEST - 2)
        if held and last - held[0][1] > LONGEST - 2:
            yield _window(encoding, offsets, held)
            held = []
        held.append((index, first, last))
    if held:
        yield _window(encoding, offsets, held)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """A piece's characters without the white space before it."""
    while start < end and text[start].isspace():
        start += 1
    return start, end


def _pieces(offsets: NDArray[np.int64], start: int, end: int) -> tuple[int, int]:
    """First and last (exclusive) piece that begins inside these characters, the marks left out."""
    starts = offsets[1:-1, 0]
    first, last = np.searchsorted(starts, [start, end])
    return int(first) + 1, int(last) + 1


def _window(encoding: Encoding, offsets: NDArray[np.int64], held: Sequence[tuple[int, int, int]]) -> Window:
    start, end = held[0][1], held[-1][2]
    chosen = [0, *range(start, end), len(encoding.ids) - 1]
    pieces = np.array(encoding.ids, np.int64)[chosen]
    means = np.zeros((len(held), len(chosen)), np.float32)
    for row, (_, first, last) in enumerate(held):
        means[row, first - start + 1 : last - start + 1] = 1 / (last - first)
    spans = [(0, 0), *((int(a), int(b)) for a, b in offsets[start:end]), (0, 0)]
    return Window(pieces, tuple(spans), tuple(index for index, _, _ in held), means)
