"""The keys of 1992 and the scoring of their slots, on keys of our own."""

from datetime import date
from pathlib import Path

import pytest

from benchmarks.quality.muc4.corpus import Template
from benchmarks.quality.muc4.keys import Dateline, KeyTemplate, datelines, days, keys
from benchmarks.quality.muc4.slots import Answer, slot_scores

FOLDER = Path(__file__).parents[2] / "data" / "muc4"
NAME = "TST9-MUC9-0001"
FULL = Answer(
    Template("bombing", {"Weapon": (("car bomb",),)}),
    country="Colombia",
    place="Cúcuta",
    days=(date(1989, 12, 9), date(1989, 12, 9)),
    people=(50, 0),
)


@pytest.fixture
def key() -> tuple[KeyTemplate, ...]:
    return keys(FOLDER)[NAME]


def test_a_key_tells_its_templates_and_that_there_is_none(key: tuple[KeyTemplate, ...]) -> None:
    assert [one.optional for one in key] == [False, True]
    assert keys(FOLDER)["TST9-MUC9-0002"] == ()


def test_a_filler_keeps_every_way_to_write_it(key: tuple[KeyTemplate, ...]) -> None:
    assert [fill.ways for fill in key[0].of("PHYS TGT: ID")] == [('"EL SOL" BANK', "BANK")]
    assert [fill.ways for fill in key[0].of("INCIDENT: DATE")] == [("09 DEC 89", "- 09 DEC 89")]
    assert [fill.ways for fill in key[0].of("HUM TGT: NUMBER")] == [("~50",), ("PLURAL",)]


def test_a_question_mark_makes_a_filler_optional(key: tuple[KeyTemplate, ...]) -> None:
    assert [fill.optional for fill in key[0].of("INCIDENT: INSTRUMENT ID")] == [False, True]


def test_a_key_template_is_scored_as_today_by_its_kinds_and_roles(key: tuple[KeyTemplate, ...]) -> None:
    assert key[0].template.kind == "bombing / attack"
    assert key[0].template.of("Target") == (('"EL SOL" BANK', "BANK"),)


def test_a_dateline_tells_where_and_when_a_text_was_sent() -> None:
    assert datelines(FOLDER) == {
        NAME: Dateline("BOGOTA", date(1989, 12, 10)),
        "TST9-MUC9-0002": Dateline("", None),
    }


@pytest.mark.parametrize(
    ("fill", "first", "last"),
    [
        ("30 DEC 89", date(1989, 12, 30), date(1989, 12, 30)),
        ("- 03 JAN 90", None, date(1990, 1, 3)),
        ("17 FEB 90 - 18 FEB 90", date(1990, 2, 17), date(1990, 2, 18)),
    ],
)
def test_days_are_read_in_their_three_forms(fill: str, first: date | None, last: date) -> None:
    assert days(fill) == (first, last)


def test_what_is_no_date_has_no_days() -> None:
    assert days("NO DATE") is None


def test_a_full_answer_is_right_in_every_slot_but_for_about(key: tuple[KeyTemplate, ...]) -> None:
    """The optional filler and the optional template are missed by nobody."""
    scores = slot_scores({NAME: [FULL]}, {NAME: key})
    assert {slot: score.f1 for slot, score in scores.items()} == {
        "kind": 100, "location": 100, "date": 100, "human number": 75, "weapon": 100,
    }  # fmt: skip


def test_a_place_with_the_right_country_alone_is_half_right(key: tuple[KeyTemplate, ...]) -> None:
    answer = Answer(FULL.template, country="Colombia", place="Cali")
    assert slot_scores({NAME: [answer]}, {NAME: key})["location"].right == 0.5


def test_days_that_meet_the_key_are_half_right(key: tuple[KeyTemplate, ...]) -> None:
    answer = Answer(FULL.template, days=(date(1989, 12, 4), date(1989, 12, 10)))
    assert slot_scores({NAME: [answer]}, {NAME: key})["date"].right == 0.5


def test_a_template_without_a_pair_is_spurious_in_every_slot_it_fills(key: tuple[KeyTemplate, ...]) -> None:
    answer = Answer(Template("kidnapping"), country="Peru")
    scores = slot_scores({NAME: [FULL, answer]}, {NAME: key})
    assert (scores["kind"].answered, scores["location"].answered, scores["date"].answered) == (2, 2, 1)


def test_a_text_without_an_answer_is_missed_but_for_what_is_optional(key: tuple[KeyTemplate, ...]) -> None:
    scores = slot_scores({}, {NAME: key})
    assert (scores["kind"].asked, scores["weapon"].asked) == (1, 1)
