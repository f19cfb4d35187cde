"""Fusing report by report, in whatever order they arrive, ends where fusing all at once does."""

import random
from datetime import timedelta

import pytest

from tests.server.conftest import TESTER
from tocsin.base import Incident as IncidentRecord
from tocsin.base import Reading as ReadingRecord
from tocsin.extract import fuse
from tocsin_server import clock
from tocsin_server.codec import decode
from tocsin_server.collect import selectors as collected
from tocsin_server.collect import services as collect
from tocsin_server.collect.models import Report
from tocsin_server.extract.models import Incident, Reading
from tocsin_server.jobs import worker
from tocsin_server.ledger.services import verify
from tocsin_server.pipeline.handlers import HANDLERS
from tocsin_server.sample import day, load


def story(record: IncidentRecord) -> tuple[object, ...]:
    """What an incident says, whatever its id and the order in which its reports came."""
    return record.kind, record.place, record.when, record.killed, record.injured, frozenset(record.report_ids)


def at_once() -> set[tuple[object, ...]]:
    readings = [decode(ReadingRecord, row.data) for row in Reading.objects.all()]
    reports = {row.pk: collected.record(row) for row in Report.objects.all()}
    copies = dict(Report.objects.exclude(copy_of=None).values_list("pk", "copy_of_id"))
    return {story(record) for record in fuse(readings, reports, copies=copies)}


@pytest.mark.any_database
@pytest.mark.django_db
def test_the_sample_day_in_another_order() -> None:
    folder = day.folder(None)
    load.people_and_units(folder)
    arrivals = [event for event in day.timeline(folder) if isinstance(event, day.Arrival)]
    end = arrivals[-1].at + timedelta(hours=1)
    random.Random(1).shuffle(arrivals)
    with clock.standing_at(end):
        for event in arrivals:
            collect.ingest(
                event.feed,
                event.data,
                actor=TESTER,
                received=event.at,
                media_type=event.media_type,
                url=event.url,
                published=event.published,
            )
            worker.drain(HANDLERS)
    standing = Incident.objects.filter(retired=False)
    assert {story(decode(IncidentRecord, row.data)) for row in standing} == at_once()
    assert all(row.mentions.exists() for row in standing)
    assert not Incident.objects.filter(retired=True, mentions__isnull=False).exists()
    assert not Incident.objects.filter(retired=True, successor=None).exists()
    assert verify().ok
