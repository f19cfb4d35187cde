"""A level from a terminal: raised, seen, acknowledged and ended on a running site."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.end_to_end.test_commands import Site, tocsin

DECISION = ("--ends", "in 7 d", "--basis", "Law 1", "--owner", "Duty desk", "--reason", "Attacks abroad")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    running = Site(tmp_path_factory.mktemp("level") / "home")
    try:
        running.await_answer()
        yield running
    finally:
        running.clear()


@pytest.fixture(scope="module")
def variables(site: Site) -> dict[str, str]:
    """Where the site is and the token of its root's duty officer, as somebody would export them."""
    role = ("--unit", "nation", "--role", "duty_officer", "--name", "desk")
    secret = tocsin("account", "token", *role, "--home", site.home).stdout.strip()
    assert secret.startswith("tocsin_")
    return {"TOCSIN_SITE": f"http://127.0.0.1:{site.port}", "TOCSIN_TOKEN": secret}


def done(variables: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    """A command that succeeds, and in which the token shows nowhere."""
    answer = tocsin("level", *arguments, **variables)
    assert answer.returncode == 0, answer.stderr
    assert variables["TOCSIN_TOKEN"] not in answer.stdout + answer.stderr
    return answer


def test_a_level_goes_from_a_terminal_to_its_answers_and_its_end(
    variables: dict[str, str], tmp_path: Path
) -> None:
    assert "is in force until" in done(variables, "raise", "Critical", *DECISION, "--yes").stdout
    assert "Critical (4) holds" in done(variables, "show").stdout
    waiting = json.loads(done(variables, "orders", "--json").stdout)
    assert waiting
    assert "acknowledged for nation" in done(variables, "ack", "--note", "Night shift").stdout
    assert "No order of nation waits" in done(variables, "orders").stdout
    assert "orders answered in" in done(variables, "board").stdout
    sheet = tmp_path / "orders.csv"
    done(variables, "orders", "--csv", str(sheet))
    assert "0 orders answered" in done(variables, "orders", "--read", str(sheet)).stdout
    assert "Critical over" in done(variables, "report").stdout
    assert "has ended" in done(variables, "end", "--reason", "Over", "--yes").stdout


def test_a_refusal_is_one_line_and_exit_code_2(variables: dict[str, str]) -> None:
    refused = tocsin("level", "board", "--declaration", "ffffffff", **variables)
    assert refused.returncode == 2
    assert refused.stderr.count("\n") == 1
    assert "there is no such level" in refused.stderr


def test_a_site_that_is_not_there_is_exit_code_1(variables: dict[str, str]) -> None:
    missed = tocsin("level", "show", **variables | {"TOCSIN_SITE": "http://127.0.0.1:9"})
    assert missed.returncode == 1
    assert "cannot be reached" in missed.stderr
