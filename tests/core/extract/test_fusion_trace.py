"""What two tellings are compared by says where, when and how many, and nothing of who."""

from dataclasses import replace
from math import isnan

import pytest

from tests.core.extract.readings import reader, report
from tocsin.base import Place, PlaceKind
from tocsin.extract.fusion.candidates import filed, sought
from tocsin.extract.fusion.likeness import likeness
from tocsin.extract.fusion.towns import towns
from tocsin.extract.fusion.trace import Trace, trace_of
from tocsin.extract.fusion.wording import streets, times, words

KIRKUK = Place(name="Kirkuk", kind=PlaceKind.SETTLEMENT, country="IQ", latitude=35.47, longitude=44.39)
IRAQ = Place(name="Iraq", kind=PlaceKind.COUNTRY, country="IQ", latitude=33.0, longitude=44.0)
MOSUL = Place(name="Mosul", kind=PlaceKind.SETTLEMENT, country="IQ", latitude=36.34, longitude=43.13)
SHOOTING = (
    "A gunman shot dead {name}, {age}, outside Hawthorne High School on Cerise Avenue on Friday. "
    "{name} was taken to a hospital near Kirkuk. Police in Kirkuk said that a man aged {age} was held. "
    "The {age}-year-old suspect, {other}, knew the victim."
)


def trace(text: str, language: str = "en") -> Trace:
    told = report(text, language)
    reading = reader().read(told)
    return trace_of("t", told, next(iter(reading.incidents), None), reading.language)


def same(one: Trace, other: Trace) -> bool:
    plain = [
        {name: getattr(each, name) for name in Trace.__dataclass_fields__ if name != "id"}
        for each in (one, other)
    ]
    return plain[0] == plain[1] and filed(one) == filed(other)


@pytest.mark.parametrize(
    ("name", "age", "other"),
    [
        ("Olena Koval", 34, "Piet de Vries"),
        ("Rose Hunter", 41, "Grace King"),
        ("Mark Blank", 19, "Will Stone"),
    ],
)
def test_texts_that_differ_in_names_and_ages_alone_leave_one_trace(name, age, other) -> None:
    text = SHOOTING.format(name=name, age=age, other=other)
    assert same(trace(text), trace(SHOOTING.format(name="Piotr Nowak", age=27, other="Tom Fry")))


def test_words_of_belief_descent_colour_and_age_are_not_compared() -> None:
    assert list(words("a young black muslim, 34 years old, and an elderly hispanic teenager")) == ["and"]


@pytest.mark.parametrize("text", ["قتل رجل في كركوك", "基尔库克爆炸", "किरकुक में विस्फोट"])
def test_a_script_without_small_letters_has_no_words(text) -> None:
    assert list(words(text)) == []


def test_streets_and_landmarks_are_named_by_the_word_beside_their_kind() -> None:
    assert streets("It was on N. Main St. by Grace Baptist Church.", "en") == {"main street", "grace church"}
    assert streets("Une bombe rue de Charonne.", "fr") == {"charonne street"}
    assert streets("Die Polizei sperrte die Hauptstraße.", "de") == {"hauptstrasse"}


def test_times_of_day_are_one_in_either_clock() -> None:
    assert times("at 9:30 p.m.") == times("à 21h30") == {"21:30"}


def test_a_town_counts_where_the_text_says_it_is_a_place() -> None:
    assert towns("Two died in Kirkuk on Friday.") == {"kirkuk"}
    assert towns("Kirkuk spoke to Jackson.") == frozenset()
    assert towns("It was found in Jackson's flat.") == frozenset()


def test_a_place_finds_what_lies_in_it_and_not_another_town() -> None:
    day = 740000
    city, country, other = (
        Trace(id=name, report_id=name, place=place, days=(day, day))
        for name, place in (("a", KIRKUK), ("b", IRAQ), ("c", MOSUL))
    )
    assert sought(country) & filed(city)
    assert sought(city) & filed(country)
    assert not sought(city) & filed(other)
    assert not sought(city) & filed(replace(city, days=(day + 9, day + 9)))


def test_a_likeness_is_one_in_either_order() -> None:
    one, other = trace(SHOOTING), trace("Seven people were killed in Mosul on Thursday, officials said.")
    there, back = likeness(one, other), likeness(other, one)
    assert all(there[name] == back[name] or isnan(there[name]) for name in there)
