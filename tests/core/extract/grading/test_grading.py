"""A source is graded by what the others settle without it; a telling by who else tells the same."""

import random
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.base import Count, Incident, IncidentKind, Place, PlaceKind, Report, When
from tocsin.extract.fusion import Mention
from tocsin.extract.grading import (
    DIGITS,
    LETTERS,
    Fact,
    Statement,
    credibility,
    judge,
    of_incident,
    reliability,
    statements,
)
from tocsin.extract.grading.facts import same
from tocsin.extract.grading.statement import Told

NIGHT = datetime(2015, 11, 13, 22, tzinfo=UTC)
FRIDAY = When.on(date(2015, 11, 13))
SATURDAY = When.on(date(2015, 11, 14))


def town(name, latitude, longitude, country="IQ", kind=PlaceKind.SETTLEMENT):
    return Place(name=name, kind=kind, country=country, latitude=latitude, longitude=longitude)


KIRKUK = town("Kirkuk", 35.47, 44.39)
TAZA = town("Taza", 35.30, 44.33)
MOSUL = town("Mosul", 36.34, 43.13)
IRAQ = town("Iraq", 33.0, 44.0, kind=PlaceKind.COUNTRY)
IRAN = town("Iran", 32.0, 53.0, "IR", PlaceKind.COUNTRY)


def tells(source, killed=12, *, place=KIRKUK, when=FRIDAY, kind=IncidentKind.BOMBING, hours=0.0, high=None):
    at = NIGHT + timedelta(hours=hours)
    tolls = {} if killed is None else {"killed": Told(killed, high or killed, at, at)}
    return Statement(source=source, kind=kind, at=at, place=place, when=when, tolls=tolls)


def mention(source, killed, *, hours=0.0, report="", passing=False):
    moment = NIGHT + timedelta(hours=hours)
    name = report or f"{source}{hours}"
    return Mention(
        id=f"{name}#0",
        incident=Incident(
            id="",
            kind=IncidentKind.BOMBING,
            place=KIRKUK,
            when=FRIDAY,
            killed=Count(killed, killed, killed),
        ),
        report=Report(id=name, source=source, title="", text="", published=moment),
        source=source,
        passing=passing,
    )


def grade(right, wrong, age=timedelta()):
    return reliability([(NIGHT - age, True)] * right + [(NIGHT - age, False)] * wrong, NIGHT)


@pytest.mark.parametrize(
    ("one", "other", "agree"),
    [
        (KIRKUK, TAZA, True),
        (KIRKUK, MOSUL, False),
        (KIRKUK, IRAQ, None),
        (KIRKUK, IRAN, False),
        (KIRKUK, None, None),
    ],
)
def test_places_agree_within_thirty_kilometres_and_a_wider_one_contradicts_nothing_inside(one, other, agree):
    assert same(Fact.PLACE, tells("a", place=one), tells("b", place=other)) is agree
    assert same(Fact.PLACE, tells("b", place=other), tells("a", place=one)) is agree


def test_a_figure_of_another_hour_contradicts_none():
    assert same(Fact.KILLED, tells("a", 26), tells("b", 129, hours=2)) is False
    assert same(Fact.KILLED, tells("a", 26), tells("b", 129, hours=9)) is None


def test_figures_agree_within_a_fifth_or_one():
    assert same(Fact.KILLED, tells("a", 100), tells("b", 119))
    assert same(Fact.KILLED, tells("a", 1), tells("b", 2))
    assert same(Fact.KILLED, tells("a", 2), tells("b", 5)) is False


def test_all_reports_of_a_source_are_one_statement_and_copies_are_the_originals():
    told = statements([mention("wire", 15, hours=2), mention("wire", 12), mention("wire", 12, report="copy")])
    assert [one.source for one in told] == ["wire"]
    assert told[0].tolls["killed"] == Told(12, 15, NIGHT, NIGHT + timedelta(hours=2))


def test_what_is_recalled_in_passing_is_no_statement():
    assert statements([mention("wire", 12, passing=True)]) == ()


def test_two_who_differ_judge_neither():
    judged = judge([tells("a"), tells("b", place=MOSUL)])
    assert [judged["a"].agreed, judged["b"].agreed] == [None, None]


def test_one_against_two_is_judged_wrong_and_they_are_not_judged_right():
    judged = judge([tells("a"), tells("b"), tells("c", place=MOSUL)])
    assert judged["c"].agreed is False
    assert [(f.fact, f.sources) for f in judged["c"].findings if not f.agrees] == [(Fact.PLACE, ("a", "b"))]
    assert Fact.PLACE not in {finding.fact for finding in judged["a"].findings}


def test_three_who_agree_bear_each_other_out():
    assert {judgement.agreed for judgement in judge([tells("a"), tells("b"), tells("c")]).values()} == {True}


def test_one_wrong_fact_makes_a_telling_wrong():
    judged = judge([tells("a"), tells("b"), tells("c", when=SATURDAY)])["c"]
    assert {finding.fact for finding in judged.findings if finding.agrees} == {
        Fact.PLACE,
        Fact.KIND,
        Fact.KILLED,
    }
    assert judged.agreed is False


def test_an_evenly_split_room_settles_nothing():
    halves = [
        tells("a"),
        tells("b"),
        tells("c", place=MOSUL),
        tells("d", place=MOSUL),
        tells("e", place=None),
    ]
    facts = {f.fact for f in judge(halves)["e"].findings}
    assert Fact.PLACE not in facts


@pytest.mark.parametrize(
    ("right", "wrong", "letter"),
    [(40, 0, "A"), (41, 5, "B"), (30, 10, "C"), (10, 10, "D"), (4, 26, "E"), (7, 0, "F"), (0, 0, "F")],
)
def test_the_letter_goes_by_what_is_sure(right, wrong, letter):
    assert grade(right, wrong).letter == letter


def test_a_few_good_tellings_make_no_reliable_source():
    assert grade(8, 0).letter == "B"
    assert grade(9, 0).low < grade(90, 0).low


def test_old_tellings_fade_until_nothing_can_be_judged():
    assert grade(40, 0, timedelta(days=180)).letter == "A"
    assert grade(40, 0, timedelta(days=700)).letter == "F"


def test_a_source_that_mends_its_ways_is_judged_by_what_it_tells_now():
    old = [(NIGHT - timedelta(days=720), False)] * 40
    new = [(NIGHT - timedelta(days=10), True)] * 40
    assert reliability(old, NIGHT).letter == "E" or reliability(old, NIGHT).letter == "F"
    assert reliability(old + new, NIGHT).letter in "AB"


def test_every_grade_says_why_in_words():
    assert grade(41, 5).why == (
        "41 of 46 tellings agreed with what other sources settled; "
        "the true share is 79% to 94% (90 % interval)."
    )
    assert "too few or too old" in grade(3, 0).why
    assert "No other sources" in grade(0, 0).why


def digit(*others, letters=None):
    return credibility(tells("own"), [tells("own"), *others], letters or {}).digit


def test_two_independent_others_confirm():
    assert digit(tells("a"), tells("b")) == 1


def test_one_other_makes_it_probable_and_none_leaves_it_unjudged():
    assert digit(tells("a")) == 2
    assert digit() == 6


def test_others_who_differ_make_it_doubtful_and_then_improbable():
    elsewhere = {"place": MOSUL, "when": SATURDAY, "kind": IncidentKind.UNREST, "killed": None}
    assert digit(tells("a", **elsewhere)) == 4
    assert digit(tells("a", **elsewhere), tells("b", **elsewhere)) == 5


def test_who_agrees_in_part_leaves_it_possible():
    assert digit(tells("a", 90)) == 3


def test_several_who_differ_on_one_fact_make_it_doubtful_and_on_two_improbable():
    assert digit(tells("a", 90), tells("b", 90)) == 4
    assert digit(*(tells(name, 90, place=MOSUL) for name in "ab")) == 5
    assert digit(tells("a", 90), tells("b", 90), tells("c"), tells("d"), tells("e")) == 1


def test_an_unreliable_source_confirms_nothing():
    assert digit(tells("a"), tells("b"), letters={"a": "E", "b": "E"}) == 6
    assert digit(tells("a"), tells("b"), letters={"a": "E", "b": "D"}) == 2


def test_the_reliability_of_the_source_itself_plays_no_part():
    assert {digit(tells("a"), letters={"own": letter}) for letter in LETTERS} == {2}


def test_a_telling_names_who_bears_it_out_and_who_differs():
    told = [tells("own"), tells("Post"), tells("Radio", 90)]
    why = credibility(told[0], told, {"Post": "B", "Radio": "D"}).why
    assert why == "Told alike by Post; the number killed told otherwise by Radio (D)."


def test_a_reason_names_a_few_and_counts_the_rest():
    told = [tells(name) for name in ("own", "a", "b", "c", "d", "e", "f")]
    assert credibility(told[0], told, {}).why == "Told alike by a, b, c, d and 2 more."


def test_an_incident_is_as_credible_as_its_best_confirmed_telling():
    told = [tells("a"), tells("b"), tells("c"), tells("d", place=MOSUL)]
    assert of_incident(told, {}).digit == 1
    assert of_incident(told, {}).why.startswith("As a tells it: told alike by b, c;")


OUTLETS = st.sampled_from("abcdefg")
TOLD = st.lists(
    st.builds(
        tells,
        OUTLETS,
        st.sampled_from([None, 1, 2, 12, 90]),
        place=st.sampled_from([KIRKUK, TAZA, MOSUL, IRAQ, IRAN, None]),
        when=st.sampled_from([FRIDAY, SATURDAY, None]),
        kind=st.sampled_from(list(IncidentKind)),
        hours=st.sampled_from([0.0, 3.0, 12.0]),
    ),
    unique_by=lambda one: one.source,
    max_size=7,
)


@given(TOLD, st.randoms(use_true_random=False))
def test_no_order_changes_a_grade(told, rng):
    shuffled = list(told)
    rng.shuffle(shuffled)
    assert judge(shuffled) == judge(told)
    assert of_incident(shuffled, {"a": "D"}) == of_incident(told, {"a": "D"})


@given(TOLD)
def test_agreement_is_mutual_and_every_grade_is_on_its_scale(told):
    for fact in Fact:
        for one in told:
            assert all(same(fact, one, other) == same(fact, other, one) for other in told)
    for one in told:
        assert credibility(one, told, {}).digit in DIGITS


def test_the_order_of_a_history_changes_nothing():
    rng = random.Random(1)
    history = [(NIGHT - timedelta(hours=rng.randrange(9000)), rng.random() < 0.7) for _ in range(300)]
    assert reliability(history, NIGHT) == reliability(reversed(history), NIGHT)
