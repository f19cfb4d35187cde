"""What can go wrong before anything runs is said in one line that tells what to do."""

import os
import socket
from pathlib import Path

import pytest

from tocsin.errors import BadInput, Conflict
from tocsin_server.commands import site
from tocsin_server.sample import home


def test_a_port_in_use_is_refused_with_another_to_try() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(Conflict, match=f"port {port} .* --port {port + 1}"):
            site.check_port("127.0.0.1", port)


def test_a_free_port_is_accepted() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    site.check_port("127.0.0.1", port)


def test_a_home_that_cannot_be_written_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOCSIN_HOME", os.environ["TOCSIN_HOME"])
    (tmp_path / "file").touch()
    with pytest.raises(BadInput, match="--home"):
        site.choose_home(tmp_path / "file" / "home")


def test_a_real_site_is_never_turned_into_a_sample(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TOCSIN_DATABASE", raising=False)
    (tmp_path / "tocsin.sqlite3").touch()
    with pytest.raises(Conflict, match="real site"):
        home.mark(tmp_path)


def test_a_sample_never_touches_a_database_outside_its_home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOCSIN_DATABASE", "postgresql://host/real")
    with pytest.raises(Conflict, match="without TOCSIN_DATABASE"):
        home.mark(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_with_other_content_is_never_emptied(tmp_path: Path) -> None:
    (tmp_path / "letters.txt").write_text("dear")
    with pytest.raises(Conflict, match="not a sample site"):
        home.empty(tmp_path)
    assert (tmp_path / "letters.txt").exists()


def test_a_sample_site_can_be_emptied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TOCSIN_DATABASE", raising=False)
    home.mark(tmp_path)
    (tmp_path / "static").mkdir()
    home.empty(tmp_path)
    assert list(tmp_path.iterdir()) == []
