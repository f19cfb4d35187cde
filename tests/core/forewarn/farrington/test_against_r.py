"""Every figure of R's surveillance 1.20.3 is met: its `farringtonFlexible` and its `farrington`.

`tests/data/farrington` has invented counts and what R says of them with each of its settings (`limits.R`).
"""

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from shared_data import shared_data

from tocsin.forewarn.detectors.farrington import FLEXIBLE, ORIGINAL, Bound, Farrington, Options, Trend
from tocsin.forewarn.series import Panel, Step

# R counts 52 weeks a year where weeks carry no dates.
IN_R = {"season": 52.0}
START = date(2004, 1, 5)


def panel(counts):
    return Panel(tuple(str(row) for row in range(len(counts))), START, counts, step=Step.WEEK)


def results(options, counts, steps):
    return Farrington("farrington", Step.WEEK, replace(options, **IN_R)).results(panel(counts), steps)


def stored(name):
    path = shared_data("warning", "r_reference", name)
    return np.genfromtxt(path, delimiter=",", names=True, dtype=None, encoding="utf-8")


@pytest.fixture(scope="module")
def salmonella():
    return np.ascontiguousarray(stored("salmNewport_germany_weekly.csv")["count"][None, :].astype(np.int64))


@pytest.fixture(scope="module")
def simulated():
    """200 of Noufaily's series, 624 weeks; R tested weeks 521 to 572, counted from 1."""
    path = shared_data("warning", "sim1000.csv.gz")
    return np.ascontiguousarray(np.loadtxt(path, delimiter=",", dtype=np.int64)[:, :200].T)


WEEKS = range(520, 572)


def of_r(figure):
    path = shared_data("warning", "r_reference", f"sim200_ff_nbplugin_{figure}.csv")
    return np.genfromtxt(path, delimiter=",").T


def test_flexible_on_200_series_of_52_weeks_equals_r(simulated):
    ours = results(FLEXIBLE, simulated, WEEKS)
    judged = ~np.isnan(of_r("expected"))
    np.testing.assert_allclose(ours.expected[judged], of_r("expected")[judged], rtol=1e-9)
    np.testing.assert_allclose(ours.dispersion, of_r("phi"), rtol=1e-9)
    np.testing.assert_array_equal(ours.bound[judged], of_r("upper")[judged])
    np.testing.assert_array_equal(ours.trend != 0, of_r("trend"))
    observed = simulated[:, WEEKS.start : WEEKS.stop]
    np.testing.assert_array_equal((observed > ours.bound) & judged, of_r("alarm"))


def test_r_judges_where_five_cases_came_in_four_weeks_and_so_do_we(simulated):
    detector = Farrington("farrington-flexible", Step.WEEK, replace(FLEXIBLE, **IN_R))
    alarms, judged = of_r("alarm"), ~np.isnan(of_r("expected"))
    rows = panel(simulated)
    for row in range(0, 200, 7):
        series = rows.row(row)
        for column, week in enumerate(WEEKS):
            decision = detector.test(series, Step.WEEK.after(START, week))
            assert (decision.warning is not None) == alarms[row, column]
            recent = dict(decision.explanation.parameters)["recent"]
            assert (recent >= 5) == judged[row, column]


def test_flexible_on_salmonella_newport_equals_r(salmonella):
    of_r = stored("salmNewport_ff.csv")
    ours = results(FLEXIBLE, salmonella, range(299, 528))
    np.testing.assert_allclose(ours.expected[0], of_r["expected"], rtol=1e-9)
    np.testing.assert_allclose(ours.dispersion[0], of_r["phi"], rtol=1e-9)
    np.testing.assert_allclose(ours.p[0], of_r["p"], rtol=1e-9)
    np.testing.assert_array_equal(ours.bound[0], of_r["upper"])
    np.testing.assert_array_equal(of_r["obs"] > ours.bound[0], of_r["alarm"])


def test_original_on_salmonella_newport_equals_r_with_its_standard_errors(salmonella):
    of_r = stored("salmNewport_farrington_original.csv")
    ours = results(replace(ORIGINAL, relative_errors=True), salmonella, range(299, 528))
    np.testing.assert_allclose(ours.expected[0], of_r["expected"], rtol=1e-9)
    np.testing.assert_allclose(ours.dispersion[0], of_r["phi"], rtol=1e-9)
    np.testing.assert_allclose(ours.bound[0], of_r["upper"], rtol=1e-9)
    np.testing.assert_array_equal(of_r["obs"] > ours.bound[0], of_r["alarm"])


def test_original_with_the_published_standard_errors_alarms_in_nearly_the_same_weeks(salmonella):
    of_r = stored("salmNewport_farrington_original.csv")
    ours = results(ORIGINAL, salmonella, range(299, 528))
    same = (of_r["obs"] > ours.bound[0]) == (of_r["obs"] > of_r["upper"])
    assert same.sum() >= 227


INVENTED = Path(__file__).parents[3] / "data" / "farrington"
AS_R = replace(FLEXIBLE, relative_errors=True)
SETTINGS = {
    "plug_in": AS_R,
    "delta": replace(AS_R, bound=Bound.DELTA),
    "upper_mean": replace(AS_R, bound=Bound.UPPER_MEAN),
    "significant": replace(AS_R, trend=Trend.SIGNIFICANT),
    "never": replace(AS_R, trend=Trend.NEVER),
    "one_season": replace(AS_R, bound=Bound.DELTA, periods=1, trend=Trend.SIGNIFICANT),
    "five_seasons": replace(AS_R, periods=5, half_window=4, left_out=20),
    "population": AS_R,
    "square_root": replace(AS_R, bound=Bound.DELTA, power=0.5),
    "untransformed": replace(AS_R, bound=Bound.DELTA, power=1.0),
}


@pytest.mark.parametrize(("name", "options"), SETTINGS.items(), ids=SETTINGS)
def test_every_setting_gives_the_expectation_bound_chance_and_trend_of_r(name: str, options: Options):
    told = np.genfromtxt(INVENTED / "limits.csv", delimiter=",", names=True, dtype=None, encoding="utf-8")
    told = told[told["setting"] == name]
    counts, population = (
        np.ascontiguousarray(np.loadtxt(INVENTED / file, delimiter=",").T)
        for file in ("counts.csv", "population.csv")
    )
    series = panel(counts.astype(np.int64))
    if name == "population":
        series = replace(series, exposures=population)
    detector = Farrington("farrington", Step.WEEK, replace(options, **IN_R))
    ours = detector.results(series, range(264, 316))
    at = told["series"], told["week"] - 264
    assert len(told) == 78
    np.testing.assert_array_equal(ours.trend[at] != 0, told["trend"])
    for figure in ("expected", "dispersion", "bound", "p"):
        np.testing.assert_allclose(getattr(ours, figure)[at], told[figure], rtol=1e-9, atol=1e-12)
