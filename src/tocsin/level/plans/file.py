"""A plan as a TOML file: read whole, or refused by line and field."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from tocsin.base import STEPS, ThreatKind, UnitKind, VenueKind, tables
from tocsin.level.plans.measure import (
    FALLBACK,
    LONGEST_TO_ACKNOWLEDGE,
    LONGEST_TO_DO,
    Area,
    Evidence,
    Measure,
    Plan,
)

Word = TypeVar("Word", bound=StrEnum)

_FIELDS = (
    *("id", "area", "title", "text", "step", "threats", "kinds", "venues"),
    *("basis", "owner", "acknowledge", "do", "evidence", "restricted", "cost"),
)
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z]{2,8})*")


def load_plan(source: Path | str) -> Plan:
    """A plan from a TOML file, given by its path or as its text; `BadInput` names line and field.

    >>> load_plan('id = "x"\\nversion = "1"\\ntitle = "X"\\n[[measure]]\\nid = "a b"')
    Traceback (most recent call last):
    ...
    tocsin.errors.BadInput: text, line 4, measure 1, id: 'a b' is not lower-case letters, digits and hyphens
    """
    file = tables.read(source, "measure")
    head = file.head.only("id", "version", "title")
    plan = Plan(
        id=head.slug("id"),
        version=head.get("version", str),
        title=head.get("title", str),
        measures=tuple(_measure(table) for table in file.tables),
    )
    file.each_differs("id")
    return plan


def _measure(table: tables.Table) -> Measure:
    table.only(*_FIELDS)
    return Measure(
        id=table.slug("id"),
        area=_one_of(table, "area", table.get("area", str), Area),
        title=_by_language(table, "title"),
        text=_by_language(table, "text"),
        step=table.within("step", 1, STEPS),
        threats=_words(table, "threats", ThreatKind),
        kinds=_words(table, "kinds", UnitKind, needed=True),
        venues=_words(table, "venues", VenueKind),
        basis=table.get("basis", str),
        owner=table.get("owner", str),
        acknowledge=table.span("acknowledge", LONGEST_TO_ACKNOWLEDGE),
        do=_time_to_do(table),
        evidence=_words(table, "evidence", Evidence),
        restricted=_flag(table, "restricted", default=True),
        cost=table.get("cost", str) if "cost" in table.fields else "",
    )


def _one_of(table: tables.Table, field: str, word: object, words: type[Word]) -> Word:
    if not isinstance(word, str) or word not in set(words):
        raise table.refuse(field, f"{word!r} is not one of {', '.join(words)}")
    return words(word)


def _words(table: tables.Table, field: str, words: type[Word], *, needed: bool = False) -> frozenset[Word]:
    """A list of words; one that may be left out may be left empty, too. `["all"]` stands for every word."""
    if not needed and table.fields.get(field, []) == []:
        return frozenset()
    given = table.get(field, list)
    if given == ["all"]:
        return frozenset(words)
    return frozenset(_one_of(table, field, word, words) for word in given)


def _by_language(table: tables.Table, field: str) -> Mapping[str, str]:
    """Texts by language tag (BCP 47); a plain text is English."""
    given = table.fields.get(field)
    if isinstance(given, str):
        return {FALLBACK: table.get(field, str)}
    texts = table.get(field, dict)
    for language, text in texts.items():
        if not _LANGUAGE.fullmatch(language):
            raise table.refuse(field, f"{language!r} is not a language tag such as en or zh-Hant")
        if not isinstance(text, str) or not text.strip():
            raise table.refuse(field, f"the text in {language} must be words, not {text!r}")
    if FALLBACK not in texts:
        raise table.refuse(field, f"there must be one in {FALLBACK}")
    return texts


def _time_to_do(table: tables.Table) -> timedelta:
    span = table.span("do", LONGEST_TO_DO)
    if span < table.span("acknowledge", LONGEST_TO_ACKNOWLEDGE):
        raise table.refuse("do", "it may not be shorter than the time to acknowledge")
    return span


def _flag(table: tables.Table, field: str, *, default: bool) -> bool:
    flag = table.fields.get(field, default)
    if not isinstance(flag, bool):
        raise table.refuse(field, f"it must be true or false, not {flag!r}")
    return flag
