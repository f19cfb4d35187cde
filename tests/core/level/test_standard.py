"""The catalogue that comes with Tocsin: every area, all kinds of unit, five languages, nobody profiled."""

import re
from collections import Counter

import pytest
from level.cast import declaration

from tocsin.base import ThreatKind, Unit, UnitKind, VenueKind
from tocsin.level import Area, get_plan

STANDARD = get_plan("standard")
LETTERS = {"latin": re.compile(r"[A-Za-z]"), "arabic": re.compile(r"[ء-ي]"), "han": re.compile(r"[一-鿿]")}
SCRIPT = {"en": "latin", "fr": "latin", "es": "latin", "ar": "arabic", "zh": "han"}
LONGEST = {"en": (60, 300), "fr": (70, 360), "es": (70, 360), "ar": (70, 320), "zh": (30, 140)}
"""A title fits one line of a table, a text fits a printed order; letters of title and text."""

OF_PERSONS = re.compile(r"\b(looks|origin|beliefs?|faith)\b")
NEVER_SAID = re.compile(
    r"ethni|\brac(e|ial)\b|religio|politic|ideolog|opinion|gender|nationalit|tribe|migrant|profil"
    r"|suspicious (person|people|individual|behaviour)"
)


def unit(kind, venue=None):
    return Unit(id="u", name="U", kind=kind, venue=venue)


def asked(of, **limits):
    """How many measures a level of step 4 asks of a unit."""
    level = declaration(**limits)
    return sum(each.meets(level) and each.asks(of, level) for each in STANDARD.at(4))


BODIES = [unit(kind) for kind in UnitKind if kind is not UnitKind.VENUE]
VENUES = [unit(UnitKind.VENUE, venue) for venue in VenueKind]


class TestExtent:
    def test_there_are_more_than_sixty_measures_and_at_least_four_in_each_area(self):
        assert len(STANDARD.measures) >= 66
        assert min(Counter(each.area for each in STANDARD.measures)[area] for area in Area) >= 4

    def test_areas_follow_one_another_and_calm_steps_come_first(self):
        order = [(list(Area).index(each.area), each.step) for each in STANDARD.measures]
        assert order == sorted(order)

    @pytest.mark.parametrize("of", BODIES + VENUES, ids=lambda of: of.venue or of.kind)
    def test_the_highest_step_asks_at_least_twenty_things_of_every_unit(self, of):
        assert asked(of) >= 20

    @pytest.mark.parametrize("of", BODIES + VENUES, ids=lambda of: of.venue or of.kind)
    def test_each_step_asks_more_of_every_unit_and_none_asks_too_much(self, of):
        level = declaration()
        steps = [sum(each.asks(of, level) for each in STANDARD.at(step)) for step in (2, 3, 4)]
        assert 0 < steps[0] < steps[1] < steps[2] <= 35

    @pytest.mark.parametrize("threat", ThreatKind)
    def test_a_level_about_one_threat_asks_for_what_is_about_it_and_for_less_than_a_general_one(self, threat):
        limits = {"threats": frozenset({threat})}
        assert any(threat in each.threats for each in STANDARD.measures)
        assert sum(asked(of, **limits) for of in BODIES) < sum(asked(of) for of in BODIES)

    @pytest.mark.parametrize("venue", VenueKind)
    def test_a_level_about_one_kind_of_venue_reaches_those_venues_and_no_others(self, venue):
        limits = {"venues": frozenset({venue})}
        assert asked(unit(UnitKind.VENUE, venue), **limits) >= 10
        assert all(asked(other, **limits) == 0 for other in VENUES if other.venue is not venue)


def test_every_measure_is_written_in_five_languages_each_in_its_script():
    for each in STANDARD.measures:
        assert list(each.title) == list(each.text) == list(SCRIPT), each.id
        for language, script in SCRIPT.items():
            for words in (each.title[language], each.text[language]):
                found = {name for name, letters in LETTERS.items() if letters.search(words)}
                assert found == {script}, words


def test_no_language_is_another_one_copied():
    for each in STANDARD.measures:
        assert len(set(each.title.values())) == len(set(each.text.values())) == len(SCRIPT), each.id


@pytest.mark.parametrize("language", SCRIPT)
def test_no_two_measures_have_one_title_or_one_text(language):
    for field in ("title", "text"):
        words = [getattr(each, field)[language] for each in STANDARD.measures]
        assert len(set(words)) == len(words)


@pytest.mark.parametrize(("language", "longest"), LONGEST.items())
def test_titles_fit_a_line_and_texts_a_printed_order(language, longest):
    for each in STANDARD.measures:
        title, text = each.in_language(language)
        assert len(title) <= longest[0], title
        assert len(text) <= longest[1], text


def test_texts_are_whole_sentences_and_titles_are_headings():
    for each in STANDARD.measures:
        assert all(text.endswith((".", "。")) for text in each.text.values()), each.id
        assert not any(title.endswith((".", "。")) for title in each.title.values()), each.id


def test_every_measure_says_what_it_costs_and_what_proves_it_done():
    assert [each.id for each in STANDARD.measures if not each.cost or not each.evidence] == []


def test_what_people_are_is_named_only_to_forbid_choosing_by_it():
    for each in STANDARD.measures:
        words = f"{each.title['en']}. {each.text['en']}".lower()
        assert not NEVER_SAID.search(words), words
        for sentence in re.split(r"[.;]", words):
            if OF_PERSONS.search(sentence):
                assert re.search(r"\b(never|whatever)\b", sentence), sentence


def test_the_public_may_know_of_bag_checks_and_not_of_dispositions():
    public = {each.id for each in STANDARD.measures if not each.restricted}
    assert {"checks-entrances", "public-inform", "mediation-settle", "hospitals-ready"} <= public
    assert not any(each.area is Area.ARMED_FORCES for each in STANDARD.measures if each.id in public)
