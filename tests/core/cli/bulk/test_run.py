"""An archive is read once and whole, whatever is killed on the way."""

import json
import os
import subprocess
import sys
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

import psutil
import pytest
from cli.bulk import archive
from cli.bulk.accidents import Once, Prone, deadly, fatal, slow
from cli.bulk.archive import SETTINGS, rows, tables

from tocsin.base.engines import ProcessEngine
from tocsin.cli.bulk.parts import Parts
from tocsin.cli.bulk.run import Archive, Done, read_archive
from tocsin.errors import BadInput, Conflict, TocsinError

CORE_TESTS = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return archive.make(tmp_path_factory.mktemp("archive") / "in")


@pytest.fixture(scope="module")
def undisturbed(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The output of a run at which nothing went wrong."""
    output = tmp_path_factory.mktemp("undisturbed") / "out"
    read(source, output)
    return output


def read(source: Path, output: Path, engine: object = None) -> Done:
    return read_archive(Archive(source, output, SETTINGS, most_files=2), engine or ProcessEngine(), 2)


class TestTheOutput:
    def test_accounts_for_every_file(self, undisturbed: Path, source: Path) -> None:
        told = Counter(
            row["input"] for row in [*rows(undisturbed, "reports"), *rows(undisturbed, "set_aside")]
        )
        readable = {path.name for path in source.iterdir()} - {"notes.toml"}
        assert told == Counter(dict.fromkeys(readable, 1) | {"feed.rss": 2})

    def test_tells_what_each_report_tells(self, undisturbed: Path) -> None:
        first = rows(undisturbed, "incidents")[0]
        assert (first["input"], first["kind"], first["place"]) == ("00.txt", "bombing", "Baghdad")
        assert (first["killed"]["low"], first["first"].isoformat()) == (2, "2015-11-13")
        assert "killing at least 2 people" in first["evidence"][0]["quote"]

    def test_gives_the_reason_for_what_is_set_aside(self, undisturbed: Path) -> None:
        (aside,) = rows(undisturbed, "set_aside")
        assert (aside["input"], aside["reason"]) == ("empty.html", "empty")

    def test_holds_no_text_beyond_the_evidence(self, tmp_path: Path) -> None:
        (tmp_path / "in").mkdir()
        text = "Jane Roe was away.\n\nA bomb killed 12 people in Kirkuk on Friday.\n\nJane Roe said nothing."
        (tmp_path / "in" / "one.txt").write_text(text, "utf-8")
        read(tmp_path / "in", tmp_path / "out")
        held = str(
            [rows(tmp_path / "out", name) for name in ("reports", "incidents", "actions", "set_aside")]
        )
        assert "Kirkuk" in held
        assert "Jane" not in held

    def test_holds_what_is_not_quite_unicode(self, tmp_path: Path) -> None:
        (tmp_path / "in").mkdir()
        feed = {
            "version": "https://jsonfeed.org/version/1.1",
            "items": [{"id": "1", "content_text": "A \ud83d"}],
        }
        (tmp_path / "in" / "feed.json").write_text(json.dumps(feed), "ascii")
        (tmp_path / "in" / os.fsdecode(b"na\xefve.txt")).write_text("A blast was heard.")
        assert read(tmp_path / "in", tmp_path / "out").rows["reports"] == 2


class TestARunThatIsKilled:
    def test_is_taken_up_again_and_ends_in_the_very_same_tables(
        self, undisturbed: Path, source: Path, tmp_path: Path
    ) -> None:
        output = tmp_path / "out"
        with start(source, output) as process:
            wait_for(lambda: any(output.glob("reports/*.parquet")))
            children = psutil.Process(process.pid).children()
            process.kill()
        finished = len(list(output.glob("reports/*.parquet")))
        assert 0 < finished < len(list(undisturbed.glob("reports/*.parquet")))
        _, alive = psutil.wait_procs(children, timeout=30)
        assert not alive
        done = read(source, output)
        assert done.earlier >= finished
        assert tables(output) == tables(undisturbed)

    def test_a_killed_worker_costs_nothing(self, undisturbed: Path, source: Path, tmp_path: Path) -> None:
        read(source, tmp_path / "out", Prone(ProcessEngine(), Once(tmp_path / "marker")))
        assert (tmp_path / "marker").exists()
        assert tables(tmp_path / "out") == tables(undisturbed)

    def test_a_file_that_kills_every_worker_is_set_aside_alone(self, source: Path, tmp_path: Path) -> None:
        done = read(source, tmp_path / "out", Prone(ProcessEngine(), deadly))
        aside = {row["input"]: row["reason"] for row in rows(tmp_path / "out", "set_aside")}
        assert aside == {"empty.html": "empty", "03.txt": "deadly"}
        assert done.rows["reports"] == 17


class TestAFinishedRun:
    def test_is_not_read_again(self, undisturbed: Path, source: Path) -> None:
        before = {path: path.stat().st_mtime_ns for path in undisturbed.rglob("*.parquet")}
        done = read(source, undisturbed)
        assert (done.files, done.earlier, done.left_out) == (0, 18, 1)
        assert {path: path.stat().st_mtime_ns for path in undisturbed.rglob("*.parquet")} == before

    def test_is_not_mixed_with_one_of_other_settings(self, undisturbed: Path, source: Path) -> None:
        other = Archive(source, undisturbed, replace(SETTINGS, outlet="desk"), most_files=2)
        with pytest.raises(Conflict, match=r"outlet was 'not given' and is 'desk'.*new folder"):
            read_archive(other, ProcessEngine(), 1)

    def test_is_not_mixed_with_one_of_other_files(self, undisturbed: Path, tmp_path: Path) -> None:
        other = archive.make(tmp_path / "in", 3)
        with pytest.raises(Conflict, match=r"the files have changed \(18 then, 5 now\)"):
            read(other, undisturbed)


def test_where_no_process_can_read_anything_the_files_are_not_to_blame(source: Path, tmp_path: Path) -> None:
    with pytest.raises(TocsinError, match="same Tocsin"):
        read(source, tmp_path / "out", Prone(ProcessEngine(), fatal))
    assert not rows(tmp_path / "out", "set_aside")


def test_two_runs_never_write_to_one_folder(source: Path, tmp_path: Path) -> None:
    with Parts.open(tmp_path / "out"), pytest.raises(Conflict, match="another run"):
        read(source, tmp_path / "out")


def test_an_archive_without_reports_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no file in it can be read"):
        read(tmp_path, tmp_path / "out")


def start(source: Path, output: Path) -> "subprocess.Popen[bytes]":
    """A run in a process of its own, slow enough to be killed in the middle."""
    return subprocess.Popen([sys.executable, __file__, source, output], env={"PYTHONPATH": str(CORE_TESTS)})


def wait_for(condition: object) -> None:
    deadline = time.monotonic() + 120
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < deadline
        time.sleep(0.01)


if __name__ == "__main__":
    read(Path(sys.argv[1]), Path(sys.argv[2]), Prone(ProcessEngine(), slow))
