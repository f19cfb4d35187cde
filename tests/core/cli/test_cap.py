"""`tocsin cap validate|show|convert`: every file gets its answer, whatever becomes of the others."""

import json
import re
from pathlib import Path

import pytest
from cli.samples import Command
from notify.samples import ALERT, SQUARE, with_area, with_info

from tocsin.notify import cap
from tocsin.notify.vocabulary import NAMESPACES

GOOD = cap.write(ALERT)
BAD = GOOD.replace(b"<scope>Public</scope>", b"")
LEVELS = {"error", "note"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two good alerts, one bad one between them, one that is no XML."""
    for name, data in (("a.xml", GOOD), ("b.xml", BAD), ("c.cap", b"<alert"), ("d.xml", GOOD)):
        (tmp_path / name).write_bytes(data)
    (tmp_path / "notes.txt").write_text("not an alert")
    return tmp_path


def test_a_valid_alert_ends_with_0_and_an_invalid_one_with_1(tocsin: Command, folder: Path) -> None:
    assert tocsin("cap", "validate", str(folder / "a.xml"))[0] == 0
    code, out, _ = tocsin("cap", "validate", str(folder / "b.xml"))
    assert code == 1
    assert "forbidden: alert/scope (line 2): it is missing or empty; fill it in [empty]" in out


def test_one_bad_file_never_stops_the_others(tocsin: Command, folder: Path) -> None:
    code, out, err = tocsin("cap", "validate", str(folder), "--format", "json")
    told = {Path(each["file"]).name: each for each in json.loads(out)}
    assert code == 1
    assert {name: each["schema_valid"] for name, each in told.items()} == {
        "a.xml": True,
        "b.xml": False,
        "c.cap": False,
        "d.xml": True,
    }
    assert told["d.xml"]["problems"] == []
    assert told["b.xml"]["problems"][0] == {
        "rule": "empty",
        "path": "alert/scope",
        "line": 2,
        "level": "forbids",
        "message": "it is missing or empty; fill it in",
    }
    assert [problem["rule"] for problem in told["c.cap"]["problems"]] == ["not-xml"]
    assert "notes.txt" in err


def test_a_file_that_is_not_there_is_told_beside_the_others(tocsin: Command, folder: Path) -> None:
    code, out, _ = tocsin("cap", "validate", "nowhere.xml", str(folder / "a.xml"), "-f", "json")
    assert code == 2
    assert [[problem["rule"] for problem in each["problems"]] for each in json.loads(out)] == [
        ["missing"],
        [],
    ]


def test_advice_is_told_and_does_not_make_invalid(tocsin: Command, tmp_path: Path) -> None:
    path = tmp_path / "open-ended.xml"
    path.write_bytes(cap.write(with_info(expires=None), profiles=()))
    code, out, _ = tocsin("cap", "validate", str(path))
    assert code == 0
    assert "advice: alert/info[1]/expires" in out


def test_a_profile_is_asked_for_by_name(tocsin: Command, folder: Path) -> None:
    code, out, _ = tocsin("cap", "validate", str(folder / "a.xml"), "--profile", "ipaws")
    assert (code, "[ipaws-code]" in out) == (1, True)
    code, _, err = tocsin("cap", "validate", str(folder / "a.xml"), "--profile", "mars")
    assert code == 2
    assert "there is no profile 'mars'; there are tocsin, ipaws, canada, australia" in err


def test_sarif_has_a_rule_a_level_a_place_for_every_problem(tocsin: Command, folder: Path) -> None:
    code, out, _ = tocsin("cap", "validate", str(folder), "--format", "sarif")
    log = json.loads(out)
    assert code == 1
    assert log["version"] == "2.1.0"
    assert log["$schema"].endswith("sarif-schema-2.1.0.json")
    (run,) = log["runs"]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert rules == sorted(set(rules))
    for result in run["results"]:
        assert result["ruleId"] in rules
        assert result["level"] in LEVELS
        assert result["message"]["text"]
        place = result["locations"][0]["physicalLocation"]
        assert re.fullmatch(r"\S+", place["artifactLocation"]["uri"])
        assert place["region"]["startLine"] >= 1


def test_showing_tells_people_what_where_and_until_when(tocsin: Command, folder: Path) -> None:
    code, out, _ = tocsin("cap", "show", str(folder / "a.xml"))
    assert code == 0
    for text in (
        "Actual, public",
        "sent 2015-11-14 12:00 UTC+08:00 by duty@centre.example",
        "[en] Heightened security after attacks abroad",
        "until 2015-11-15 12:00 UTC+08:00",
        "where: Beijing (polygon of 5 points; 20 km around 31.2, 121.5; GB/T 2260 11)",
    ):
        assert text in out


def test_showing_cannot_rewrite_the_screen(tocsin: Command, tmp_path: Path) -> None:
    path = tmp_path / "bell.xml"
    path.write_bytes(cap.write(with_info(headline="a\u202eb\u0085c"), profiles=()))
    assert "a b c" in tocsin("cap", "show", str(path))[1]


def test_showing_as_json_has_the_whole_alert(tocsin: Command, folder: Path) -> None:
    code, out, _ = tocsin("cap", "show", str(folder), "-f", "json")
    told = json.loads(out)
    assert code == 1
    assert told[0]["alert"]["identifier"] == ALERT.identifier
    assert "alert" not in told[1]


def test_an_old_alert_is_converted_to_standard_output(tocsin: Command, tmp_path: Path) -> None:
    path = tmp_path / "old.xml"
    path.write_bytes(GOOD.replace(NAMESPACES["1.2"].encode(), NAMESPACES["1.1"].encode()))
    assert tocsin("cap", "convert", str(path))[:2] == (0, GOOD.decode())


def test_many_alerts_are_converted_into_a_folder_and_nothing_is_overwritten(
    tocsin: Command, folder: Path, tmp_path: Path
) -> None:
    maps = tmp_path / "maps"
    code, out, _ = tocsin("cap", "convert", str(folder), "--to", "geojson", "--output", str(maps))
    assert code == 1
    assert sorted(path.name for path in maps.iterdir()) == ["a.geojson", "d.geojson"]
    assert "b.xml: not converted, for this would be lost" in out
    assert json.loads((maps / "a.geojson").read_text())["type"] == "FeatureCollection"
    again = tocsin("cap", "convert", str(folder / "a.xml"), "--to", "geojson", "--output", str(maps))
    assert again[0] == 1
    assert "it exists already, and is not overwritten" in again[1]


def test_several_alerts_cannot_go_to_standard_output(tocsin: Command, folder: Path) -> None:
    code, _, err = tocsin("cap", "convert", str(folder))
    assert code == 2
    assert "name a folder for them with --output" in err


def test_what_the_standard_forbids_is_not_converted(tocsin: Command, tmp_path: Path) -> None:
    path = tmp_path / "open.xml"
    ring = " ".join(f"{y},{x}" for y, x in SQUARE[:-1])
    open_ring = re.sub(rb"<polygon>.*</polygon>", f"<polygon>{ring}</polygon>".encode(), GOOD)
    path.write_bytes(open_ring)
    code, out, _ = tocsin("cap", "convert", str(path))
    assert code == 1
    assert "polygon[1]: its last point is not its first" in out
    path.write_bytes(cap.write(with_area(altitude=3.0)))
    assert tocsin("cap", "convert", str(path), "--to", "json")[0] == 0
