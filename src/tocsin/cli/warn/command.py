"""`tocsin warn FILE`, `tocsin warn backtest FILE`, and where their neighbours are hung up."""

import json
import sys
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from tocsin.cli.groups import Defaulting
from tocsin.cli.messages import printable, say
from tocsin.cli.progress import progress
from tocsin.cli.warn import settings
from tocsin.cli.warn.bursts import find_bursts
from tocsin.cli.warn.forecast import forecast
from tocsin.cli.warn.groups import with_options
from tocsin.cli.warn.nowcast import nowcast
from tocsin.cli.warn.output import detection_record, report_lines, report_record, table_of
from tocsin.errors import BadInput
from tocsin.forewarn import Decision, Detection, Outcome
from tocsin.forewarn.backtest import History, backtest, end_of_step, steps_between
from tocsin.forewarn.backtest.labels import Labels
from tocsin.forewarn.chart import draw, track
from tocsin.forewarn.decide import Rules, weeks_until
from tocsin.forewarn.detect import detect_in
from tocsin.forewarn.nowcast.late import as_told
from tocsin.forewarn.series import Panel, Series
from tocsin.forewarn.tabular import Options


class _ScanByDefault(Defaulting):
    """`tocsin warn FILE` is short for `tocsin warn scan FILE`."""

    default = "scan"


app = typer.Typer(
    cls=_ScanByDefault,
    no_args_is_help=True,
    help="Tell which counts are unusual: [bold]tocsin warn cases.csv[/bold] is short for "
    "[bold]tocsin warn scan cases.csv[/bold].",
)
Shown = Annotated[
    str, typer.Option("--series", metavar="NAME", help="The series to draw, else the most unusual.")
]
Now = Annotated[
    date | None, settings.day_option("--now", help="The day to judge, by what was known then; else the last.")
]
First = Annotated[date | None, settings.day_option("--from", help="The first day judged; else the first.")]
Last = Annotated[date | None, settings.day_option("--to", help="The last day judged; else the last.")]
Lag = Annotated[int, typer.Option(min=0, metavar="DAYS", help="Judge a count so long after its end.")]
CoolDown = Annotated[
    int,
    typer.Option(min=0, metavar="DAYS", help="After a warning the series is quiet, unless twice as loud."),
]
LabelFile = Annotated[
    Path | None,
    typer.Option("--labels", metavar="FILE.csv", help="Days of known outbreaks: date and series, or counts."),
]


@app.command()
@with_options(options=settings.table, rules=settings.rules, judging=settings.judging)
def scan(
    file: settings.FileName,
    *,
    judging: settings.Judging,
    now: Now = None,
    rules: Rules,
    plot: settings.Plot = None,
    series: Shown = "",
    options: Options,
    as_json: settings.AsJson = False,
) -> None:
    """Tell which series are unusual on the last day, or on another, and why.

    What was held back is listed with the rule that did so.

    [bold]Examples[/bold]

    tocsin warn cases.csv

    tocsin warn events.csv --now 2015-11-13 --budget 5/week --plot picture.svg
    """
    counted = settings.read(file, options)
    found = Detection(
        counted.history,
        detect_in(
            counted.history,
            judging.method,
            now=now,
            alpha=judging.alpha,
            rolling=judging.rolling,
            rules=rules,
        ),
        counted.notes,
    )
    if plot:
        moment = end_of_step(found.history.step, found.day) if now else found.history.latest
        _plot(found, plot, series, judging, moment)
    if as_json:
        typer.echo(json.dumps(detection_record(found), ensure_ascii=False, indent=1))
        return
    for note in (*found.notes, *found.sweep.why):
        say(f"note: {note}", "dim")
    warned = [one for one in found.sweep.decisions if one.outcome is Outcome.ALARM]
    _print_table(warned, "Warnings")
    _print_table(found.held_back, "Held back")
    typer.echo(found.summary)


@app.command("backtest")
@with_options(options=settings.table, rules=settings.rules, judging=settings.judging)
def backtest_(
    file: settings.FileName,
    *,
    judging: settings.Judging,
    first: First = None,
    last: Last = None,
    lag: Lag = 0,
    rules: Rules,
    cool_down: CoolDown = 6,
    labels: LabelFile = None,
    options: Options,
    as_json: settings.AsJson = False,
) -> None:
    """Replay the past: what would have been warned of on each day, by what was known on it.

    A column [italic]known[/italic] of the table says when each count or event became known.

    [bold]Example[/bold]

    tocsin warn backtest cases.csv --from 2015-01-01 --labels outbreaks.csv
    """
    counted = settings.read(file, options)
    known = _labels(labels) if labels else None
    with progress("replaying", steps_between(counted.history, first, last)) as tick:
        report = backtest(
            counted.history, judging.method, first=first, last=last, lag=lag, alpha=judging.alpha,
            rolling=judging.rolling, rules=replace(rules, cool_down=cool_down), labels=known, progress=tick,
        )  # fmt: skip
    if as_json:
        typer.echo(json.dumps(report_record(report), ensure_ascii=False, indent=1))
        return
    for note in counted.notes:
        say(f"note: {note}", "dim")
    for warning in report.warnings:
        typer.echo(printable(f"{warning.day.isoformat()} {warning.series}: {warning.explanation.reason}"))
    for line in report_lines(report):
        typer.echo(line)


app.command()(nowcast)
app.command()(forecast)
app.command("bursts")(find_bursts)


def _labels(path: Path) -> Labels:
    """Every day with a count above 0, by series."""
    history = settings.read(path, Options(fill_zero=True)).history
    found: dict[str, set[date]] = {}
    for panel in history.as_of(history.latest):
        for row, name in enumerate(panel.ids):
            days = (panel.step.after(panel.first, at) for at in panel.counts[row].nonzero()[0].tolist())
            found.setdefault(name, set()).update(days)
    return found


def _print_table(decisions: list[Decision] | tuple[Decision, ...], title: str) -> None:
    if decisions:
        Console(file=sys.stdout, highlight=False).print(table_of(decisions, title))


def _plot(found: Detection, path: Path, name: str, judging: settings.Judging, moment: datetime) -> None:
    """Draw the named series, or the most unusual one, with what its detector expected then."""
    decisions = found.sweep.decisions
    name = name or (decisions[0].series if decisions else found.history.ids[0])
    row = _series(found.history, name, moment)
    if judging.rolling:
        row = weeks_until(Panel.of([row]), found.day).row(0)
    at = len(row.counts) - 1 if judging.rolling else row.at(found.day)
    detector = judging.chosen(Panel.of([row]), at)[0].detector
    settings.write(path, draw(track(row, detector, row.step.after(row.first, at))))


def _series(history: History, name: str, moment: datetime) -> Series:
    for panel in as_told(history)(moment):
        if name in panel.ids:
            return panel.row(panel.ids.index(name))
    raise BadInput("there is no such series with a count by then", where=name, reason="series")
