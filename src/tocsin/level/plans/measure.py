"""What a plan is made of: measures, each with what calls for it, who carries it out, and by when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from tocsin.base import Declaration, ThreatKind, Unit, UnitKind, VenueKind
from tocsin.errors import BadInput

FALLBACK = "en"
"""The language every measure has; the others may be missing."""

SHORTEST = timedelta(minutes=1)
LONGEST_TO_ACKNOWLEDGE = timedelta(days=7)
LONGEST_TO_DO = timedelta(days=90)


def refuse_spans(acknowledge: timedelta, do: timedelta) -> None:
    """Refuse times to answer and to carry out an order that no plan may give; `BadInput` names which.

    >>> refuse_spans(timedelta(hours=2), timedelta(hours=1))
    Traceback (most recent call last):
    ...
    tocsin.errors.BadInput: do: it may not be shorter than the time to acknowledge
    """
    spans = (("acknowledge", acknowledge, LONGEST_TO_ACKNOWLEDGE), ("do", do, LONGEST_TO_DO))
    for where, span, longest in spans:
        if not SHORTEST <= span <= longest:
            raise BadInput(f"from a minute to {longest.days} days", where=where, reason="span")
    if do < acknowledge:
        raise BadInput("it may not be shorter than the time to acknowledge", where="do", reason="span")


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


class Evidence(StrEnum):
    """What a unit must send along when it says that a measure is done."""

    TEXT = "text"
    FILE = "file"
    PLACE = "place"
    TIME = "time"


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """Something units do when preparedness reaches a step.

    `title` and `text` are by language, English always among them. Empty `threats` means against any threat;
    empty `venues` means that it is about no venue in particular. `owner` is the office answerable for the
    measure itself. `restricted` ones are not shown to the public. `cost` is a note on what it takes.
    """

    id: str
    area: Area
    title: Mapping[str, str]
    text: Mapping[str, str]
    step: int
    kinds: frozenset[UnitKind]
    basis: str
    owner: str
    acknowledge: timedelta
    do: timedelta
    threats: frozenset[ThreatKind] = frozenset()
    venues: frozenset[VenueKind] = frozenset()
    evidence: frozenset[Evidence] = frozenset({Evidence.TEXT})
    restricted: bool = True
    cost: str = ""

    def in_language(self, language: str) -> tuple[str, str]:
        """Title and text in a language; in English where the measure is not written in it."""
        tongue = language if language in self.title and language in self.text else FALLBACK
        return self.title[tongue], self.text[tongue]

    def meets(self, declaration: Declaration) -> bool:
        """Whether it is about what the declaration is limited to: its kinds of threat and of venue."""
        against = not declaration.threats or not self.threats or bool(self.threats & declaration.threats)
        at = not declaration.venues or bool(self.venues & declaration.venues)
        return against and at

    def asks(self, unit: Unit, declaration: Declaration) -> bool:
        """Whether a unit of this kind carries it out; a venue, only where it is about its kind of venue."""
        if unit.kind not in self.kinds:
            return False
        if unit.kind is not UnitKind.VENUE:
            return True
        about = not self.venues or unit.venue in self.venues
        return about and (not declaration.venues or unit.venue in declaration.venues)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A catalogue of measures under one version; no two measures have one id."""

    id: str
    version: str
    title: str
    measures: tuple[Measure, ...]

    def at(self, step: int) -> tuple[Measure, ...]:
        """The measures that a step of preparedness calls for, in the order of the catalogue.

        >>> from tocsin.level import get_plan
        >>> [measure.id for measure in get_plan("standard").at(2)][:1]
        ['intelligence-collect']
        """
        return tuple(measure for measure in self.measures if measure.step <= step)

    def measure(self, id: str) -> Measure:
        """The measure of an id; `BadInput` where there is none."""
        for measure in self.measures:
            if measure.id == id:
                return measure
        raise BadInput(f"the plan {self.id} {self.version} has no such measure", where=id, reason="measure")
