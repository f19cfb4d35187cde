"""`tocsin gazetteer`: the list of places that reading looks names up in."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

from tocsin.cli.messages import console, say
from tocsin.errors import BadInput

app = typer.Typer(no_args_is_help=True, help="The places that reading knows.")


@app.callback()
def start() -> None:
    """The places that reading knows: widen the packaged list by a dump of GeoNames."""


@app.command("import")
def import_places(
    places: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            help="GeoNames' allCountries.zip, a country's such as FR.zip, or the .txt in it.",
            exists=True,
            dir_okay=False,
        ),
    ],
    out: Annotated[Path, typer.Option("--out", "-o", dir_okay=False, help="Gazetteer file to write (.npz).")],
    alternates: Annotated[
        Path | None,
        typer.Option(help="GeoNames' alternateNamesV2.zip, for more names.", exists=True, dir_okay=False),
    ] = None,
    classes: Annotated[
        str,
        typer.Option(
            help="Feature classes to take: A divisions, P settlements, L parks and areas, H water, "
            "T mountains and islands, S spots, R roads, U the sea, V forests."
        ),
    ] = "APL",
    least_people: Annotated[
        int, typer.Option(min=0, help="Take settlements from so many people on; seats of government always.")
    ] = 0,
) -> None:
    """Widen the packaged gazetteer by a dump of GeoNames; bad lines are counted and shown.

    Reading then uses it with TOCSIN_GAZETTEER=places.npz, or tocsin read --gazetteer places.npz.

    [bold]Example[/bold]

    tocsin gazetteer import allCountries.zip --alternates alternateNamesV2.zip --out places.npz
    """
    from tocsin.extract.gazetteer.dump import CLASSES  # here, so that other commands need not wait for it
    from tocsin.extract.gazetteer.importing import Wanted, widen
    from tocsin.extract.gazetteer.store import Tables

    if not classes or set(classes) - set(CLASSES):
        raise BadInput(f"{classes!r}: use letters of {CLASSES}", where="--classes", reason="bad_classes")
    with _bar() as tell:
        tables, summary = widen(
            Tables.load(), places, names=alternates, wanted=Wanted(classes, least_people), tell=tell
        )
    try:
        tables.save(out, packed=False)
    except OSError as error:
        raise BadInput(error.strerror or "cannot be written", where=str(out), reason="unwritable") from None
    for refused in summary.examples:
        say(f"line {refused.line}: {refused.reason}", "yellow")
    say(
        f"{summary.lines:,} lines: {summary.added:,} places added, {summary.known:,} known already, "
        f"{summary.not_wanted:,} not wanted, {summary.refused:,} refused"
    )
    say(f"{out}: {len(tables.level):,} places, {len(tables.entries):,} names", "dim")


@contextmanager
def _bar() -> Iterator[Callable[[int, int], None]]:
    """Bytes read of one file after another."""
    columns = (TextColumn("reading"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("reading", total=None)
        yield lambda done, size: bar.update(task, completed=done, total=size)
