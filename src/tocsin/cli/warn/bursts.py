"""`tocsin warn bursts FILE`: when one series took a high share of another."""

import json
import sys
from typing import Annotated, Any

import typer
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from tocsin.cli.messages import printable, say
from tocsin.cli.warn import settings
from tocsin.cli.warn.groups import with_options
from tocsin.errors import BadInput
from tocsin.forewarn.backtest import History
from tocsin.forewarn.bursts import Burst, bursts
from tocsin.forewarn.series import Series
from tocsin.forewarn.tabular import Options

Matter = Annotated[
    str, typer.Option("--of", metavar="NAME", help="The series that counts what is on the matter.")
]
All = Annotated[str, typer.Option("--among", metavar="NAME", help="The series that counts all there is.")]
States = Annotated[int, typer.Option(min=2, max=9, help="How many heights there are, the usual one too.")]
Ratio = Annotated[float, typer.Option(help="How many times the share of one height is that of the last.")]
Reluctance = Annotated[float, typer.Option(min=0, help="With more, fewer bursts are told.")]


@with_options(options=settings.table)
def find_bursts(
    file: settings.FileName,
    *,
    matter: Matter,
    among: All,
    states: States = 2,
    ratio: Ratio = 2.0,
    reluctance: Reluctance = 1.0,
    options: Options,
    as_json: settings.AsJson = False,
) -> None:
    """Tell in which stretches an unusual share of all reports was on one matter, looking back over them all.

    [bold]Example[/bold]

    tocsin warn bursts counts.csv --of attack --among reports
    """
    counted = settings.read(file, options)
    stream = _stream(counted.history, matter, among)
    found = bursts(stream, states=states, ratio=ratio, reluctance=reluctance)
    if as_json:
        record = {"of": matter, "among": among, "bursts": [_record(one) for one in found.bursts]}
        typer.echo(json.dumps(record, ensure_ascii=False, indent=1))
        return
    for note in counted.notes:
        say(f"note: {note}", "dim")
    if not found.bursts:
        typer.echo(f"No burst of {printable(matter)} among {printable(among)}.")
        return
    Console(file=sys.stdout, highlight=False).print(_table(found.bursts))


def _stream(history: History, matter: str, among: str) -> Series:
    """One series held against another, over the steps that both have; `BadInput` names one not there."""
    named = {
        panel.ids[row]: panel.row(row)
        for panel in history.as_of(history.latest)
        for row in range(len(panel.ids))
        if panel.ids[row] in (matter, among)
    }
    for option, name in (("--of", matter), ("--among", among)):
        if name not in named:
            raise BadInput(f"there is no series {name!r} in the table", where=option, reason="series")
    part, whole = named[matter], named[among]
    first, last = max(part.first, whole.first), min(part.last, whole.last)
    if last < first:
        raise BadInput("the two series have no step in common", where="--among", reason="empty")
    counts, totals = ([count for _, count in one.between(first, last)] for one in (part, whole))
    return Series(matter, first, counts, step=part.step, exposures=totals)


def _table(found: tuple[Burst, ...]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for name in ("From", "To", "Height", "Weight", "What"):
        table.add_column(name, justify="right" if name in {"Height", "Weight"} else "left")
    for one in found:
        cells = one.first.isoformat(), one.last.isoformat(), str(one.state), f"{one.weight:,.1f}", one.reason
        table.add_row(*(Text(cell) for cell in cells))
    return table


def _record(one: Burst) -> dict[str, Any]:
    return {
        "first": one.first.isoformat(),
        "last": one.last.isoformat(),
        "height": one.state,
        "weight": one.weight,
        "reason": one.reason,
    }
