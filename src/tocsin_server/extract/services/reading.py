"""Reading: each report is taken apart once, and one that cannot be read stops no other."""

import logging
from collections.abc import Sequence
from datetime import datetime
from functools import cache

from tocsin.base import Incident as Told
from tocsin.base import Reading as ReadingRecord
from tocsin.collect import SetAside
from tocsin.extract import Reader, ReportReader, mention_id
from tocsin_server import clock
from tocsin_server.codec import encode
from tocsin_server.collect import selectors as collected
from tocsin_server.collect import services as collect
from tocsin_server.collect.models import Report
from tocsin_server.extract.models import Action, Mention, Reading
from tocsin_server.gazetteer import gazetteer
from tocsin_server.ledger.services import Actor, act
from tocsin_server.locks import one_at_a_time

log = logging.getLogger("tocsin.extract")


@cache
def standard_reader() -> Reader:
    """The reader of this process: opening its gazetteer takes a moment, so it is done once."""
    return Reader.open(gazetteer())


def read(report_ids: Sequence[str], actor: Actor, reader: ReportReader | None = None) -> tuple[str, ...]:
    """Read the reports that have not been read; their ids. What a report tells is kept as its mentions.

    The reading itself is done before the transaction, for it takes long and touches nothing.
    """
    unread = Report.objects.filter(pk__in=report_ids, reading=None).select_related("feed").order_by("pk")
    readings = [(row, _read_one(row, reader or standard_reader())) for row in unread]
    with act(actor, "extract.read") as entry:
        one_at_a_time("extract.read")
        done = set(Reading.objects.filter(pk__in=report_ids).values_list("pk", flat=True))
        fresh = [(row, reading) for row, reading in readings if row.pk not in done]
        _keep(fresh, clock.now())
        entry.subject = "reports"
        entry.data = {"reports": {row.pk: len(reading.incidents) for row, reading in fresh}}
        if not fresh:
            entry.cancel()
    return tuple(row.pk for row, _ in fresh)


def _read_one(row: Report, reader: ReportReader) -> ReadingRecord:
    try:
        return reader.read(collected.record(row))
    except Exception as error:
        # The edge of a loop: whatever is wrong with one report, the others are read and a person is told.
        log.exception("report %s could not be read", row.pk)
        message = f"the reader failed on it ({type(error).__name__}: {error})"
        refused = SetAside(row.url or row.pk, "reader_failed", message, row.text[:500])
        collect.set_aside(row.feed, refused, clock.now())
        return ReadingRecord(report_id=row.pk, language=row.language, relevant=False, reason=message)


def _keep(readings: Sequence[tuple[Report, ReadingRecord]], now: datetime) -> None:
    Reading.objects.bulk_create(_reading(row, reading, now) for row, reading in readings)
    Mention.objects.bulk_create(
        _mention(row, number, told)
        for row, reading in readings
        for number, told in enumerate(reading.incidents)
    )
    Action.objects.bulk_create(action for row, reading in readings for action in _actions(row, reading))


def _reading(row: Report, reading: ReadingRecord, now: datetime) -> Reading:
    return Reading(
        report=row,
        language=reading.language[:10],
        relevant=reading.relevant,
        reason=reading.reason,
        notes=list(reading.notes),
        data=encode(reading),
        at=now,
    )


def _mention(row: Report, number: int, told: Told) -> Mention:
    return Mention(
        pk=mention_id(row.pk, number),
        report=row,
        country=told.place.country if told.place else "",
        first_day=told.when.first if told.when else None,
        last_day=told.when.last if told.when else None,
        data=encode(told),
    )


def _actions(row: Report, reading: ReadingRecord) -> list[Action]:
    return [
        Action(
            unit_id=row.unit_id,
            tlp=row.tlp,
            report=row,
            number=number,
            kind=action.kind,
            country=action.place.country if action.place else "",
            place_name=action.place.name[:200] if action.place else "",
            day=action.when.first if action.when else None,
            summary=action.summary,
            data=encode(action),
        )
        for number, action in enumerate(reading.actions)
    ]
