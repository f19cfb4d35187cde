"""The command line as a whole: its own commands stand whatever becomes of the other parts'."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from cli.samples import Command
from cli.test_read import install

from tocsin import __version__
from tocsin.cli import plugins
from tocsin.cli.read import complete_path


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    """Which parts are installed is looked up once a process; here it changes with every test."""
    plugins.commands.cache_clear()
    yield
    plugins.commands.cache_clear()


def test_the_version_is_told(tocsin: Command) -> None:
    assert tocsin("--version")[:2] == (0, f"tocsin {__version__}\n")


def test_help_names_examples_and_exit_codes(tocsin: Command) -> None:
    code, out, _ = tocsin("read", "--help")
    assert code == 0
    assert "tocsin read night.txt --published 2015-11-14" in out
    assert "130 stopped with Ctrl-C" in " ".join(out.split())


def test_another_part_adds_its_commands(
    tocsin: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(tmp_path, "tocsin.commands", "a_part:app")
    source = "import typer\napp = typer.Typer()\n@app.command()\ndef ring(): print('ding')\n"
    (tmp_path / "a_part.py").write_text(source)
    monkeypatch.syspath_prepend(tmp_path)
    assert tocsin("ring")[:2] == (0, "ding\n")
    assert "ring" in tocsin("--help")[1]


def test_a_part_that_cannot_be_loaded_leaves_the_core_whole(
    tocsin: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(tmp_path, "tocsin.commands", "nothing_here:app")
    monkeypatch.syspath_prepend(tmp_path)
    assert tocsin("--version")[0] == 0
    assert tocsin("--help")[0] == 0
    code, _, err = tocsin("ring")
    assert code == 2
    assert "needs the server part: pip install 'tocsin[server]'" in err
    assert "No module named 'nothing_here'" in err


def test_without_a_part_that_fetches_an_address_is_refused_with_the_remedy(
    tocsin: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(tmp_path, "tocsin.fetchers", "nothing_here:fetch")
    monkeypatch.setattr("sys.path", [str(tmp_path)])
    code, _, err = tocsin("read", "https://news.example/rss")
    assert code == 2
    assert "reading an address needs the server part" in err


def test_half_typed_paths_are_completed(tmp_path: Path) -> None:
    (tmp_path / "feeds").mkdir()
    (tmp_path / "feeds.txt").touch()
    assert complete_path(f"{tmp_path}/fe") == [f"{tmp_path}/feeds/", f"{tmp_path}/feeds.txt"]
    assert complete_path(f"{tmp_path}/nowhere/x") == []
