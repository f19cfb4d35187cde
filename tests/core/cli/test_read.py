"""`tocsin read`: real files in, findings out, and every mistake told in one line."""

import io
import json
import math
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from cli.samples import Command
from shared_data import shared_data

DATA = Path(__file__).parents[2] / "data" / "collect"
DISPATCH = "A bomb exploded in a market in Baghdad on Friday, killing at least 18 people and wounding 41."


@pytest.fixture
def dispatch(tmp_path: Path) -> Path:
    path = tmp_path / "night.txt"
    path.write_text(DISPATCH, "utf-8")
    return path


class TestTheReportOf14November2015:
    """The report that the project's mission comes from."""

    @pytest.fixture
    def report(self) -> Path:
        return shared_data("reading", "news", "000_0e652a000f851520.txt")

    def test_it_yields_one_incident_the_attack_in_paris_of_the_day_before(
        self, tocsin: Command, report: Path
    ) -> None:
        found = tocsin.records(report, "--published", "2015-11-14")
        (incident,) = [record for record in found if record["type"] == "incident"]
        place = incident["place"]
        assert (place["name"], place["country"]) == ("Paris", "FR")
        assert kilometres(place["latitude"], place["longitude"], 48.857, 2.352) < 10
        assert (incident["when"]["first"], incident["when"]["last"]) == ("2015-11-13", "2015-11-13")
        assert incident["killed"]["low"] == 120
        assert "more than 120" in incident["killed"]["quotes"]
        text = report.read_text("utf-8")
        assert incident["evidence"]
        assert all(each["quote"] in text for each in incident["evidence"])

    def test_it_yields_the_nationwide_alert_of_china(self, tocsin: Command, report: Path) -> None:
        found = tocsin.records(report, "--published", "2015-11-14")
        alerts = [record for record in found if record["kind"] == "alert_raised"]
        assert [alert["place"]["country"] for alert in alerts] == ["CN"]
        assert alerts[0]["when"]["first"] == "2015-11-14"
        assert any("nationwide alert" in each["quote"] for each in alerts[0]["evidence"])

    def test_without_a_date_it_says_how_to_give_it(self, tocsin: Command, report: Path) -> None:
        code, out, err = tocsin("read", report, "--format", "jsonl")
        incident = json.loads(out.splitlines()[0])
        assert code == 0
        assert incident["when"] is None
        assert any("--published" in note for note in incident["notes"])
        assert "--published" in err


def kilometres(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """Near enough for two points of one city."""
    north = 111.2 * (latitude - other_latitude)
    east = 111.2 * math.cos(math.radians(latitude)) * (longitude - other_longitude)
    return math.hypot(north, east)


class TestInputs:
    def test_a_folder_is_read_whole_and_what_is_left_out_is_named(
        self, tocsin: Command, tmp_path: Path
    ) -> None:
        shutil.copytree(DATA, tmp_path / "in" / "feeds")
        (tmp_path / "in" / "notes.toml").write_text("a = 1")
        (tmp_path / "in" / ".hidden.txt").write_text("hidden")
        code, _, err = tocsin("read", tmp_path / "in")
        assert code == 0
        assert "notes.toml" in err
        assert "hidden" not in err
        assert "4 reports" in err  # the other five are the very same dispatch in other formats

    def test_copies_in_several_files_are_one_source(self, tocsin: Command, tmp_path: Path) -> None:
        for name in ("one", "two"):
            (tmp_path / f"{name}.txt").write_text(DISPATCH, "utf-8")
        incident = tocsin.records(tmp_path, "--published", "2015-11-14")[0]
        ids = {source["report"] for source in incident["sources"]}
        (copy,) = [source for source in incident["sources"] if source["copy_of"]]
        assert copy["copy_of"] in ids - {copy["report"]}

    def test_standard_input_is_read(self, tocsin: Command, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(DISPATCH.encode())))
        assert tocsin.records("-", "--outlet", "desk")[0]["sources"][0]["outlet"] == "desk"

    def test_an_unusable_file_is_listed_and_the_others_are_read(
        self, tocsin: Command, tmp_path: Path, dispatch: Path
    ) -> None:
        (tmp_path / "empty.txt").touch()
        (tmp_path / "bomb.xml").write_bytes(b"<!DOCTYPE rss [<!ENTITY a 'b'>]><rss>&a;</rss>")
        code, _, err = tocsin("read", tmp_path)
        assert code == 0
        assert "empty.txt: the document is empty [empty]" in err
        assert "bomb.xml: it declares entities, which are never read [entities]" in err
        assert "1 report " in err

    def test_an_address_is_fetched_by_the_part_that_can(
        self, tocsin: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        install(tmp_path, "tocsin.fetchers", "a_fetcher:fetch")
        source = "from types import SimpleNamespace as N\n"
        source += f"def fetch(url): return N(data={DISPATCH.encode()!r}, media_type='text/plain', url=url)\n"
        (tmp_path / "a_fetcher.py").write_text(source)
        monkeypatch.syspath_prepend(tmp_path)
        source = tocsin.records("https://news.example/1")[0]["sources"][0]
        assert (source["outlet"], source["url"]) == ("news.example", "https://news.example/1")


class TestOutput:
    def test_a_file_takes_what_the_screen_would(
        self, tocsin: Command, dispatch: Path, tmp_path: Path
    ) -> None:
        target = tmp_path / "out.geojson"
        code, out, _ = tocsin("read", dispatch, "-f", "geojson", "-o", target)
        assert (code, out) == (0, "")
        assert json.loads(target.read_text("utf-8"))["type"] == "FeatureCollection"

    def test_standard_output_holds_results_only(self, tocsin: Command, tmp_path: Path) -> None:
        (tmp_path / "empty.txt").touch()
        (tmp_path / "night.txt").write_text(DISPATCH)
        assert all(record["id"] for record in tocsin.records(tmp_path))

    def test_the_language_of_the_terminal_cannot_be_abused(self, tocsin: Command, tmp_path: Path) -> None:
        (tmp_path / "night\x1b[2J.txt").write_text("")
        assert "\x1b[2J" not in tocsin("read", tmp_path)[2]

    def test_a_reader_that_goes_away_ends_it_quietly(self, dispatch: Path) -> None:
        with subprocess.Popen(
            [sys.executable, "-m", "tocsin.cli.main", "read", dispatch, "-f", "jsonl"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        ) as process:
            assert process.stdout
            assert process.stderr
            process.stdout.close()
            assert b"Traceback" not in process.stderr.read()


class TestMistakes:
    @pytest.mark.parametrize(
        ("arguments", "words"),
        [
            (["read", "nowhere.txt"], "nowhere.txt: there is no such file or folder"),
            (["read", "{dispatch}", "--published", "tomorrow"], "is no date"),
            (["read", "{dispatch}", "--format", "pdf"], "pdf"),
            (["read", "{dispatch}", "-o", "/nowhere/at/all.csv"], "/nowhere/at/all.csv"),
            (["read"], "Missing argument"),
            (["raed"], "raed"),
        ],
    )
    def test_a_mistake_is_told_without_a_traceback(
        self, tocsin: Command, dispatch: Path, arguments: list[str], words: str
    ) -> None:
        code, out, err = tocsin(*(argument.format(dispatch=dispatch) for argument in arguments))
        assert code == 2
        assert words in err
        assert "Traceback" not in err
        assert not out

    def test_nothing_readable_is_exit_code_one(self, tocsin: Command, tmp_path: Path) -> None:
        (tmp_path / "empty.txt").touch()
        code, _, err = tocsin("read", tmp_path)
        assert code == 1
        assert "nothing could be read" in err

    @pytest.mark.skipif(
        os.name != "posix" or os.geteuid() == 0, reason="needs a user who may not read all files"
    )
    def test_a_file_that_may_not_be_read_is_listed(self, tocsin: Command, dispatch: Path) -> None:
        dispatch.chmod(0)
        code, _, err = tocsin("read", dispatch)
        assert code == 1
        assert "Permission denied" in err

    def test_ctrl_c_is_exit_code_130(self, tmp_path: Path) -> None:
        pipe = tmp_path / "night.txt"
        os.mkfifo(pipe)
        command = [sys.executable, "-m", "tocsin.cli.main", "read", pipe]
        with subprocess.Popen(command, stderr=subprocess.PIPE) as process:
            with pipe.open("wb"):  # returns once the command waits for what the pipe will say
                process.send_signal(signal.SIGINT)
                assert process.wait(10) == 130
            assert process.stderr
            assert b"Traceback" not in process.stderr.read()


def install(folder: Path, group: str, target: str) -> None:
    """Another installed part, as far as entry points can tell."""
    metadata = folder / "another_part-1.0.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: another-part\nVersion: 1.0\n")
    (metadata / "entry_points.txt").write_text(f"[{group}]\nanother = {target}\n")
