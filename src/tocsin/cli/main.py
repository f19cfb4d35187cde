"""The entry point: which commands there are, and what an error becomes.

Exit codes: 0 done; 1 nothing could be read, something checked is invalid, or an error in Tocsin itself;
2 wrong use or unusable input; 130 stopped with Ctrl-C.
"""

import sys
import traceback
from collections.abc import Sequence
from functools import cache
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperGroup
from typer.main import get_group

from tocsin import __version__
from tocsin.cli import cap, gazetteer, plan, plugins
from tocsin.cli.mark import mark
from tocsin.cli.messages import fail
from tocsin.cli.read import read
from tocsin.errors import TocsinError

EPILOG = (
    "Exit codes: 0 done; 1 nothing could be read, something checked is invalid, or an error in Tocsin "
    "itself; 2 wrong use or unusable input; 130 stopped with Ctrl-C."
)

HEAVY = ("warn",)
"""Commands of `tocsin.cli` whose libraries take long to load; no other command waits for them."""


@cache
def heavy(name: str) -> Any:
    """A heavy command, loaded."""
    group = get_group(import_module(f"tocsin.cli.{name}").app)
    group.name, group.epilog = name, EPILOG
    return group


class Commands(TyperGroup):
    """The core's own commands, and those of other parts, which are loaded only when one is asked for."""

    def list_commands(self, ctx: Any) -> list[str]:
        return [*super().list_commands(ctx), *HEAVY, *sorted(plugins.commands().commands)]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name in HEAVY:
            return heavy(cmd_name)
        return super().get_command(ctx, cmd_name) or plugins.commands().commands.get(cmd_name)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        missing = plugins.commands().missing if args and self.get_command(ctx, args[0]) is None else ""
        if missing:
            raise TocsinError(f"there is no command {args[0]!r} here; it {plugins.NEEDS_SERVER} ({missing})")
        return super().resolve_command(ctx, args)


app = typer.Typer(
    cls=Commands,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command(epilog=EPILOG)(read)
app.command(epilog=EPILOG)(mark)
app.add_typer(plan.app, name="plan", epilog=EPILOG)
app.add_typer(cap.app, name="cap", epilog=EPILOG)
app.add_typer(gazetteer.app, name="gazetteer", epilog=EPILOG)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"tocsin {__version__}")
        raise typer.Exit


@app.callback(epilog=EPILOG)
def start(
    _version: Annotated[
        bool, typer.Option("--version", help="Show the version.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    """Public safety from the first report to the last acknowledgement."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line. A user's mistake becomes one line; only our own become a traceback."""
    try:
        app(args=arguments, prog_name="tocsin")
    except TocsinError as error:
        fail(str(error))
        return 2
    except Exception:  # noqa: BLE001 - the outermost edge
        traceback.print_exc()
        fail("this is an error in Tocsin itself; please report it with the lines above")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
