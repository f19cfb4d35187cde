"""Plans: catalogues of measures, one TOML file each in this folder, one line in `PLANS`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from tocsin.base import UnitKind
from tocsin.errors import BadInput
from tocsin.level import tables

Word = TypeVar("Word", bound=StrEnum)

PLANS: list[str] = ["standard"]

LONGEST = 7 * 24 * 60
"""Longest time to acknowledge, in minutes: a week."""


class Area(StrEnum):
    """What part of public safety a measure belongs to."""

    INTELLIGENCE = "intelligence"
    EARLY_WARNING = "early warning"
    VENUES = "venues"
    PATROLS = "patrols"
    CHECKS = "checks"
    ARMS = "arms"
    EXPLOSIVES = "explosives"
    MAIL = "mail"
    MEDIATION = "mediation"
    PUBLIC_INFORMATION = "public information"
    ARMED_FORCES = "armed forces"
    EMERGENCY_CARE = "emergency care"


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """Something a unit does at a level: `ranks` says from which rank of which scheme on.

    `minutes` is the time to acknowledge. A scheme that `ranks` does not name never calls for the measure.
    """

    id: str
    area: Area
    title: str
    text: str
    ranks: Mapping[str, int]
    kinds: frozenset[UnitKind]
    minutes: int

    def applies(self, scheme: str, rank: int) -> bool:
        """Whether this rank of this scheme calls for it."""
        return scheme in self.ranks and rank >= self.ranks[scheme]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A catalogue of measures under one version."""

    id: str
    version: str
    title: str
    measures: tuple[Measure, ...]

    def at(self, scheme: str, rank: int) -> tuple[Measure, ...]:
        """The measures that a rank calls for, in the order of the catalogue.

        `BadInput` where no measure knows the scheme at all: raising a level under it would order nothing.

        >>> [measure.id for measure in get_plan("standard").at("generic", 2)][:2]
        ['intelligence-collect', 'warning-review']
        """
        if not any(scheme in measure.ranks for measure in self.measures):
            raise BadInput(
                f"none of its measures knows the scheme {scheme!r}", where=self.id, reason="scheme"
            )
        return tuple(measure for measure in self.measures if measure.applies(scheme, rank))


def get_plan(name: str) -> Plan:
    """A plan that comes with Tocsin; `BadInput` lists the names there are.

    >>> get_plan("standard").version
    '2015.1'
    """
    if name not in PLANS:
        raise BadInput(f"there is no such plan; there are {', '.join(PLANS)}", where=name, reason="plan")
    return load_plan(Path(__file__).parent / f"{name}.toml")


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
        id=head.get("id", str),
        version=head.get("version", str),
        title=head.get("title", str),
        measures=tuple(_measure(table) for table in file.tables),
    )
    _refuse_twins(file.tables)
    return plan


def _measure(table: tables.Table) -> Measure:
    table.only("id", "area", "title", "text", "from", "kinds", "minutes")
    return Measure(
        id=_slug(table),
        area=_one_of(table, "area", table.get("area", str), Area),
        title=table.get("title", str),
        text=table.get("text", str),
        ranks=_ranks(table),
        kinds=frozenset(_one_of(table, "kinds", kind, UnitKind) for kind in table.get("kinds", list)),
        minutes=_minutes(table),
    )


def _slug(table: tables.Table) -> str:
    id = table.get("id", str)
    if not id.isascii() or id != id.lower() or not id.replace("-", "").isalnum():
        raise table.refuse("id", f"{id!r} is not lower-case letters, digits and hyphens")
    return id


def _one_of(table: tables.Table, field: str, word: object, words: type[Word]) -> Word:
    if not isinstance(word, str) or word not in set(words):
        raise table.refuse(field, f"{word!r} is not one of {', '.join(words)}")
    return words(word)


def _ranks(table: tables.Table) -> Mapping[str, int]:
    ranks = table.get("from", dict)
    for scheme, rank in ranks.items():
        if type(rank) is not int or rank < 1:
            raise table.refuse(
                "from", f"the rank for {scheme} must be a whole number from 1 on, not {rank!r}"
            )
    return MappingProxyType(ranks)


def _minutes(table: tables.Table) -> int:
    minutes = table.get("minutes", int)
    if not 1 <= minutes <= LONGEST:
        raise table.refuse("minutes", f"{minutes} is not from 1 to {LONGEST} (a week)")
    return minutes


def _refuse_twins(measures: tuple[tables.Table, ...]) -> None:
    seen: dict[str, str] = {}
    for table in measures:
        first = seen.setdefault(table.fields["id"], table.where)
        if first != table.where:
            raise table.refuse("id", f"{table.fields['id']!r} stands in {first} already")
