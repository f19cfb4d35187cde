"""Watching: incidents are counted and tested, and alarms become warnings that a person judges."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from tocsin.base import Incident
from tocsin.base import Warning as Alarm
from tocsin.errors import BadInput
from tocsin.forewarn import SeriesKey, incidents_behind, watch
from tocsin_server import clock
from tocsin_server.codec import encode
from tocsin_server.collect import selectors as collected
from tocsin_server.extract import selectors as extracted
from tocsin_server.extract.models import Incident as IncidentRow
from tocsin_server.forewarn.models import Judgement, Warning
from tocsin_server.ledger.services import Actor, act
from tocsin_server.locks import one_at_a_time
from tocsin_server.units.permissions import Permission, require
from tocsin_server.units.viewer import Viewer
from tocsin_server.units.visibility import visible

HISTORY = timedelta(days=60)
"""How far back counts reach; the longest baseline of a detector is far shorter."""

LATE_NEWS = 3
"""Days looked at again each night: dispatches tell of yesterday, and of the day before."""


@dataclass(frozen=True, slots=True)
class Owned:
    """Whose incidents are counted together: those of one unit under one label, so that no warning tells a
    viewer of reports that the viewer may not read."""

    unit_id: str
    tlp: str


def scan(until: date, actor: Actor) -> tuple[int, ...]:
    """Test the last days up to `until`; the ids of the warnings that were raised, changed or withdrawn."""
    days = [until - timedelta(days=back) for back in reversed(range(LATE_NEWS))]
    return tuple(changed for day in days for changed in scan_day(day, actor))


def scan_day(day: date, actor: Actor) -> tuple[int, ...]:
    """Test one day by all that is known now; the ids of the warnings that were raised, changed or withdrawn.

    A warning follows what is known: it is raised once for a series, day and detector, its figures move with
    new reports, and it is withdrawn, never deleted, where they no longer warn of anything.
    """
    with act(actor, "forewarn.scanned") as entry:
        one_at_a_time("forewarn.scan")
        changed = [id for owned in _owners(day) for id in _scan_owned(owned, day)]
        entry.subject, entry.data = f"day:{day}", {"warnings": changed}
        if not changed:
            entry.cancel()
    return tuple(changed)


def judge(warning_id: int, judgement: str, viewer: Viewer) -> Warning:
    """Record what a person thinks of a warning: it teaches which detectors are worth listening to."""
    if judgement not in Judgement.values:
        known = ", ".join(value for value in Judgement.values if value)
        raise BadInput(f"must be one of {known}, or nothing", where="judgement")
    with act(viewer.actor, "forewarn.judged") as entry:
        warning = (
            visible(Warning.objects.select_for_update(of=("self",)), viewer).filter(pk=warning_id).first()
        )
        if warning is None:
            raise BadInput(
                "there is no such warning", where=f"warning {warning_id}", reason="unknown_warning"
            )
        require(viewer, Permission.JUDGE_WARNING, warning.unit)
        entry.subject = f"warning:{warning.pk}"
        entry.data = {"judgement": judgement, "before": warning.judgement}
        warning.judgement, warning.judged_by, warning.judged = judgement, viewer.label, clock.now()
        warning.save(update_fields=["judgement", "judged_by", "judged"])
    return warning


def _owners(day: date) -> Iterable[Owned]:
    """Owners with something to count on that day, or with a warning that may have to be withdrawn."""
    warned = Warning.objects.filter(day=day, withdrawn=None).values_list("unit_id", "tlp")
    pairs = {*extracted.owners_on(day), *warned}
    return [Owned(*pair) for pair in sorted(pairs)]


def _scan_owned(owned: Owned, day: date) -> list[int]:
    began = collected.watching_since()
    first = max(day - HISTORY, began) if began and began <= day else day
    incidents = extracted.incidents_between(first, day, unit_id=owned.unit_id, tlp=owned.tlp)
    decisions = watch(incidents, first=first, day=day)
    alarms = {(alarm.series, alarm.explanation.method): alarm for d in decisions if (alarm := d.warning)}
    rows = Warning.objects.filter(day=day, unit_id=owned.unit_id, tlp=owned.tlp)
    known = {(row.series, row.detector): row for row in rows}
    gone = [row for key, row in known.items() if key not in alarms and row.withdrawn is None]
    kept = [_keep(owned, alarm, known.get(key), incidents) for key, alarm in sorted(alarms.items())]
    return [*(id for id in kept if id), *(_withdraw(row) for row in gone)]


def _keep(owned: Owned, alarm: Alarm, row: Warning | None, incidents: Iterable[Incident]) -> int | None:
    """Raise the warning, or bring it up to date; its id where that changed anything."""
    explanation = encode(alarm.explanation)
    if row and row.withdrawn is None and row.explanation == explanation:
        return None
    key = SeriesKey.parse(alarm.series)
    row = row or Warning(
        unit_id=owned.unit_id,
        tlp=owned.tlp,
        series=alarm.series,
        day=alarm.day,
        detector=alarm.explanation.method,
        country=key.country,
        kind=key.kind.value,
        raised=clock.now(),
    )
    row.observed, row.expected = alarm.explanation.observed, alarm.explanation.expected
    row.bound, row.sentence = alarm.explanation.bound, alarm.explanation.reason
    row.explanation, row.withdrawn = explanation, None
    row.save()
    behind = [one.id for one in incidents_behind(incidents, alarm.series, alarm.day)]
    row.incidents.set(IncidentRow.objects.filter(pk__in=behind))
    return row.pk


def _withdraw(row: Warning) -> int:
    row.withdrawn = clock.now()
    row.save(update_fields=["withdrawn"])
    return row.pk
