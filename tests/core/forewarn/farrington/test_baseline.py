"""The steps compared with are those the papers say."""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from tocsin.errors import BadInput
from tocsin.forewarn.detectors.farrington import FLEXIBLE, FLEXIBLE_MONTHLY, ORIGINAL, Options
from tocsin.forewarn.detectors.farrington.baseline import plan, reach, years_known

R_FLEXIBLE = replace(FLEXIBLE, season=52.0)


def test_1996_compares_with_seven_weeks_of_each_of_five_years():
    made = plan(replace(ORIGINAL, season=52.0), 5)
    windows = [-52 * year + away for year in range(5, 0, -1) for away in range(-3, 4)]
    assert made.offsets.tolist() == windows
    assert made.many == 1


def test_2013_compares_with_all_weeks_but_the_last_26():
    made = plan(R_FLEXIBLE, 5)
    assert made.offsets.tolist() == list(range(-263, -26))


def test_2013_has_a_season_of_seven_weeks_and_nine_of_five():
    made = plan(R_FLEXIBLE, 5)
    a_year = [
        season for offset, season in zip(made.offsets, made.seasons, strict=True) if -211 <= offset < -159
    ]
    assert sorted(Counter(a_year).values()) == [5] * 9 + [7]
    assert all(
        made.seasons[made.offsets == -52 * year - away] == 0 for year in range(1, 6) for away in (-3, 3)
    )


def test_seasons_recur_every_year():
    made = plan(R_FLEXIBLE, 5)
    season_of = dict(zip(made.offsets.tolist(), made.seasons.tolist(), strict=True))
    for offset, season in season_of.items():
        assert season_of.get(offset + 52, season) == season


def test_months_have_a_season_each_but_for_the_three_around_the_one_tested():
    made = plan(FLEXIBLE_MONTHLY, 5)
    assert made.many == 10
    assert made.offsets.tolist() == list(range(-61, -6))
    around = made.offsets[made.seasons == 0].tolist()
    assert around == [-61, -60, -59, -49, -48, -47, -37, -36, -35, -25, -24, -23, -13, -12, -11]


def test_windows_stay_at_the_same_time_of_year_over_five_years():
    """260 weeks are six days short of five years, 261 are one too long."""
    assert reach(FLEXIBLE, 5) == 261 + 3


def test_times_are_steps_of_one_length():
    made = plan(ORIGINAL, 4)
    np.testing.assert_allclose(np.diff(made.times) * -made.offsets[0], made.gaps[1:])
    assert made.times[0] == -1


@pytest.mark.parametrize(("before", "years"), [(0, 0), (158, 2), (159, 3), (210, 3), (211, 4), (999, 5)])
def test_as_many_years_are_used_as_there_are(before, years):
    assert years_known(R_FLEXIBLE, before) == years


@pytest.mark.parametrize(
    "change",
    [{"alpha": 0.0}, {"alpha": 0.7}, {"periods": 0}, {"periods": 60}, {"half_window": 26}, {"left_out": 52},
     {"years": 2}, {"downweight_above": 0.0}, {"power": 1.5}, {"trend_alpha": 1.0}],
)  # fmt: skip
def test_settings_that_make_no_sense_are_refused_by_name(change):
    with pytest.raises(BadInput, match=next(iter(change))):
        replace(Options(), **change)
