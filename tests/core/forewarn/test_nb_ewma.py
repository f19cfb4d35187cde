"""NB-EWMA: its tail is right, it knows weekdays, past outbreaks do not blind it, and it explains itself."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from scipy.special import betainc
from scipy.stats import nbinom

from tocsin.errors import BadInput
from tocsin.forewarn import Outcome, Series, recompute
from tocsin.forewarn.detectors.farrington import tail as farringtons
from tocsin.forewarn.detectors.nb_ewma import NbEwma
from tocsin.forewarn.detectors.nb_ewma.kernel import ceiling
from tocsin.forewarn.detectors.nb_ewma.tail import highest_usual, tail
from tocsin.forewarn.series import Panel

MONDAY = date(2015, 1, 5)
NB_EWMA = NbEwma()


def decide(counts, detector=NB_EWMA, exposures=None):
    series = Series("FR/attack", MONDAY, counts, exposures=exposures)
    return detector.test(series, series.last)


def random_days(days, mean, dispersion=1.0, seed=2015):
    rng = np.random.default_rng(seed)
    if dispersion == 1:
        return rng.poisson(mean, days)
    return rng.negative_binomial(np.broadcast_to(mean, days) / (dispersion - 1), 1 / dispersion)


def test_the_tail_is_scipys_incomplete_beta_over_eleven_powers_of_ten():
    rng = np.random.default_rng(8)
    for _ in range(2_000):
        mean, size = 10 ** rng.uniform(-4, 7), 10 ** rng.uniform(-2, 6)
        count = max(1.0, np.floor(mean * 10 ** rng.uniform(-0.5, 0.5)))
        told = betainc(count, size, mean / (mean + size))
        if told > 1e-12:
            assert tail(count, mean, size) == pytest.approx(told, rel=1e-8)


def test_a_tail_that_is_nearly_a_poissons_is_scipys_too_where_much_is_expected():
    rng = np.random.default_rng(12)
    for _ in range(500):
        mean, size = 10 ** rng.uniform(2, 5), 10 ** rng.uniform(5, 9)
        count = np.floor(mean + rng.uniform(0, 4) * np.sqrt(mean + mean * mean / size))
        assert tail(count, mean, size) == pytest.approx(
            nbinom.sf(count - 1, size, size / (mean + size)), rel=1e-5
        )


def test_the_two_ways_to_sum_a_tail_agree():
    """Not to the last bit: stored warnings recompute by the one that they were judged by."""
    rng = np.random.default_rng(13)
    for _ in range(500):
        mean, phi = 10 ** rng.uniform(-2, 4), 1 + 10 ** rng.uniform(-2, 1)
        count = max(1.0, np.floor(mean + rng.uniform(-1, 4) * np.sqrt(phi * mean)))
        assert tail(count, mean, mean / (phi - 1)) == pytest.approx(
            farringtons.tail(count, mean, phi), rel=1e-9
        )


def test_a_geometric_count_worked_by_hand():
    """Mean 1 and size 1: each further one has a chance of a half, so 7 or more 1/128 and 6 or more 1/64."""
    assert [tail(count, 1.0, 1.0) for count in (0.0, 1.0, 7.0)] == pytest.approx([1, 0.5, 1 / 128])
    assert highest_usual(1.0, 1.0, 0.01) == 6


def test_the_highest_usual_count_is_where_the_tail_crosses():
    rng = np.random.default_rng(9)
    for _ in range(500):
        mean, size, level = 10 ** rng.uniform(-3, 4), 10 ** rng.uniform(-1, 4), 10 ** rng.uniform(-6, -0.5)
        bound = highest_usual(mean, size, level)
        assert tail(bound + 1, mean, size) <= level
        assert bound == 0 or tail(bound, mean, size) > level


def test_counts_are_cut_at_three_deviations_of_their_root():
    assert [ceiling(0.0, 1.0), ceiling(4.0, 1.0), ceiling(4.0, 4.0)] == [2, 12, 25]


def test_a_steady_series_is_expected_to_stay():
    told = decide([3] * 200).explanation
    assert told.expected == pytest.approx(3, rel=0.05)
    assert told.p > 0.1


def test_it_knows_that_weekends_are_quiet():
    week = [8, 8, 8, 8, 8, 1, 1]
    monday, saturday = week * 30 + [8], week * 30 + [8, 8, 8, 8, 8, 8]
    assert decide(monday).outcome is Outcome.NO_ALARM
    assert decide(saturday).outcome is Outcome.ALARM


def test_with_few_counts_weekdays_are_taken_to_be_alike():
    """One incident on each of five Mondays does not yet make a Monday."""
    few = decide([*([1, 0, 0, 0, 0, 0, 0] * 5), 0]).explanation
    many = decide([*([40, 0, 0, 0, 0, 0, 0] * 5), 0]).explanation
    assert 1 < few.expected / (5 / 35) < 2
    assert many.expected / (200 / 35) > 3


def test_the_seven_days_before_do_not_raise_their_own_baseline():
    quiet = random_days(100, 2.0)
    assert (
        decide([*quiet, *[20] * 7, 9]).explanation.expected
        == decide([*quiet, *[0] * 7, 9]).explanation.expected
    )


def test_a_slow_rise_is_seen_in_seven_days_before_any_day_shows_it():
    counts = [*random_days(150, 4.0), 9, 8, 9, 8, 9, 9, 8]
    alone = NbEwma(guard=5)
    assert decide(counts).outcome is Outcome.ALARM
    assert decide(counts, alone).outcome is Outcome.NO_ALARM


def test_a_great_day_does_not_sound_for_a_week():
    counts = [*random_days(200, 4.0), 400]
    assert decide(counts).outcome is Outcome.ALARM
    assert {decide([*counts, *[4] * days]).outcome for days in range(1, 7)} == {Outcome.NO_ALARM}


def test_an_outbreak_of_last_month_hides_a_new_one_less_than_it_weighs():
    usual = random_days(300, 3.0)
    past = usual.copy()
    past[270:274] = 300
    bounds = [decide([*series, 3]).explanation.bound for series in (usual, past)]
    assert bounds[1] < 2.5 * bounds[0]


def test_a_second_incident_after_silence_is_below_the_minimum():
    assert decide([*[0] * 200, 2], NbEwma(alpha=0.02)).outcome is Outcome.BELOW_MINIMUM_COUNT
    assert decide([*[0] * 200, 3]).outcome is Outcome.ALARM


def test_a_day_without_an_incident_is_never_unusual():
    told = decide([*[0] * 200, *[5] * 6, 0]).explanation
    assert (told.p, told.bound) == (1.0, 0.0)


def test_counts_are_held_against_their_exposures():
    """Three times the reports lead one to expect three times the attacks; their scale does not matter."""
    counts = [*random_days(200, 5.0), 17]
    reports = np.array([100.0] * 200 + [300.0])
    assert decide(counts).outcome is Outcome.ALARM
    held = decide(counts, exposures=reports)
    assert held.outcome is Outcome.NO_ALARM
    assert held.explanation.expected == pytest.approx(3 * decide(counts).explanation.expected)
    scaled = decide(counts, exposures=reports * 7).explanation
    assert scaled.expected == pytest.approx(held.explanation.expected)
    assert recompute(held.explanation) is False


def test_nothing_before_the_window_is_looked_at():
    tail_of_it = random_days(366, 2.0)
    long = decide([*random_days(350, 90.0), *tail_of_it])
    short = Series("FR/attack", MONDAY + timedelta(days=350), tail_of_it)
    assert NB_EWMA.test(short, short.last).explanation == long.explanation


def test_weights_say_what_each_day_counted_for():
    counts = random_days(60, 4.0)
    counts[40] = 300
    told = decide([*counts, 4]).explanation
    assert len(told.weights) == len(told.baseline) == 60
    assert told.weights[-7:] == (0.0,) * 7
    assert told.weights[-8] == 1.0
    assert told.weights[-8 - 10] == pytest.approx(0.5)
    assert 0 < told.weights[40] < 0.1 * told.weights[39]


@pytest.mark.parametrize("mean", [0.05, 0.5, 3.0, 40.0])
@pytest.mark.parametrize("dispersion", [1.0, 3.0])
def test_false_alarms_stay_near_what_is_allowed(mean, dispersion):
    counts = np.stack([random_days(500, mean, dispersion, seed) for seed in range(60)])
    panel = Panel(tuple(map(str, range(60))), MONDAY, counts)
    scores = NB_EWMA.scores(panel, range(400, 500))
    assert (counts[:, 400:] > scores.bound).mean() < 1.6 * NB_EWMA.alpha


def test_a_count_is_above_the_bound_exactly_when_its_chance_is_small():
    counts = np.stack([random_days(120, 0.4 * (row + 1), 2.0, row) for row in range(20)])
    panel = Panel(tuple(map(str, range(20))), MONDAY, counts)
    scores = NbEwma(alpha=0.1).scores(panel, range(28, 120))
    np.testing.assert_array_equal(counts[:, 28:] > scores.bound, scores.p <= 0.1)


def test_one_day_ahead_is_foreseen_by_yesterday_too():
    panel = Panel.of([Series("FR/attack", MONDAY, [*[2] * 60, *[8] * 3, 0])])
    ahead = NbEwma(guard=0).foresee(panel, range(63, 64))
    behind = NB_EWMA.foresee(panel, range(63, 64))
    assert ahead.mean[0, 0] > 1.2 * behind.mean[0, 0]
    assert ahead.size == pytest.approx(ahead.mean**2 / (ahead.variance - ahead.mean))


@pytest.mark.parametrize(
    "settings", [{"half_life": 0}, {"guard": -1}, {"alpha": 1.5}, {"faith": 0}, {"window": 20}]
)
def test_settings_that_make_no_sense_are_refused(settings):
    with pytest.raises(BadInput, match=r"make no sense|less than"):
        NbEwma(**settings)


def test_an_explanation_with_other_exposures_or_no_settings_is_refused():
    told = decide(random_days(60, 2.0)).explanation
    with pytest.raises(BadInput, match="exposures for 60 counts"):
        recompute(replace(told, exposures=(1.0, 2.0)))
    with pytest.raises(BadInput, match="half_life is missing"):
        recompute(replace(told, parameters=()))
