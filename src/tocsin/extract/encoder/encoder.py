"""The trained network, opened and asked."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from importlib.resources import files
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

from tocsin.extract.encoder.heads import KINDS, ROLES, RoleSpan, Seen
from tocsin.extract.encoder.windows import Window, windows

WIDTH = 384
LEAST = 0.1
"""Words are told of as a possible part of an incident from this probability on."""

_BLOCK, _MIDDLE = 32, 8


class Encoder:
    """A multilingual encoder of 8 layers with the reader's heads; see `weights/README.md`.

    Words are written small before they are looked at, so a text in capitals is read like any other. Its
    files have 55 MB; it uses one processor, so that several readers can work side by side.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(
            str(folder / "network.onnx"), options, providers=["CPUExecutionProvider"]
        )
        self._words = _Words(folder / "words.npz")

    @classmethod
    def open(cls, folder: Path | None = None) -> "Encoder | None":
        """The encoder of the package, or of another folder; None where that has no weights."""
        folder = folder or Path(str(files("tocsin.extract.encoder"))) / "weights"
        return cls(folder) if (folder / "network.onnx").exists() else None

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        return Tokenizer.from_file(str(self._folder / "pieces.json"))

    def see(self, text: str, sentences: Sequence[tuple[int, int]]) -> Seen:
        """What the network tells of a text and its sentences, each given by first and last (exclusive)
        character.

        A text longer than 510 pieces is taken in windows of whole sentences; sentences of two windows are
        never linked. A sentence without a word has zeros.
        """
        count = len(sentences)
        kinds = np.zeros((count, len(KINDS)), np.float32)
        links = np.eye(count, dtype=np.float32)
        spans: list[RoleSpan] = []
        relevant = 0.0
        for window in windows(self._tokenizer, text, sentences):
            rows = list(window.sentences)
            roles, kinds[rows], told, links[np.ix_(rows, rows)] = self._run(window)
            relevant = max(relevant, float(told[0]))
            spans.extend(_spans(window, roles))
        return Seen(tuple(spans), kinds, relevant, links)

    def _run(self, window: Window) -> list[NDArray[np.float32]]:
        """The outputs for one window, without the dimension of texts."""
        inputs = {
            "words": self._words[window.pieces][None],
            "present": np.ones((1, len(window.pieces)), np.float32),
            "sentences": window.means[None],
        }
        return [np.asarray(output)[0] for output in self._session.run(None, inputs)]


class _Words:
    """The vectors of pieces, kept in 4 bits: 32 numbers to a half-precision scale, counted from -8."""

    def __init__(self, path: Path) -> None:
        with np.load(path) as held:
            self._scales: NDArray[np.float16] = held["scales"]
            self._pairs: NDArray[np.uint8] = held["pairs"]

    def __getitem__(self, pieces: NDArray[np.int64]) -> NDArray[np.float32]:
        pairs = self._pairs[pieces]
        numbers = np.concatenate([pairs & 15, pairs >> 4], axis=-1).astype(np.float32) - _MIDDLE
        numbers *= self._scales[pieces].astype(np.float32)[..., None]
        return numbers.reshape(len(pieces), WIDTH)


def _spans(window: Window, labels: NDArray[np.float32]) -> Iterator[RoleSpan]:
    """Runs of pieces that are likeliest in one role, with at least `LEAST` of probability for it.

    A run as a whole is as sure as its surest piece: the network is often sure of one word of a name and
    unsure where the name ends. A new beginning does not part a run, for two mentions seldom touch.
    """
    roles = labels[:, 1:].reshape(len(labels), len(ROLES), 2).sum(-1)
    best = roles.argmax(-1)
    run: list[int] = []
    for at, (start, end) in enumerate(window.offsets):
        told = start < end and roles[at, best[at]] >= LEAST
        if run and (not told or best[at] != best[run[0]]):
            yield _span(window, run, roles[:, best[run[0]]], ROLES[best[run[0]]])
            run = []
        if told:
            run.append(at)


def _span(window: Window, run: Sequence[int], shares: NDArray[np.float32], role: str) -> RoleSpan:
    return RoleSpan(role, window.offsets[run[0]][0], window.offsets[run[-1]][1], float(shares[run].max()))
