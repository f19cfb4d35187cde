"""Articles as tensors: windows of at most 510 pieces, cut between sentences, in batches of like length."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch import Tensor

from benchmarks.train_reader.corpus import Article
from tocsin.extract.encoder.heads import KINDS, LABELS, ROLES
from tocsin.extract.encoder.windows import Window, windows

IGNORED = -100


@dataclass(frozen=True)
class Example:
    """One window of an article with what is to be told of it."""

    window: Window
    labels: NDArray[np.int64]
    kinds: NDArray[np.float32]
    links: NDArray[np.int64]
    relevant: float


@dataclass(frozen=True)
class Batch:
    """Examples padded to one length; `links` is IGNORED where a sentence tells of no incident.

    `below` is what the layers make of the pieces that are not trained.
    """

    below: Tensor
    present: Tensor
    sentences: Tensor
    labels: Tensor
    kinds: Tensor
    told: Tensor
    links: Tensor
    relevant: Tensor


def examples(articles: Sequence[Article], tokenizer: Tokenizer) -> list[Example]:
    """All windows of all articles."""
    return [example for article in articles for example in _examples(article, tokenizer)]


def _examples(article: Article, tokenizer: Tokenizer) -> Iterator[Example]:
    for window in windows(tokenizer, article.text, article.sentences):
        told = [article.kinds[at] for at in window.sentences]
        kinds = np.zeros((len(told), len(KINDS)), np.float32)
        for row, some in enumerate(told):
            kinds[row, list(some)] = 1
        incidents = [article.incidents[at] for at in window.sentences]
        links = np.array([[_link(a, b) for b in incidents] for a in incidents], np.int64)
        yield Example(window, _labels(window, article), kinds, links, float(article.relevant))


def _link(one: frozenset[int], other: frozenset[int]) -> int:
    return int(bool(one & other)) if one and other else IGNORED


def _labels(window: Window, article: Article) -> NDArray[np.int64]:
    """The label of each piece; the longer of two spans that overlap wins."""
    labels = np.zeros(len(window.pieces), np.int64)
    labels[[0, -1]] = IGNORED
    for start, end, role in sorted(article.spans, key=lambda span: span[1] - span[0]):
        inside = [at for at, (a, b) in enumerate(window.offsets) if a < end and start < b and a < b]
        if inside:
            labels[inside] = LABELS.index(f"inside-{ROLES[role]}")
            labels[inside[0]] = LABELS.index(f"begin-{ROLES[role]}")
    return labels


def batches(some: Sequence[Example], budget: int, seed: int) -> list[list[int]]:
    """Batches of at most `budget` padded pieces, of like length each, in a random order, as indexes.

    Of the windows that tell of no incident a random half is taken: they are many and teach little.
    """
    random = np.random.default_rng(seed)
    taken = [at for at, example in enumerate(some) if (example.labels > 0).any() or random.random() < 0.5]
    lengths = [len(some[at].window.pieces) + random.uniform(0, 20) for at in taken]
    made: list[list[int]] = [[]]
    for at in np.array(taken)[np.argsort(lengths)]:
        if (len(made[-1]) + 1) * len(some[at].window.pieces) > budget and made[-1]:
            made.append([])
        made[-1].append(int(at))
    random.shuffle(made)
    return made


def padded(some: Sequence[Example], below: Sequence[Tensor]) -> Batch:
    """One batch as tensors; `below` (pieces, width) stands beside each example."""
    count = len(some)
    pieces = max(len(example.window.pieces) for example in some)
    rows = max(len(example.kinds) for example in some)
    present = np.zeros((count, pieces), np.float32)
    sentences = np.zeros((count, rows, pieces), np.float32)
    labels = np.full((count, pieces), IGNORED, np.int64)
    kinds, told = np.zeros((count, rows, len(KINDS)), np.float32), np.zeros((count, rows), np.float32)
    links = np.full((count, rows, rows), IGNORED, np.int64)
    for at, example in enumerate(some):
        length, lines = len(example.window.pieces), len(example.kinds)
        present[at, :length] = 1
        sentences[at, :lines, :length] = example.window.means
        labels[at, :length] = example.labels
        kinds[at, :lines], told[at, :lines] = example.kinds, 1
        links[at, :lines, :lines] = example.links
    relevant = np.array([[example.relevant] for example in some], np.float32)
    arrays = (present, sentences, labels, kinds, told, links, relevant)
    rising = torch.nn.utils.rnn.pad_sequence([one.float() for one in below], batch_first=True)
    return Batch(rising, *map(torch.from_numpy, arrays))
