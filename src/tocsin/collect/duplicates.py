"""Which report copies which: exact copies and wire copies with light edits, found as reports come in.

Texts are compared by the share of their runs of three words (five characters where a script has no spaces)
that both hold, estimated by MinHash (Broder 1997) and looked up by bands (Leskovec, Rajaraman and Ullman,
Mining of Massive Datasets, chapter 3).
"""

import re
import zlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from tocsin.base import Report
from tocsin.collect.figures import figures
from tocsin.collect.times import EARLIEST

LIKENESS = 0.4
"""Share of common runs from which a report is a copy. Independent reports of one event share 0.05 of them,
wire copies with light edits 0.68 and more (measured on the sample day)."""

_BANDS, _ROWS = 42, 3
_HASHES = _BANDS * _ROWS
_EXACT_BYTES = 8
_FIGURES_AT = _EXACT_BYTES + 4 * _HASHES
_SPACELESS = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff"
_TOKEN = re.compile(rf"[{_SPACELESS}]|[^\W_{_SPACELESS}]+")
_COMPARED_TOKENS, _COMPARED_CHARACTERS = 5_000, 30_000
"""How much of a text is compared: more would only cost time and memory."""

_RUN_OF_WORDS, _RUN_OF_CHARACTERS = 3, 5


def signature(text: str) -> bytes:
    """What of a text is kept to compare it: about half a kilobyte, the same on every machine.

    >>> signature("A blast was heard.") == signature("A  BLAST was heard")
    True
    """
    tokens = _TOKEN.findall(text.casefold())
    exact = blake2b("\x1f".join(tokens).encode("utf-8", "surrogatepass"), digest_size=_EXACT_BYTES).digest()
    hashes = _min_hashes(_runs(tokens[:_COMPARED_TOKENS]))
    marks = sorted(zlib.crc32(figure.encode()) for figure in figures(text[:_COMPARED_CHARACTERS]))
    return exact + hashes.tobytes() + np.array(marks, "<u4").tobytes()


def likeness(one: bytes, other: bytes) -> float:
    """Estimated share of their runs of words that two signed texts have in common, from 0 to 1.

    The standard error is at most 0.045.

    >>> likeness(signature("A blast was heard."), signature("A blast was heard."))
    1.0
    """
    return float(np.mean(_hashes_of(one) == _hashes_of(other)))


def is_copy(earlier: bytes, later: bytes) -> bool:
    """Whether the later text is a copy of the earlier: alike, and without a figure that the earlier lacks.

    An update or correction repeats most of a report and changes the toll: it must be read on its own. A copy
    that was cut short has fewer figures, and stays a copy.

    >>> old, new = ("Police said that %d people were killed in the blast." % toll for toll in (18, 21))
    >>> is_copy(signature(old), signature(new))
    False
    """
    if earlier[:_EXACT_BYTES] == later[:_EXACT_BYTES]:
        return True
    return likeness(earlier, later) >= LIKENESS and _marks_of(later) <= _marks_of(earlier)


@dataclass(slots=True)
class _Day:
    """What was published on one day: (id, moment, signature) of each, and where each band of it is held."""

    entries: list[tuple[str, datetime, bytes]] = field(default_factory=list)
    bands: defaultdict[tuple[int, bytes], list[int]] = field(default_factory=lambda: defaultdict(list))

    def add(self, identity: str, moment: datetime, signed: bytes) -> None:
        for band in _bands(signed):
            self.bands[band].append(len(self.entries))
        self.entries.append((identity, moment, signed))

    def candidates(self, bands: Iterable[tuple[int, bytes]]) -> list[tuple[str, datetime, bytes]]:
        numbers = {number for band in bands for number in self.bands.get(band, ())}
        return [self.entries[number] for number in sorted(numbers)]


class DuplicateIndex:
    """Finds, as reports come in, those that copy an earlier one published within `window` of it.

    The same reports in the same order give the same answers; to restore an index, add the stored signatures
    in their order. A report without a date counts as published with the newest seen so far.

    >>> index = DuplicateIndex()
    >>> wire = Report(id="a", source="wire", title="", text="A blast was heard in the harbour of Tyre.")
    >>> copy = Report(id="b", source="post", title="", text="A blast was heard in the harbour of Tyre")
    >>> index.add(wire), index.add(copy)
    (None, 'a')
    """

    def __init__(self, window: timedelta = timedelta(days=3)) -> None:
        self._window = window
        self._days: dict[date, _Day] = {}
        self._newest = EARLIEST
        self._answers: dict[str, str | None] = {}

    def add(self, report: Report) -> str | None:
        """The id of the report that this one copies, None where it is the first of its text."""
        return self.add_signature(report.id, report.published, signature(report.text))

    def add_signature(self, identity: str, published: datetime | None, signed: bytes) -> str | None:
        """The same from a stored signature. A report that is known already gets its earlier answer."""
        if identity in self._answers:
            return self._answers[identity]
        moment = published or self._newest
        original = self._original(moment, signed)
        if original is None:
            self._days.setdefault(moment.date(), _Day()).add(identity, moment, signed)
        self._answers[identity] = original
        self._forget(moment)
        return original

    def _original(self, moment: datetime, signed: bytes) -> str | None:
        """The most alike of those it copies; where it was published before one, that one copies it."""
        best, most = None, 0.0
        bands = _bands(signed)
        for day in self._near(moment):
            for identity, other, entry in day.candidates(bands):
                copied = is_copy(entry, signed) if other <= moment else is_copy(signed, entry)
                alike = likeness(entry, signed)
                if copied and alike > most:
                    best, most = identity, alike
        return best

    def _near(self, moment: datetime) -> list[_Day]:
        offsets = range(-self._window.days, self._window.days + 1)
        days = (moment.date() + timedelta(days=offset) for offset in offsets)
        return [self._days[day] for day in days if day in self._days]

    def _forget(self, moment: datetime) -> None:
        """Days that no report to come can be near to, if reports come within a window of their order."""
        if moment <= self._newest:
            return
        self._newest = moment
        oldest = moment.date() - 2 * self._window
        for day in [day for day in self._days if day < oldest]:
            for identity, _, _ in self._days.pop(day).entries:
                self._answers.pop(identity, None)


def _runs(tokens: list[str]) -> NDArray[np.uint64]:
    """One 64-bit number for each run of tokens; for a text shorter than a run, one for all of it."""
    spaceless = sum(len(token) == 1 and token > "\u0e00" for token in tokens) > len(tokens) / 2
    length = min(_RUN_OF_CHARACTERS if spaceless else _RUN_OF_WORDS, max(len(tokens), 1))
    words = np.array([*map(_number, tokens)] or [0], np.uint64)
    parts = [words[start : len(words) - length + 1 + start] * _FACTORS[start] for start in range(length)]
    return _mixed(np.sum(parts, axis=0, dtype=np.uint64))


@lru_cache(maxsize=60_000)
def _number(token: str) -> int:
    return zlib.crc32(token.encode("utf-8", "replace"))


def _min_hashes(runs: NDArray[np.uint64]) -> NDArray[np.uint32]:
    permuted = _mixed(runs[None, :] * _FACTORS[:, None])
    smallest: NDArray[np.uint64] = permuted.min(axis=1)
    return (smallest >> np.uint64(32)).astype("<u4")


def _mixed(numbers: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """A bijection that spreads every bit over all (splitmix64's finisher; Steele, Lea and Flood 2014).

    It works in place: the numbers given are lost.
    """
    numbers ^= numbers >> np.uint64(30)
    numbers *= np.uint64(0xBF58476D1CE4E5B9)
    numbers ^= numbers >> np.uint64(27)
    numbers *= np.uint64(0x94D049BB133111EB)
    numbers ^= numbers >> np.uint64(31)
    return numbers


# Odd, so that multiplying by one loses nothing; fixed, so that stored signatures stay comparable.
_FACTORS = _mixed(np.arange(1, _HASHES + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)) | np.uint64(1)


def _hashes_of(signed: bytes) -> NDArray[np.uint32]:
    return np.frombuffer(signed, np.dtype("<u4"), _HASHES, _EXACT_BYTES)


def _marks_of(signed: bytes) -> frozenset[int]:
    return frozenset(np.frombuffer(signed, "<u4", offset=_FIGURES_AT).tolist())


def _bands(signed: bytes) -> list[tuple[int, bytes]]:
    width = 4 * _ROWS
    starts = range(_EXACT_BYTES, _FIGURES_AT, width)
    return [(number, signed[start : start + width]) for number, start in enumerate(starts)]
