"""The catalogue covers the mission's areas, and a bad one is refused by line and field."""

from pathlib import Path

import pytest

from tocsin.base import UnitKind
from tocsin.errors import BadInput
from tocsin.level import PLANS, SCHEMES, Area, get_plan, get_scheme, load_plan, plans

GOOD = """id = "x"
version = "1"
title = "X"
[[measure]]
id = "watch"
area = "patrols"
title = "Watch"
text = "Watch the square."
from = { generic = 2 }
kinds = ["locality"]
minutes = 60
"""


def test_every_file_is_registered_and_every_entry_has_a_file():
    folder = Path(plans.__file__).parent
    assert sorted(path.stem for path in folder.glob("*.toml")) == sorted(PLANS)


@pytest.mark.parametrize("name", PLANS)
def test_a_shipped_plan_covers_every_area_and_every_kind_of_unit(name):
    plan = get_plan(name)
    assert len(plan.measures) >= 12
    assert {measure.area for measure in plan.measures} == set(Area)
    assert set().union(*(measure.kinds for measure in plan.measures)) == set(UnitKind)


@pytest.mark.parametrize("name", PLANS)
@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_shipped_plan_asks_more_at_each_rank_of_each_scheme_and_nothing_at_the_calmest(name, scheme):
    plan, levels = get_plan(name), get_scheme(scheme).levels
    asked = [len(plan.at(scheme, level.rank)) for level in levels]
    assert asked[0] == 0
    assert asked == sorted(set(asked))


@pytest.mark.parametrize("name", PLANS)
def test_a_shipped_plan_names_no_rank_that_its_scheme_lacks(name):
    for measure in get_plan(name).measures:
        for scheme, rank in measure.ranks.items():
            assert get_scheme(scheme).level(rank)


def test_a_scheme_that_no_measure_knows_is_refused_rather_than_ordering_nothing():
    with pytest.raises(BadInput, match="none of its measures knows the scheme 'rainbow'"):
        get_plan("standard").at("rainbow", 2)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"watch"', '"Watch"', "text, line 4, measure 1, id: 'Watch' is not lower-case"),
        ('"watch"', '"wätch"', "measure 1, id: 'wätch' is not lower-case"),
        ('"patrols"', '"parades"', "measure 1, area: 'parades' is not one of intelligence"),
        ('["locality"]', '["village"]', "measure 1, kinds: 'village' is not one of national"),
        ('["locality"]', "[[1]]", "measure 1, kinds: [1] is not one of national"),
        ('["locality"]', "[]", "measure 1, kinds: it may not be empty"),
        ("{ generic = 2 }", "2", "measure 1, from: it must be a table, not 2"),
        (
            "{ generic = 2 }",
            "{ generic = 0 }",
            "the rank for generic must be a whole number from 1 on, not 0",
        ),
        ("{ generic = 2 }", "{ generic = true }", "the rank for generic must be a whole number"),
        ("= 60", "= 0", "measure 1, minutes: 0 is not from 1 to 10080"),
        ("= 60", "= 1.5", "measure 1, minutes: it must be a whole number, not 1.5"),
        ("minutes = 60", "deadline = 60", "measure 1, deadline: no such field"),
        ('text = "Watch the square."', "", "measure 1, text: it is missing"),
        (
            "minutes = 60\n",
            "minutes = 60\n" + GOOD[GOOD.index("[[") :],
            "line 12, measure 2, id: 'watch' stands in",
        ),
    ],
)
def test_a_bad_plan_is_refused_by_line_and_field(old, new, message):
    with pytest.raises(BadInput) as refusal:
        load_plan(GOOD.replace(old, new, 1))
    assert message in str(refusal.value)


def test_a_loaded_measure_cannot_be_changed():
    (measure,) = load_plan(GOOD).measures
    with pytest.raises(TypeError):
        measure.ranks["generic"] = 1
