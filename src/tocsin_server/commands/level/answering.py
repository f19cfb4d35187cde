"""Answering: which orders wait, that they are known, what became of them, singly or as a table in a file."""

from itertools import islice
from pathlib import Path
from typing import Annotated

import typer

from tocsin.errors import BadInput
from tocsin_server.commands.level import screen, words
from tocsin_server.commands.level.client import Client
from tocsin_server.commands.level.looking import Json, UnitId, choose, now_of, own_unit, print_json

app = typer.Typer()

KINDS = ("received", "acknowledged", "in_progress", "done", "cannot", "delegated")
LARGEST = 100_000_000
"""Bytes of a file: a site refuses far less."""

Numbers = Annotated[
    list[int] | None, typer.Argument(help="Numbers of orders.", show_default="all that have no answer")
]
DeclarationId = Annotated[
    str, typer.Option("--declaration", help="Only of this level: the first characters of its id.")
]


@app.command()
def orders(
    context: typer.Context,
    unit: UnitId = "",
    declaration: DeclarationId = "",
    everything: Annotated[
        bool, typer.Option("--all", help="Those answered, too, and of all your units.")
    ] = False,
    most: Annotated[int, typer.Option(help="At most so many.", min=1)] = 50,
    language: Annotated[str, typer.Option(help="Language of the titles.")] = "en",
    csv: Annotated[
        Path | None,
        typer.Option("--csv", help="Write the orders of a level into this file, to be filled in."),
    ] = None,
    read: Annotated[Path | None, typer.Option("--read", help="Send the answers in such a file.")] = None,
    as_json: Json = False,
) -> None:
    """List the orders that wait for an answer, most pressing first; or write them to a file and read it back.

    Example: tocsin level orders --csv orders.csv
    """
    client: Client = context.obj.open()
    if csv:
        return _write(client, csv, declaration, unit)
    if read:
        return _read(client, read, as_json)
    chosen = choose(client, declaration)["id"] if declaration else None
    top = unit or own_unit(client)
    query = {"unit": unit if everything else top, "declaration": chosen, "outstanding": not everything}
    rows = client.rows("/level/orders", language=language, **query)
    shown = list(islice(rows, most + 1))
    if as_json:
        return print_json(shown[:most])
    if not screen.orders(shown[:most], now_of(client, top)):
        screen.line("No orders." if everything else f"No order of {top} waits for an answer.")
    if len(shown) > most:
        screen.line(f"There are more than {most}; see more with --most, or one unit's with --unit.")
    return None


@app.command()
def ack(
    context: typer.Context,
    numbers: Numbers = None,
    unit: UnitId = "",
    note: Annotated[str, typer.Option(help="A word with it.")] = "",
    taken_down: Annotated[
        bool,
        typer.Option("--taken-down", help="For a unit below without a network; --note says how it answered."),
    ] = False,
    as_json: Json = False,
) -> None:
    """Say for a unit that it knows its orders: those named, or all that have no answer.

    Example: tocsin level ack --note "Night shift informed"
    """
    client: Client = context.obj.open()
    unit = unit or own_unit(client)
    body = {"orders": numbers or None, "note": note}
    if taken_down:
        done = client.post(f"/level/units/{unit}/answers/taken-down", body | {"kind": "acknowledged"})
    else:
        done = client.post(f"/level/units/{unit}/acknowledge", body)
    if as_json:
        return print_json(done)
    return screen.line(_counted(len(done["orders"]), "acknowledged for " + unit))


@app.command()
def answer(
    context: typer.Context,
    number: Annotated[int, typer.Argument(help="Number of the order.")],
    kind: Annotated[str, typer.Argument(help=f"{', '.join(KINDS)}.")],
    text: Annotated[str, typer.Option(help="The report, or why it cannot be done.")] = "",
    file: Annotated[Path | None, typer.Option(help="A file that shows it: a picture, a scan.")] = None,
    place: Annotated[str, typer.Option(help='Where: in words, or "latitude, longitude".')] = "",
    time: Annotated[str, typer.Option(help="When it was done, with its zone.")] = "",
    to: Annotated[str, typer.Option(help="The unit below that a delegated order is passed on to.")] = "",
    as_json: Json = False,
) -> None:
    """Answer one order: what your unit knows, does, has done or cannot do.

    Example: tocsin level answer 17 done --text "Both gates manned" --file gate.jpg --place "North gate"
    """
    client: Client = context.obj.open()
    kind = _kind(kind)
    unit = client.get(f"/level/orders/{number}")["unit_id"]
    body = {"orders": [number], "kind": kind, "text": text, "place": place, "to": to}
    if time:
        body["time"] = words.instant(time, now_of(client, unit), "time").isoformat()
    if file:
        data = _bytes(file)
        body["file"] = client.send("/level/evidence", data, "application/octet-stream", name=file.name)[
            "digest"
        ]
    done = client.post(f"/level/units/{unit}/answers", body)
    if as_json:
        return print_json(done)
    if not done["orders"]:
        return screen.line(f"Order {number} had this answer already.")
    return screen.line(f"Order {number} of {unit}: {kind.replace('_', ' ')}.")


def _write(client: Client, path: Path, declaration: str, unit: str) -> None:
    """The orders of a level as a table that may be filled in and read back."""
    row = choose(client, declaration)
    data = client.load(f"/level/declarations/{row['id']}/sheet", unit=unit)
    try:
        path.write_bytes(data)
    except OSError as error:
        raise BadInput(f"cannot be written: {error.strerror}", where=str(path)) from None
    screen.line(
        f"{path}: {row['word']} over {row['unit_id']}. Fill it in, then: tocsin level orders --read {path}"
    )


def _read(client: Client, path: Path, as_json: bool) -> None:
    """Send a filled-in table: all of it is taken, or nothing."""
    done = client.send("/level/sheet", _bytes(path), "text/csv")
    if as_json:
        return print_json(done)
    return screen.line(_counted(done["answers"], f"answered; {done['unchanged']:,} as before"))


def _kind(given: str) -> str:
    kind = given.lower().replace("-", "_").replace(" ", "_")
    if kind not in KINDS:
        raise BadInput(f"no such answer; there are {', '.join(KINDS)}", where=given)
    return kind


def _bytes(path: Path) -> bytes:
    """A file whole, if it can be one that a site takes."""
    try:
        if path.stat().st_size > LARGEST:
            raise BadInput(f"larger than {LARGEST // 1_000_000} MB", where=str(path))
        return path.read_bytes()
    except OSError as error:
        raise BadInput(f"cannot be read: {error.strerror}", where=str(path)) from None


def _counted(count: int, what: str) -> str:
    return f"{count:,} order{'' if count == 1 else 's'} {what}."
