"""A regime as a TOML file: read whole, or refused by line and field."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from tocsin.base import VenueKind, tables
from tocsin.protect.duties.regime import Duty, Of, ProcedureKind, Regime, Tier

Word = TypeVar("Word", bound=StrEnum)

MOST = 10_000_000
"""More people than any threshold names."""


def load_regime(source: Path | str) -> Regime:
    """A regime from a TOML file, given by its path or as its text; `BadInput` names line and field.

    >>> load_regime('id = "x"\\nversion = "1"\\n[[tier]]\\nid = "large"\\nof = "boat"\\n[[duty]]\\nid = "a"')
    Traceback (most recent call last):
    ...
    tocsin.errors.BadInput: text, title: it is missing
    """
    file = tables.read(source, "tier", "duty")
    head = file.head.only("id", "version", "title", "source", "note")
    words = {name: head.get(name, str) for name in ("version", "title", "source", "note")}
    tiers = tuple(_tier(table) for table in file.tables)
    known = frozenset(tier.id for tier in tiers)
    duties = tuple(_duty(table, known) for table in file.others["duty"])
    for table in file.tables:
        _slugs(table, "covered_by", known)
    for each in (file.tables, file.others["duty"]):
        tables.each_differs(each, "id")
    return Regime(id=head.slug("id"), tiers=tiers, duties=duties, **words)


def _tier(table: tables.Table) -> Tier:
    table.only("id", "title", "of", "from", "except", "entry_checks", "covered_by")
    checks = table.get("entry_checks", bool) if table.fields.get("entry_checks") else False
    return Tier(
        id=table.slug("id"),
        title=table.get("title", str),
        of=_one_of(table, "of", table.get("of", str), Of),
        least=table.within("from", 1, MOST),
        excepted=frozenset(_one_of(table, "except", word, VenueKind) for word in _list(table, "except")),
        entry_checks=checks,
        covered_by=frozenset(_list(table, "covered_by")),
    )


def _duty(table: tables.Table, tiers: frozenset[str]) -> Duty:
    table.only("id", "title", "text", "tiers", "procedure")
    table.get("tiers", list)
    kind = table.get("procedure", str) if "procedure" in table.fields else None
    return Duty(
        id=table.slug("id"),
        title=table.get("title", str),
        text=table.get("text", str),
        tiers=_slugs(table, "tiers", tiers),
        procedure=_one_of(table, "procedure", kind, ProcedureKind) if kind else None,
    )


def _one_of(table: tables.Table, field: str, word: str, words: type[Word]) -> Word:
    if word not in set(words):
        raise table.refuse(field, f"{word!r} is not one of {', '.join(words)}")
    return words(word)


def _list(table: tables.Table, field: str) -> list[str]:
    given = table.fields.get(field, [])
    if not isinstance(given, list) or not all(isinstance(word, str) for word in given):
        raise table.refuse(field, "it must be a list of words")
    return given


def _slugs(table: tables.Table, field: str, known: frozenset[str]) -> frozenset[str]:
    given = frozenset(_list(table, field))
    if strange := sorted(given - known):
        raise table.refuse(field, f"there is no tier {strange[0]!r}")
    return given
