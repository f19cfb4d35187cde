"""Declaring: raise, lower, extend, end, and what a second person decides."""

import sys
from typing import Annotated
from uuid import uuid4

import typer

from tocsin.errors import BadInput, NotAllowed
from tocsin_server.commands.level import screen, words
from tocsin_server.commands.level.client import Client, Row
from tocsin_server.commands.level.looking import (
    Declaration,
    Json,
    UnitId,
    choose,
    now_of,
    own_unit,
    print_json,
)

app = typer.Typer()

Level = Annotated[str, typer.Argument(help="Its word or rank, as in `Heightened` or 3.")]
Ends = Annotated[str, typer.Option(help='When it lapses: "in 7 d", or a time with its zone.')]
Basis = Annotated[str, typer.Option(help="The law or rule it rests on.")]
Owner = Annotated[str, typer.Option(help="The office answerable for it.")]
Reason = Annotated[str, typer.Option(help="Why.")]
Threats = Annotated[
    list[str] | None, typer.Option("--threat", help="Only for this kind of threat; may come again.")
]
Venues = Annotated[
    list[str] | None, typer.Option("--venue", help="Only for this kind of venue; may come again.")
]
Warnings = Annotated[list[int] | None, typer.Option("--warning", help="Number of a warning it rests on.")]
Incidents = Annotated[list[str] | None, typer.Option("--incident", help="Id of an incident it rests on.")]
Exercise = Annotated[bool, typer.Option("--exercise", help="An exercise: it reaches no live channel.")]
Propose = Annotated[bool, typer.Option("--propose", help="Have a second person confirm it.")]
Key = Annotated[str, typer.Option(help="Name of this decision: given again, nothing is done twice.")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]


@app.command(name="raise")
def raise_level(
    context: typer.Context, level: Level, ends: Ends, basis: Basis, owner: Owner, reason: Reason,
    unit: UnitId = "", threats: Threats = None, venues: Venues = None, warnings: Warnings = None,
    incidents: Incidents = None, exercise: Exercise = False, propose: Propose = False, key: Key = "",
    yes: Yes = False, as_json: Json = False,
) -> None:  # fmt: skip
    """Raise a level over a unit and all below it; first shows what that orders, and asks.

    Example: tocsin level raise Heightened --ends "in 7 d" --basis "Safety Act, s. 4" --owner "Duty desk"
    --reason "Attacks abroad"
    """
    client: Client = context.obj.open()
    word, decision = _decision(
        client, level=level, unit=unit, ends=ends, threats=threats, venues=venues, exercise=exercise,
        basis=basis, owner=owner, reason=reason, propose=propose, key=key,
        warning_ids=warnings or [], incident_ids=incidents or [],
    )  # fmt: skip
    _declare(client, decision, word, lower=False, yes=yes, as_json=as_json)


@app.command()
def lower(
    context: typer.Context, level: Level, ends: Ends, basis: Basis, owner: Owner, reason: Reason,
    unit: UnitId = "", threats: Threats = None, venues: Venues = None, exercise: Exercise = False,
    propose: Propose = False, key: Key = "", yes: Yes = False, as_json: Json = False,
) -> None:  # fmt: skip
    """Put a lower level in the place of the one that stands over a unit; what both ask for is carried on.

    Example: tocsin level lower Watchful --ends "in 14 d" --basis "Safety Act, s. 4" --owner "Duty desk"
    --reason "No sign of a threat here"
    """
    client: Client = context.obj.open()
    word, decision = _decision(
        client, level=level, unit=unit, ends=ends, threats=threats, venues=venues, exercise=exercise,
        basis=basis, owner=owner, reason=reason, propose=propose, key=key,
    )  # fmt: skip
    _declare(client, decision, word, lower=True, yes=yes, as_json=as_json)


@app.command()
def extend(
    context: typer.Context, ends: Ends, reason: Reason, declaration: Declaration = "", as_json: Json = False
) -> None:
    """Let a level last longer, or lapse sooner; its orders stand as they are.

    Example: tocsin level extend --ends "in 7 d" --reason "The search goes on"
    """
    client: Client = context.obj.open()
    row = choose(client, declaration)
    until = words.instant(ends, now_of(client, row["unit_id"]), "ends").isoformat()
    row = client.post(f"/level/declarations/{row['id']}/extend", {"ends": until, "reason": reason})
    _tell(row, f"{row['word']} over {row['unit_id']} now lasts until {words.told(row['ends'])}.", as_json)


@app.command()
def end(
    context: typer.Context,
    reason: Reason,
    declaration: Declaration = "",
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """End a level before its time; its open orders need no answer any more.

    Example: tocsin level end 3f2a90c1 --reason "No sign of a threat here"
    """
    client: Client = context.obj.open()
    row = choose(client, declaration)
    _ask(f"End {row['word']} over {row['unit_id']}?", yes=yes)
    row = client.post(f"/level/declarations/{row['id']}/end", {"reason": reason})
    _tell(row, f"{row['word']} over {row['unit_id']} has ended.", as_json)


@app.command()
def confirm(
    context: typer.Context,
    declaration: Declaration,
    refuse: Annotated[str, typer.Option(help="Refuse it instead, for this reason.")] = "",
    as_json: Json = False,
) -> None:
    """Decide as the second person on a proposed level; to confirm one takes a person, in the console.

    Example: tocsin level confirm 3f2a90c1 --refuse "The report was false"
    """
    client: Client = context.obj.open()
    row = choose(client, declaration)
    if refuse:
        row = client.post(f"/level/declarations/{row['id']}/refuse", {"reason": refuse})
        return _tell(row, f"{row['word']} over {row['unit_id']} does not come into force.", as_json)
    try:
        row = client.post(f"/level/declarations/{row['id']}/confirm")
    except NotAllowed as error:
        raise NotAllowed(
            f"{error} Log in at {context.obj.site.rstrip('/')}/console/level/ to do so."
        ) from None
    return _tell(row, f"{row['word']} is in force over {row['unit_id']}.", as_json)


def _decision(
    client: Client, *, level: str, unit: str, ends: str, threats: list[str] | None, venues: list[str] | None,
    key: str, **rest: object,
) -> tuple[str, Row]:  # fmt: skip
    """The word of a level, and the decision as the API takes it, from what was given."""
    unit = unit or own_unit(client)
    scheme = client.get("/level/schemes")[0]
    chosen = _level(scheme, level)
    return str(chosen["word"]), {
        "scheme": scheme["id"], "rank": chosen["rank"], "unit_id": unit, "key": key or uuid4().hex,
        "threats": sorted(threats or []), "venues": sorted(venues or []),
        "ends": words.instant(ends, now_of(client, unit), "ends").isoformat(), **rest,
    }  # fmt: skip


def _declare(client: Client, decision: Row, word: str, *, lower: bool, yes: bool, as_json: bool) -> None:
    """Show what a decision would do, ask, do it, say what came of it. One made before is only made again."""
    standing = _standing(client, decision)
    if not standing or standing["key"] != decision["key"]:
        _refuse_wrong_way(decision, standing, lower=lower)
        if not yes:
            _show(client, decision, word, standing)
        verb = "Lower to" if lower else "Raise"
        _ask(f"{verb} {word} over {decision['unit_id']}?", yes=yes)
    try:
        row = client.post("/level/declarations", decision)
    except typer.Exit:
        key = decision["key"]
        screen.line(f"Whether it is in force is not known. The same command with --key {key} does it once.")
        raise
    _tell(row, _outcome(row), as_json)


def _show(client: Client, decision: Row, word: str, replaced: Row | None) -> None:
    """What the decision would order, and what it takes the place of."""
    trial = ("scheme", "rank", "unit_id", "threats", "venues", "exercise")
    found = client.post("/level/preview", {name: decision[name] for name in trial})
    scope = words.scope(decision)
    screen.preview(found, f"New with {word} over {decision['unit_id']}{f' ({scope})' if scope else ''}")
    if replaced:
        screen.line(f"  in the place of {replaced['word']} ({replaced['rank']}), whose other orders end")
    screen.line(f"  until {words.told(decision['ends'])}")


def _standing(client: Client, decision: Row) -> Row | None:
    """What the decision would replace: in force over the same unit, about the same."""
    query = {"unit": decision["unit_id"], "in_force": True, "exercise": decision["exercise"]}
    rows = client.rows("/level/declarations", **query)
    same = (row for row in rows if all(row[name] == decision[name] for name in ("threats", "venues")))
    return next(same, None)


def _refuse_wrong_way(decision: Row, standing: Row | None, *, lower: bool) -> None:
    """Who says raise must not lower by mistake, nor the other way round."""
    if lower and not standing:
        raise BadInput(
            "nothing stands over it to be lowered; see `tocsin level show`", where=decision["unit_id"]
        )
    if (
        standing
        and lower is not (decision["rank"] < standing["rank"])
        and decision["rank"] != standing["rank"]
    ):
        other = "raise" if lower else "lower"
        text = f"{standing['word']} ({standing['rank']}) is in force there; say `tocsin level {other}`"
        raise BadInput(text, where=decision["unit_id"])


def _level(scheme: Row, given: str) -> Row:
    """A level given by its word or rank."""
    levels: list[Row] = scheme["levels"]
    for level in levels:
        if given.casefold() in (level["word"].casefold(), str(level["rank"])):
            return level
    there = ", ".join(f"{level['word']} ({level['rank']})" for level in levels)
    raise BadInput(f"there is no such level here; there are {there}", where=given)


def _outcome(row: Row) -> str:
    over = f"{row['word']} over {row['unit_id']}"
    if row["state"] == "proposed":
        return f"{over} is proposed ({words.short(row['id'])}); a second person confirms it in the console."
    scope = f" ({words.scope(row)})" if words.scope(row) else ""
    return f"{over}{scope} is in force until {words.told(row['ends'])}; its id is {words.short(row['id'])}."


def _ask(question: str, *, yes: bool) -> None:
    """Go on only if somebody says so."""
    if yes:
        return
    if not sys.stdin.isatty():
        raise BadInput("nobody is there to be asked; say --yes")
    typer.confirm(question, abort=True, err=True)


def _tell(row: Row, text: str, as_json: bool) -> None:
    if as_json:
        print_json(row)
    else:
        screen.line(text)
