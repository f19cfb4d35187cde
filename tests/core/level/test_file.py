"""A scheme and a plan are told apart by what they hold, and the handbook's examples of both are sound."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from tocsin.base import Scheme, ThreatKind, UnitKind, VenueKind
from tocsin.errors import BadInput
from tocsin.level import SHAPES, Area, Evidence, Plan, load_file, plan_file, scheme_file

HANDBOOK = Path(__file__).parents[3] / "docs" / "reference" / "schemes-and-plans.md"
TEXT = HANDBOOK.read_text("utf-8")
SCHEME, PLAN = re.findall(r"```toml\n(.*?)```", TEXT, re.DOTALL)


def test_each_is_read_as_what_it_is():
    assert isinstance(load_file(scheme_file("generic")), Scheme)
    assert isinstance(load_file(plan_file("standard")), Plan)


def test_what_is_neither_is_refused_with_what_each_needs(tmp_path):
    path = tmp_path / "notes.toml"
    path.write_text('title = "Notes"\n', "utf-8")
    with pytest.raises(BadInput, match=r"notes\.toml: neither a scheme, which has \[\[level\]\] tables"):
        load_file(path)


def test_the_handbook_s_scheme_is_sound_and_uses_every_field():
    scheme = load_file(SCHEME)
    assert [level.word for level in scheme.levels] == ["Open", "Guarded", "Closed"]
    assert scheme.levels[-1].longest == timedelta(days=3)


def test_the_handbook_s_plan_is_sound_and_uses_every_field():
    (measure,) = load_file(PLAN).measures
    assert measure.in_language("fr")[0] == "Contrôler tout le courrier avant son entrée"
    assert (measure.acknowledge, measure.do) == (timedelta(hours=2), timedelta(days=1))


@pytest.mark.parametrize("words", [Area, UnitKind, ThreatKind, VenueKind, Evidence, SHAPES])
def test_the_handbook_names_every_word_a_field_may_hold(words):
    assert not [word for word in words if f"`{word}`" not in TEXT]


@pytest.mark.parametrize(
    "line", [line for line in PLAN.splitlines() if line.startswith(("basis", "owner", "do"))]
)
def test_without_a_line_that_must_be_there_the_handbook_s_plan_is_refused(line):
    field = line.split(" ")[0]
    with pytest.raises(BadInput, match=f"text, line 5, measure 1, {field}: it is missing"):
        load_file(PLAN.replace(line, ""))
