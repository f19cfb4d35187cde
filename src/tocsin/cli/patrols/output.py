"""A plan of patrols as a table, as points for a map, as a calendar."""

import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import numpy as np
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from tocsin.base.icalendar import Event, icalendar
from tocsin.cli.messages import printable
from tocsin.protect.draws import Seed
from tocsin.protect.patrols import Patrols, cost_of_floors, curve, drawn, guarantee

Lots = Sequence[Sequence[int]]


def print_table(made: Patrols, seed: Seed | None) -> None:
    """One row a venue, the most people first, and below it what the plan guarantees."""
    lots = drawn(made, seed) if seed else None
    console = Console(file=sys.stdout, highlight=False)
    console.print(_table(made, lots))
    for line in _told(made, promised=seed is not None):
        console.print(Text(printable(line)), soft_wrap=True)


def features_of(made: Patrols, seed: Seed | None) -> dict[str, Any]:
    """A GeoJSON FeatureCollection (RFC 7946): a point for each venue with its shares, and what was drawn."""
    lots = drawn(made, seed) if seed else None
    features = []
    for at, venue in enumerate(made.venues):
        about: dict[str, Any] = {
            "name": venue.name,
            "people": made.people[at].tolist(),
            "shares": made.shares[at].tolist(),
        }
        if lots:
            about["drawn"] = [shift.name for shift, lot in zip(made.shifts, lots, strict=True) if at in lot]
        point = {"type": "Point", "coordinates": [venue.longitude, venue.latitude]}
        features.append({"type": "Feature", "id": venue.id, "geometry": point, "properties": about})
    return {
        "type": "FeatureCollection",
        "shifts": [{"start": one.start.isoformat(), "end": one.end.isoformat()} for one in made.shifts],
        "commitment": made.commitment,
        "features": features,
    }


def calendar_of(made: Patrols, seed: Seed, told: datetime) -> bytes:
    """An iCalendar file with one event a shift, which names the venues drawn."""
    events = [
        Event(
            uid=f"{shift.start.astimezone(UTC):%Y%m%dT%H%M}-{made.commitment[:16]}@tocsin",
            told=told,
            start=shift.start,
            end=shift.end,
            summary="1 visit" if len(lot) == 1 else f"{len(lot)} visits",
            description="\n".join(made.venues[at].name for at in lot),
        )
        for shift, lot in zip(made.shifts, drawn(made, seed), strict=True)
    ]
    return icalendar(events, "Patrols")


def _table(made: Patrols, lots: Lots | None) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("Venue", overflow="fold")
    for name in ("People", "Covered", *(["Drawn"] if lots else [])):
        table.add_column(name, justify="right", no_wrap=True)
    shares, people = made.shares, made.people
    times = np.zeros(len(made.venues), int)
    for lot in lots or ():
        times[list(lot)] += 1
    for at in np.argsort(-people.max(axis=1), kind="stable"):
        cells = [made.venues[at].name, f"{people[at].max():,.0f}", _range(shares[at])]
        cells += [f"{times[at]} of {len(made.shifts)}"] if lots else []
        table.add_row(*(Text(printable(cell)) for cell in cells))
    return table


def _range(shares: np.ndarray[Any, np.dtype[np.float64]]) -> str:
    least, most = (f"{100 * share:.0f}" for share in (shares.min(), shares.max()))
    return f"{least} %" if least == most else f"{least} to {most} %"


def _told(made: Patrols, *, promised: bool) -> list[str]:
    """The guarantee, both values, what one more team would buy, what floors cost, the fingerprint."""
    strong, worst = min(one.strong for one in made.coverages), min(one.worst for one in made.coverages)
    lines = [
        guarantee(made).text,
        f"Value kept: {strong:,.1f} if an attacker breaks ties to suit us, {worst:,.1f} if to harm us.",
    ]
    steps = curve(made, [made.teams, made.teams + 1])
    if len(steps) == 2:
        lines.append(
            f"One more team would bring the worst case from {steps[0].worst:,.0f} to {steps[1].worst:,.0f}."
        )
    floors = cost_of_floors(made)
    if floors.visits:
        lines.append(
            f"The floors tie {floors.visits:g} of {made.teams * made.visits} visits a shift; without them "
            f"the worst case would be {floors.without:,.0f}."
        )
    if promised:
        lines.append(f"Fingerprint of the seed, to be told now: {made.commitment}")
    return lines
