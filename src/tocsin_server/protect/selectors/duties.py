"""What regimes ask of a venue and its events, and where each duty stands."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from django.db.models import Prefetch, Q, QuerySet

from tocsin.errors import BadInput
from tocsin.protect.duties import Duty, ProcedureKind, Tier, load_regime
from tocsin.protect.duties import Regime as CoreRegime
from tocsin_server import clock
from tocsin_server.level.models import EvidenceFile
from tocsin_server.protect.models import (
    DutyRecord,
    DutyState,
    Event,
    Procedure,
    Regime,
    Rehearsal,
    Venue,
)

OVER = timedelta(days=30)
"""So long after an event its duties are still shown."""

DUTY_STATES = DutyState.choices
"""What may be said of a duty: value and label."""

_load = lru_cache(64)(load_regime)


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyShown:
    """A duty of a venue, or of an event at it, with the last that was said of it.

    One that asks for a procedure is met once a version is adopted, unless a person said otherwise since.
    """

    regime: Regime
    tier: Tier
    duty: Duty
    event: Event | None
    record: DutyRecord | None
    procedure: Procedure | None

    @property
    def state(self) -> str:
        """A word of `DutyState`."""
        if self.record is None or (self.procedure and self.procedure.adopted > self.record.at):
            return DutyState.MET if self.procedure else DutyState.OPEN
        return self.record.state

    @property
    def label(self) -> str:
        """The state as people read it."""
        return str(DutyState(self.state).label)

    @property
    def due(self) -> date | None:
        """By when it is to be met."""
        return self.record.due if self.record else None

    @property
    def late(self) -> bool:
        """Whether its day has passed and it is not met."""
        settled = self.state in (DutyState.MET, DutyState.NOT_APPLICABLE)
        return self.due is not None and self.due < clock.now().date() and not settled

    def is_one(self, regime_id: int, duty: str, event_id: int | None) -> bool:
        """Whether it is the duty of this regime, id and event."""
        event = self.event.pk if self.event else None
        return (self.regime.pk, self.duty.id, event) == (regime_id, duty, event_id)


def regime(regime_id: int) -> Regime:
    """The regime of a number; `BadInput` where there is none."""
    if row := Regime.objects.select_related("unit").filter(pk=regime_id).first():
        return row
    raise BadInput("there is no such regime", where=f"regime {regime_id}", reason="unknown_regime")


def regimes() -> QuerySet[Regime]:
    """The regimes in force, by the unit they hold for and their name."""
    return Regime.objects.filter(dropped=None).select_related("unit").order_by("unit__path", "name")


def core_regime(row: Regime) -> CoreRegime:
    """A regime as the core knows it; versions never change, so each is read once."""
    return _load(row.source)


def regimes_of(row: Venue) -> list[Regime]:
    """The regimes that hold for a venue: those of its unit and of the units above; of two of one name that
    of the nearer unit."""
    above = row.unit.path.strip("/").split("/")
    found = {one.name: one for one in regimes().filter(unit__in=above)}
    return sorted(found.values(), key=lambda one: one.name)


def duties(row: Venue) -> list[DutyShown]:
    """What is asked of a venue now, and of its events that are to come or were lately."""
    now = clock.now()
    events = [event for event in row.events.order_by("starts") if _counts(event, now)]
    known = _Known(row)
    return [shown for one in regimes_of(row) for shown in known.asked(one, events)]


def _counts(event: Event, now: datetime) -> bool:
    return event.called_off is None and event.ends > now - OVER


class _Known:
    """What is known of a venue's duties, read once."""

    def __init__(self, row: Venue) -> None:
        self.row = row
        self.procedures = {one.kind: one for one in current_procedures(row)}
        records = DutyRecord.objects.filter(venue=row).select_related("regime", "file").order_by("at", "pk")
        # A later version of a regime carries on what was said under the one before.
        self.records = {(one.regime.name, one.duty, one.event_id): one for one in records}

    def asked(self, row: Regime, events: Sequence[Event]) -> Iterator[DutyShown]:
        """What one regime asks of the venue, then of each event."""
        core = core_regime(row)
        tier = core.tier(self.row.capacity, self.row.kind)
        tiers: list[tuple[Event | None, Tier | None]] = [(None, tier)]
        for event in events:
            own = core.event_tier(event.expected, entry_checks=event.entry_checks, venue=tier)
            tiers.append((event, own))
        for about, held in tiers:
            if held is not None:
                yield from (self._shown(row, held, duty, about) for duty in core.asked(held))

    def _shown(self, row: Regime, tier: Tier, duty: Duty, event: Event | None) -> DutyShown:
        record = self.records.get((row.name, duty.id, event.pk if event else None))
        procedure = self.procedures.get(duty.procedure or "")
        return DutyShown(
            regime=row, tier=tier, duty=duty, event=event, record=record, procedure=procedure
        )  # fmt: skip


def current_procedures(row: Venue) -> list[Procedure]:
    """The version in force of each kind of procedure, with its rehearsals, the latest first."""
    found: dict[str, Procedure] = {}
    for one in _procedures(row):
        found.setdefault(one.kind, one)
    return [found[kind] for kind in ProcedureKind if kind in found]


def earlier_procedures(row: Venue) -> Mapping[str, list[Procedure]]:
    """The versions of each kind that another took the place of, the latest first."""
    found: dict[str, list[Procedure]] = {}
    for one in _procedures(row):
        found.setdefault(one.kind, []).append(one)
    return {kind: versions[1:] for kind, versions in found.items() if versions[1:]}


def _procedures(row: Venue) -> QuerySet[Procedure]:
    held = Prefetch("rehearsals", Rehearsal.objects.select_related("file").order_by("-held", "-pk"))
    found = row.procedures.select_related("file").prefetch_related(held)
    return found.order_by("kind", "-version")


def proof(row: Venue, file_id: int) -> EvidenceFile:
    """A file named by a procedure, rehearsal or duty of a venue; `BadInput` where none is."""
    named = Q(pk__in=row.procedures.values("file"))
    named |= Q(pk__in=Rehearsal.objects.filter(procedure__venue=row).values("file"))
    named |= Q(pk__in=row.duty_records.values("file"))
    if file := EvidenceFile.objects.filter(named, pk=file_id).first():
        return file
    raise BadInput("there is no such file here", where=f"file {file_id}", reason="unknown_file")
