"""From incidents to decisions: what counts where, what is left out, and no echo of one event."""

from datetime import date, timedelta

import pytest

from tocsin.base import Count, Incident, IncidentKind, Place, PlaceKind, Precision, When
from tocsin.errors import BadInput
from tocsin.forewarn import Measure, Outcome, Rules, daily_counts, incidents_behind, left_out, watch

DAY = date(2015, 11, 13)
BEGAN = date(2015, 11, 1)


def place(name, country, division):
    return Place(
        name=name, kind=PlaceKind.SETTLEMENT, country=country, division=division, latitude=0, longitude=0
    )


PARIS = place("Paris", "FR", "Île-de-France")
LYON = place("Lyon", "FR", "Auvergne-Rhône-Alpes")


def incident(id, where=PARIS, when=DAY, killed=None, kind=IncidentKind.ATTACK):
    when = When.on(when) if isinstance(when, date) else when
    toll = None if killed is None else Count(killed, killed, None)
    return Incident(id=id, kind=kind, place=where, when=when, killed=toll)


def outcomes(incidents, method, **settings):
    decisions = watch(incidents, first=BEGAN, day=DAY, **settings)
    return {d.series: d.outcome for d in decisions if d.explanation.method == method}


def test_an_incident_counts_in_its_division_and_its_country():
    counts = daily_counts([incident("a"), incident("b", LYON)], first=DAY, last=DAY)
    assert {id: series.counts.tolist() for id, series in counts.items()} == {
        "FR/attack": [2],
        "FR/Île-de-France/attack": [1],
        "FR/Auvergne-Rhône-Alpes/attack": [1],
    }


def test_the_deadliest_incident_counts_by_its_certain_dead():
    day = [incident("a", killed=3), incident("b", killed=8), incident("c")]
    counts = daily_counts(day, first=DAY, last=DAY, measure=Measure.DEADLIEST)
    assert counts["FR/attack"].counts.tolist() == [8]


def test_what_cannot_be_counted_is_named_with_its_reason():
    november = When(date(2015, 11, 1), date(2015, 11, 30), Precision.MONTH)
    lost = [
        incident("a", where=None),
        incident("b", when=None),
        incident("c", when=november),
        incident("d", when=date(2015, 12, 1)),
    ]
    assert daily_counts(lost, first=BEGAN, last=DAY) == {}
    assert [(one.id, reason) for one, reason in left_out(lost, first=BEGAN, last=DAY)] == [
        ("a", "no place is known"),
        ("b", "no date is known"),
        ("c", "the date is known only to the month"),
        ("d", "2015-12-01 is outside the days watched"),
    ]


def test_counted_and_left_out_are_all():
    incidents = [incident("a"), incident("b", when=None), incident("c", LYON)]
    counted = daily_counts(incidents, first=BEGAN, last=DAY)["FR/attack"].counts.sum()
    assert counted + len(left_out(incidents, first=BEGAN, last=DAY)) == len(incidents)


def test_a_mass_casualty_attack_warns_on_the_first_day_of_the_watch():
    decisions = watch([incident("a", killed=128)], first=DAY, day=DAY)
    (warning,) = [d.warning for d in decisions if d.warning]
    assert (warning.series, warning.explanation.method) == ("FR/Île-de-France/attack", "severity")


def test_nine_certain_dead_are_below_the_fixed_rule():
    assert set(outcomes([incident("a", killed=9)], "severity").values()) == {Outcome.NO_ALARM}


def test_three_incidents_in_one_division_warn_once():
    found = outcomes([incident("a"), incident("b"), incident("c")], "ears-c2")
    assert found == {"FR/attack": Outcome.TOLD_BY_A_PART, "FR/Île-de-France/attack": Outcome.ALARM}


def test_a_country_warns_when_its_divisions_only_do_so_together():
    found = outcomes([incident("a"), incident("b", LYON), incident("c", LYON)], "ears-c2")
    assert [id for id, outcome in found.items() if outcome is Outcome.ALARM] == ["FR/attack"]


def test_incidents_after_the_day_change_nothing():
    before = [incident("a"), incident("b"), incident("c")]
    later = [incident("d", when=DAY + timedelta(days=1), killed=200)]
    assert watch(before, first=BEGAN, day=DAY) == watch(before + later, first=BEGAN, day=DAY)


def test_the_order_of_incidents_changes_nothing():
    incidents = [
        incident("a"),
        incident("b", LYON),
        incident("c", killed=20),
        incident("d", kind=IncidentKind.UNREST),
    ]
    assert watch(incidents, first=BEGAN, day=DAY) == watch(incidents[::-1], first=BEGAN, day=DAY)


def test_a_warning_leads_back_to_its_incidents():
    incidents = [incident("a"), incident("b", LYON), incident("c", when=DAY - timedelta(days=1))]
    assert [one.id for one in incidents_behind(incidents, "FR/attack", DAY)] == ["a", "b"]
    assert [one.id for one in incidents_behind(incidents, "FR/Île-de-France/attack", DAY)] == ["a"]


def test_a_watch_that_ends_before_it_began_is_refused():
    with pytest.raises(BadInput, match="2015-11-13 is before 2015-11-14"):
        watch([], first=DAY + timedelta(days=1), day=DAY)


def test_rules_hold_alarms_back_when_they_are_given():
    attacks = [incident("a", killed=20), *(incident(str(number)) for number in range(4))]
    plain = outcomes(attacks, "severity")
    ruled = outcomes(attacks, "severity", rules=Rules(budget=0, always=frozenset()))
    assert plain["FR/Île-de-France/attack"] is Outcome.ALARM
    assert ruled["FR/Île-de-France/attack"] is Outcome.OVER_BUDGET
