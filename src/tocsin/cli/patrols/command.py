"""The two commands; what they do loads slowly, so that no other command waits for it."""

from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

VENUES = typer.Argument(
    metavar="VENUES", help="A table of venues, .csv or .geojson.", exists=True, dir_okay=False
)


class Format(StrEnum):
    """How a plan is written."""

    TABLE = "table"
    JSON = "json"
    GEOJSON = "geojson"
    ICS = "ics"


def patrols(
    venues: Annotated[Path, VENUES],
    teams: Annotated[int, typer.Option(min=0, help="Teams on duty in each shift.")],
    visits: Annotated[int, typer.Option(min=1, help="Venues that a team visits in a shift.")] = 1,
    shifts: Annotated[
        str, typer.Option(metavar="HH:MM,...", help="The hours at which shifts start.")
    ] = "06:00,14:00,22:00",
    first: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], metavar="DATE", help="The first day; else today at the venues."),
    ] = None,
    days: Annotated[int, typer.Option(min=1, help="How many days.")] = 7,
    zone: Annotated[
        str, typer.Option(metavar="ZONE", help="The zone of shifts, if the venues are in more than one.")
    ] = "",
    floor: Annotated[
        float, typer.Option(min=0, max=1, help="The least share of shifts in which each venue gets a visit.")
    ] = 0.0,
    seed: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            dir_okay=False,
            help="The secret that draws hang on; made if it is not there. Without it nothing is drawn.",
        ),
    ] = None,
    format: Annotated[Format, typer.Option(help="How to write the plan.")] = Format.TABLE,
) -> None:
    """Plan which venues get a patrol so that nobody can foresee it, and say what that guarantees.

    The file of the seed stays secret until the plan's time is over; its fingerprint, which is printed, can be
    told at once. With both, [bold]tocsin plan verify[/bold] shows that the draw was not chosen.

    [bold]Examples[/bold]

    tocsin plan venues.csv --teams 12

    tocsin plan venues.csv --teams 12 --seed seed.txt --format json > plan.json
    """
    from tocsin.cli.patrols.run import Wanted, plan  # here, so that other commands need not wait for it

    plan(
        Wanted(venues, teams, visits, shifts, first.date() if first else None, days, zone, floor, seed),
        format,
    )


def verify(
    plan: Annotated[
        Path,
        typer.Argument(metavar="PLAN", help="A plan with its draws, as JSON.", exists=True, dir_okay=False),
    ],
    seed: Annotated[
        Path, typer.Option(metavar="FILE", help="The file of its seed.", exists=True, dir_okay=False)
    ],
) -> None:
    """Check a plan of patrols: its seed is the one promised, its shares are the best, its draws follow.

    [bold]Example[/bold]

    tocsin plan verify plan.json --seed seed.txt
    """
    from tocsin.cli.patrols.run import check  # here, so that other commands need not wait for it

    check(plan, seed)
