"""Looking: which level holds, how far its orders are, what the report says."""

import json
import sys
from datetime import datetime
from typing import Annotated, Any

import typer

from tocsin.errors import BadInput
from tocsin_server.commands.level import screen, words
from tocsin_server.commands.level.client import Client, Row

app = typer.Typer()

Json = Annotated[bool, typer.Option("--json", help="As JSON, for machines.")]
UnitId = Annotated[str, typer.Option("--unit", help="Id of the unit; without it, your token's own.")]
Declaration = Annotated[
    str, typer.Argument(help="The level: the first characters of its id.", show_default="the one in force")
]


@app.command()
def show(
    context: typer.Context,
    unit: Annotated[str, typer.Argument(help="Id of a unit.", show_default="your own")] = "",
    as_json: Json = False,
) -> None:
    """Show the level that holds for a unit, all that are in force, and what waits for a second person.

    Example: tocsin level show
    """
    client: Client = context.obj.open()
    held = client.get(f"/level/standing/{unit or own_unit(client)}")
    in_force = list(client.rows("/level/declarations", in_force=True))
    waiting = list(client.rows("/level/proposals"))
    if as_json:
        print_json({**held, "in_force": in_force, "proposals": waiting})
        return
    screen.standing(held, unit or "your unit")
    screen.declarations("In force", in_force)
    screen.declarations("Waiting for a second person", waiting)


@app.command()
def board(
    context: typer.Context,
    unit: Annotated[str, typer.Argument(help="Id of a unit to look into.", show_default="the top")] = "",
    declaration: Annotated[
        str, typer.Option(help="The level: the first characters of its id.", show_default="the one in force")
    ] = "",
    as_json: Json = False,
) -> None:
    """Show how far the orders of a level are: a unit's branch, and each unit below it, worst first.

    Example: tocsin level board region-3
    """
    client: Client = context.obj.open()
    chosen = choose(client, declaration)
    found = client.get(f"/level/declarations/{chosen['id']}/board", unit=unit)
    if as_json:
        print_json(found)
        return
    screen.board(found)


@app.command()
def report(context: typer.Context, declaration: Declaration = "", as_json: Json = False) -> None:
    """Tell what came of a level: when its orders were answered and done, what went up, who could not.

    Example: tocsin level report 3f2a90c1 --json
    """
    client: Client = context.obj.open()
    found = client.get(f"/level/declarations/{choose(client, declaration)['id']}/report")
    if as_json:
        print_json(found)
        return
    screen.report(found)


def choose(client: Client, start: str) -> Row:
    """The declaration whose id starts so; without a start the only one in force, exercises set aside."""
    if start:
        rows = [row for row in client.rows("/level/declarations") if row["id"].startswith(start.lower())]
        rows = rows or [row for row in client.rows("/level/proposals") if row["id"].startswith(start.lower())]
    else:
        rows = list(client.rows("/level/declarations", in_force=True))
        rows = [row for row in rows if not row["exercise"]] or rows
    if len(rows) == 1:
        return rows[0]
    if not rows:
        raise BadInput("there is no such level" if start else "no level is in force", where=start)
    several = ", ".join(f"{words.short(row['id'])} ({row['word']} over {row['unit_id']})" for row in rows[:9])
    raise BadInput(f"say which level: {several}", where=start)


def own_unit(client: Client) -> str:
    """The unit of the token."""
    return str(client.get("/units/me")["memberships"][0]["unit_id"])


def now_of(client: Client, unit: str) -> datetime:
    """What the site's clock shows: a sample site's runs in 2015."""
    return datetime.fromisoformat(client.get(f"/level/standing/{unit}")["now"])


def print_json(found: Any) -> None:
    """To standard output, as the API told it."""
    json.dump(found, sys.stdout, ensure_ascii=False, indent=1)
    print()
