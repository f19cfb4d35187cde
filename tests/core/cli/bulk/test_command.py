"""`tocsin read DIR --engine`: what its user sees."""

import sys
from pathlib import Path

import pyarrow.dataset as ds
import pytest
from cli.bulk import archive
from cli.samples import Command


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return archive.make(tmp_path / "in", 2)


def test_a_folder_becomes_tables_that_others_can_read(tocsin: Command, source: Path, tmp_path: Path) -> None:
    arguments = ("read", source, "--engine", "process", "--jobs", 1, "-o", tmp_path / "out")
    code, out, err = tocsin(*arguments, "--published", "2015-11-14")
    assert (code, out) == (0, "")
    assert "4 reports, 2 incidents, 0 official actions, 1 set aside" in err
    assert "1 file not read" in err
    incidents = ds.dataset(tmp_path / "out" / "incidents").to_table(filter=ds.field("country") == "IQ")
    assert incidents["place"].to_pylist() == ["Baghdad"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["{source}", "{source}"], "name one folder"),
        (["-"], "name one folder"),
        (["{source}"], "--output: name the folder for the tables"),
        (["{source}", "-o", "{source}/feed.rss"], "feed.rss"),
        (["{source}", "-o", "{source}/out", "--format", "csv"], "--format: leave it out"),
        (["{source}", "-o", "{source}/out", "--jobs", "0"], "--jobs"),
    ],
)
def test_a_mistake_is_told_in_one_line(
    tocsin: Command, source: Path, arguments: list[str], words: str
) -> None:
    given = (argument.format(source=source) for argument in arguments)
    code, _, err = tocsin("read", *given, "--engine", "process")
    assert code == 2
    assert words in err
    assert "Traceback" not in err


def test_without_ray_it_says_how_to_get_it(
    tocsin: Command, source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    code, _, err = tocsin("read", source, "--engine", "ray", "-o", tmp_path / "out")
    assert code == 2
    assert "pip install 'tocsin[ray]'" in err
