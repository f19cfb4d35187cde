"""Bursts: the cheapest path is the cheapest of all paths, and says when, how high and how sure."""

from datetime import date
from itertools import pairwise, product
from math import log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.errors import BadInput
from tocsin.forewarn import Series
from tocsin.forewarn.bursts import bursts, cheapest_path

START = date(2015, 11, 9)


def stream(counts, totals=100):
    exposures = totals if isinstance(totals, list) else [totals] * len(counts)
    return Series("FR/attack", START, counts, exposures=exposures)


def cost_of(path, costs, rise):
    steps = sum(costs[at][state] for at, state in enumerate(path))
    return steps + sum(rise * max(after - before, 0) for before, after in pairwise([0, *path]))


@given(st.data(), st.integers(2, 3), st.integers(1, 7), st.floats(0, 5))
def test_the_path_costs_as_little_as_the_cheapest_of_all_paths(data, states, steps, rise):
    cost = st.floats(0, 20)
    costs = np.array(
        data.draw(st.lists(st.lists(cost, min_size=states, max_size=states), min_size=steps, max_size=steps))
    )
    cheapest = min(cost_of(path, costs, rise) for path in product(range(states), repeat=steps))
    assert cost_of(cheapest_path(costs, rise), costs, rise) == pytest.approx(cheapest, abs=1e-9)


def test_a_small_stream_worked_by_hand():
    """Share 12/40 = 0.3, doubled 0.6; step two gains 8 log(0.6/0.3) + 2 log(0.4/0.7) = 4.4, above log 4."""
    found = bursts(stream([1, 8, 2, 1], 10))
    assert found.shares == pytest.approx((0.3, 0.6))
    assert found.path == (0, 1, 0, 0)
    (burst,) = found.bursts
    assert burst.weight == pytest.approx(8 * log(2) + 2 * log(0.4 / 0.7))
    assert (burst.first, burst.last) == (date(2015, 11, 10), date(2015, 11, 10))
    assert burst.reason == (
        "From 2015-11-10 to 2015-11-10, 8 of 10 reports are on the matter, "
        "80.0 in a hundred, where 30.0 are usual."
    )


def test_more_reports_of_everything_are_no_burst():
    assert bursts(stream([2, 2, 20, 22, 2], [100, 100, 1000, 1100, 100])).bursts == ()


def test_reluctance_bridges_a_short_dip():
    counts = [1, 1, 1, 30, 30, 4, 30, 30, 1, 1, 1, 1, 1, 1, 1]
    assert len(bursts(stream(counts), reluctance=0.01).bursts) == 2
    assert len(bursts(stream(counts), reluctance=20).bursts) <= 1


def test_higher_bursts_lie_within_lower_ones():
    counts = [1] * 10 + [8] * 4 + [40] * 3 + [8] * 4 + [1] * 10
    found = bursts(stream(counts), states=3).bursts
    low, high = found[0], next(burst for burst in found if burst.state == 2)
    assert low.state == 1
    assert low.first <= high.first
    assert high.last <= low.last


@pytest.mark.parametrize(
    ("series", "settings", "said"),
    [
        (Series("FR/attack", START, [1, 2]), {}, "give all reports"),
        (stream([1, 200]), {}, "on 2015-11-10"),
        (stream([0, 0]), {}, "no report"),
        (stream([1, 2]), {"states": 1}, "no bursts with 1 states"),
        (stream([1, 2]), {"ratio": 1.0}, "ratio 1.0"),
        (stream([1, 2]), {"reluctance": -1.0}, "reluctance -1.0"),
    ],
)
def test_what_cannot_have_bursts_is_refused(series, settings, said):
    with pytest.raises(BadInput, match=said):
        bursts(series, **settings)
