"""`tocsin gazetteer import`: a dump of GeoNames becomes a list of places that `tocsin read` uses."""

from pathlib import Path

import pytest
from cli.samples import Command

GOOD = "\t".join(
    ["900000001", "Tocsinville", "Tocsinville", "", "45.5", "3.5", "P", "PPL", "FR", "", "84", "", "", "",
     "250000", "", "0", "Europe/Paris", "2020-01-01"]
)  # fmt: skip


@pytest.fixture
def dump(tmp_path: Path) -> Path:
    path = tmp_path / "FR.txt"
    path.write_text(f"{GOOD}\nshort line\n", "utf-8")
    return path


def test_what_became_of_each_line_is_told(tocsin: Command, dump: Path, tmp_path: Path) -> None:
    code, _, said = tocsin("gazetteer", "import", dump, "--out", tmp_path / "places.npz")
    assert code == 0
    assert "line 2: 1 columns, not 19" in said
    assert "2 lines: 1 places added, 0 known already, 0 not wanted, 1 refused" in said


def test_reading_finds_the_places_of_the_list_it_is_given(
    tocsin: Command, dump: Path, tmp_path: Path
) -> None:
    places = tmp_path / "places.npz"
    tocsin("gazetteer", "import", dump, "--out", places)
    report = tmp_path / "night.txt"
    report.write_text("A car bomb killed 12 people in Tocsinville on Friday, police said.", "utf-8")
    found = tocsin.records(report, "--published", "2015-11-14", "--gazetteer", places)
    assert [record["place"]["name"] for record in found] == ["Tocsinville"]


def test_classes_that_geonames_does_not_have_are_refused(tocsin: Command, dump: Path, tmp_path: Path) -> None:
    code, _, said = tocsin("gazetteer", "import", dump, "--out", tmp_path / "places.npz", "--classes", "AX")
    assert code == 2
    assert "--classes: 'AX': use letters of AHLPRSTUV" in said
    assert not (tmp_path / "places.npz").exists()
