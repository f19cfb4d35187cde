"""`tocsin cap cells`: alerts as telephones would show them."""

import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from tocsin.base import Alert
from tocsin.cli.cap.formats import Chosen, Format, tell
from tocsin.cli.cap.inputs import Files, results
from tocsin.cli.cap.results import Result
from tocsin.cli.messages import printable
from tocsin.errors import BadInput, NotAllowed
from tocsin.notify import cap
from tocsin.notify import cells as broadcasting
from tocsin.notify.cells import Action, Broadcast, Handling, Preview
from tocsin.notify.problem import Level, Problem


def cells(
    files: Files,
    out: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Write the hand-off file of each alert there.")
    ] = None,
    language: Annotated[
        str,
        typer.Option(
            metavar="TAG", help="Language of the first message identifiers; by default, an alert's first."
        ),
    ] = "",
    handling: Annotated[
        Handling | None, typer.Option(help="Broadcast them as this, whatever their severity.")
    ] = None,
    chosen: Chosen = Format.TEXT,
) -> None:
    """Show what mobile networks would broadcast: pages, identifiers, alphabet, characters, overshoot.

    [bold]Examples[/bold]

    tocsin cap cells alert.xml

    tocsin cap cells alerts/ --out hand-off/
    """
    work = partial(_cells, out=out, language=language, handling=handling)
    tell(results(files, "paging", work), chosen)


def _cells(name: str, data: bytes, *, out: Path | None, language: str, handling: Handling | None) -> Result:
    parsed = cap.parse(data, where=name)
    if parsed.alert is None:
        return Result(file=name, problems=parsed.lost, text="cannot be used")
    alert = parsed.alert
    try:
        made = broadcasting.broadcast(alert, primary=language, handling=handling)
    except (BadInput, NotAllowed) as refusal:
        problem = Problem("alert", "not-broadcast", str(refusal))
        return _told(name, alert, None, (*parsed.lost, problem), _previews(alert, language, handling))
    if out is not None:
        _write(out, made)
    previews = () if made.action is Action.STOP else _previews(alert, language, handling)
    return _told(name, alert, made, (*parsed.lost, *_advice(made)), previews)


def _previews(alert: Alert, language: str, handling: Handling | None) -> tuple[Preview, ...]:
    return broadcasting.preview(alert, primary=language, handling=handling)


def _told(
    name: str, alert: Alert, made: Broadcast | None, problems: tuple[Problem, ...], seen: tuple[Preview, ...]
) -> Result:
    facts = {
        "alert": alert.identifier,
        "action": made.action.value if made else None,
        "update": made.update if made else None,
        "replaces": list(made.replaces) if made else [],
        "messages": [_record(view) for view in seen],
    }
    lines = [_title(made), *(line for view in seen for line in _lines(view))]
    return Result(file=name, problems=problems, facts=facts, text="\n".join(lines))


def _title(made: Broadcast | None) -> str:
    if made is None:
        return "not broadcast"
    follows = f", in place of {', '.join(map(printable, made.replaces))}" if made.replaces else ""
    return f"{made.action.value}, update {made.update}{follows}"


def _lines(view: Preview) -> Iterator[str]:
    number = view.message_identifier or "no identifier"
    pages = f"{len(view.pages)} page{'s' if len(view.pages) != 1 else ''}"
    beyond = "" if view.overshoot_m is None else f", up to {view.overshoot_m:,.0f} m beyond the area"
    count = f"{view.used:,} of {view.most:,} characters"
    yield f"  {printable(view.language)}: {number}, {view.alphabet.value}, {pages}, {count}{beyond}"
    for place, page in enumerate(view.pages, 1):
        yield f"    {place:2} | {printable(page)}"
    for limit, text in ((90, view.wea_90), (360, view.wea_360)):
        if text:
            yield f"    WEA {limit} | {printable(text)}"


def _record(view: Preview) -> dict[str, object]:
    return {
        "language": view.language,
        "message_identifier": view.message_identifier,
        "alphabet": view.alphabet.value,
        "pages": list(view.pages),
        "used": view.used,
        "left": view.left,
        "most": view.most,
        "wea_90": view.wea_90,
        "wea_360": view.wea_360,
        "left_out": list(view.left_out),
        "overshoot_m": None if view.overshoot_m is None else round(view.overshoot_m, 1),
        "warnings": list(view.warnings),
    }


def _advice(made: Broadcast) -> Iterator[Problem]:
    """What is amiss though it is broadcast."""
    for warning in made.warnings:
        yield Problem("alert", "broadcast", warning, level=Level.ADVISES)
    for message in made.messages:
        for warning in message.warnings:
            text = f"{message.language}: {warning}"
            yield Problem("alert/info", "broadcast", text, level=Level.ADVISES)


def _write(folder: Path, made: Broadcast) -> None:
    path = folder / f"{re.sub(r'[^0-9A-Za-z.-]', '_', made.alert)}.{made.update}.json"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path.write_bytes(broadcasting.hand_off(made))
    except OSError as error:
        raise BadInput(error.strerror or "cannot be written", where=str(path), reason="unwritable") from None
