"""`tocsin cap convert`: alerts as CAP 1.2, GeoJSON or JSON."""

import json
import sys
from collections.abc import Callable, Mapping
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Annotated

import typer

from tocsin.cli.cap.formats import Chosen, Format, tell
from tocsin.cli.cap.inputs import Files, results
from tocsin.cli.cap.results import Result
from tocsin.errors import BadInput
from tocsin.notify import cap


class Target(StrEnum):
    """What alerts can be converted to."""

    CAP = "cap"
    GEOJSON = "geojson"
    JSON = "json"


def _json(record: Mapping[str, object]) -> bytes:
    return (json.dumps(record, ensure_ascii=False, indent=1) + "\n").encode()


CONVERTERS: Mapping[Target, Callable[[bytes, str], bytes]] = MappingProxyType(
    {
        Target.CAP: lambda data, name: cap.convert(data, where=name),
        Target.GEOJSON: lambda data, name: _json(cap.geojson(cap.read(data, where=name))),
        Target.JSON: lambda data, name: _json(cap.record(cap.read(data, where=name))),
    }
)
SUFFIXES = {Target.CAP: ".xml", Target.GEOJSON: ".geojson", Target.JSON: ".json"}

To = Annotated[Target, typer.Option(help="CAP 1.2, GeoJSON (a feature for each area), or JSON.")]
Output = Annotated[
    Path | None,
    typer.Option("--output", "-o", file_okay=False, help="A folder to write to; nothing is overwritten."),
]


def convert(files: Files, to: To = Target.CAP, output: Output = None, chosen: Chosen = Format.TEXT) -> None:
    """Convert alerts of CAP 1.0, 1.1 or 1.2 to CAP 1.2, GeoJSON or JSON.

    What cannot be carried over is refused, not left out. Signatures are about the old bytes, and are not
    carried over. One alert goes to standard output; for several, name a folder with --output.

    [bold]Examples[/bold]

    tocsin cap convert old.xml > new.xml

    tocsin cap convert alerts/ --to geojson --output maps/
    """
    made: dict[str, bytes] = {}
    found = results(files, "converting", lambda name, data: _convert(name, data, to, output, made))
    if output is None and chosen is Format.TEXT and len(made) == len(found) == 1:
        sys.stdout.buffer.write(*made.values())
        sys.stdout.flush()
        return
    if output is None and chosen is Format.TEXT and len(found) > 1:
        raise BadInput("these are several alerts; name a folder for them with --output")
    tell(found, chosen)


def _convert(name: str, data: bytes, to: Target, output: Path | None, made: dict[str, bytes]) -> Result:
    parsed = cap.parse(data, where=name)
    if parsed.alert is None or parsed.lost:
        return Result(file=name, problems=parsed.lost, text="not converted, for this would be lost")
    document = CONVERTERS[to](data, name)
    if output is None:
        made[name] = document
        return Result(file=name, facts={"document": document.decode()}, text="converted")
    target = output / f"{Path(name).stem}{SUFFIXES[to]}"
    _write(target, document)
    return Result(file=name, facts={"written": str(target)}, text=f"written to {target}")


def _write(target: Path, document: bytes) -> None:
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as stream:
            stream.write(document)
    except FileExistsError:
        text = "it exists already, and is not overwritten; name another folder"
        raise BadInput(text, where=str(target), reason="exists") from None
    except OSError as error:
        text = f"{error.strerror or 'it cannot be written'}; name another folder"
        raise BadInput(text, where=str(target), reason="unwritable") from None
