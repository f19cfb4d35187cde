"""Every command and option is in the handbook."""

from pathlib import Path
from typing import cast

import pytest
from click import Command, Context
from typer.core import TyperGroup
from typer.main import get_command

from tocsin.cli.main import app

TEXT = (Path(__file__).resolve().parents[2] / "docs" / "reference" / "command-line.md").read_text()


def commands(group: TyperGroup | None = None, before: str = "") -> list[tuple[str, Command]]:
    """Every command by its full name, as in "account add"."""
    top = group or cast(TyperGroup, get_command(app))
    context = Context(top)
    found: list[tuple[str, Command]] = []
    for name in top.list_commands(context):
        command = top.get_command(context, name)
        assert command is not None
        inner = commands(command, f"{before}{name} ") if isinstance(command, TyperGroup) else None
        found += inner or [(f"{before}{name}", command)]
    return found


@pytest.mark.parametrize(("name", "command"), commands())
def test_the_handbook_tells_of_every_command_and_option(name: str, command: Command) -> None:
    row = next(line for line in TEXT.splitlines() if line.startswith(f"| `tocsin {name}"))
    options = {name for option in command.params for name in option.opts if name.startswith("--")}
    assert {name for name in options if f"`{name}`" not in row} <= {"--help"}


@pytest.mark.parametrize(("name", "command"), commands())
def test_every_command_says_what_it_does_with_an_example(name: str, command: Command) -> None:
    assert command.help
    assert "xample" in (command.help + (command.epilog or ""))
