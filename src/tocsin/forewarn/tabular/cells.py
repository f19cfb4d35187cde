"""Counts as tables write them: whole numbers, or a refusal that names the row and what is wrong with it."""

from __future__ import annotations

import math

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from tocsin.forewarn.backtest.asof import NONE
from tocsin.forewarn.series import LARGEST_COUNT
from tocsin.forewarn.tabular.place import Origin

ABSENT = frozenset({"", "na", "n/a", "nan", "null", "none", "."})


def whole_counts(column: pa.Array, name: str, origin: Origin, *, fill_zero: bool) -> NDArray[np.int32]:
    """Each row's count; a missing one is 0 with `fill_zero`, and refused otherwise.

    >>> whole_counts(pa.array(["3", "0"]), "count", Origin("cases.csv", 2), fill_zero=False).tolist()
    [3, 0]
    """
    column = decoded(column)
    try:
        numbers = pc.cast(_filled(column, fill_zero), pa.int64())
        good = numbers.null_count == 0 and _within(numbers) and _plain(column)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        good = False
    if not good:
        return _one_by_one(column, name, origin, fill_zero)
    counts: NDArray[np.int64] = numbers.to_numpy(zero_copy_only=False)
    return counts.astype(np.int32)


def decoded(column: pa.Array) -> pa.Array:
    """A column with its own values in each row, not numbers that stand for them."""
    if not pa.types.is_dictionary(column.type):
        return column
    values = column.dictionary
    if pa.types.is_string_view(values.type):  # which cannot be decoded yet
        values = pc.cast(values, pa.string())
    return pa.DictionaryArray.from_arrays(column.indices, values).dictionary_decode()


def words(column: pa.Array, name: str, origin: Origin) -> pa.Array:
    """Each row's word of what is counted; a missing one is refused.

    >>> words(pa.array([" Oslo "]), "place", Origin("cases.csv", 2)).to_pylist()
    ['Oslo']
    """
    texts = pc.utf8_trim_whitespace(pc.fill_null(pc.cast(decoded(column), pa.string()), ""))
    empty = pc.index(texts, "").as_py()
    if empty >= 0:
        raise origin.refusal(empty, name, "it is missing, so what is counted is not known", "series")
    return texts


def _filled(column: pa.Array, fill_zero: bool) -> pa.Array:
    return pc.fill_null(column, pa.scalar(0).cast(column.type)) if fill_zero else column


def _plain(column: pa.Array) -> bool:
    """Whether texts are digits alone: a cast would take "0x10" for 16."""
    if not (pa.types.is_string(column.type) or pa.types.is_large_string(column.type)):
        return True
    return bool(pc.all(pc.match_substring_regex(column, "^[0-9]+$")).as_py())


def _within(numbers: pa.Array) -> bool:
    if not len(numbers):
        return True
    bounds = pc.min_max(numbers).as_py()
    return bool(bounds["min"] >= 0 and bounds["max"] <= LARGEST_COUNT)


def _one_by_one(column: pa.Array, name: str, origin: Origin, fill_zero: bool) -> NDArray[np.int32]:
    """The slow way, for columns with something in them that is no plain whole number."""
    counts = np.full(len(column), NONE, dtype=np.int32)
    for row, value in enumerate(column.to_pylist()):
        count, wrong = _count(value, fill_zero)
        if wrong:
            raise origin.refusal(row, name, wrong, "count")
        counts[row] = count
    return counts


def _count(value: object, fill_zero: bool) -> tuple[int, str]:
    """A count, or what is wrong with it."""
    text = "" if value is None else str(value).strip()
    if text.casefold() in ABSENT:
        return 0, "" if fill_zero else "the count is missing; give 0 if nothing happened, or fill with zero"
    try:
        number = float(text)
    except ValueError:
        return 0, f"{text!r} is no whole number"
    if "_" in text or not math.isfinite(number):
        return 0, f"{text!r} is no whole number"
    if number < 0:
        return 0, f"{text} is negative; counts are whole numbers from 0 on"
    if number != int(number):
        return 0, f"{text} is not whole; counts are whole numbers"
    if number > LARGEST_COUNT:
        return 0, f"{text} is more than {LARGEST_COUNT:,}, beyond which nothing is counted"
    return int(number), ""
