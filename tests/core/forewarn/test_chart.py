"""A chart is well-formed, tells the same in words, and shows every unusual step by more than its colour."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.base.xml import parse_xml
from tocsin.forewarn import DETECTORS, Series, get_detector
from tocsin.forewarn.chart import Track, describe, draw, sparkline, track, track_of
from tocsin.forewarn.series import Step

START = date(2015, 11, 1)
C2 = get_detector("ears-c2")
SVG = "{http://www.w3.org/2000/svg}"


def of(counts, detector=C2, name="FR/attack"):
    series = Series(name, START, counts, detector.measure)
    return track(series, detector, series.last)


def parsed(image):
    return parse_xml(image.encode(), where="chart")


def test_each_unusual_step_has_a_diamond_and_a_bar_of_its_own():
    shown = of([0, 1, 0, 0, 0, 1, 0, 0, 0, 5, 0, 7])
    assert shown.alarms == [9, 11]
    image = draw(shown)
    assert image.count("l5 5-5 5-5-5z") == len(shown.alarms) + 1  # and the one that the legend explains
    assert len(parsed(image).findall(f"{SVG}rect")) == 4


def test_its_title_and_description_say_what_it_shows():
    root = parsed(draw(of([0, 1, 0, 0, 0, 1, 0, 0, 0, 5])))
    assert root.get("role") == "img"
    assert root.findtext(f"{SVG}title") == "FR/attack"
    assert "1 above what is usual: 5 on 2015-11-10" in (root.findtext(f"{SVG}desc") or "")


def test_a_hostile_name_stays_text():
    root = parsed(draw(of([1] * 12, name="<script>&\"'")))
    assert root.findtext(f"{SVG}title") == "<script>&\"'"
    assert not root.findall(f".//{SVG}script")


def test_it_brings_no_style_that_a_content_policy_would_have_to_allow():
    image = draw(of([1] * 12))
    assert "style" not in image
    assert "href" not in image


def test_many_unusual_steps_are_counted_and_the_latest_named():
    days = [date(2015, 11, day) for day in range(1, 6)]
    shown = Track("a", Step.DAY, days, np.arange(5, 10), np.zeros(5), np.ones(5))
    assert describe(shown).startswith(
        "Counts by day, 2015-11-01 to 2015-11-05; 5 above what is usual (the latest): 7 on 2015-11-03"
    )


def test_an_explanation_alone_is_enough_for_a_chart():
    series = Series("FR/attack", START, [0, 1, 0, 0, 0, 1, 0, 0, 0, 5])
    decision = C2.test(series, series.last)
    shown = track_of(series.id, decision.explanation, decision.day)
    assert shown.counts.tolist() == [0, 1, 0, 0, 0, 1, 0, 5]
    assert shown.alarms == [7]
    parsed(draw(shown))


@pytest.mark.parametrize(
    "detector", [one for one in DETECTORS if Step.DAY in one.steps], ids=lambda one: one.name
)
@settings(max_examples=20)
@given(counts=st.lists(st.integers(0, 10_000_000), min_size=1, max_size=20))
def test_any_series_can_be_drawn(detector, counts):
    shown = of(counts, detector)
    for image in (draw(shown), sparkline(shown)):
        assert "nan" not in image
        assert "inf" not in image.replace("infinite", "")
        parsed(image)
