"""A plan is read whole or refused by line and field, and two versions of one are told apart."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from level.cast import measure, plan

from tocsin.base import ThreatKind, UnitKind, VenueKind
from tocsin.errors import BadInput
from tocsin.level import (
    PLANS,
    Area,
    Change,
    ChangeKind,
    Evidence,
    changes,
    get_plan,
    load_plan,
    plan_file,
    plans,
)

HEAD = 'id = "mine"\nversion = "1"\ntitle = "Mine"\n'
WATCH = """[[measure]]
id = "watch"
area = "patrols"
title = "Watch"
text = "Watch the square."
step = 2
threats = ["vehicle"]
kinds = ["locality"]
venues = ["market"]
basis = "Police act"
owner = "Operations"
acknowledge = "2 h"
do = "1 d"
evidence = ["text", "place"]
restricted = false
cost = "Overtime"
"""
LEAST = """[[measure]]
id = "least"
area = "mail"
title = "Least"
text = "Do the least."
step = 3
kinds = ["ministry"]
basis = "Postal law"
owner = "Posts"
acknowledge = "30 min"
do = "30 min"
"""
HEADER = "text, line 4, measure 1, "


def read(text):
    """The one measure of a plan."""
    (found,) = load_plan(HEAD + text).measures
    return found


class TestRegistry:
    def test_every_file_is_registered_and_every_entry_has_a_file(self):
        folder = Path(plans.__file__).parent
        assert sorted(path.stem for path in folder.glob("*.toml")) == sorted(PLANS)

    @pytest.mark.parametrize("name", PLANS)
    def test_a_plan_has_the_name_of_its_file(self, name):
        assert plan_file(name).stem == get_plan(name).id == name

    @pytest.mark.parametrize("name", ["rainbow", "", "../standard"])
    def test_a_name_that_is_not_registered_is_refused_with_those_that_are(self, name):
        with pytest.raises(BadInput, match="there is no such plan; there are standard"):
            get_plan(name)


class TestReading:
    def test_every_field_is_read_into_its_own(self):
        assert read(WATCH) == measure(
            "watch",
            step=2,
            kinds=(UnitKind.LOCALITY,),
            area=Area.PATROLS,
            title={"en": "Watch"},
            text={"en": "Watch the square."},
            threats=frozenset({ThreatKind.VEHICLE}),
            venues=frozenset({VenueKind.MARKET}),
            basis="Police act",
            owner="Operations",
            acknowledge=timedelta(hours=2),
            do=timedelta(days=1),
            evidence=frozenset({Evidence.TEXT, Evidence.PLACE}),
            restricted=False,
            cost="Overtime",
        )

    def test_what_may_be_left_out_is_empty_and_a_measure_is_restricted_unless_it_says_otherwise(self):
        least = read(LEAST)
        assert (least.threats, least.venues, least.evidence, least.cost) == (set(), set(), set(), "")
        assert least.restricted

    def test_an_empty_list_is_as_good_as_none(self):
        assert read(LEAST + "threats = []\nvenues = []\nevidence = []\n") == read(LEAST)

    def test_the_word_all_stands_for_every_kind(self):
        text = WATCH.replace('["locality"]', '["all"]').replace('["market"]', '["all"]')
        assert read(text).kinds == set(UnitKind)
        assert read(text).venues == set(VenueKind)

    def test_texts_are_read_by_language_and_fall_back_to_english(self):
        text = LEAST.replace('"Least"', '{ en = "Least", fr = "Minimum", zh-Hant = "最少" }')
        found = read(text.replace('"Do the least."', '{ en = "Do the least.", fr = "Le minimum." }'))
        assert found.in_language("fr") == ("Minimum", "Le minimum.")
        assert found.in_language("ar") == ("Least", "Do the least.")
        assert found.in_language("zh-Hant") == ("Least", "Do the least.")

    def test_measures_keep_the_order_of_the_file(self):
        assert [each.id for each in load_plan(HEAD + WATCH + LEAST).measures] == ["watch", "least"]

    def test_a_step_calls_for_its_own_measures_and_those_of_the_calmer_ones(self):
        catalogue = load_plan(HEAD + WATCH + LEAST)
        called = [[each.id for each in catalogue.at(step)] for step in (1, 2, 3, 4)]
        assert called == [[], ["watch"], ["watch", "least"], ["watch", "least"]]

    def test_a_measure_is_found_by_its_id_and_another_is_refused(self):
        catalogue = load_plan(HEAD + WATCH)
        assert catalogue.measure("watch").id == "watch"
        with pytest.raises(BadInput, match="least: the plan mine 1 has no such measure"):
            catalogue.measure("least")


@pytest.mark.parametrize(
    "field", ["id", "area", "title", "text", "step", "kinds", "basis", "owner", "acknowledge", "do"]
)
def test_a_measure_without_a_field_it_needs_is_refused_by_line(field):
    rows = [row for row in WATCH.splitlines() if not row.startswith(f"{field} =")]
    with pytest.raises(BadInput) as refusal:
        load_plan(HEAD + "\n".join(rows))
    assert str(refusal.value) == f"{HEADER}{field}: it is missing"


@pytest.mark.parametrize("field", ["basis", "owner", "acknowledge", "do", "cost", "title", "text", "area"])
def test_a_field_that_stands_empty_is_refused_by_line(field):
    rows = [f'{field} = " "' if row.startswith(f"{field} =") else row for row in WATCH.splitlines()]
    with pytest.raises(BadInput) as refusal:
        load_plan(HEAD + "\n".join(rows))
    assert str(refusal.value).startswith(f"{HEADER}{field}: ")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"watch"', '"Watch"', "id: 'Watch' is not lower-case letters, digits and hyphens"),
        ('"watch"', '"wätch"', "id: 'wätch' is not lower-case letters, digits and hyphens"),
        ('"patrols"', '"parades"', "area: 'parades' is not one of intelligence, early warning, venues"),
        ('"Watch"', '{ fr = "Guet" }', "title: there must be one in en"),
        ('"Watch"', "{}", "title: it may not be empty"),
        ('"Watch"', '{ en = "Watch", English = "Watch" }', "title: 'English' is not a language tag such as"),
        ('"Watch the square."', '{ en = "Watch.", fr = "" }', "text: the text in fr must be words, not ''"),
        ('"Watch the square."', "{ en = 7 }", "text: the text in en must be words, not 7"),
        ("step = 2", "step = 0", "step: 0 is not from 1 to 4"),
        ("step = 2", "step = 5", "step: 5 is not from 1 to 4"),
        ("step = 2", "step = true", "step: it must be a whole number, not True"),
        ('["vehicle"]', '["omens"]', "threats: 'omens' is not one of explosive, firearm, blade"),
        ('["vehicle"]', '"vehicle"', "threats: it must be a list, not 'vehicle'"),
        ('["vehicle"]', '""', "threats: it must be a list, not ''"),
        ('["locality"]', '["village"]', "kinds: 'village' is not one of national, ministry, armed_forces"),
        ('["locality"]', '["all", "region"]', "kinds: 'all' is not one of national"),
        ('["locality"]', "[[1]]", "kinds: [1] is not one of national"),
        ('["locality"]', "[]", "kinds: it may not be empty"),
        ('["market"]', '["bazaar"]', "venues: 'bazaar' is not one of government, diplomatic, station"),
        ('"2 h"', '"2 hours"', "acknowledge: '2 hours' is not a time such as"),
        ('"2 h"', '"8 d"', "acknowledge: 8 d is more than 7 days"),
        ('"1 d"', '"3 weeks"', 'do: \'3 weeks\' is not a time such as "30 min", "2 h" or "3 d"'),
        ('"1 d"', '"91 d"', "do: 91 d is more than 90 days"),
        ('"1 d"', '"119 min"', "do: it may not be shorter than the time to acknowledge"),
        ('"1 d"', "1440", "do: it must be text, not 1440"),
        ('["text", "place"]', '["oath"]', "evidence: 'oath' is not one of text, file, place, time"),
        ("false", '"no"', "restricted: it must be true or false, not 'no'"),
        ("false", "0", "restricted: it must be true or false, not 0"),
        ('cost = "Overtime"', "cost = 5", "cost: it must be text, not 5"),
        ("cost =", "price =", "price: no such field; there are id, area, title"),
    ],
)
def test_a_bad_measure_is_refused_by_line_and_field(old, new, message):
    with pytest.raises(BadInput) as refusal:
        load_plan(HEAD + WATCH.replace(old, new, 1))
    assert str(refusal.value).startswith(HEADER + message)


def test_two_measures_of_one_id_are_refused_at_the_second():
    with pytest.raises(BadInput) as refusal:
        load_plan(HEAD + WATCH + LEAST + WATCH)
    assert (
        str(refusal.value)
        == "text, line 31, measure 3, id: 'watch' stands in text, line 4, measure 1 already"
    )


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('id = "mine"', 'id = "My plan"', "text, id: 'My plan' is not lower-case"),
        ('version = "1"\n', "", "text, version: it is missing"),
        ('"1"', "1.0", "text, version: it must be text, not 1.0"),
        ('title = "Mine"\n', "", "text, title: it is missing"),
        ('title = "Mine"', 'titel = "Mine"', "text, titel: no such field; there are id, version, title"),
    ],
)
def test_a_bad_head_is_refused_by_field(old, new, message):
    with pytest.raises(BadInput) as refusal:
        load_plan(HEAD.replace(old, new, 1) + WATCH)
    assert str(refusal.value).startswith(message)


def test_a_plan_without_a_measure_is_refused():
    with pytest.raises(BadInput, match=r"text: there must be at least one table \[\[measure\]\]"):
        load_plan(HEAD)


class TestChanges:
    OLD = plan(measure("watch"), measure("search"), measure("close"))

    def test_a_version_that_says_the_same_changes_nothing(self):
        assert changes(self.OLD, replace(self.OLD, version="2")) == ()

    def test_the_order_of_measures_is_no_change(self):
        assert changes(self.OLD, plan(*reversed(self.OLD.measures))) == ()

    def test_what_was_removed_comes_first_then_the_new_order(self):
        new = plan(measure("guard"), measure("close", step=4))
        assert changes(self.OLD, new) == (
            Change(kind=ChangeKind.REMOVED, measure="watch"),
            Change(kind=ChangeKind.REMOVED, measure="search"),
            Change(kind=ChangeKind.ADDED, measure="guard"),
            Change(kind=ChangeKind.CHANGED, measure="close", field="step", before=3, after=4),
        )

    def test_each_field_that_differs_is_told_as_it_was_and_as_it_is(self):
        changed = {"owner": "Posts", "do": timedelta(hours=6), "title": {"en": "watch", "fr": "Guet"}}
        old = measure("watch")
        found = changes(plan(old), plan(replace(old, **changed)))
        assert {each.field: each.after for each in found} == changed
        assert {each.field: each.before for each in found} == {name: getattr(old, name) for name in changed}

    def test_there_and_back_what_was_added_is_what_is_removed(self):
        new = plan(*self.OLD.measures, measure("guard"))
        there, back = changes(self.OLD, new), changes(new, self.OLD)
        assert [(each.kind, each.measure) for each in there] == [(ChangeKind.ADDED, "guard")]
        assert [(each.kind, each.measure) for each in back] == [(ChangeKind.REMOVED, "guard")]
