"""Counts are whole numbers or they are refused; the fast way and the slow way read the same."""

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.errors import BadInput
from tocsin.forewarn.tabular.cells import whole_counts
from tocsin.forewarn.tabular.place import Origin

ORIGIN = Origin("cases.csv", 2)
counts = st.lists(st.integers(0, 10_000_000), min_size=1, max_size=20)


@given(counts)
def test_texts_numbers_and_whole_decimals_read_alike(values):
    forms = (values, [float(value) for value in values], [str(value) for value in values])
    for form in (*forms, [f"{value}.0" for value in values], [f" {value} " for value in values]):
        assert whole_counts(pa.array(form), "n", ORIGIN, fill_zero=False).tolist() == values


@given(counts, st.sampled_from(["-1", "0.5", "x", "1e99", "nan", "", "10000001", "0x10", "١x"]))
def test_one_bad_cell_is_named_wherever_it_stands(values, bad):
    column = pa.array([*map(str, values), bad, "1"])
    with pytest.raises(BadInput) as refusal:
        whole_counts(column, "n", ORIGIN, fill_zero=False)
    assert refusal.value.line == 2 + len(values)


@pytest.mark.parametrize("absent", [None, "", "NA", "n/a", "NaN", "null", " "])
def test_a_missing_count_is_0_only_where_that_is_asked_for(absent):
    column = pa.array(["3", absent])
    assert whole_counts(column, "n", ORIGIN, fill_zero=True).tolist() == [3, 0]
    with pytest.raises(BadInput, match="line 3, column 'n': the count is missing"):
        whole_counts(column, "n", ORIGIN, fill_zero=False)


def test_missing_numbers_are_filled_too():
    assert whole_counts(pa.array([1.0, None]), "n", ORIGIN, fill_zero=True).tolist() == [1, 0]
    assert whole_counts(pa.array([1, None]), "n", ORIGIN, fill_zero=True).tolist() == [1, 0]
