"""Planning patrols from files, and checking a plan that was drawn."""

import json
import secrets
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path

import typer

from tocsin.cli.inputs import from_file
from tocsin.cli.messages import say
from tocsin.cli.patrols.command import Format
from tocsin.cli.patrols.output import calendar_of, features_of, print_table
from tocsin.errors import BadInput
from tocsin.protect.draws import Seed
from tocsin.protect.draws.seed import LENGTH
from tocsin.protect.patrols import Shift, document, plan_patrols, shifts, verify, zone_named
from tocsin.protect.venues import Venue, read_venues

OF_A_SITE = ("unit", "place", "notes", "tlp")
"""Columns that a site's register writes beside those that a plan needs."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was asked for on the command line."""

    venues: Path
    teams: int
    visits: int
    shifts: str
    first: date | None
    days: int
    zone: str
    floor: float
    seed: Path | None


def plan(wanted: Wanted, format: Format) -> None:
    """Plan, draw where there is a seed, and write the plan to standard output."""
    venues = _venues(wanted.venues)
    if format is Format.ICS and not wanted.seed:
        raise BadInput("a calendar holds what was drawn: name a file for the seed", where="--seed")
    seed = _seed(wanted.seed) if wanted.seed else None
    made = plan_patrols(
        venues,
        _shifts(wanted, venues),
        wanted.teams,
        visits=wanted.visits,
        floors=wanted.floor,
        seed=seed or Seed(secrets.token_bytes(LENGTH)),
    )
    if format is Format.TABLE:
        print_table(made, seed)
    elif format is Format.JSON:
        typer.echo(json.dumps(document(made, seed), ensure_ascii=False, indent=1))
    elif format is Format.GEOJSON:
        typer.echo(json.dumps(features_of(made, seed), ensure_ascii=False, indent=1))
    elif seed:
        typer.echo(calendar_of(made, seed, datetime.now(UTC)), nl=False)


def check(paper: Path, seed: Path) -> None:
    """Say that a plan holds; else what is wrong with it, with exit code 1."""
    try:
        told = json.loads(from_file(paper).data)
    except ValueError as error:
        raise BadInput(f"it is not JSON ({error})", where=str(paper), reason="format") from error
    faults = verify(told, _read_seed(seed))
    for fault in faults:
        say(fault, "red")
    if faults:
        raise typer.Exit(1)
    typer.echo(
        f"{paper}: the seed is the one promised, and the shares and draws of "
        f"{len(told['shifts'])} shifts follow from it"
    )


def _venues(path: Path) -> tuple[Venue, ...]:
    reading = read_venues(from_file(path).data, str(path), OF_A_SITE)
    for fault in reading.faults:
        say(f"{path}, row {fault.row}, {fault.column}: {fault.reason}", "red")
    if reading.faults:
        count = len(reading.faults)
        raise BadInput(
            f"{count} {'thing is' if count == 1 else 'things are'} wrong; nothing was planned",
            where=str(path),
        )
    return reading.venues


def _shifts(wanted: Wanted, venues: tuple[Venue, ...]) -> tuple[Shift, ...]:
    zones = sorted({one.zone for one in venues})
    if not wanted.zone and len(zones) > 1:
        raise BadInput(f"the venues are in several zones: name one of {', '.join(zones)}", where="--zone")
    zone = wanted.zone or (zones[0] if zones else "UTC")
    try:
        starts = [time.fromisoformat(one.strip()) for one in wanted.shifts.split(",")]
    except ValueError as error:
        raise BadInput(f"{wanted.shifts!r} is not like 06:00,14:00,22:00", where="--shifts") from error
    first = wanted.first or datetime.now(zone_named(zone)).date()
    return shifts(first, wanted.days, starts, zone)


def _seed(path: Path) -> Seed:
    """The seed in a file; a new one where there is no file, which only its owner may read."""
    try:
        path.touch(mode=0o600, exist_ok=False)
        seed = Seed(secrets.token_bytes(LENGTH))
        path.write_text(seed.text + "\n", encoding="ascii")
    except FileExistsError:
        return _read_seed(path)
    except OSError as error:
        raise BadInput(error.strerror or "cannot be written", where=str(path), reason="unwritable") from None
    say(f"{path}: a new seed; keep it secret until the plan's time is over, and then tell it", "dim")
    return seed


def _read_seed(path: Path) -> Seed:
    try:
        return Seed.parse(from_file(path).data.decode("ascii").strip())
    except UnicodeDecodeError as error:
        raise BadInput("it is not the file of a seed", where=str(path), reason="seed") from error
