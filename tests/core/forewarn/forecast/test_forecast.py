"""Forecasts pool two members, learn from the past alone, read plainly and recompute."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from scipy import stats

from tocsin.errors import BadInput
from tocsin.forewarn import Measure, Series
from tocsin.forewarn.forecast import Learned, forecast, learn, recompute
from tocsin.forewarn.forecast.members import SAMPLES, middles, moments, negative_binomial, pooled
from tocsin.forewarn.series import Panel, Step

START = date(2010, 1, 1)


def panel(rows):
    counts = np.array(rows, dtype=np.int64)
    ids = tuple(f"C{n}/attack" for n in range(len(counts)))
    return Panel(ids, START, counts, Measure.KILLED, Step.MONTH)


def wars(series=8, months=60, seed=2015):
    rng = np.random.default_rng(seed)
    level = np.exp(np.cumsum(rng.normal(0, 0.5, (series, months)), axis=1))
    return rng.poisson(level)


def shuffled(rng):
    """Months that tell nothing of the next."""
    return rng.permuted(np.tile([1, 5, 20, 40], (12, 15)), axis=1)


def lasting_levels(rng):
    """Levels that stay for twenty months, then jump."""
    return rng.poisson(np.repeat(rng.integers(1, 200, (12, 3)), 20, axis=1))


def test_quantiles_equal_those_of_scipys_distributions():
    rng = np.random.default_rng(2015)
    mean = np.exp(rng.uniform(-3, 8, 200))
    variance = mean + mean**2 * np.exp(rng.uniform(-3, 2, 200))
    variance[:50] = mean[:50] / 2
    found = negative_binomial(mean, variance, middles(40))
    size = mean[50:] ** 2 / (variance[50:] - mean[50:])
    wide = stats.nbinom.ppf(middles(40), size[:, None], (size / (size + mean[50:]))[:, None])
    np.testing.assert_array_equal(found[50:], wide)
    np.testing.assert_array_equal(found[:50], stats.poisson.ppf(middles(40), mean[:50, None]))


def test_the_latest_months_count_most():
    late, _ = moments(np.array([0] * 11 + [12]))
    early, _ = moments(np.array([12] + [0] * 11))
    assert late > 4 > 1 > early


def test_steady_months_give_a_steady_level():
    mean, variance = moments(np.full((1, 12), 7))
    assert mean == pytest.approx(7)
    assert variance == pytest.approx(0)


def test_share_0_is_the_twelve_months_themselves():
    months = np.arange(1, 13)[None]
    samples = pooled(months, 0.0)
    values, times = np.unique(samples, return_counts=True)
    assert values.tolist() == months[0].tolist()
    assert set(times.tolist()) <= {83, 84}


def test_samples_of_many_series_equal_those_of_each_alone_to_the_bit():
    rows = wars()[:, -12:]
    together = pooled(rows, 0.6, (1, 4), 1.5)
    assert all(
        np.array_equal(together[at], pooled(rows[[at]], 0.6, (1, 4), 1.5)[0]) for at in range(len(rows))
    )


def test_a_tail_changes_only_the_highest_30_samples_and_makes_them_heavier():
    rows = wars()[:, -12:]
    thin, fat = pooled(rows, 0.6), pooled(rows, 0.6, (), 1.2)
    np.testing.assert_array_equal(thin[:, :970], fat[:, :970])
    assert (np.diff(fat, axis=1) >= 0).all()
    assert fat[:, -1].sum() > 3 * thin[:, -1].sum()


def test_the_highest_counts_allowed_can_be_forecast():
    samples = pooled(np.full((1, 12), 10_000_000), 0.5, (), 0.9)
    assert samples.min() > 9_900_000
    assert samples.max() == 10_000_000


def test_learning_finds_the_member_that_the_data_follow():
    rng = np.random.default_rng(1)
    erratic, lasting = shuffled(rng), lasting_levels(rng)
    assert learn(panel(erratic), 1, date(2014, 12, 1)).share < 0.35
    assert learn(panel(lasting), 1, date(2014, 12, 1)).share > 0.6


def test_the_learned_share_has_the_least_score_of_all_shares():
    rng = np.random.default_rng(1)
    rows = np.vstack([shuffled(rng)[:4], lasting_levels(rng)[:1]])
    share = learn(panel(rows), 1, date(2014, 12, 1)).share

    def score(trial):
        total = 0.0
        for at in range(12, 60, 3):
            samples = pooled(rows[:, at - 12 : at], trial).astype(float)
            near = np.abs(samples - rows[:, [at]]).mean(axis=1)
            slope = 2 * np.arange(SAMPLES) - SAMPLES + 1.0
            total += (near - samples @ slope / SAMPLES**2).sum()
        return total

    assert 0 < share < 1
    assert score(share) < min(score(max(0, share - 0.2)), score(min(1, share + 0.2)))


def test_neither_learning_nor_forecasting_looks_at_later_months():
    rows = wars()
    later = np.hstack([rows, np.full((8, 12), 9999)])
    last = date(2014, 12, 1)
    learned = learn(panel(rows), 2, last)
    assert learn(panel(later), 2, last) == learned
    assert forecast(panel(later), [learned], last) == forecast(panel(rows), [learned], last)


def test_what_was_learned_later_is_refused_for_an_earlier_forecast():
    learned = learn(panel(wars()), 1, date(2014, 12, 1))
    with pytest.raises(BadInput, match="was learned from months up to 2014-12-01"):
        forecast(panel(wars()), [learned], date(2014, 11, 1))


def test_every_forecast_recomputes_and_an_altered_one_is_refused():
    learned = [learn(panel(wars()), lead, date(2014, 12, 1)) for lead in (1, 3)]
    found = forecast(panel(wars()), learned, date(2014, 12, 1))
    assert len(found) == 16
    for one in found:
        np.testing.assert_array_equal(recompute(one), one.samples)
    with pytest.raises(BadInput, match="do not follow"):
        recompute(replace(found[0], chance=0.99))


def test_a_long_quiet_is_forecast_as_such_quiets_ended_elsewhere():
    rows = np.zeros((10, 100), dtype=np.int64)
    rows[0, 30], rows[1, 70] = 40, 3
    learned = learn(panel(rows), 1, date(2018, 4, 1))
    quiet = forecast(panel(rows), [learned], date(2018, 4, 1))[5]
    assert learned.onset == (3, 40)
    assert quiet.high == 0
    assert quiet.chance == 0.001
    assert quiet.reason.startswith("In May 2018, 0 deaths are likely (8 in 10 chances) in C5/attack;")
    assert quiet.reason.endswith(
        "in the 12 months to April 2018; as other series fared after so long a quiet."
    )


def test_the_chance_of_a_grave_month_is_the_share_of_samples():
    (one,) = forecast(panel([[0, 30] * 6]), [Learned(lead=1, share=0.0)], date(2010, 12, 1))
    assert one.chance == 0.5
    assert (one.low, one.high) == (0, 30)


@pytest.mark.parametrize("lead", [1, 2, 3])
def test_the_month_forecast_is_as_many_months_ahead_as_the_lead(lead):
    (one,) = forecast(panel([[1] * 12]), [Learned(lead=lead)], date(2010, 12, 1))
    assert one.month == date(2011, lead, 1)


def test_too_few_months_days_and_months_not_there_are_refused():
    short = panel([[1] * 11])
    with pytest.raises(BadInput, match="needs 12 months, not 11"):
        forecast(short, [Learned(lead=1)], date(2010, 11, 1))
    with pytest.raises(BadInput, match="needs a lead of at least 1 and 36 months"):
        learn(panel([[1] * 30]), 1, date(2012, 6, 1))
    with pytest.raises(BadInput, match="is outside 2010-01-01 to 2010-11-01"):
        forecast(short, [Learned(lead=1)], date(2010, 12, 1))
    daily = Panel.of([Series("FR/attack", START, [1] * 400)])
    with pytest.raises(BadInput, match="needs months, not days"):
        forecast(daily, [Learned(lead=1)], date(2010, 12, 1))
