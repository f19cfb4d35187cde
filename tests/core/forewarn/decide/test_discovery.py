"""Benjamini and Hochberg's rule, by their own example and by definition."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.forewarn.decide import discovery_limit

# The fifteen p of their section 3.2; at 0.05 the rule rejects the four smallest.
PUBLISHED = [
    0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719,
    0.6528, 0.7590, 1.0,
]  # fmt: skip


def test_the_published_example():
    assert discovery_limit(PUBLISHED, 0.05) == 0.0095


def test_nothing_tested_passes_nothing():
    assert discovery_limit([], 0.05) == -1
    assert discovery_limit([float("nan")], 0.05) == -1


def test_series_without_a_chance_do_not_dilute():
    assert discovery_limit([*PUBLISHED, *[float("nan")] * 500], 0.05) == 0.0095


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30), st.floats(0.001, 0.5))
def test_it_is_the_rule_as_written(p, rate):
    ordered = sorted(p)
    passing = [k for k in range(1, len(p) + 1) if ordered[k - 1] <= rate * k / len(p)]
    assert discovery_limit(p, rate) == (ordered[passing[-1] - 1] if passing else -1)


@pytest.mark.parametrize("rate", [0.05, 0.2])
def test_among_nothing_but_chance_it_errs_no_more_often_than_its_rate(rate):
    rng = np.random.default_rng(5)
    wrong = [discovery_limit(rng.random(200), rate) >= 0 for _ in range(2000)]
    assert np.mean(wrong) < rate * 1.3
