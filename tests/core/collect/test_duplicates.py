"""Copies are folded, updates are not, and both hold on the sample day in five languages."""

import itertools
import random
import time
import tomllib
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.base import Report
from tocsin.base.xml import parse_xml
from tocsin.collect import DuplicateIndex, Origin, is_copy, likeness, read_bytes, signature
from tocsin.collect.figures import figures

DAY = Path(__file__).parents[3] / "examples" / "november-2015"
NIGHT = datetime(2015, 11, 13, 22, tzinfo=UTC)
WIRE = (
    "PARIS, Nov 13 - At least 18 people were killed in several shootings and explosions in Paris on Friday"
    " evening, police said. Hostages were being held in a concert hall in the east of the city. The president"
    " was taken to the interior ministry, and the stadium in the northern suburbs was being cleared."
)


def report(identity: str, text: str, hours: float | None = 0) -> Report:
    published = None if hours is None else NIGHT + timedelta(hours=hours)
    return Report(id=identity, source=identity, title="", text=text, published=published)


def answers(reports: Iterable[Report]) -> dict[str, str | None]:
    index = DuplicateIndex()
    return {each.id: index.add(each) for each in reports}


def test_the_same_text_is_a_copy_whatever_its_spaces_and_case() -> None:
    assert answers([report("a", WIRE), report("b", WIRE.upper().replace(" ", "  "))]) == {"a": None, "b": "a"}


def test_light_edits_make_a_copy() -> None:
    edited = (
        WIRE.replace("PARIS, Nov 13 - ", "Paris: ")
        .replace("several ", "")
        .replace("police said", "said police")
    )
    assert answers([report("a", WIRE), report("b", edited)])["b"] == "a"


def test_a_copy_cut_short_is_a_copy() -> None:
    assert answers([report("a", WIRE), report("b", WIRE[: len(WIRE) * 2 // 3])])["b"] == "a"


def test_an_update_with_another_toll_is_no_copy() -> None:
    assert answers([report("a", WIRE), report("b", WIRE.replace("18", "26"))])["b"] is None


def test_an_update_in_words_is_no_copy() -> None:
    french = (
        "Fusillades à Paris : le bilan provisoire est de %s morts, selon la police, et de nombreux blessés."
    )
    assert not is_copy(signature(french % "quarante"), signature(french % "soixante"))


def test_a_correction_is_no_copy_even_without_a_new_figure() -> None:
    assert answers([report("a", WIRE), report("b", "Correction: " + WIRE)])["b"] is None


def test_a_date_a_clock_time_or_a_distance_more_makes_no_update() -> None:
    edited = WIRE.replace("Friday evening", "Friday evening (2130 GMT), 13 Nov, 5 km from the centre")
    assert answers([report("a", WIRE), report("b", edited)])["b"] == "a"


def test_the_later_published_is_the_copy_whichever_comes_in_first() -> None:
    longer = WIRE + " A hospital official spoke of 43 wounded."
    shorter = WIRE
    assert answers([report("short", shorter, 1), report("long", longer, 0)])["long"] == "short"
    assert answers([report("short", shorter, 0), report("long", longer, 1)])["long"] is None


def test_texts_further_apart_than_the_window_are_not_compared() -> None:
    assert answers([report("a", WIRE), report("b", WIRE, 24 * 5)])["b"] is None
    assert answers([report("a", WIRE), report("b", WIRE, 24 * 3)])["b"] == "a"


def test_a_copy_without_a_date_is_found_beside_the_newest() -> None:
    assert answers([report("a", WIRE), report("b", WIRE, None)])["b"] == "a"


def test_adding_a_report_again_gives_the_same_answer() -> None:
    index = DuplicateIndex()
    given_ = [report("a", WIRE), report("b", WIRE + " More follows.")]
    first = [index.add(each) for each in given_]
    assert [index.add(each) for each in given_] == first == [None, "a"]


def test_an_index_is_restored_from_stored_signatures() -> None:
    index, restored = DuplicateIndex(), DuplicateIndex()
    index.add(report("a", WIRE))
    restored.add_signature("a", NIGHT, signature(WIRE))
    edited = report("b", WIRE.replace("several ", ""), 1)
    assert restored.add(edited) == index.add(edited) == "a"


def test_what_lies_behind_the_window_is_forgotten() -> None:
    index = DuplicateIndex(window=timedelta(days=1))
    for day in range(60):
        index.add(report(str(day), f"{WIRE} {day}", 24 * day))
    assert len(index._days) <= 4
    assert len(index._answers) <= 4


def test_a_signature_is_the_same_on_every_machine() -> None:
    assert signature("A blast was heard in Tyre.")[:12].hex() == "9ff6db69182b38d60bf90a7c"


@given(st.text(max_size=400), st.text(max_size=400))
def test_any_two_texts_can_be_compared(one: str, other: str) -> None:
    first, second = signature(one), signature(other)
    assert likeness(first, second) == likeness(second, first)
    assert is_copy(first, first)
    assert 0 <= likeness(first, second) <= 1


def test_the_estimate_is_near_the_true_share_of_common_runs() -> None:
    chance = random.Random(7)
    words = [f"word{chance.randrange(10_000)}" for _ in range(400)]
    for kept in (0.3, 0.6, 0.9):
        changed = words[: int(400 * kept)] + [f"other{number}" for number in range(400 - int(400 * kept))]
        runs = [set(zip(text, text[1:], text[2:], strict=False)) for text in (words, changed)]
        share = len(runs[0] & runs[1]) / len(runs[0] | runs[1])
        assert likeness(signature(" ".join(words)), signature(" ".join(changed))) == pytest.approx(
            share, abs=0.14
        )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Police spoke of 1,200 people and 37 dead.", {"1200", "37"}),
        ("Le bilan est de 1 200 blessés.", {"1200"}),
        ("وأسفر عن ٤٣ قتيلا وثلاثين جريحا", {"43", "ثلاثين"}),
        ("已造成一百二十多人死亡，星期五，第十区", {"一百二十"}),
        ("Once personas, el 14 de noviembre de 2015 a las 10:30", set()),
        ("At 6 p.m., 5 km away", set()),
    ],
)
def test_figures_are_tolls_and_not_dates_times_or_distances(text: str, expected: set[str]) -> None:
    assert figures(text) == expected


@pytest.mark.parametrize("unit", ["1", "111 ", "111,", "一", "1 ", "12 de ", "第", "two ", "1-"])
def test_a_text_of_nothing_but_figures_is_signed_within_a_second(unit: str) -> None:
    start = time.perf_counter()
    signature(unit * (1_000_000 // len(unit)))
    assert time.perf_counter() - start < 2


class TestSampleDay:
    """The wire groups that the sample day's own record of the truth lists."""

    @pytest.mark.parametrize("order", ["published", "reversed", "listed", "shuffled"])
    def test_every_wire_copy_is_folded_and_nothing_else(self, order: str) -> None:
        reports, groups = sample_day()
        ordered = arranged(list(reports.values()), order)
        found = {each for each in answers(ordered).items() if each[1]}
        pairs = {pair for group in groups for pair in itertools.permutations(group, 2)}
        assert found <= pairs
        assert len(found) == sum(len(group) - 1 for group in groups)


def arranged(reports: list[Report], order: str) -> list[Report]:
    if order == "listed":
        return reports
    if order == "shuffled":
        return random.Random(3).sample(reports, len(reports))
    return sorted(reports, key=lambda each: each.published or NIGHT, reverse=order == "reversed")


@cache
def sample_day() -> tuple[dict[str, Report], list[list[str]]]:
    """Reports by id, and the groups of ids that are copies of one another."""
    told = {each["path"]: each for each in tomllib.loads((DAY / "day.toml").read_text("utf-8"))["document"]}
    expected = tomllib.loads((DAY / "expected.toml").read_text("utf-8"))
    names: dict[str, str] = {}
    reports: dict[str, Report] = {}
    for path in sorted([*DAY.glob("feeds/*"), *DAY.glob("pages/*/*"), *DAY.glob("texts/*/*")]):
        name = path.relative_to(DAY).as_posix()
        origin = Origin(where=name, outlet=path.parent.name, published=told.get(name, {}).get("published"))
        data = path.read_bytes()
        parsed = read_bytes(data, origin)
        names |= dict(zip(item_ids(data, name), (each.id for each in parsed.reports), strict=True))
        reports |= {each.id: each for each in parsed.reports}
    return reports, [[names[each] for each in group["ids"]] for group in expected["wire_group"]]


def item_ids(data: bytes, name: str) -> list[str]:
    """What the sample day calls its items: a feed's own identifiers in their order, or the file's path."""
    if not name.startswith("feeds/"):
        return [name]
    root = parse_xml(data, where=name)
    return [each.text or "" for each in root.iterfind(".//item/guid")] or [
        each.text or "" for each in root.iterfind("{*}entry/{*}id")
    ]
