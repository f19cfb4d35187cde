"""One order for each unit and measure that a level calls for there: the same every time, and none twice."""

from dataclasses import replace
from datetime import timedelta
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st
from level.cast import HOUR, SCHEME, START, TREE, UNITS, declaration, measure, plan, unit

from tocsin.base import ThreatKind, UnitKind, VenueKind
from tocsin.errors import BadInput
from tocsin.level import Addition, Tree, called_for, cascade

ALL = plan(measure("watch", step=2), measure("search", step=3), measure("close", step=4))


def pairs(level, catalogue=ALL, tree=TREE, **more):
    """What is ordered, as (unit, measure), in the order it comes."""
    return [(order.unit, order.measure) for order in cascade(level, tree, SCHEME, catalogue, **more)]


class TestWhoGetsWhat:
    @pytest.mark.parametrize("scope", [each.id for each in UNITS])
    @pytest.mark.parametrize("rank", [1, 2, 3, 4])
    def test_each_unit_at_or_below_gets_each_measure_up_to_the_step(self, scope, rank):
        expected = {
            (each.id, name)
            for each in UNITS
            if each.id.startswith(scope)
            for name, step in (("watch", 2), ("search", 3), ("close", 4))
            if step <= rank
        }
        ordered = pairs(declaration(scope, rank))
        assert set(ordered) == expected
        assert len(ordered) == len(expected)

    def test_only_the_kinds_of_unit_that_carry_a_measure_out_get_it(self):
        catalogue = plan(measure("convoy", kinds=(UnitKind.ARMED_FORCES, UnitKind.LOCALITY)))
        assert pairs(declaration(), catalogue) == [("cn-forces", "convoy"), ("cn-gd-gz", "convoy")]

    def test_a_venue_gets_only_what_is_about_its_kind_of_venue_or_about_none(self):
        trains = measure("trains", kinds=(UnitKind.VENUE,), venues=frozenset({VenueKind.STATION}))
        anywhere = measure("anywhere", kinds=(UnitKind.VENUE,))
        assert pairs(declaration(), plan(trains, anywhere)) == [
            ("cn-gd-gz-station", "trains"),
            ("cn-gd-gz-station", "anywhere"),
            ("cn-gd-gz-theatre", "anywhere"),
        ]

    def test_a_level_about_some_threats_calls_for_what_meets_them_or_any_threat(self):
        catalogue = plan(
            measure("mail", threats=frozenset({ThreatKind.MAIL, ThreatKind.EXPLOSIVE})),
            measure("knives", threats=frozenset({ThreatKind.BLADE})),
            measure("any"),
        )
        level = declaration("cn-sc", threats=frozenset({ThreatKind.MAIL}))
        assert pairs(level, catalogue) == [("cn-sc", "mail"), ("cn-sc", "any")]

    def test_a_level_about_some_venues_calls_for_what_protects_them_and_leaves_other_venues_alone(self):
        about = frozenset({VenueKind.STATION, VenueKind.CULTURE})
        level = declaration("cn-gd", venues=frozenset({VenueKind.STATION}))
        assert pairs(level, plan(measure("gates", venues=about), measure("mediation"))) == [
            ("cn-gd", "gates"),
            ("cn-gd-gz", "gates"),
            ("cn-gd-gz-station", "gates"),
        ]

    def test_parents_come_first_and_measures_in_the_order_of_the_plan(self):
        assert pairs(declaration("cn-gd", 3))[:4] == [
            ("cn-gd", "watch"),
            ("cn-gd", "search"),
            ("cn-gd-gz", "watch"),
            ("cn-gd-gz", "search"),
        ]


class TestWhatUnitsAdd:
    def test_it_is_asked_of_the_unit_and_all_below_it_after_the_plan_s(self):
        own = Addition("cn-gd-gz", measure("ferries"))
        ordered = pairs(declaration(), additions=[own])
        assert [unit for unit, name in ordered if name == "ferries"] == [
            *("cn-gd-gz", "cn-gd-gz-station", "cn-gd-gz-theatre")
        ]
        assert [name for unit, name in ordered if unit == "cn-gd-gz"] == ["watch", "search", "ferries"]

    def test_what_a_unit_above_added_holds_for_a_level_raised_below(self):
        assert ("cn-gd-gz", "ferries") in pairs(
            declaration("cn-gd-gz"), additions=[Addition("cn", measure("ferries"))]
        )

    def test_it_may_be_for_some_of_those_below_alone(self):
        own = Addition("cn-gd", measure("ferries"), only=frozenset({"cn-gd-gz", "cn-sc"}))
        assert pairs(declaration(), plan(), additions=[own]) == [("cn-gd-gz", "ferries")]

    def test_what_a_unit_elsewhere_added_does_not(self):
        assert pairs(declaration("cn-sc"), plan(), additions=[Addition("cn-gd", measure("ferries"))]) == []

    def test_it_waits_for_its_step_and_its_threats_and_its_kinds_like_any_measure(self):
        additions = [
            Addition("cn", measure("later", step=4)),
            Addition("cn", measure("other", threats=frozenset({ThreatKind.AIRCRAFT}))),
            Addition("cn", measure("patrol", kinds=(UnitKind.LOCALITY,))),
        ]
        level = declaration(rank=3, threats=frozenset({ThreatKind.MAIL}))
        assert pairs(level, plan(), additions=additions) == [("cn-gd-gz", "patrol")]

    @pytest.mark.parametrize("taken", ["watch", "ferries"])
    def test_one_of_an_id_that_is_taken_is_not_asked_a_second_time(self, taken):
        upper, lower = measure("ferries", do=2 * HOUR), measure(taken, do=3 * HOUR)
        additions = [Addition("cn-gd-gz", lower), Addition("cn-gd", upper), Addition("cn-gd", upper)]
        orders = list(cascade(declaration("cn-gd"), TREE, SCHEME, ALL, additions=additions))
        assert len({(order.unit, order.measure) for order in orders}) == len(orders)
        assert START + 3 * HOUR not in {order.do_by for order in orders}

    def test_an_addition_by_nobody_is_refused(self):
        with pytest.raises(BadInput, match="nowhere: there is no such unit"):
            pairs(declaration(), additions=[Addition("nowhere", measure("ferries"))])


class TestWhatIsOrderedAlready:
    def test_giving_the_same_orders_out_again_gives_out_nothing(self):
        assert pairs(declaration(), standing=set(pairs(declaration()))) == []

    def test_a_unit_that_joins_gets_its_own_and_nobody_else_anything(self):
        grown = Tree([*UNITS, unit("cn-sc-cd", UnitKind.LOCALITY, "cn-sc")])
        new = pairs(declaration(), tree=grown, standing=set(pairs(declaration())))
        assert new == [("cn-sc-cd", "watch"), ("cn-sc-cd", "search")]

    def test_raising_higher_gives_out_only_what_is_more(self):
        new = pairs(declaration(rank=4), standing=set(pairs(declaration(rank=3))))
        assert new == [(each.id, "close") for each in TREE]


class TestDeadlines:
    def test_they_count_from_the_start_or_from_when_an_order_is_given(self):
        for issued in (None, START + 5 * HOUR):
            order = next(cascade(declaration(), TREE, SCHEME, ALL, issued=issued))
            at = issued or START
            assert (order.issued, order.acknowledge_by, order.do_by) == (at, at + HOUR, at + 24 * HOUR)

    def test_none_is_later_than_the_end_of_the_level(self):
        level = replace(declaration(), ends=START + timedelta(minutes=30))
        assert {(each.acknowledge_by, each.do_by) for each in cascade(level, TREE, SCHEME, ALL)} == {
            (level.ends, level.ends)
        }


@given(st.randoms(use_true_random=False))
def test_the_same_level_gives_the_same_orders_whatever_order_the_units_come_in(random):
    shuffled = Tree(random.sample(UNITS, len(UNITS)))
    assert pairs(declaration(), tree=shuffled) == pairs(declaration())


def test_what_is_called_for_is_what_is_ordered_where_nothing_stands():
    called = [(unit.id, measure.id) for unit, measure in called_for(declaration(), TREE, SCHEME, ALL)]
    assert called == pairs(declaration())


def test_orders_come_one_at_a_time_so_that_a_large_country_need_not_be_held():
    line = [unit("u0"), *(unit(f"u{n}", parent=f"u{n - 1}") for n in range(1, 10_000))]
    orders = cascade(declaration("u0"), Tree(line), SCHEME, ALL)
    assert [order.unit for order in islice(orders, 3)] == ["u0", "u0", "u1"]


@pytest.mark.parametrize("ask", [cascade, called_for])
def test_a_level_over_an_unknown_unit_or_of_an_unknown_rank_is_refused_at_once(ask):
    with pytest.raises(BadInput, match="cn-xx: there is no such unit"):
        ask(declaration("cn-xx"), TREE, SCHEME, ALL)
    with pytest.raises(BadInput, match="four: level 5 does not exist"):
        ask(declaration(rank=5), TREE, SCHEME, ALL)
