"""What a rule of law asks of whoever is responsible for a venue or an event, by how many people it holds."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tocsin.base import VenueKind


class ProcedureKind(StrEnum):
    """What those who work at a venue do when something happens there."""

    EVACUATION = "evacuation"
    INVACUATION = "invacuation"
    LOCKDOWN = "lockdown"
    COMMUNICATION = "communication"


class Of(StrEnum):
    """What a tier is about."""

    VENUE = "venue"
    EVENT = "event"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tier:
    """Venues or events of a size: from `least` people on, but for some kinds of venue.

    One of events may hold only where entry is checked, and not at a venue of a tier that covers it already.
    """

    id: str
    title: str
    of: Of
    least: int
    excepted: frozenset[VenueKind] = frozenset()
    entry_checks: bool = False
    covered_by: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """Something that tiers ask for; `procedure` where adopting one of that kind is what meets it."""

    id: str
    title: str
    text: str
    tiers: frozenset[str]
    procedure: ProcedureKind | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Regime:
    """Tiers and duties under one version of a rule; `note` says as of when, and what it is not."""

    id: str
    version: str
    title: str
    source: str
    note: str
    tiers: tuple[Tier, ...]
    duties: tuple[Duty, ...]

    def tier(self, capacity: int, kind: str = "") -> Tier | None:
        """The tier of a venue of a kind that holds so many people; None where the rule asks nothing of it.

        >>> from tocsin.protect.duties import get_regime
        >>> act = get_regime("uk-premises-2025")
        >>> [getattr(act.tier(people), "id", None) for people in (199, 200, 799, 800)]
        [None, 'standard', 'standard', 'enhanced']
        >>> act.tier(2000, "place_of_worship").id
        'standard'
        """
        found = [
            tier
            for tier in self.tiers
            if tier.of is Of.VENUE and tier.least <= capacity and kind not in tier.excepted
        ]
        return max(found, key=lambda tier: tier.least, default=None)

    def event_tier(self, expected: int, *, entry_checks: bool, venue: Tier | None = None) -> Tier | None:
        """The tier of an event with so many people at a time, at a venue of a tier of its own or of none.

        >>> from tocsin.protect.duties import get_regime
        >>> act = get_regime("uk-premises-2025")
        >>> act.event_tier(800, entry_checks=True).id, act.event_tier(800, entry_checks=False)
        ('event', None)
        """
        found = [
            tier
            for tier in self.tiers
            if tier.of is Of.EVENT
            and tier.least <= expected
            and (entry_checks or not tier.entry_checks)
            and (venue is None or venue.id not in tier.covered_by)
        ]
        return max(found, key=lambda tier: tier.least, default=None)

    def asked(self, tier: Tier | None) -> tuple[Duty, ...]:
        """The duties of a tier, in the order of the regime; none without a tier.

        >>> from tocsin.protect.duties import get_regime
        >>> act = get_regime("uk-premises-2025")
        >>> [duty.id for duty in act.asked(act.tier(200))]
        ['notify', 'evacuation', 'invacuation', 'lockdown', 'communication']
        """
        return tuple(duty for duty in self.duties if tier and tier.id in duty.tiers)
