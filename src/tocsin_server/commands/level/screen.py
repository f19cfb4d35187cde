"""How levels, orders and boards look in a terminal: plain words, no meaning in colour alone, 80 columns."""

import sys
from collections.abc import Iterable
from datetime import datetime

from rich.console import Console
from rich.table import Table
from rich.text import Text

from tocsin.cli.messages import printable
from tocsin_server.commands.level import words
from tocsin_server.commands.level.client import Row

BAR = 20
"""Characters of a bar."""

SLOWEST = 10
"""Measures told of in a report."""

STYLES = {
    "late": "bold red",
    "cannot": "bold magenta",
    "waiting": "yellow",
    "under_way": "cyan",
    "ready": "green",
}


def line(text: str = "", style: str = "") -> None:
    """One line of the answer itself; nothing in it is read as markup, nothing in it can move the cursor."""
    _out().print(Text(printable(text), style), soft_wrap=True)


def standing(held: Row, unit: str) -> None:
    """The level that holds for a unit."""
    level, row = held["level"], held["declaration"]
    line(f"{level['word']} ({level['rank']}) holds for {unit}: {level['meaning']}", "bold")
    if row:
        line(f"  until {words.told(row['ends'])}, on {row['basis']}; owner: {row['owner']}")


def declarations(title: str, rows: list[Row]) -> None:
    """Declarations in a table; nothing where there are none."""
    if not rows:
        return
    line()
    table = _table("id", "level", "over", "until", "only")
    for row in rows:
        _add(table, words.short(row["id"]), f"{row['word']} ({row['rank']})", row["unit_id"],
             words.told(row["ends"]), words.scope(row))  # fmt: skip
    line(title, "bold")
    _out().print(table)


def preview(found: Row, what: str) -> None:
    """What a level would set in motion."""
    line(f"{what}: {_many(found['orders'], 'order')} to {_many(found['units'], 'unit')}.", "bold")
    kinds = ", ".join(f"{count:,} {kind}" for kind, count in found["by_kind"].items())
    line(f"  units: {kinds or 'none'}")
    line(f"  measures: {len(found['by_measure'])}")


def orders(rows: Iterable[Row], now: datetime) -> int:
    """Orders in a table, as they come; how many there were."""
    table = _table("no.", "unit", "state", "answer", "do", "what")
    count = 0
    for row in rows:
        count += 1
        title = f"EXERCISE: {row['title']}" if row["exercise"] else row["title"]
        waits = row["state"] in ("issued", "received")
        answer = words.due(row["acknowledge_by"], now) if waits else "given"
        do = "-" if row["state"] in ("done", "cannot") else words.due(row["do_by"], now)
        _add(table, str(row["id"]), row["unit_id"], row["state"].replace("_", " "), answer, do, title)
    if count:
        _out().print(table)
    return count


def board(found: Row) -> None:
    """A branch: the way down to it, the whole of it, and each unit directly below."""
    exercise = "EXERCISE: " if found["exercise"] else ""
    line(f"{exercise}{found['word']}: {found['sentence']}", "bold")
    indent = 0
    for step in found["path"]:
        line(f"{'  ' * indent}{step['name']} [{step['id']}]")
        indent += 1
    _branch(found["whole"], indent)
    for row in found["rows"]:
        _branch(row, indent + 1)
    line(f"{_sign(2)} done  {_sign(1)} answered  {_sign(0)} no answer yet; look into one: "
         "tocsin level board ID")  # fmt: skip


def report(found: Row) -> None:
    """What came of a level."""
    raised = datetime.fromisoformat(found["raised"])
    exercise = "EXERCISE: " if found["exercise"] else ""
    line(f"{exercise}{found['word']} over {found['over']}, raised {words.told(found['raised'])}", "bold")
    line(f"  {_many(found['orders'], 'order')} to {_many(found['units'], 'unit')}, plan {found['plan']}")
    line(f"  {found['answered']:,} answered, {found['done']:,} done, {found['could_not']:,} cannot be done")
    for name, text in (("first_answer", "first answer"), ("half", "half answered"), ("all", "all answered")):
        line(f"  {text}: {words.after(found[name], raised)}")
    for up in found["went_up"]:
        line(f"  went up as {up['cause'].replace('_', ' ')}: {up['count']:,}, noted {up['noted']:,}")
    for sent in found["deliveries"]:
        line(f"  {sent['channel']}: {sent['count']:,} {sent['state']}")
    _parts(found["parts"])
    _slowest(found["paces"])
    if found["reasons"]:
        line("Who could not", "bold")
    for reason in found["reasons"]:
        line(f"  {reason['unit']} [{reason['unit_id']}], {reason['measure']}: {reason['text']}")


def _parts(rows: list[Row]) -> None:
    table = _table("unit", "answered", "done", "late", "where it stands")
    for row in rows:
        of = f"/{row['orders']}"
        _add(table, _cut(f"{row['name']} [{row['unit_id']}]", 30), f"{row['answered']}{of}",
             f"{row['done']}{of}", str(row["late"]), row["sentence"])  # fmt: skip
    line("Branches", "bold")
    _out().print(table)


def _slowest(paces: list[Row]) -> None:
    """The measures that took longest to be answered, or have no answer at all."""
    table = _table("answered", "done", "measure")
    for pace in paces[:SLOWEST]:
        of = f"/{pace['orders']}"
        _add(table, f"{pace['answered']}{of}", f"{pace['done']}{of}", pace["title"])
    line("Slowest measures", "bold")
    _out().print(table)


def _branch(row: Row, indent: int) -> None:
    """One unit in one line of 80 columns, and a second that says why where something is amiss."""
    tally, state = row["tally"], row["state"]
    name = _cut(f"{'  ' * indent}{row['name']} [{row['unit_id']}]", 36)
    share = f"{100 * tally['answered'] // tally['total']:>3} %" if tally["total"] else "    -"
    text = Text(printable(f"{name:<36} {_bar(tally)} {share} "))
    text.append(state.replace("_", " "), STYLES.get(state, ""))
    _out().print(text, soft_wrap=True)
    if state in ("late", "cannot") and not row["below"]:
        line(f"{'  ' * indent}  {row['sentence']}")


def _bar(tally: Row) -> str:
    if not tally["total"]:
        return " " * BAR
    done = int(BAR * tally["done"] // tally["total"])
    answered = int(BAR * tally["answered"] // tally["total"]) - done
    return _sign(2) * done + _sign(1) * answered + _sign(0) * (BAR - done - answered)


def _sign(kind: int) -> str:
    """Blocks, or letters of ASCII where the terminal has no others."""
    blocks = (sys.stdout.encoding or "").lower().replace("-", "").startswith("utf")
    signs = "░▒█" if blocks else ".=#"
    return signs[kind]


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else f"{text[: width - 2]}.."


def _many(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def _table(*columns: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    for column in columns[:-1]:
        table.add_column(column, no_wrap=True)
    table.add_column(columns[-1])
    return table


def _add(table: Table, *cells: str) -> None:
    table.add_row(*(Text(printable(cell)) for cell in cells))


def _out() -> Console:
    """Standard output as it is now; wide where nobody looks, so that a pipe gets whole lines."""
    return Console(highlight=False, width=None if sys.stdout.isatty() else 160)
