"""`tocsin warn`: a file of counts in, warnings out as table or JSON, with a picture; and over the past."""

import json
from pathlib import Path
from typing import Any

import pytest
from cli.samples import Command

from tocsin.base.xml import parse_xml

OSLO = [0, 1, 0, 0, 2, 0, 1, 0, 0, 7]
BERGEN = [1, 0, 0, 1, 0, 0, 0, 1, 0, 1]


@pytest.fixture(autouse=True)
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal in which no cell is folded."""
    monkeypatch.setenv("COLUMNS", "400")


@pytest.fixture
def cases(tmp_path: Path) -> Path:
    rows = [f"2015-11-{day:02},{a},{b}" for day, a, b in zip(range(4, 14), OSLO, BERGEN, strict=True)]
    path = tmp_path / "cases.csv"
    path.write_text("\n".join(["date,Oslo,Bergen", *rows, ""]))
    return path


def answer(tocsin: Command, *arguments: object) -> Any:
    code, out, err = tocsin("warn", *arguments, "--json")
    assert code == 0, err
    return json.loads(out)


class TestScan:
    def test_a_table_names_what_is_unusual_and_why(self, tocsin: Command, cases: Path) -> None:
        code, out, err = tocsin("warn", cases)
        assert code == 0
        assert "7 incidents; 0.6 a day were expected" in out
        assert out.splitlines()[-1] == "Day 2015-11-13: 1 of 2 series unusual."
        assert "read as wide: 2 series by the day" in err
        assert "ears-c2 for 2 series" in err

    def test_scan_may_be_said(self, tocsin: Command, cases: Path) -> None:
        assert tocsin("warn", "scan", cases)[1] == tocsin("warn", cases)[1]

    def test_json_holds_the_whole_explanation(self, tocsin: Command, cases: Path) -> None:
        found = answer(tocsin, cases, "--method", "ears-c1")
        (warning,) = found["warnings"]
        assert (warning["series"], warning["outcome"]) == ("Oslo", "alarm")
        assert warning["explanation"]["method"] == "ears-c1"
        assert len(warning["explanation"]["baseline"]) == 7

    def test_another_day_is_judged_as_of_then(self, tocsin: Command, cases: Path) -> None:
        found = answer(tocsin, cases, "--now", "2015-11-12", "--method", "ears-c1")
        assert (found["day"], found["warnings"]) == ("2015-11-12", [])

    def test_what_is_held_back_is_listed_with_its_rule(self, tocsin: Command, cases: Path) -> None:
        _, out, _ = tocsin("warn", cases, "--budget", "0/day")
        assert "over the alarm budget. The budget of 0 warnings in one day" in out
        assert "Warnings" not in out

    def test_the_most_unusual_series_is_drawn(self, tocsin: Command, cases: Path, tmp_path: Path) -> None:
        picture = tmp_path / "out.svg"
        assert tocsin("warn", cases, "--plot", picture)[0] == 0
        root = parse_xml(picture.read_bytes(), where="out.svg")
        assert root.findtext("{http://www.w3.org/2000/svg}title") == "Oslo"

    def test_or_the_one_that_is_named(self, tocsin: Command, cases: Path, tmp_path: Path) -> None:
        picture = tmp_path / "out.svg"
        assert tocsin("warn", cases, "--plot", picture, "--series", "Bergen")[0] == 0
        assert "Bergen" in picture.read_text()
        code, _, err = tocsin("warn", cases, "--plot", picture, "--series", "Narvik")
        assert (code, "Narvik: there is no such series" in err) == (2, True)

    def test_columns_of_other_names(self, tocsin: Command, tmp_path: Path) -> None:
        path = tmp_path / "cases.csv"
        path.write_text("Tag;Zahl;Notiz\n2015-11-01;1;x\n2015-11-02;2;y\n")
        options = ("--column", "date=Tag", "--column", "count=Zahl", "--ignore", "Notiz")
        assert "1 with too little history" in answer(tocsin, path, *options)["summary"]
        code, _, err = tocsin("warn", path, "--column", "Tag")
        assert (code, "write date=NAME" in err) == (2, True)

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("date,count\n2015-11-01,-1\n", "line 2, column 'count': -1 is negative"),
            ("", "the file is empty"),
            ("date,count\n2015-11-01,1\n2015-11-03,1\n2015-11-04,1\n", "no count of 'count' for the day"),
        ],
    )
    def test_a_bad_file_is_one_line_and_exit_code_2(
        self, tocsin: Command, tmp_path: Path, text: str, message: str
    ) -> None:
        path = tmp_path / "bad.csv"
        path.write_text(text)
        code, out, err = tocsin("warn", path)
        assert (code, out, len(err.splitlines())) == (2, "", 1)
        assert err.startswith(f"tocsin: {path}: ")
        assert message in err

    @pytest.mark.parametrize(
        "options",
        [
            ("--budget", "many"),
            ("--now", "Friday"),
            ("--now", "2016-01-01"),
            ("--method", "crystal-ball"),
            ("--method", "ears-c2", "--alpha", "0.05"),
            ("--step", "week"),
        ],
    )
    def test_wrong_use_is_exit_code_2(self, tocsin: Command, cases: Path, options: tuple[str, ...]) -> None:
        assert tocsin("warn", cases, *options)[0] == 2

    def test_a_file_that_is_not_there(self, tocsin: Command, tmp_path: Path) -> None:
        code, _, err = tocsin("warn", tmp_path / "none.csv")
        assert (code, err.strip().endswith("none.csv: No such file or directory")) == (2, True)

    def test_words_that_would_rewrite_the_screen_are_made_harmless(
        self, tocsin: Command, tmp_path: Path
    ) -> None:
        path = tmp_path / "cases.csv"
        rows = [f"2015-11-{day:02},{count}" for day, count in zip(range(4, 14), OSLO, strict=True)]
        path.write_text("\n".join(["date,\x1b[2J[bold]x", *rows, ""]))
        out = tocsin("warn", path)[1]
        assert "\x1b[2J" not in out
        assert "[bold]x" in out


class TestBacktest:
    def test_it_tells_what_would_have_been_warned_of(self, tocsin: Command, cases: Path) -> None:
        code, out, _ = tocsin("warn", "backtest", cases, "--method", "ears-c1")
        assert code == 0
        assert out.splitlines()[0].startswith("2015-11-13 Oslo: 7 incidents")
        assert "Warnings: 1, 0.70 a week" in out

    def test_labels_tell_what_was_caught_and_how_late(
        self, tocsin: Command, cases: Path, tmp_path: Path
    ) -> None:
        labels = tmp_path / "labels.csv"
        labels.write_text("date,series\n2015-11-12,Oslo\n2015-11-13,Oslo\n")
        found = answer(tocsin, "backtest", cases, "--labels", labels, "--method", "ears-c1")
        assert found["labels"] == {
            "outbreaks": 1, "detected": 1.0, "sensitivity": 0.5, "specificity": 1.0, "median_delay": 1,
        }  # fmt: skip
        out = tocsin("warn", "backtest", cases, "--labels", labels)[1]
        assert "Outbreaks detected: 1 of 1, after 1 days in the median" in out

    def test_days_outside_the_table_are_refused(self, tocsin: Command, cases: Path) -> None:
        code, _, err = tocsin("warn", "backtest", cases, "--from", "2015-10-01")
        assert (code, "does not lie within" in err) == (2, True)
