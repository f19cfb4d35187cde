"""`tocsin read`: reports in, incidents and official actions out."""

import sys
from collections.abc import Iterable, Iterator, Sized
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, TextIO

import typer

from tocsin.cli.bulk import EngineName
from tocsin.cli.findings import Findings, collect, understand
from tocsin.cli.formats import FORMATS, Format
from tocsin.cli.inputs import find
from tocsin.cli.messages import say
from tocsin.cli.progress import progress
from tocsin.collect import Parsed, SetAside, parse_time
from tocsin.errors import BadInput


def complete_path(incomplete: str) -> list[str]:
    """Files and folders that a half-typed path can become, for the shell's completion."""
    typed = Path(incomplete)
    folder, start = (typed, "") if incomplete.endswith("/") else (typed.parent, typed.name)
    if not folder.is_dir():
        return []
    names = (path for path in sorted(folder.iterdir()) if path.name.startswith(start))
    return [f"{path}/" if path.is_dir() else str(path) for path in names]


def read_date(text: str) -> datetime:
    """A day or a moment as the user writes it, time-zone aware; a day is its midnight UTC.

    >>> read_date("2015-11-14").isoformat()
    '2015-11-14T00:00:00+00:00'
    """
    moment = parse_time(text)
    if moment is None:
        raise typer.BadParameter(f"{text!r} is no date; write 2015-11-14 or 2015-11-14T08:30:00+08:00")
    return moment


Paths = Annotated[
    list[str],
    typer.Argument(
        metavar="PATH|URL|DIR|-...",
        help="Feeds, pages, texts or alerts, gzip or zip files of them, folders, addresses, or - for "
        "standard input.",
        autocompletion=complete_path,
    ),
]
Published = Annotated[
    datetime | None,
    typer.Option(
        parser=read_date,
        metavar="DATE",
        help="When reports were published that do not say so themselves: 2015-11-14, or with time and zone "
        "2015-11-14T08:30:00+08:00. Dates like [italic]yesterday[/italic] need it.",
    ),
]
Chosen = Annotated[
    Format | None,
    typer.Option("--format", "-f", help="How to write what is found. [dim]\\[default: table][/dim]"),
]
Outlet = Annotated[
    str, typer.Option(metavar="NAME", help="Who published the reports; else their host or file.")
]
Places = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE",
        envvar="TOCSIN_GAZETTEER",
        dir_okay=False,
        help="The list of places to use, as `tocsin gazetteer import` writes it; else the packaged one.",
    ),
]
Output = Annotated[
    Path | None,
    typer.Option(
        "--output", "-o", help="Write to this file, not to the screen; with --engine, to this folder."
    ),
]
ChosenEngine = Annotated[
    EngineName | None,
    typer.Option(
        "--engine",
        help="Read one folder of any size into Parquet tables, by processes here or on the machines of a Ray "
        "cluster; a run that was stopped is taken up again.",
    ),
]
Jobs = Annotated[
    int | None,
    typer.Option(
        min=1,
        metavar="N",
        help="With --engine: batches read at a time; else as many as there are processors.",
    ),
]


def read(
    paths: Paths,
    published: Published = None,
    chosen: Chosen = None,
    outlet: Outlet = "",
    output: Output = None,
    gazetteer: Places = None,
    engine: ChosenEngine = None,
    jobs: Jobs = None,
) -> None:
    """Read reports into incidents and official actions, each with the sentences it rests on.

    Copies of one report are folded into one source. What cannot be used is listed with its reason.

    [bold]Examples[/bold]

    tocsin read night.txt --published 2015-11-14

    tocsin read feeds/ --format geojson --output picture.geojson

    curl -s https://news.example/rss | tocsin read - --format jsonl

    tocsin read archive/ --engine process --jobs 8 --output tables/
    """
    # The one clock of the command line: nothing can be dated much later than now.
    received = datetime.now(UTC)
    if engine:
        # Here, so that other uses need not wait for Arrow.
        from tocsin.cli.bulk.batch import Settings
        from tocsin.cli.bulk.command import read_folder

        settings = Settings(outlet, published, received, gazetteer)
        read_folder(paths, output, settings, engine, jobs, chosen)
        return
    inputs, skipped = find(paths)
    if skipped:
        say(f"not read, because their names say they are no reports: {', '.join(skipped)}", "dim")
    with progress("collecting", len(inputs)) as step:
        parsed = collect(inputs, outlet, published, received, step)
    _tell(parsed.notes, parsed.set_aside)
    if not parsed.reports:
        say("nothing could be read", "bold red")
        raise typer.Exit(1)
    with progress("reading", len(parsed.reports)) as step:
        findings = understand(parsed.reports, step, gazetteer)
    with _opened(output) as stream:
        FORMATS[chosen or Format.TABLE](findings, stream)
    _sum_up(findings, parsed)


def _tell(notes: Iterable[str], set_aside: Iterable[SetAside]) -> None:
    for note in notes:
        say(f"note: {note}", "dim")
    for aside in set_aside:
        say(f"set aside: {aside.where}: {aside.message} [{aside.reason}]", "yellow")


@contextmanager
def _opened(output: Path | None) -> Iterator[TextIO]:
    if output is None:
        yield sys.stdout
        sys.stdout.flush()  # here, where a reader that went away (`| head`) is still dealt with quietly
        return
    try:
        with output.open("w", encoding="utf-8", newline="") as stream:
            yield stream
    except OSError as error:
        raise BadInput(
            error.strerror or "cannot be written", where=str(output), reason="unwritable"
        ) from None


def _sum_up(findings: Findings, parsed: Parsed) -> None:
    _tell(findings.notes, findings.set_aside)
    counts = (
        _number(findings.reports, "report") + f" ({_number(findings.copies, 'copy', 'copies')})",
        _number(findings.incidents, "incident"),
        _number(findings.actions, "official action"),
        f"{len(parsed.set_aside) + len(findings.set_aside)} set aside",
    )
    say(", ".join(counts), "dim")


def _number(things: Sized, one: str, many: str = "") -> str:
    return f"{len(things)} {one if len(things) == 1 else many or one + 's'}"
