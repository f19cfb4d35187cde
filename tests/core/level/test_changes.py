"""What changed between two plans is said so that nobody has to compare files."""

from dataclasses import replace
from datetime import timedelta

import pytest
from level.cast import measure, plan

from tocsin.base import ThreatKind, UnitKind
from tocsin.level import Evidence, change_text, changes


def told(old, new):
    return [change_text(change) for change in changes(plan(*old), plan(*new))]


def test_what_came_and_what_went_is_named():
    assert told([measure("a"), measure("b")], [measure("b"), measure("c")]) == ["a: removed", "c: added"]


def test_a_plan_in_another_order_is_the_same_plan():
    assert told([measure("a"), measure("b")], [measure("b"), measure("a")]) == []


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"acknowledge": timedelta(minutes=90)}, "acknowledge 1 h -> 90 min"),
        ({"step": 4}, "step 3 -> 4"),
        ({"restricted": False}, "restricted yes -> no"),
        ({"cost": "Two people"}, "cost (nothing) -> Two people"),
        ({"basis": "Arms act"}, "basis Police act -> Arms act"),
        ({"kinds": frozenset({UnitKind.VENUE, UnitKind.REGION})}, "kinds with region, without locality"),
        ({"threats": frozenset({ThreatKind.MAIL})}, "threats with mail"),
        ({"evidence": frozenset()}, "evidence without text"),
        ({"title": {"en": "A", "fr": "Un"}}, "title in en a -> A; in fr (nothing) -> Un"),
    ],
)
def test_every_kind_of_field_is_told_in_plain_words(change, text):
    old = measure("a", kinds=(UnitKind.VENUE, UnitKind.LOCALITY))
    assert old.evidence == {Evidence.TEXT}
    assert told([old], [replace(old, **change)]) == [f"a: {text}"]


def test_each_field_that_differs_is_told_by_itself():
    old = measure("a")
    assert told([old], [replace(old, step=1, owner="Customs")]) == [
        "a: step 3 -> 1",
        "a: owner Operations -> Customs",
    ]
