"""p-values mean what they say, stop early only for what is no news, and hang on the seed alone."""

import numpy as np
import pytest

from tests.core.forewarn.scan.new_york import AT_MOST_3_KM_AND_7_DAYS, fever
from tests.core.forewarn.scan.test_search import events, search
from tocsin.errors import BadInput
from tocsin.forewarn.scan import Chance, Circles, Cylinders
from tocsin.forewarn.scan.chance import allowed, p_value, replicate
from tocsin.forewarn.scan.kernel import frame

WHERE = [(48.80 + north / 50, 2.30 + east / 50) for north in range(4) for east in range(4)]


def chance_events(rng, cases=60, days=20):
    return events(WHERE, rng.integers(0, len(WHERE), cases), rng.integers(0, days, cases), days)


def test_the_same_seed_gives_the_same_figures_and_another_seed_others():
    given = fever()
    one, two = (search(given, AT_MOST_3_KM_AND_7_DAYS, replicates=99).chance.largest for _ in range(2))
    other = search(given, AT_MOST_3_KM_AND_7_DAYS, seed=2, replicates=99).chance.largest
    assert one.tobytes() == two.tobytes() != other.tobytes()


def test_more_replicates_begin_with_the_same_ones_however_many_numbers_are_held_at_once():
    given = fever()
    still = frame(given, Circles.of(given, AT_MOST_3_KM_AND_7_DAYS), AT_MOST_3_KM_AND_7_DAYS)

    def largest(replicates, at_once):
        rng = np.random.Generator(np.random.PCG64(1))
        return replicate(still, given.site, rng, replicates=replicates, ratio=0.0, at_once=at_once).largest

    assert largest(40, 1000).tobytes() == largest(99, 10_000)[:40].tobytes()


def test_drawing_stops_with_the_replicate_that_exceeds_for_the_tenth_time():
    given = fever()
    whole = search(given, AT_MOST_3_KM_AND_7_DAYS, replicates=999)
    short = search(given, AT_MOST_3_KM_AND_7_DAYS, replicates=999, stop_after=10)
    drawn = len(short.chance.largest)
    assert short.chance.stopped
    assert drawn < 200
    assert short.chance.largest.tobytes() == whole.chance.largest[:drawn].tobytes()
    assert short.chance.largest[-1] >= short.clusters[0].ratio
    assert short.clusters[0].exceeding == 10
    assert short.clusters[0].p == 10 / drawn


def test_what_stands_out_is_never_stopped():
    sites, days = [0, 1, 4] * 4 + list(range(16)) * 3, [19] * 12 + [3, 8, 11] * 16
    found = search(events(WHERE, sites, days, 20), Cylinders(radius_km=3), replicates=199, stop_after=5)
    assert (found.chance.stopped, len(found.chance.largest), found.clusters[0].p) == (False, 199, 1 / 200)


def test_chance_alone_is_called_significant_about_as_often_as_it_should():
    """200 sets of events without a cluster, at .05: 3 to 19 in all but one run of a thousand."""
    rng = np.random.default_rng(2015)
    found = [
        search(chance_events(rng), Cylinders(radius_km=4, days=5), seed, replicates=99) for seed in range(200)
    ]
    significant = sum(bool(one.clusters) and one.clusters[0].p <= 0.05 for one in found)
    assert 3 <= significant <= 19


def test_gumbel_fits_what_replicates_show_and_goes_beyond_it():
    rng = np.random.default_rng(1)
    chance = Chance(rng.gumbel(4, 1.2, 9999), stopped=False)
    for ratio in (5.0, 8.0):
        assert chance.gumbel_p(ratio) == pytest.approx(chance.p(ratio), rel=0.1)
    assert 0 < chance.gumbel_p(40.0) < 1e-9


def test_gumbel_is_not_fitted_to_too_little():
    assert Chance(np.arange(49.0), stopped=False).gumbel_p(3.0) is None
    assert Chance(np.ones(99), stopped=False).gumbel_p(3.0) is None


@pytest.mark.parametrize("alpha", [0.001, 1 / 365, 0.01, 0.05, 0.1])
def test_what_exceeds_the_critical_figure_is_what_p_calls_significant(alpha):
    chance = Chance(np.random.default_rng(3).gumbel(4, 1.2, 999).round(1), stopped=False)
    for ratio in (*np.unique(chance.largest), 0.0, 99.0):
        assert (ratio > chance.critical(alpha)) == (chance.p(ratio) <= alpha)


@pytest.mark.parametrize("replicates", [19, 99, 199, 999, 9999])
def test_as_many_may_exceed_as_p_allows(replicates):
    for alpha in (0.05, 0.1, 1 / 365):
        exceeding = allowed(alpha, replicates)
        assert p_value(exceeding, replicates, stopped=False) > alpha
        assert exceeding == 0 or p_value(exceeding - 1, replicates, stopped=False) <= alpha


@pytest.mark.parametrize("settings", [{"replicates": 0}, {"stop_after": 0}])
def test_too_few_draws_are_refused_by_name(settings):
    with pytest.raises(BadInput, match=f"{next(iter(settings))}: 0 is too few"):
        search(chance_events(np.random.default_rng(1)), Cylinders(), **settings)
