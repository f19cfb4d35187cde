"""The scan finds what the definition says, and nothing where nothing can be."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.forewarn.scan import brute
from tests.core.forewarn.scan.new_york import AT_MOST_3_KM_AND_7_DAYS, fever
from tocsin.errors import BadInput
from tocsin.forewarn.scan import Circles, Cylinders, Events, Sites, scan

FIRST = date(2015, 11, 1)


def events(points, sites, days, length):
    last = FIRST + timedelta(days=length - 1)
    ids = [str(at) for at in range(len(points))]
    latitude, longitude = zip(*points, strict=True)
    return Events.of_arrays(
        sites, days, [1] * len(sites), Sites(ids, latitude, longitude), first=FIRST, last=last
    )


def search(given, cylinders, seed=1, **settings):
    return scan(given, cylinders, np.random.Generator(np.random.PCG64(seed)), **settings)


# Whole hundredths of a degree, so that equal distances and equal coordinates come up often.
points = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=7).map(
    lambda grid: [(48 + north / 100, 2 + east / 100) for north, east in grid]
)


@st.composite
def happenings(draw):
    where = draw(points)
    length = draw(st.integers(1, 9))
    site = st.integers(0, len(where) - 1)
    cases = draw(st.lists(st.tuples(site, st.integers(0, length - 1)), min_size=1, max_size=14))
    cylinders = Cylinders(
        radius_km=draw(st.sampled_from([0, 1, 1.5, 3, np.inf])),
        share=draw(st.sampled_from([0.2, 0.5, 1])),
        days=draw(st.integers(1, 9)),
        past=draw(st.booleans()),
    )
    return where, [site for site, _ in cases], [day for _, day in cases], length, cylinders


def by_brute_force(where, sites, days, length, cylinders):
    return brute.largest(
        where, sites, days, length,
        radius_km=cylinders.radius_km, share=cylinders.share, longest=cylinders.days, past=cylinders.past,
    )  # fmt: skip


@given(happenings())
@settings(max_examples=150, deadline=None)
def test_the_most_likely_cluster_is_that_of_brute_force(happening):
    where, sites, days, length, cylinders = happening
    found = search(events(where, sites, days, length), cylinders, replicates=1).clusters
    assert (found[0].ratio if found else 0) == pytest.approx(by_brute_force(*happening), abs=1e-9)


@given(happenings(), st.integers(0, 2**32))
@settings(max_examples=60, deadline=None)
def test_every_replicate_is_that_of_brute_force(happening, seed):
    where, sites, days, length, cylinders = happening
    given = events(where, sites, days, length)
    chance = search(given, cylinders, seed, replicates=3).chance
    if chance is None:
        return
    earliest = 0 if cylinders.past else max(0, length - min(cylinders.days, length))
    moved = int((given.day >= earliest).sum())
    dealt = given.site.tolist()
    for uniforms, largest in zip(
        np.random.Generator(np.random.PCG64(seed)).random((3, moved)), chance.largest, strict=True
    ):
        dealt = brute.dealt(dealt, uniforms)
        slow = by_brute_force(where, dealt, given.day.tolist(), length, cylinders)
        assert largest == pytest.approx(slow, abs=1e-9)


@given(happenings(), st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_what_a_cluster_says_of_itself_is_so(happening, shuffle):
    """Counted again, in whatever order the events were given."""
    where, sites, days, length, cylinders = happening
    cases = list(zip(sites, days, strict=True))
    shuffle.shuffle(cases)
    found = search(
        events(where, [s for s, _ in cases], [d for _, d in cases], length), cylinders, replicates=9
    )
    again = search(events(where, sites, days, length), cylinders, replicates=9)
    assert [one.p for one in found.clusters] == [one.p for one in again.clusters]
    seen = set()
    for cluster in found.clusters:
        assert not seen & set(cluster.sites)
        seen |= set(cluster.sites)
        begin, end = ((day - FIRST).days for day in (cluster.first, cluster.last))
        inside = [day for site, day in cases if site in cluster.sites]
        assert cluster.observed == sum(begin <= day <= end for day in inside) > cluster.expected
        assert (cluster.holds, cluster.span_cases) == (len(inside), sum(begin <= day <= end for day in days))
        assert cluster.holds <= cylinders.share * len(cases)
        assert cluster.radius_km <= cylinders.radius_km
        assert end - begin < cylinders.days
        assert cylinders.past or end == length - 1


def test_new_york_fever_is_as_published():
    """LLR 3.8454 in 9 zip codes over 3 days, 4 seen and 0.67 expected, p about .216."""
    found = search(fever(), AT_MOST_3_KM_AND_7_DAYS, replicates=9999)
    first = found.clusters[0]
    assert first.ratio == pytest.approx(3.8454, abs=5e-5)
    assert (len(first.sites), first.observed, (first.last - first.first).days + 1) == (9, 4, 3)
    assert first.expected == pytest.approx(0.67, abs=0.005)
    assert first.p == pytest.approx(0.216, abs=0.015)  # three standard errors of 9,999 and 999 replicates
    assert first.gumbel_p == pytest.approx(first.p, abs=0.03)


def test_new_york_fever_equals_brute_force():
    given = fever()
    where = list(zip(given.sites.latitude, given.sites.longitude, strict=True))
    slow = by_brute_force(where, given.site.tolist(), given.day.tolist(), given.days, AT_MOST_3_KM_AND_7_DAYS)
    ratio = search(given, AT_MOST_3_KM_AND_7_DAYS, replicates=1).clusters[0].ratio
    assert ratio == pytest.approx(slow, abs=1e-9)


@pytest.mark.parametrize(
    ("sites", "days"),
    [
        ([], []),
        ([0], [9]),
        ([0, 1, 2, 2], [9, 9, 9, 9]),
        ([1, 1, 1, 1], [2, 7, 9, 9]),
        ([0, 1, 2], [0, 1, 2]),
    ],
    ids=["no events", "one event", "all on one day", "all at one site", "none of late"],
)
def test_where_nothing_can_cluster_nothing_is_found(sites, days):
    where = [(48.85, 2.35), (48.86, 2.36), (48.90, 2.40)]
    found = search(events(where, sites, days, 10), Cylinders(days=3, share=1))
    assert (found.clusters, found.chance) == ((), None)


def test_sites_at_the_same_coordinates_come_together():
    """Two hospitals at one address: three cases at each, late, against early ones elsewhere."""
    where = [(48.85, 2.35), (48.85, 2.35), (48.99, 2.60)]
    given = events(where, [0, 0, 0, 1, 1, 1] + [2] * 9, [9] * 6 + [0, 1, 2] * 3, 10)
    assert [set(one.sites) for one in search(given, Cylinders()).clusters] == [{0, 1}]


def test_a_cluster_takes_in_sites_without_cases_that_lie_inside():
    where = [(48.85, 2.35), (48.855, 2.35), (48.86, 2.35), (48.99, 2.60)]
    given = events(where, [0, 0, 2, 2] + [3] * 6, [9] * 4 + [1, 2, 3] * 2, 10)
    assert search(given, Cylinders()).clusters[0].sites.tolist() == [0, 1, 2]


def test_a_circle_across_the_antimeridian_is_one():
    where = [(-17.0, 179.99), (-17.0, -179.99), (-17.0, 170.0)]
    given = events(where, [0, 0, 1, 1] + [2] * 6, [9] * 4 + [1, 2, 3] * 2, 10)
    assert set(search(given, Cylinders(radius_km=5)).clusters[0].sites) == {0, 1}


@pytest.mark.parametrize(
    ("settings", "where"),
    [
        ({"radius_km": -1}, "radius_km"), ({"radius_km": float("nan")}, "radius_km"),
        ({"share": 0}, "share"), ({"share": 1.5}, "share"), ({"days": 0}, "days"),
    ],
)  # fmt: skip
def test_cylinders_that_make_no_sense_are_refused_by_name(settings, where):
    with pytest.raises(BadInput) as refusal:
        Cylinders(**settings)
    assert refusal.value.where == where


def test_too_many_pairs_of_sites_are_refused_before_they_fill_the_memory():
    where = [(48.85, 2.35), (48.86, 2.36), (48.90, 2.40)]
    with pytest.raises(BadInput, match=r"9 pairs of sites lie so near one another; take less than 50 km"):
        Circles.of(events(where, [0, 1, 2], [1, 2, 3], 5), Cylinders(radius_km=50), most_pairs=8)
