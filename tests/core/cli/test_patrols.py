"""`tocsin plan VENUES.csv` and `tocsin plan verify`: from a table of venues to a draw anybody can check."""

import json
from pathlib import Path

import pytest
from cli.samples import Command

HEAD = "id,name,kind,latitude,longitude,zone,capacity,present,floor\n"
ROWS = (
    "opera,Opera,culture,31.23,121.47,Asia/Shanghai,400,400,\n"
    'station,"Station, north",station,31.25,121.45,Asia/Shanghai,200,200,\n'
    "mill,Mill,energy,31.20,121.40,Asia/Shanghai,100,Mo-Fr 06-22=100,\n"
)
WEEK = ("--first", "2015-11-14", "--days", "2")


@pytest.fixture(autouse=True)
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal in which no cell is folded."""
    monkeypatch.setenv("COLUMNS", "200")


@pytest.fixture
def venues(tmp_path: Path) -> str:
    path = tmp_path / "venues.csv"
    path.write_text(HEAD + ROWS, "utf-8")
    return str(path)


@pytest.fixture
def seed(tmp_path: Path) -> str:
    path = tmp_path / "seed.txt"
    path.write_text("00" * 32 + "\n", "ascii")
    return str(path)


def test_a_table_tells_shares_and_the_guarantee_and_draws_nothing_without_a_seed(
    tocsin: Command, venues: str
) -> None:
    code, out, _ = tocsin("plan", venues, "--teams", "1", *WEEK)
    assert code == 0
    assert "Station, north" in out
    assert "67 %" in out
    assert "at worst 133 people can be expected to be at a venue without a team (Opera" in out
    assert "Value kept: -133.3 if an attacker breaks ties to suit us, -133.3 if to harm us." in out
    assert "One more team would bring the worst case from 133 to 0." in out
    assert "Fingerprint" not in out
    assert "Drawn" not in out


def test_the_seed_is_made_once_for_its_owner_alone_and_its_fingerprint_told(
    tocsin: Command, venues: str, tmp_path: Path
) -> None:
    seed = tmp_path / "new.txt"
    code, out, err = tocsin("plan", venues, "--teams", "1", "--seed", str(seed), *WEEK)
    assert (code, seed.stat().st_mode & 0o777) == (0, 0o600)
    assert "keep it secret" in err
    assert "Fingerprint of the seed, to be told now: " in out
    assert seed.read_text("ascii").strip() not in out
    assert tocsin("plan", venues, "--teams", "1", "--seed", str(seed), *WEEK)[1] == out


def test_a_plan_written_as_json_is_verified_and_a_changed_one_is_not(
    tocsin: Command, venues: str, seed: str, tmp_path: Path
) -> None:
    code, out, _ = tocsin("plan", venues, "--teams", "1", "--seed", seed, "--format", "json", *WEEK)
    paper = tmp_path / "plan.json"
    paper.write_text(out, "utf-8")
    assert code == 0
    code, out, _ = tocsin("plan", "verify", str(paper), "--seed", seed)
    assert code == 0
    assert "shares and draws of 6 shifts follow from it" in out
    paper.write_text(paper.read_text("utf-8").replace('"opera"\n   ]', '"mill"\n   ]', 1), "utf-8")
    code, _, err = tocsin("plan", "verify", str(paper), "--seed", seed)
    assert code == 1
    assert "what was drawn does not follow from the seed" in err


def test_points_hold_what_was_drawn(tocsin: Command, venues: str, seed: str) -> None:
    told = json.loads(tocsin("plan", venues, "--teams", "3", "--seed", seed, "--format", "geojson", *WEEK)[1])
    opera = told["features"][0]
    assert opera["geometry"] == {"type": "Point", "coordinates": [121.47, 31.23]}
    assert len(opera["properties"]["drawn"]) == len(told["shifts"]) == 6


def test_a_calendar_has_an_event_for_each_shift_and_needs_a_seed(
    tocsin: Command, venues: str, seed: str
) -> None:
    code, out, _ = tocsin("plan", venues, "--teams", "1", "--seed", seed, "--format", "ics", *WEEK)
    assert code == 0
    assert out.count("BEGIN:VEVENT") == 6
    assert "DTSTART:20151113T220000Z" in out
    code, _, err = tocsin("plan", venues, "--teams", "1", "--format", "ics", *WEEK)
    assert (code, "name a file for the seed" in err) == (2, True)


def test_a_table_that_a_site_wrote_is_planned_as_it_is(tocsin: Command) -> None:
    sample = Path(__file__).parents[3] / "examples" / "november-2015" / "venues.csv"
    code, out, _ = tocsin("plan", str(sample), "--teams", "12", *WEEK)
    assert code == 0
    assert "Crane Hall Opera" in out


def test_every_bad_row_is_named_and_nothing_is_planned(tocsin: Command, tmp_path: Path) -> None:
    path = tmp_path / "bad.csv"
    bad = ROWS.replace(",400,400,", ",-400,400,").replace("mill,Mill", "station,Mill")
    path.write_text(HEAD + bad, "utf-8")
    code, out, err = tocsin("plan", str(path), "--teams", "1", *WEEK)
    assert (code, out) == (2, "")
    assert "row 2, capacity: -400 is negative" in err
    assert "row 4, id: " in err
    assert "things are wrong; nothing was planned" in err


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (("--floor", "0.5"), "the floors ask for 1.5 visits in a shift and there are 1: 1.5 > 1"),
        (("--shifts", "6 am"), "is not like 06:00,14:00,22:00"),
        (("--zone", "Asia/Shangai"), "there is no time zone"),
        (("--zone", "Europe/Paris", "--first", "2026-03-28"), "the clock changes in it"),
    ],
)
def test_what_cannot_be_planned_is_refused_in_one_line(
    tocsin: Command, venues: str, more: tuple[str, ...], told: str
) -> None:
    code, out, err = tocsin("plan", venues, "--teams", "1", *WEEK, *more)
    assert (code, out) == (2, "")
    assert told in err


def test_a_seed_that_is_none_is_refused(tocsin: Command, venues: str) -> None:
    code, _, err = tocsin("plan", venues, "--teams", "1", "--seed", venues, *WEEK)
    assert (code, "a seed is 64 digits" in err) == (2, True)
