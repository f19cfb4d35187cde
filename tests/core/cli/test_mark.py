"""`tocsin mark` shows places in a text, and keeps nothing."""

import json
from pathlib import Path

import pytest

from tocsin.cli.main import main
from tocsin.extract.encoder import Encoder

TEXT = (
    "LIMA, 3 MAY - Guerrillas of the Shining Path dynamited a power station near the capital on Monday. "
    "A priest and two peasants were killed by the explosion. The minister of education opened a school."
)


@pytest.fixture
def told(tmp_path: Path) -> Path:
    """A file with one report."""
    if Encoder.open() is None:
        pytest.skip("the weights are not here: python -m benchmarks.train_reader makes them")
    path = tmp_path / "night.txt"
    path.write_text(TEXT)
    return path


def test_the_words_are_marked_with_their_role(told: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        main(["mark", str(told)])
    shown = " ".join(capsys.readouterr().out.split())
    assert "Record 1: bombing" in shown
    assert "power station [physical target" in shown
    assert "opened a school" not in shown


def test_a_text_of_peace_has_no_record(told: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told.write_text(
        "LIMA, 3 MAY - The minister of education opened a school. Children sang, and the mayor was there."
    )
    with pytest.raises(SystemExit, match="0"):
        main(["mark", str(told)])
    assert "Tells of no incident" in capsys.readouterr().out


def test_as_lines_it_gives_places_and_no_words(told: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        main(["mark", str(told), "--format", "jsonl"])
    out = capsys.readouterr().out
    assert "peasants" not in out
    (record,) = json.loads(out)["records"]
    targets = [entity for entity in record["entities"] if entity["role"] == "physical_target"]
    assert len(targets) == 1
    assert 0 < targets[0]["mentions"][0]["probability"] <= 1


def test_what_is_no_report_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "broken.xml").write_bytes(b"<rss")
    with pytest.raises(SystemExit, match="1"):
        main(["mark", str(tmp_path / "broken.xml")])
    assert "set aside" in capsys.readouterr().err
