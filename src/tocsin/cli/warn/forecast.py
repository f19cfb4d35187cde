"""`tocsin warn forecast FILE`: how many the next months will bring, and how likely it is grave."""

import json
import sys
from collections.abc import Sequence
from datetime import date
from enum import StrEnum
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
from tocsin.forewarn.forecast import GRAVE, LEADS, Forecast
from tocsin.forewarn.forecast.history import foresee
from tocsin.forewarn.outlook import draw_outlook, outlook_of
from tocsin.forewarn.series import Measure
from tocsin.forewarn.tabular import Form, Options

CHANCES = (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99)


class Noun(StrEnum):
    """What the counts are of."""

    DEATHS = "deaths"
    INCIDENTS = "incidents"


Of = Annotated[Noun | None, typer.Option("--of", help="What is counted, else deaths, or events' incidents.")]
Months = Annotated[int, typer.Option(min=1, max=LEADS[-1], metavar="N", help="How many months ahead.")]
Threshold = Annotated[int, typer.Option(min=1, metavar="N", help="Tell how likely at least so many are.")]
Now = Annotated[
    date | None,
    settings.day_option(
        "--now", help="A day of the last month looked at, by what was known when it was over."
    ),
]
Drawn = Annotated[
    str,
    typer.Option("--series", metavar="NAME", help="The series to draw, else the one with most to expect."),
]


@with_options(options=settings.table)
def forecast(
    file: settings.FileName,
    *,
    months: Months = LEADS[-1],
    threshold: Threshold = GRAVE,
    of: Of = None,
    now: Now = None,
    plot: settings.Plot = None,
    series: Drawn = "",
    options: Options,
    as_json: settings.AsJson = False,
) -> None:
    """Tell what the next months are likely to bring in each country or region, by the twelve before.

    It knows nothing but counts: a war that they do not announce is not foreseen.

    [bold]Examples[/bold]

    tocsin warn forecast deaths.csv

    tocsin warn forecast deaths.csv --now 2015-10-31 --threshold 100 --plot picture.svg
    """
    counted = settings.read(file, options)
    noun = of or (Noun.INCIDENTS if counted.form is Form.EVENTS else Noun.DEATHS)
    measure = Measure.KILLED if noun is Noun.DEATHS else Measure.INCIDENTS
    found = foresee(counted.history, range(1, months + 1), measure, now=now, threshold=threshold)
    if plot:
        settings.write(plot, draw_outlook(outlook_of(_named(found.forecasts, series))))
    notes = [*counted.notes, *found.notes]
    if as_json:
        record = {"of": noun.value, "notes": notes, "forecasts": [_record(one) for one in found.forecasts]}
        typer.echo(json.dumps(record, ensure_ascii=False, indent=1))
        return
    for note in notes:
        say(f"note: {note}", "dim")
    Console(file=sys.stdout, highlight=False).print(_table(found.forecasts, noun, threshold))


def _named(forecasts: Sequence[Forecast], name: str) -> list[Forecast]:
    """The forecasts of the named series, else of the one of which most is expected."""
    name = name or max(forecasts, key=lambda one: one.expected).series
    found = [one for one in forecasts if one.series == name]
    if not found:
        raise BadInput("there is no forecast of such a series", where=name, reason="series")
    return found


def _table(forecasts: Sequence[Forecast], noun: Noun, threshold: int) -> Table:
    """One row for each series and month."""
    table = Table(title=noun.capitalize(), title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    for name in ("Series", "Month", "8 times in 10", "Middle", "Mean", f"At least {threshold:,}"):
        table.add_column(name, justify="left" if name in {"Series", "Month"} else "right")
    for one in forecasts:
        likely, chance = f"{one.low:,} to {one.high:,}", percent(one.chance)
        cells = one.series, f"{one.month:%Y-%m}", likely, f"{one.middle:,}", f"{one.expected:,.1f}", chance
        table.add_row(*(Text(printable(cell)) for cell in cells))
    return table


def percent(chance: float) -> str:
    """A chance in per cent, never as none or all.

    >>> percent(0.001), percent(0.284), percent(1.0)
    ('under 1 %', '28 %', 'over 99 %')
    """
    if chance < 0.01:
        return "under 1 %"
    return "over 99 %" if chance > 0.99 else f"{100 * chance:.0f} %"


def _record(one: Forecast) -> dict[str, Any]:
    """A forecast with all it follows from, so that a program can recompute it."""
    samples = one.samples
    learned = one.learned
    return {
        "series": one.series,
        "month": f"{one.month:%Y-%m}",
        "mean": one.expected,
        "quantiles": {str(chance): int(samples[int(chance * len(samples))]) for chance in CHANCES},
        "threshold": one.threshold,
        "chance": one.chance,
        "reason": one.reason,
        "known": one.known.isoformat() if one.known else None,
        "months": [[f"{month:%Y-%m}", count] for month, count in one.months],
        "learned": {
            "lead": learned.lead, "share": learned.share, "onset": list(learned.onset),
            "tail": learned.tail, "last": learned.last.isoformat() if learned.last else None,
        },
    }  # fmt: skip
