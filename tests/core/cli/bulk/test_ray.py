"""On a cluster of two machines the tables are those of one machine, also when one machine is lost."""

import time
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from cli.bulk import archive
from cli.bulk.accidents import Noted, Prone
from cli.bulk.archive import SETTINGS, tables

from tocsin.base.engines import ProcessEngine, RayEngine
from tocsin.cli.bulk.run import Archive, read_archive

pytestmark = pytest.mark.slow


@pytest.fixture
def nodes(tmp_path: Path) -> Path:
    """Where the nodes that did some of the work leave their names."""
    (tmp_path / "nodes").mkdir()
    return tmp_path / "nodes"


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return archive.make(tmp_path / "in")


@pytest.fixture
def undisturbed(source: Path, tmp_path: Path) -> dict[str, bytes]:
    read_archive(Archive(source, tmp_path / "alone", SETTINGS, most_files=1), ProcessEngine(), 1)
    return tables(tmp_path / "alone")


def read(source: Path, nodes: Path) -> dict[str, bytes]:
    output = source.parent / "out"
    read_archive(Archive(source, output, SETTINGS, most_files=1), Prone(RayEngine(), Noted(nodes)), 2)
    return tables(output)


def test_two_nodes_give_the_same_tables_as_one_process(
    cluster: Any, source: Path, nodes: Path, undisturbed: dict[str, bytes]
) -> None:
    assert read(source, nodes) == undisturbed
    assert len(list(nodes.iterdir())) == 2


def test_a_node_that_is_lost_in_the_middle_costs_nothing(
    cluster: Any, source: Path, nodes: Path, undisturbed: dict[str, bytes]
) -> None:
    def lose_one() -> None:
        while len(list(nodes.iterdir())) < 2:
            time.sleep(0.01)
        cluster.remove_node(cluster.second, allow_graceful=False)

    loser = Thread(target=lose_one, daemon=True)
    loser.start()
    assert read(source, nodes) == undisturbed
    loser.join(60)
    assert not loser.is_alive()
