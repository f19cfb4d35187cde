"""Every command and option is in the handbook."""

from pathlib import Path

import pytest
from click import Command, Context
from typer.main import get_command

from tocsin.cli.main import app

TEXT = (Path(__file__).resolve().parents[2] / "docs" / "reference" / "command-line.md").read_text()


def commands() -> list[Command]:
    top = get_command(app)
    context = Context(top)
    return [top.get_command(context, name) for name in top.list_commands(context)]


@pytest.mark.parametrize("command", commands(), ids=lambda command: command.name)
def test_the_handbook_tells_of_every_command_and_option(command: Command) -> None:
    row = next(line for line in TEXT.splitlines() if line.startswith(f"| `tocsin {command.name}"))
    options = {name for option in command.params for name in option.opts if name.startswith("--")}
    assert {name for name in options if f"`{name}`" not in row} <= {"--help"}


@pytest.mark.parametrize("command", commands(), ids=lambda command: command.name)
def test_every_command_says_what_it_does_with_an_example(command: Command) -> None:
    assert command.help
    assert "xample" in (command.help + (command.epilog or ""))
