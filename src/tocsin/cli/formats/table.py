"""Tables for a terminal."""

from typing import TextIO

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from tocsin.base import TOLLS
from tocsin.cli.findings import Findings
from tocsin.cli.formats.records import Record, records
from tocsin.cli.messages import printable

ALWAYS = ("killed", "injured")
"""Tolls that have a column of their own even where no incident gives one."""


def write(findings: Findings, stream: TextIO) -> None:
    """A table of incidents, then one of official actions; a sentence where there is neither."""
    console = Console(file=stream, highlight=False)
    found = list(records(findings))
    incidents = [record for record in found if record["type"] == "incident"]
    actions = [record for record in found if record["type"] == "action"]
    if incidents:
        console.print(_incidents(incidents))
    if actions:
        console.print(_actions(actions))
    if not found:
        console.print("No incident and no official action is reported.")


def _incidents(incidents: list[Record]) -> Table:
    tolls = [toll for toll in TOLLS if toll in ALWAYS or any(each[toll] for each in incidents)]
    columns = ("When", "Where", "What", *(toll.capitalize() for toll in tolls), "Sources", "Quote")
    table = _table("Incidents", *columns)
    for each in incidents:
        quotes: list[str] = next((each[toll]["quotes"] for toll in TOLLS if each[toll]), [])
        words = quotes or [evidence["quote"] for evidence in each["evidence"]]
        what = each["kind"].replace("_", " ")
        counts = (_count(each[toll]) for toll in tolls)
        _add(table, _when(each), _where(each), what, *counts, _sources(each), words[0] if words else "")
    return table


def _actions(actions: list[Record]) -> Table:
    table = _table("Official actions", "When", "Where", "What", "Sources", "Quote")
    for each in actions:
        words = each["evidence"][0]["quote"] if each["evidence"] else ""
        _add(table, _when(each), _where(each), each["kind"].replace("_", " "), _sources(each), words)
    return table


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold", no_wrap=column == "When")
    return table


def _add(table: Table, *cells: str) -> None:
    table.add_row(*(Text(printable(cell)) for cell in cells))


def _when(record: Record) -> str:
    when = record["when"]
    if not when:
        return "unknown"
    return str(when["first"]) if when["first"] == when["last"] else f"{when['first']} to {when['last']}"


def _where(record: Record) -> str:
    place = record["place"]
    return ", ".join(dict.fromkeys((place["name"], place["country"]))) if place else "unknown"


def _count(count: Record | None) -> str:
    if count is None:
        return "not said"
    low, best, high = count["low"], count["best"], count["high"]
    if high is None:
        return f"{best}, at least {low}" if best != low else f"at least {low}"
    return str(best) if low == high else f"{best} ({low} to {high})"


def _sources(record: Record) -> str:
    copies = sum(source["copy_of"] is not None for source in record["sources"])
    return f"{len(record['sources'])} ({copies} copied)" if copies else str(len(record["sources"]))
