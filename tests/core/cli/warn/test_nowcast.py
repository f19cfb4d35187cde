"""`tocsin warn nowcast`: what late counts will be, from a triangle or from when each became known."""

import json
from pathlib import Path
from typing import Any

import pytest
from cli.samples import Command

from tocsin.base.xml import parse_xml


@pytest.fixture(autouse=True)
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal in which no cell is folded."""
    monkeypatch.setenv("COLUMNS", "400")


@pytest.fixture
def triangle(tmp_path: Path) -> Path:
    """Half of each day's count is told a day late."""
    rows = [f"2015-11-{day:02},Oslo,{day},{day}" for day in range(1, 13)]
    path = tmp_path / "triangle.csv"
    path.write_text("\n".join(["date,place,0,1", *rows, "2015-11-13,Oslo,20,", ""]))
    return path


@pytest.fixture
def events(tmp_path: Path) -> Path:
    """Four events a day in Oslo, of which two are told on it and two a day later."""
    days = [f"2015-10-{day:02}" for day in range(1, 32)]
    rows = []
    for at, day in enumerate(days):
        rows += [f"{day},Oslo,{day}"] * 2
        rows += [f"{day},Oslo,{days[at + 1]}"] * 2 if day != days[-1] else []
    path = tmp_path / "events.csv"
    path.write_text("\n".join(["date,place,known", *rows, ""]))
    return path


def answer(tocsin: Command, *arguments: object) -> Any:
    code, out, err = tocsin("warn", "nowcast", *arguments, "--json")
    assert code == 0, err
    return json.loads(out)


def test_a_triangle_says_what_its_last_counts_will_be(tocsin: Command, triangle: Path) -> None:
    found = answer(tocsin, triangle)
    (series,) = found["series"]
    (last,) = series["steps"]
    assert (series["series"], series["told_in_full"]) == ("Oslo", 12)
    assert (last["day"], last["told"], last["expected"]) == ("2015-11-13", 20, 39)
    assert last["low"] <= last["quantiles"]["0.5"] <= last["high"]


def test_a_table_for_people(tocsin: Command, triangle: Path) -> None:
    code, out, _ = tocsin("warn", "nowcast", triangle)
    assert code == 0
    row = next(line for line in out.splitlines() if "2015-11-13" in line)
    assert row.split()[:4] == ["Oslo", "2015-11-13", "20", "39"]


def test_an_earlier_day_is_seen_by_what_was_told_then(tocsin: Command, triangle: Path) -> None:
    (series,) = answer(tocsin, triangle, "--now", "2015-11-12")["series"]
    assert [(step["day"], step["told"]) for step in series["steps"]] == [("2015-11-12", 12)]


def test_events_that_say_when_they_became_known_make_a_triangle(tocsin: Command, events: Path) -> None:
    (series,) = answer(tocsin, events)["series"]
    assert [(step["told"], step["expected"]) for step in series["steps"]] == [(2, 4)]
    assert series["told_in_full"] == 30
    assert len(answer(tocsin, events, "--delays", "4")["series"][0]["steps"]) == 3


def test_it_is_drawn_with_its_words(tocsin: Command, triangle: Path, tmp_path: Path) -> None:
    picture = tmp_path / "out.svg"
    assert tocsin("warn", "nowcast", triangle, "--plot", picture)[0] == 0
    words = parse_xml(picture.read_bytes(), where="out.svg").findtext("{http://www.w3.org/2000/svg}desc")
    assert words is not None
    assert "2015-11-13: " in words
    assert "9 chances in 10, middle 39" in words


def test_a_series_with_too_few_days_is_left_out_and_said(tocsin: Command, triangle: Path) -> None:
    triangle.write_text(triangle.read_text() + "2015-11-12,Bergen,1,1\n2015-11-13,Bergen,1,\n")
    assert answer(tocsin, triangle)["notes"] == [
        "left out: Bergen: 1 steps are told in full by 2015-11-13; 8 are needed"
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("date,0,1\n2015-11-01,1.5,1\n", "line 2, column '0': 1.5 is not whole"),
        ("date,0,1\n2015-11-01,1,1\n2015-11-02,1,x\n", "line 3, column '1': 'x' is no whole number"),
        (
            "date,0,1\n2015-11-01,1,1\n2015-11-03,1,1\n",
            "line 3: there is no row of 'all' for the day 2015-11-02",
        ),
        ("date,0,1\n2015-11-01,1,1\n2015-11-01,1,1\n", "line 3, column 'date': a second row of 'all'"),
        ("date,0,2\n2015-11-01,1,1\n", "the columns of delays are not in order"),
        ("date,place,0,1\n2015-11-01,,1,1\n", "line 2, column 'place': it is missing"),
        ("date,place,count\n2015-11-01,Oslo,1\n", "name that column known"),
        ("date,0,1\n", "there is no row in it"),
        ("date,0,1\n2015-11-01,1,1\n", "0 steps are told in full"),
    ],
)
def test_a_bad_file_is_one_line_and_exit_code_2(
    tocsin: Command, tmp_path: Path, text: str, message: str
) -> None:
    path = tmp_path / "bad.csv"
    path.write_text(text)
    code, out, err = tocsin("warn", "nowcast", path)
    assert (code, out, len(err.splitlines())) == (2, "", 1)
    assert message in err


def test_wrong_use_is_exit_code_2(tocsin: Command, triangle: Path, events: Path) -> None:
    for options in (("--now", "2016-01-01"), ("--delays", "3"), ("--plot", "x.svg", "--series", "Narvik")):
        assert tocsin("warn", "nowcast", triangle, *options)[0] == 2
    assert tocsin("warn", "nowcast", events, "--now", "2016-01-01")[0] == 2
