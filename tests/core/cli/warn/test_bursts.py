"""`tocsin warn bursts`: stretches in which one series takes an unusual share of another."""

import json
from pathlib import Path

import pytest
from cli.samples import Command


@pytest.fixture(autouse=True)
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal in which no cell is folded."""
    monkeypatch.setenv("COLUMNS", "400")


@pytest.fixture
def counts(tmp_path: Path) -> Path:
    """A hundred reports a day, of which two tell of an attack, and twenty on three days."""
    days = [f"2015-11-{day:02}" for day in range(1, 31)]
    rows = [f"{day},{20 if day in days[12:15] else 2},100" for day in days]
    path = tmp_path / "counts.csv"
    path.write_text("\n".join(["date,attack,reports", *rows, ""]))
    return path


def test_a_burst_is_told_with_its_days_and_share(tocsin: Command, counts: Path) -> None:
    status, out, _ = tocsin("warn", "bursts", counts, "--of", "attack", "--among", "reports")
    assert status == 0
    assert "From 2015-11-13 to 2015-11-15, 60 of 300 reports are on the matter" in out


def test_as_json(tocsin: Command, counts: Path) -> None:
    _, out, _ = tocsin("warn", "bursts", counts, "--of", "attack", "--among", "reports", "--json")
    (burst,) = json.loads(out)["bursts"]
    assert (burst["first"], burst["last"], burst["height"]) == ("2015-11-13", "2015-11-15", 1)


def test_where_there_is_none_it_says_so(tocsin: Command, counts: Path) -> None:
    _, out, _ = tocsin("warn", "bursts", counts, "--of", "reports", "--among", "reports")
    assert out.startswith("No burst of reports")


def test_a_series_that_is_not_there_is_named(tocsin: Command, counts: Path) -> None:
    status, _, err = tocsin("warn", "bursts", counts, "--of", "bombing", "--among", "reports")
    assert status == 2
    assert "no series 'bombing'" in err


def test_more_on_the_matter_than_there_is_at_all_is_refused(tocsin: Command, counts: Path) -> None:
    status, _, err = tocsin("warn", "bursts", counts, "--of", "reports", "--among", "attack")
    assert status == 2
    assert "more reports on the matter than there are on 2015-11-01" in err
