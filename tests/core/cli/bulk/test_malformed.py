"""Whatever a file is like, it is read or set aside with a reason."""

from collections import Counter

import pytest
from cli.bulk.archive import SETTINGS
from collect.malformed import malformed

from tocsin.cli.bulk.batch import Batch, Document, read_batch

_FAILURES = {"parser", "reader"}
"""Reasons that stand for an error of our own."""


@pytest.mark.parametrize(
    "numbers",
    [
        pytest.param(range(0, 10_000, 51), id="200"),
        *(
            pytest.param(range(start, start + 1_000), id=f"{start}-", marks=pytest.mark.slow)
            for start in range(0, 10_000, 1_000)
        ),
    ],
)
def test_every_malformed_file_is_read_or_set_aside_with_a_reason(numbers: range) -> None:
    documents = tuple(Document(*malformed(number)) for number in numbers)
    tables = read_batch(Batch(0, documents), SETTINGS)
    told = {row["input"] for row in tables["reports"].to_pylist()}
    aside = tables["set_aside"].to_pylist()
    assert told | {row["input"] for row in aside} == {document.name for document in documents}
    assert all(row["reason"] and row["message"] for row in aside)
    assert not [row for row in aside if row["reason"] in _FAILURES]


def test_malformed_files_are_of_both_fates_and_of_many_kinds() -> None:
    documents = tuple(Document(*malformed(number)) for number in range(200) if number % 100 != 99)
    tables = read_batch(Batch(0, documents), SETTINGS)
    read = {row["input"] for row in tables["reports"].to_pylist()}
    assert 0.2 < len(read) / len(documents) < 0.8
    assert len(Counter(row["reason"] for row in tables["set_aside"].to_pylist())) >= 5
