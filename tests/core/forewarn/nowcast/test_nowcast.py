"""A nowcast knows how counts are revised, up and down, and nothing that was told later."""

from datetime import date, timedelta

import numpy as np
import pytest

from tocsin.errors import BadInput
from tocsin.forewarn import Outcome, Series, get_detector
from tocsin.forewarn.nowcast import Triangle, nowcast
from tocsin.forewarn.series import Step

START = date(2015, 1, 5)
GAP = np.nan


def weekly(changes):
    return Triangle("FR/attack", START, changes, step=Step.WEEK)


def week(n):
    return START + timedelta(weeks=n)


def late(rng, weeks=120, share=0.5, mean=60):
    """Half of each week's reports come at once, the rest over two weeks."""
    return rng.multinomial(rng.poisson(mean, weeks), [share, (1 - share) * 0.8, (1 - share) * 0.2])


def test_what_is_usually_half_told_is_doubled():
    rows = [[10, 8, 2]] * 20 + [[30, 24, GAP], [25, GAP, GAP]]
    found = nowcast(weekly(rows), week(21))
    assert found.series.counts[:20].tolist() == [20] * 20
    assert found.series.counts[20] == pytest.approx(60, abs=1)
    assert found.series.counts[21] == pytest.approx(50, abs=1)
    assert found.reported[20:].tolist() == [54, 25]


def test_what_is_usually_taken_back_is_lowered():
    rows = [[100, -15, -5], [200, -30, -10]] * 10 + [[300, GAP, GAP]]
    found = nowcast(weekly([*rows[:-1], [300, GAP, GAP]]), week(20))
    assert found.series.counts[-1] == pytest.approx(240, abs=3)
    assert found.high[-1] < 300


def test_nine_of_ten_true_counts_lie_between_low_and_high():
    changes = late(np.random.default_rng(2015), weeks=400)
    inside = []
    for as_of in range(60, 398):
        found = nowcast(weekly(changes), week(as_of))
        inside.append(found.low[-1] <= changes[as_of].sum() <= found.high[-1])
    assert 0.86 <= np.mean(inside) <= 0.97


def test_the_nearer_to_full_the_narrower():
    found = nowcast(weekly(late(np.random.default_rng(1))), week(119))
    width = found.high - found.low
    assert width[117] == 0 < width[118] < width[119]


def test_nothing_told_later_is_looked_at():
    changes = late(np.random.default_rng(1)).astype(float)
    other = changes.copy()
    other[81:] = 7777
    other[80, 1:] = 7777
    other[79, 2:] = 7777
    one, two = nowcast(weekly(changes), week(80)), nowcast(weekly(other), week(80))
    np.testing.assert_array_equal(one.series.counts, two.series.counts)
    np.testing.assert_array_equal(one.quantiles, two.quantiles)


def test_nothing_told_yet_still_has_a_range():
    rng = np.random.default_rng(1)
    changes = late(rng, mean=3).astype(float)
    changes[-1] = [0, GAP, GAP]
    found = nowcast(weekly(changes), week(119))
    assert found.low[-1] == 0 < found.high[-1] < 20


def test_weekends_are_nowcast_by_weekends():
    days = 140
    rows = np.array([[2, 18] if (START + timedelta(days=n)).weekday() >= 5 else [18, 2] for n in range(days)])
    sunday = nowcast(Triangle("FR/attack", START, rows), START + timedelta(days=days - 1))
    friday = nowcast(Triangle("FR/attack", START, rows), START + timedelta(days=days - 3))
    assert sunday.series.counts[-1] == pytest.approx(20, abs=2)
    assert friday.series.counts[-1] == pytest.approx(20, abs=2)


def test_a_detector_tests_the_nowcast_as_any_series_and_hears_what_raw_counts_hide():
    rows = np.tile([2, 2], (40, 1)).astype(float)
    rows[-1] = [6, GAP]
    triangle = Triangle("FR/attack", START, rows)
    today = START + timedelta(days=39)
    c2 = get_detector("ears-c2")
    raw = Triangle("FR/attack", START, rows[:, :1])
    found = nowcast(triangle, today).series
    assert found.last == today
    assert c2.test(found, today).explanation.observed == 11
    assert c2.test(found, today).outcome is Outcome.ALARM
    assert raw.reported(today)[-1] == 6


def vintages(changes):
    """The series at the end of each week, as the rows of a triangle make it."""
    told = np.arange(len(changes))[:, None] + np.arange(changes.shape[1])
    return [
        Series("FR/attack", START, np.where(told <= at, changes, 0)[: at + 1].sum(axis=1), step=Step.WEEK)
        for at in range(len(changes))
    ]


def test_vintages_make_the_triangle_they_come_from():
    changes = late(np.random.default_rng(1), weeks=30)
    made = Triangle.of_vintages(vintages(changes), 3)
    np.testing.assert_array_equal(made.changes, weekly(changes).known(week(29)))
    later = Triangle.of_vintages(vintages(changes)[10:], 3)
    assert later.first == week(10)
    np.testing.assert_array_equal(later.known(week(29)), made.changes[10:])


def test_a_missing_vintage_and_another_series_are_refused():
    kept = vintages(late(np.random.default_rng(1), weeks=6))
    with pytest.raises(BadInput, match="the vintage that ends with 2015-01-26 is missing"):
        Triangle.of_vintages([*kept[:3], *kept[4:]], 2)
    with pytest.raises(BadInput, match="begins or counts otherwise"):
        Triangle.of_vintages([kept[0], Series("DE/attack", START, [1, 2], step=Step.WEEK)], 2)
    with pytest.raises(BadInput, match="needs a vintage"):
        Triangle.of_vintages([], 2)


def test_a_nowcast_is_laid_onto_a_longer_history_that_ends_with_it():
    changes = late(np.random.default_rng(1), weeks=30)
    kept = vintages(changes)
    found = nowcast(Triangle.of_vintages(kept[10:], 3), week(29))
    whole = found.onto(kept[-1])
    np.testing.assert_array_equal(whole.counts[:28], changes[:28].sum(axis=1))
    np.testing.assert_array_equal(whole.counts[28:], found.series.counts[-2:])
    with pytest.raises(BadInput, match="does not end with"):
        found.onto(kept[-2])


def test_draws_follow_the_quantiles_and_the_generator():
    found = nowcast(weekly(late(np.random.default_rng(1))), week(119))
    draws = found.samples(np.random.default_rng(7), 4000)
    again = found.samples(np.random.default_rng(7), 4000)
    np.testing.assert_array_equal(draws, again)
    assert draws.shape == (4000, 2)
    assert np.quantile(draws[:, -1], 0.5) == pytest.approx(found.series.counts[-1], abs=2)


def test_the_reason_says_what_was_told_and_what_will_be():
    found = nowcast(weekly([[10, 10, 0]] * 20 + [[12, GAP, GAP]]), week(20))
    assert found.reason == (
        "12 were told for 2015-05-25; 24 will be, 9 times in 10 between 24 and 24, "
        "by how 19 earlier weeks grew."
    )


def test_a_glitch_in_one_week_does_not_blow_up_the_others():
    changes = late(np.random.default_rng(1), mean=300)
    changes[100] = [0, 300, 0]
    found = nowcast(weekly(changes), week(119))
    assert found.high[-1] < 2 * changes[-1].sum()


def test_too_few_steps_told_in_full_are_refused():
    with pytest.raises(BadInput, match="7 steps are told in full by 2015-03-02; 8 are needed"):
        nowcast(weekly([[1, 1, 1]] * 20), week(8))


@pytest.mark.parametrize(
    ("rows", "week_named"),
    [
        ([[1, 1], [1.5, 0]], "2015-01-12"),
        ([[1, 1], [2, -3]], "2015-01-12"),
        ([[GAP, 1], [2, 0]], "2015-01-05"),
        ([[1, np.inf], [2, 0]], "2015-01-05"),
        ([[1, 2], [20_000_000, 0]], "2015-01-12"),
    ],
    ids=["broken", "below zero", "gap in the middle", "infinite", "too large"],
)
def test_a_bad_triangle_names_the_step(rows, week_named):
    with pytest.raises(BadInput, match=f"FR/attack: a change of {week_named}"):
        weekly(rows)


def test_a_triangle_is_a_table_and_its_months_begin_on_the_first():
    with pytest.raises(BadInput, match="rows of steps"):
        weekly([1, 2, 3])
    with pytest.raises(BadInput, match="not the first of a month"):
        Triangle("FR/attack", START, [[1]], step=Step.MONTH)


def test_a_day_outside_is_refused():
    with pytest.raises(BadInput, match="2014-12-29 is outside 2015-01-05 to 2015-01-12"):
        weekly([[1], [2]]).known(week(-1))
