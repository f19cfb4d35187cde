"""Overruling: a person's grade in place of the one worked out, with a reason and an end."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import TypeVar

from django.db.models import QuerySet

from tocsin.errors import BadInput
from tocsin.extract.grading import DIGITS, LETTERS
from tocsin_server import clock
from tocsin_server.extract.models import Incident, Overruling, SourceGrade
from tocsin_server.extract.services.grading import end, learn
from tocsin_server.ledger.services import Draft, act
from tocsin_server.locks import one_at_a_time
from tocsin_server.units.permissions import Permission, require
from tocsin_server.units.viewer import Viewer
from tocsin_server.units.visibility import visible

LONGEST = timedelta(days=366)
"""Nobody's word holds for ever: after so long it is given again or lapses."""

Graded = TypeVar("Graded", SourceGrade, Incident)


def overrule_source(source_id: int, letter: str, reason: str, until: datetime, viewer: Viewer) -> SourceGrade:
    """Grade a source by hand until a moment; the incidents it tells of are graded again by that.

    Errors: `BadInput` names the field; `NotAllowed` without the permission in the unit whose grade it is.
    """
    _check(letter, LETTERS, reason, until)
    with act(viewer.actor, "extract.source_overruled") as entry:
        row = _held(SourceGrade.objects.select_related("unit"), source_id, viewer)
        _write(entry, row, letter, reason, until, viewer)
        learn([row.pk])
        entry.subject = f"source:{row.pk}"
        entry.data |= {"outlet": row.outlet, "learned": row.learned}
    row.refresh_from_db()
    return row


def overrule_incident(incident_id: str, digit: str, reason: str, until: datetime, viewer: Viewer) -> Incident:
    """Grade an incident by hand until a moment. Errors as for a source."""
    _check(digit, [str(each) for each in DIGITS], reason, until)
    with act(viewer.actor, "extract.incident_overruled") as entry:
        row = _held(Incident.objects.select_related("unit"), incident_id, viewer)
        _write(entry, row, digit, reason, until, viewer)
        row.credibility = int(digit)
        row.save(update_fields=["credibility"])
        entry.subject = f"incident:{row.pk}"
        entry.data |= {"learned": row.learned}
    return row


def withdraw_overruling(overruling_id: int, viewer: Viewer) -> Overruling:
    """Go back to the grade that is worked out; what was taken back."""
    with act(viewer.actor, "extract.overruling_withdrawn") as entry:
        word = Overruling.objects.filter(pk=overruling_id, ended=None).first()
        if word is None:
            raise BadInput("it is not in force", where=f"overruling {overruling_id}", reason="not_in_force")
        if word.source_id is not None:
            _held(SourceGrade.objects.select_related("unit"), word.source_id, viewer)
        if word.incident_id is not None:
            _held(Incident.objects.select_related("unit"), word.incident_id, viewer)
        end([word])
        entry.subject = f"source:{word.source_id}" if word.source_id else f"incident:{word.incident_id}"
        entry.data = {"grade": word.grade, "reason": word.reason, "by": word.by}
    return word


def _check(grade: str, scale: Collection[str], reason: str, until: datetime) -> None:
    if grade not in scale:
        raise BadInput(f"must be one of {', '.join(scale)}", where="grade")
    if not reason.strip():
        raise BadInput("say why", where="reason")
    now = clock.now()
    if not now < until <= now + LONGEST:
        raise BadInput("must lie ahead, by a year at most", where="until")


def _held(rows: QuerySet[Graded], key: int | str, viewer: Viewer) -> Graded:
    """What the viewer may overrule, held still until the transaction ends."""
    one_at_a_time("extract.fuse")
    row = visible(rows, viewer).filter(pk=key).first()
    if row is None:
        raise BadInput("there is no such thing to grade", where=str(key), reason="unknown_graded")
    require(viewer, Permission.OVERRULE_GRADE, row.unit)
    return row


def _write(
    entry: Draft, row: SourceGrade | Incident, grade: str, reason: str, until: datetime, viewer: Viewer
) -> None:
    """A new word takes the place of the one in force."""
    end(list(row.overrulings.filter(ended=None)))
    row.overrulings.create(grade=grade, reason=reason, by=viewer.label, at=clock.now(), until=until)
    entry.data = {"grade": grade, "reason": reason, "until": until.isoformat()}
