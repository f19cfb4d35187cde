"""`tocsin warn forecast`: what the next months are likely to bring, from counts by month or day."""

import json
from pathlib import Path
from typing import Any

import pytest
from cli.samples import Command

from tocsin.base.xml import parse_xml

STEADY = [20, 30, 25, 35, 20, 30, 25, 35, 20, 30, 25, 35]


@pytest.fixture(autouse=True)
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal in which no cell is folded."""
    monkeypatch.setenv("COLUMNS", "400")


@pytest.fixture
def deaths(tmp_path: Path) -> Path:
    """A year of two countries, and a third that was watched for less."""
    rows = [f"2015-{month:02},FR,{count}" for month, count in enumerate(STEADY, 1)]
    rows += [f"2015-{month:02},NO,0" for month in range(1, 13)]
    rows += [f"2015-{month:02},DE,1" for month in range(6, 13)]
    path = tmp_path / "deaths.csv"
    path.write_text("\n".join(["month,country,deaths", *rows, ""]))
    return path


def answer(tocsin: Command, *arguments: object) -> Any:
    code, out, err = tocsin("warn", "forecast", *arguments, "--json")
    assert code == 0, err
    return json.loads(out)


def test_three_months_of_each_country(tocsin: Command, deaths: Path) -> None:
    found = answer(tocsin, deaths)
    assert [(one["series"], one["month"]) for one in found["forecasts"]] == [
        (country, month) for country in ("FR", "NO") for month in ("2016-01", "2016-02", "2016-03")
    ]
    france, norway = found["forecasts"][0], found["forecasts"][3]
    assert found["of"] == "deaths"
    assert france["quantiles"]["0.1"] <= france["quantiles"]["0.5"] <= france["quantiles"]["0.9"]
    assert 0.5 < france["chance"] < 1
    assert 0 < norway["chance"] < 0.01, "nothing in twelve months does not make it impossible"
    assert len(france["months"]) == 12


def test_what_is_left_out_and_not_learned_is_said(tocsin: Command, deaths: Path) -> None:
    notes = answer(tocsin, deaths)["notes"]
    assert "made from the months up to 2015-12" in notes
    assert "1 series with fewer than 12 whole months up to then are left out" in notes
    assert any("too few to learn from" in note for note in notes)


def test_a_table_for_people(tocsin: Command, deaths: Path) -> None:
    code, out, _ = tocsin("warn", "forecast", deaths, "--months", "1", "--threshold", "1000")
    assert code == 0
    assert "At least 1,000" in out
    assert [line.split()[:2] for line in out.splitlines() if "2016-" in line] == [
        ["FR", "2016-01"], ["NO", "2016-01"],
    ]  # fmt: skip


def test_days_are_added_up_and_the_month_not_over_is_left_out(tocsin: Command, tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    months = [f"2014-{month:02}" for month in range(11, 13)] + [f"2015-{month:02}" for month in range(1, 11)]
    path.write_text(
        "\n".join(["date,place", *(f"{month}-01,Oslo" for month in months), "2015-11-13,Oslo", ""])
    )
    found = answer(tocsin, path, "--months", "1")
    assert found["of"] == "incidents"
    assert found["forecasts"][0]["month"] == "2015-11"
    assert [count for _, count in found["forecasts"][0]["months"]] == [1] * 12


def test_an_earlier_month_is_forecast_from_those_before_it(tocsin: Command, deaths: Path) -> None:
    deaths.write_text(deaths.read_text() + "2016-01,FR,900\n2016-01,NO,0\n2016-01,DE,0\n")
    found = answer(tocsin, deaths, "--now", "2015-12-31")
    assert (found["forecasts"][0]["month"], found["forecasts"][0]["months"][-1]) == (
        "2016-01",
        ["2015-12", 35],
    )


def test_the_series_with_most_to_expect_is_drawn_or_the_one_named(
    tocsin: Command, deaths: Path, tmp_path: Path
) -> None:
    picture = tmp_path / "out.svg"
    assert tocsin("warn", "forecast", deaths, "--plot", picture)[0] == 0
    root = parse_xml(picture.read_bytes(), where="out.svg")
    assert root.findtext("{http://www.w3.org/2000/svg}title") == "FR"
    assert "2016-03: " in str(root.findtext("{http://www.w3.org/2000/svg}desc"))
    assert tocsin("warn", "forecast", deaths, "--plot", picture, "--series", "DE")[0] == 2


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("month,country,deaths\n2015-01,FR,-3\n", "line 2, column 'deaths': -3 is negative"),
        ("month,country,deaths\n2015-01,FR,3\n", "no series has 12 whole months up to 2015-01"),
        ("week,count\n2015-W01,3\n2015-W02,3\n", "weeks do not add up to months"),
    ],
)
def test_a_bad_file_is_one_line_and_exit_code_2(
    tocsin: Command, tmp_path: Path, text: str, message: str
) -> None:
    path = tmp_path / "bad.csv"
    path.write_text(text)
    code, out, err = tocsin("warn", "forecast", path)
    assert (code, out, len(err.splitlines())) == (2, "", 1)
    assert message in err
