"""From a table to warnings in one call, by what was known, with every series told of."""

from datetime import UTC, date, datetime

import pandas as pd
import polars as pl
import pytest

from tocsin.errors import BadInput
from tocsin.forewarn import Outcome, Series, recompute
from tocsin.forewarn.decide import Rules
from tocsin.forewarn.detect import detect
from tocsin.forewarn.series import Step

FIRST = date(2015, 11, 4)
COUNTS = {"Oslo": [0, 1, 0, 0, 2, 0, 1, 0, 0, 7], "Bergen": [1, 0, 0, 1, 0, 0, 0, 1, 0, 1]}
DAYS = pd.date_range(FIRST, periods=10)


@pytest.mark.parametrize(
    "table",
    [
        pd.DataFrame(COUNTS, index=DAYS),
        pl.DataFrame({"date": [day.date() for day in DAYS], **COUNTS}),
        pd.DataFrame(COUNTS, index=DAYS).melt(ignore_index=False, var_name="series", value_name="count"),
    ],
)
def test_any_table_gives_the_same_warning(table):
    found = detect(table, "ears-c2")
    (warning,) = found.warnings
    assert (warning.series, warning.day) == ("Oslo", date(2015, 11, 13))
    assert recompute(warning.explanation)


def test_the_table_tells_of_every_series():
    found = detect(COUNTS, "ears-c2", first=FIRST).table().to_pydict()
    assert found["series"] == ["Oslo", "Bergen"]
    assert found["outcome"] == ["alarm", "no alarm"]
    assert found["p"] == [None, None]
    assert found["observed"] == [7, 1]


def test_it_reads_as_a_sentence_and_in_a_notebook():
    found = detect({"<b>": COUNTS["Oslo"]}, "ears-c2", first=FIRST)
    assert repr(found).splitlines()[0] == "Day 2015-11-13: 1 of 1 series unusual."
    assert "  <b>: 7 incidents" in repr(found)
    assert "<li>&lt;b&gt;: 7 incidents" in found._repr_html_()


def test_a_day_before_is_judged_as_if_the_days_after_it_had_not_come():
    early = detect(COUNTS, "ears-c2", first=FIRST, now=date(2015, 11, 13))
    longer = {name: [*counts, 9, 9] for name, counts in COUNTS.items()}
    late = detect(longer, "ears-c2", first=FIRST, now=date(2015, 11, 13))
    assert late.sweep.decisions == early.sweep.decisions


def test_late_news_is_not_known_before_it_comes():
    rows = [(day.date(), 0, day.date()) for day in DAYS[:-1]]
    rows += [(date(2015, 11, 13), 1, date(2015, 11, 13)), (date(2015, 11, 13), 7, date(2015, 11, 20))]
    table = pd.DataFrame(rows, columns=["date", "count", "known"])
    assert not detect(table, "ears-c2", now=date(2015, 11, 13)).warnings
    (warning,) = detect(table, "ears-c2").warnings
    assert warning.explanation.known == datetime(2015, 11, 21, tzinfo=UTC)


def test_too_little_history_and_no_count_are_told_apart():
    given = [
        Series("new", date(2015, 11, 12), [0, 9]),
        Series("ended", FIRST, [0] * 9),
        Series("Oslo", FIRST, COUNTS["Oslo"]),
    ]
    found = detect(given, "ears-c2")
    assert found.summary == (
        "Day 2015-11-13: 1 of 1 series unusual, 1 with too little history, 1 without a count."
    )
    assert found.sweep.unknown == ("ended",)


def test_what_the_rules_hold_back_is_shown_with_its_reason():
    found = detect(COUNTS, "ears-c2", first=FIRST, rules=Rules(budget=0))
    (held,) = found.held_back
    assert (held.outcome, held.series) == (Outcome.OVER_BUDGET, "Oslo")
    assert "1 held back" in found.summary


def test_a_warning_raised_before_cools_the_series_down():
    first = detect(COUNTS, "ears-c2", first=FIRST)
    again = {name: [*counts, 8] for name, counts in COUNTS.items()}
    found = detect(again, "ears-c2", first=FIRST, earlier=first.warnings)
    assert [one.outcome for one in found.held_back if one.series == "Oslo"] == [Outcome.COOLING_DOWN]


def test_rolling_weeks_see_a_cluster_that_fixed_weeks_cut():
    counts = [1] * 70 + [5, 5, 5]
    found = detect({"Oslo": counts}, "ears-c1", first=FIRST, rolling=True)
    (warning,) = found.warnings
    assert (warning.explanation.step, warning.explanation.observed) == ("week", 19)


def test_weeks_are_judged_by_the_week_that_holds_the_day():
    found = detect({"a": [1] * 12}, "ears-c2", first=date(2015, 9, 7), step=Step.WEEK, now=date(2015, 11, 13))
    assert found.day == date(2015, 11, 9)


def test_a_day_outside_the_table_is_refused():
    with pytest.raises(BadInput, match="2015-11-14 is outside 2015-11-04 to 2015-11-13"):
        detect(COUNTS, "ears-c2", first=FIRST, now=date(2015, 11, 14))


def test_a_method_that_does_not_exist_is_refused():
    with pytest.raises(BadInput, match="there is no such detector"):
        detect(COUNTS, "crystal-ball", first=FIRST)


def test_alpha_is_for_those_that_know_it():
    with pytest.raises(BadInput, match="ears-c2: it knows no chance"):
        detect(COUNTS, "ears-c2", first=FIRST, alpha=0.05)
