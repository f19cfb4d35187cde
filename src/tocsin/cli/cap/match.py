"""`tocsin cap match`: who is inside the area of alerts."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from tocsin.base import Alert
from tocsin.cli.cap.formats import Chosen, Format, tell
from tocsin.cli.cap.inputs import Files, results
from tocsin.cli.cap.people import People, from_csv, from_points
from tocsin.cli.cap.results import Result
from tocsin.cli.messages import printable
from tocsin.errors import BadInput
from tocsin.notify import cap
from tocsin.notify.audience import is_drawn
from tocsin.notify.problem import Level, Problem, Rule


def match(
    files: Files,
    subscribers: Annotated[
        Path | None, typer.Option(help="A CSV table of people, with columns id, latitude, longitude.")
    ] = None,
    at: Annotated[
        list[str] | None, typer.Option(metavar="LATITUDE,LONGITUDE", help="A point instead; may be repeated.")
    ] = None,
    chosen: Chosen = Format.TEXT,
) -> None:
    """Tell who is inside the area of alerts; its boundary is inside.

    Rows of the table that cannot be used are listed with their lines and do not stop the others.

    [bold]Examples[/bold]

    tocsin cap match alert.xml --at 48.85,2.35

    tocsin cap match alerts/ --subscribers people.csv --format json
    """
    if (subscribers is None) == (not at):
        raise BadInput("say who may be inside: either --subscribers FILE or --at LATITUDE,LONGITUDE")
    people = from_csv(subscribers) if subscribers else from_points(at or ())
    found = results(files, "matching", lambda name, data: _match(name, data, people))
    if people.set_aside:
        text = f"{len(people.set_aside):,} rows set aside"
        found.append(Result(file=str(subscribers), problems=people.set_aside, text=text))
    tell(found, chosen)


def _match(name: str, data: bytes, people: People) -> Result:
    parsed = cap.parse(data, where=name)
    if parsed.alert is None:
        return Result(file=name, problems=parsed.lost, text="cannot be used")
    areas = [area for info in parsed.alert.infos for area in info.areas]
    ids = [people.ids[place] for place in sorted(people.audience.inside(areas).tolist())]
    return Result(
        file=name,
        problems=(*parsed.lost, *_undrawn(parsed.alert)),
        facts={"people": len(people.ids), "inside": ids},
        text="\n".join(
            [f"{len(ids):,} of {len(people.ids):,} inside", *(f"  {printable(id)}" for id in ids)]
        ),
    )


def _undrawn(alert: Alert) -> Iterator[Problem]:
    """The areas of which it cannot be told who is inside."""
    for info_number, info in enumerate(alert.infos, 1):
        for number, area in enumerate(info.areas, 1):
            if not is_drawn(area):
                path = f"alert/info[{info_number}]/area[{number}]"
                text = "it has no polygon, circle or country's code, so nobody can be found inside it"
                yield Problem(path, Rule.AREA_SHAPELESS, text, level=Level.ADVISES)
