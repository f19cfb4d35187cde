"""`tocsin mark`: a text with the words marked that tell who did what to whom, as the network sees it."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.text import Text

from tocsin.base import Report
from tocsin.cli.findings import collect
from tocsin.cli.inputs import find
from tocsin.cli.messages import printable, say
from tocsin.cli.progress import progress
from tocsin.cli.read import Paths
from tocsin.errors import TocsinError

if TYPE_CHECKING:
    from tocsin.extract.encoder import RoleSpan
    from tocsin.extract.templates import Marked

STYLES = {
    "perpetrator_individual": "bold magenta",
    "perpetrator_organisation": "bold red",
    "physical_target": "bold cyan",
    "victim": "bold yellow",
    "weapon": "bold green",
}


class Form(StrEnum):
    """How marks are written."""

    TEXT = "text"
    JSONL = "jsonl"


def mark(
    paths: Paths,
    form: Annotated[
        Form, typer.Option("--format", "-f", help="The text, or one object a report.")
    ] = Form.TEXT,
) -> None:
    """Mark who did what to whom, by what and against what, and part the text into records of one incident.

    The network learned from English news; other languages it reads less well. Marks are evidence for an
    editor: they are places in the text, each with its probability, and nothing is stored.

    [bold]Examples[/bold]

    tocsin mark night.txt

    tocsin mark feeds/ --format jsonl
    """
    # Here, so that other commands need not wait for the network.
    from tocsin.extract.encoder import Encoder
    from tocsin.extract.templates import marked

    encoder = Encoder.open()
    if encoder is None:
        raise TocsinError("the trained network is not installed; docs/how-to/train-the-network.md tells how")
    inputs, _ = find(paths)
    with progress("collecting", len(inputs)) as step:
        parsed = collect(inputs, "", None, datetime.now(UTC), step)
    for aside in parsed.set_aside:
        say(f"set aside: {aside.where}: {aside.message} [{aside.reason}]", "yellow")
    if not parsed.reports:
        say("nothing could be read", "bold red")
        raise typer.Exit(1)
    write = {Form.TEXT: _text, Form.JSONL: _line}[form]
    for report in parsed.reports:
        write(report, marked(report.text, encoder))


def _line(report: Report, found: "Marked") -> None:
    records = [
        {
            "kind": record.kind,
            "sentences": record.sentences,
            "entities": [
                {"role": entity.role, "mentions": [_place(span) for span in entity.mentions]}
                for entity in record.entities
            ],
        }
        for record in found.records
    ]
    row = {"report": report.id, "relevant": round(found.relevant, 3), "sentences": found.sentences}
    print(json.dumps({**row, "records": records}))


def _place(span: "RoleSpan") -> dict[str, float]:
    return {"start": span.start, "end": span.end, "probability": round(span.score, 3)}


def _text(report: Report, found: "Marked") -> None:
    console = Console(highlight=False)
    console.rule(Text(printable(report.title or report.id)))
    if not found.records:
        console.print(f"Tells of no incident (probability of one: {found.relevant:.0%}).")
    for number, record in enumerate(found.records, 1):
        console.print(Text(f"Record {number}: {record.kind.replace('_', ' ')}", "bold"))
        for sentence in record.sentences:
            console.print(Text("  ").append_text(Text("").join(_pieces(report.text, found, sentence))))
    console.print()


def _pieces(text: str, found: "Marked", sentence: int) -> Iterator[Text]:
    """The words of a sentence, those in a role in its colour with its name beside them."""
    at, end = found.sentences[sentence]
    for span in found.spans_within(at, end):
        yield Text(printable(text[at : span.start]))
        yield Text(printable(text[span.start : span.end]), STYLES[span.role])
        yield Text(f" [{span.role.replace('_', ' ')} {span.score:.0%}]", "dim")
        at = span.end
    yield Text(printable(text[at:end]))
