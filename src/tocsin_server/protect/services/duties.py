"""Regimes: adopted for a unit and all below it; and what is said of each duty of a venue or an event."""

import hashlib
from datetime import date

from tocsin.errors import BadInput
from tocsin.protect.duties import load_regime
from tocsin_server import clock
from tocsin_server.ledger.services import act
from tocsin_server.level.models import EvidenceFile
from tocsin_server.locks import one_at_a_time
from tocsin_server.protect import selectors
from tocsin_server.protect.models import DutyRecord, DutyState, Regime
from tocsin_server.protect.services.venues import LOCK, managed
from tocsin_server.units import selectors as units
from tocsin_server.units.permissions import Permission, require
from tocsin_server.units.viewer import Viewer

MOST_NOTE = 5_000


def adopt_regime(viewer: Viewer, unit_id: str, source: str) -> Regime:
    """Let a regime hold for the venues of a unit and of all below it, a TOML file as text.

    It takes the place of an earlier version of the same id; adopting the very same text again returns the
    version that stands. `BadInput` names line and field, or says that this version stands with other words.
    """
    unit = units.unit(unit_id)
    require(viewer, Permission.MANAGE_REGIMES, unit)
    regime = load_regime(source)
    digest = hashlib.sha256(source.encode()).hexdigest()
    with act(viewer.acting_for(unit.pk), "protect.regime_adopted") as entry:
        one_at_a_time(LOCK)
        versions = Regime.objects.filter(unit=unit, name=regime.id)
        row = versions.filter(version=regime.version).first()
        if row is not None and row.digest != digest:
            text = f"{row} was adopted with other words; give the new one its own version"
            raise BadInput(text, where="version", reason="regime_version")
        entry.subject = f"unit:{unit.pk}"
        entry.data = {"regime": f"{regime.id} {regime.version}", "digest": digest}
        if row is not None and row.dropped is None:
            entry.cancel()
            return row
        now = clock.now()
        versions.filter(dropped=None).update(dropped=now)
        row = row or Regime(
            unit=unit, name=regime.id, version=regime.version, title=regime.title, source=source,
            digest=digest,
        )  # fmt: skip
        row.adopted, row.adopted_by, row.dropped = now, viewer.label, None
        row.save()
    return row


def drop_regime(viewer: Viewer, regime_id: int) -> None:
    """Let a regime hold no longer; what was said of its duties stays. Twice is the same as once."""
    row = selectors.regime(regime_id)
    require(viewer, Permission.MANAGE_REGIMES, row.unit)
    with act(viewer.acting_for(row.unit_id), "protect.regime_dropped") as entry:
        entry.subject, entry.data = f"unit:{row.unit_id}", {"regime": str(row)}
        if not Regime.objects.filter(pk=row.pk, dropped=None).update(dropped=clock.now()):
            entry.cancel()


def record_duty(
    viewer: Viewer,
    slug: str,
    *,
    regime_id: int,
    duty: str,
    state: str,
    due: date | None = None,
    note: str = "",
    file: EvidenceFile | None = None,
    event_id: int | None = None,
) -> DutyRecord:
    """Say where a duty of a venue, or of an event at it, stands; what was said before is kept beside it.

    `BadInput` where no regime in force asks this duty, or "does not apply" comes without a reason.
    """
    row = managed(viewer, slug)
    asked = [each for each in selectors.duties(row) if each.is_one(regime_id, duty, event_id)]
    if not asked:
        raise BadInput("no regime in force asks this duty here", where="duty", reason="unknown_duty")
    if state not in set(DutyState):
        raise BadInput(f"{state!r} is not one of {', '.join(DutyState.values)}", where="state")
    words = note.strip()
    if len(words) > MOST_NOTE or "\x00" in words:
        raise BadInput(f"write up to {MOST_NOTE:,} letters", where="note")
    if state == DutyState.NOT_APPLICABLE and not words:
        raise BadInput("say why it does not apply", where="note", reason="empty")
    said = {"state": state, "due": due, "note": words, "file": file}
    with act(viewer.acting_for(row.unit_id), "protect.duty_recorded") as entry:
        one_at_a_time(LOCK)
        last = asked[0].record
        if last is not None and all(getattr(last, name) == value for name, value in said.items()):
            entry.cancel()
            return last
        record = DutyRecord.objects.create(
            venue=row, event_id=event_id, regime_id=regime_id, duty=duty, at=clock.now(), by=viewer.label,
            **said,
        )  # fmt: skip
        entry.subject = f"venue:{row.slug}"
        entry.data = {"duty": duty, "state": state, "due": due, "file": file.digest if file else None}
    return record
