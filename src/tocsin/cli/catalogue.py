"""Schemes and plans as tables for a terminal, as records for JSON, and as one line."""

from collections.abc import Iterable, Sequence
from typing import Any

from rich import box
from rich.table import Table
from rich.text import Text

from tocsin.base import Level, Scheme, UnitKind
from tocsin.cli.messages import printable
from tocsin.level import Measure, Plan, span_text

Record = dict[str, Any]

_WHOLE = frozenset({"Name", "What", "Rank", "Step", "Longest", "Acknowledge", "Do"})
"""Columns that are never folded."""


def listing(found: Iterable[Scheme | Plan]) -> Table:
    """One row for each."""
    table = _table("", "Name", "What", "Title", "Holds")
    for each in found:
        _add(table, each.id, _kind(each), each.title, _holds(each))
    return table


def levels_table(scheme: Scheme) -> Table:
    """A scheme's levels, the gravest first, as they hang on a wall."""
    table = _table(scheme.title, "Rank", "Level", "Step", "Longest", "Meaning")
    for level in reversed(scheme.levels):
        _add(table, str(level.rank), level.word, str(level.step), _longest(level) or "", level.meaning)
    return table


def measures_table(plan: Plan, measures: Sequence[Measure], language: str) -> Table:
    """A plan's measures with their texts, area by area."""
    title = f"{plan.title}, {plan.version}"
    table = _table(title, "Step", "Measure", "Who", "Acknowledge", "Do")
    area = None
    for measure in measures:
        if measure.area != area:
            area = measure.area
            table.add_row("", Text(area.value.capitalize(), "bold underline"))
        name, text = measure.in_language(language)
        words = Text.assemble((printable(name), "bold"), (f" {measure.id}\n", "dim"), printable(text))
        cells = (_who(measure), span_text(measure.acknowledge), span_text(measure.do))
        table.add_row(str(measure.step), words, *cells)
    return table


def scheme_record(scheme: Scheme) -> Record:
    """A scheme with values that JSON knows."""
    levels = [
        {
            "rank": level.rank,
            "step": level.step,
            "word": level.word,
            "meaning": level.meaning,
            "shape": level.shape,
            "longest": _longest(level),
        }
        for level in scheme.levels
    ]
    return {"type": "scheme", "id": scheme.id, "title": scheme.title, "levels": levels}


def plan_record(plan: Plan, measures: Iterable[Measure], language: str) -> Record:
    """A plan and some of its measures, in one language, with values that JSON knows."""
    return {
        "type": "plan",
        "id": plan.id,
        "version": plan.version,
        "title": plan.title,
        "language": language,
        "measures": [_measure_record(measure, language) for measure in measures],
    }


def summary(found: Scheme | Plan) -> str:
    """One line: what it is, and what it holds."""
    version = f" {found.version}" if isinstance(found, Plan) else ""
    return f"a {_kind(found)}, {found.id}{version}, {_holds(found)}"


def _measure_record(measure: Measure, language: str) -> Record:
    title, text = measure.in_language(language)
    return {
        "id": measure.id,
        "area": measure.area.value,
        "step": measure.step,
        "title": title,
        "text": text,
        "threats": sorted(measure.threats),
        "kinds": sorted(measure.kinds),
        "venues": sorted(measure.venues),
        "basis": measure.basis,
        "owner": measure.owner,
        "acknowledge": span_text(measure.acknowledge),
        "do": span_text(measure.do),
        "evidence": sorted(measure.evidence),
        "restricted": measure.restricted,
        "cost": measure.cost,
    }


def _kind(found: Scheme | Plan) -> str:
    return "scheme" if isinstance(found, Scheme) else "plan"


def _holds(found: Scheme | Plan) -> str:
    if isinstance(found, Scheme):
        return f"{len(found.levels)} levels"
    languages = sorted({language for measure in found.measures for language in measure.text})
    return f"{len(found.measures)} measures in {', '.join(languages)}"


def _longest(level: Level) -> str | None:
    return span_text(level.longest) if level.longest else None


def _who(measure: Measure) -> str:
    if measure.kinds == frozenset(UnitKind):
        return "everyone"
    return ", ".join(kind.value.replace("_", " ") for kind in UnitKind if kind in measure.kinds)


def _table(title: str, *columns: str) -> Table:
    table = Table(title=printable(title), title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        narrow = 16 if column == "Who" else None
        table.add_column(column, overflow="fold", no_wrap=column in _WHOLE, max_width=narrow)
    return table


def _add(table: Table, *cells: str) -> None:
    table.add_row(*(Text(printable(cell)) for cell in cells))
