"""From bytes to warnings by the worker; a worker that dies anywhere in between doubles and loses nothing."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.server.conftest import TESTER, Cast
from tocsin_server import clock
from tocsin_server.collect import services as collect
from tocsin_server.collect.models import Report
from tocsin_server.extract import services as extract
from tocsin_server.extract.models import Incident, Mention, Reading
from tocsin_server.forewarn.models import Warning
from tocsin_server.jobs import services as jobs
from tocsin_server.jobs import worker
from tocsin_server.jobs.models import Job
from tocsin_server.ledger.services import verify
from tocsin_server.pipeline.handlers import HANDLERS, READER
from tocsin_server.pipeline.lanes import LANES
from tocsin_server.pipeline.schedule import enqueue_due
from tocsin_server.pipeline.services import process

NIGHT = datetime(2015, 11, 13, 23, tzinfo=UTC)
KIRKUK = "A car bomb killed 31 people in Kirkuk on Friday, police said."
AGAIN = "The governor said 30 people were killed and 52 wounded when a car bomb exploded in Kirkuk on Friday."


@pytest.fixture(autouse=True)
def night() -> Iterator[None]:
    with clock.standing_at(NIGHT):
        yield


@pytest.fixture
def feeds(cast: Cast) -> None:
    for name in ("wire", "post"):
        collect.add_feed(
            TESTER, id=name, name=name, outlet=name, kind="text", language="en", unit=cast.units["nation"]
        )


def arrive(feed: str, text: str) -> list[str]:
    got = collect.ingest(feed, text.encode(), actor=TESTER, received=NIGHT, published=NIGHT)
    return list(got.report_ids)


def tally() -> dict[str, int]:
    kinds: list[Any] = [Report, Reading, Mention, Incident]
    warnings = Warning.objects.filter(held="").count()
    return {kind.__name__: kind.objects.count() for kind in kinds} | {"Warning": warnings}


@pytest.mark.usefixtures("feeds")
def test_a_dispatch_becomes_a_warning() -> None:
    arrive("wire", KIRKUK)
    arrive("post", AGAIN)
    assert worker.drain(HANDLERS) == 2
    incident = Incident.objects.get()
    assert (incident.place_name, incident.sources) == ("Kirkuk", 2)
    assert (incident.killed_low, incident.killed_high) == (30, 31)
    warning = Warning.objects.get(held="")
    assert (warning.detector, warning.day) == ("severity", NIGHT.date())
    assert list(warning.incidents.all()) == [incident]
    assert verify().ok


@pytest.mark.usefixtures("feeds")
def test_old_news_raises_no_warning() -> None:
    text = KIRKUK.replace("on Friday", "on 3 March 2014")
    arrive("wire", text)
    worker.drain(HANDLERS)
    assert not Warning.objects.exists()


STEPS: dict[str, Callable[[list[str]], object]] = {
    "before it began": lambda ids: None,
    "after reading": lambda ids: extract.read(ids, READER),
    "after fusing": lambda ids: (extract.read(ids, READER), extract.fuse(ids, READER)),
    "at the very end": lambda ids: process(ids, READER),
}


@pytest.mark.usefixtures("feeds")
@pytest.mark.parametrize("steps", STEPS.values(), ids=STEPS.keys())
def test_a_job_whose_worker_died_is_done_again_without_doubling(steps: Callable[[list[str]], object]) -> None:
    ids = arrive("wire", KIRKUK)
    dead = jobs.claim("dead worker")
    assert dead is not None
    steps(ids)
    assert worker.drain(HANDLERS) == 0
    with clock.standing_at(NIGHT + timedelta(minutes=5)):
        assert worker.drain(HANDLERS) == 1
    assert tally() == {"Report": 1, "Reading": 1, "Mention": 1, "Incident": 1, "Warning": 1}
    assert Job.objects.get(kind="read").state == "done"


@pytest.mark.usefixtures("feeds")
def test_one_bad_document_stops_no_other() -> None:
    collect.ingest("post", b"", actor=TESTER, received=NIGHT)
    arrive("wire", KIRKUK)
    worker.drain(HANDLERS)
    assert Incident.objects.count() == 1
    assert not Job.objects.exclude(state="done").exists()


@pytest.mark.usefixtures("feeds")
def test_the_nightly_look_is_enqueued_once_a_night() -> None:
    arrive("wire", KIRKUK)
    morning = NIGHT + timedelta(hours=2)
    with clock.standing_at(morning):
        enqueue_due()
        enqueue_due()
        job = Job.objects.get(kind="scan")
        assert job.payload == {"until": "2015-11-13"}
        worker.drain(HANDLERS)
    assert Warning.objects.filter(held="").count() == 1
    with clock.standing_at(NIGHT + timedelta(days=1, hours=1, minutes=5)):
        enqueue_due()
    assert Job.objects.filter(kind="scan").count() == 1
    with clock.standing_at(morning + timedelta(days=1)):
        enqueue_due()
    assert Job.objects.filter(kind="scan").count() == 2


def test_every_kind_of_work_that_is_enqueued_has_a_handler() -> None:
    sending = {kind for kind in HANDLERS if kind.startswith(("deliver.", "notice."))}
    assert set(HANDLERS) - sending >= {"poll", "read", "scan", "orders", "deliver"}
    assert sending >= {"deliver.mail", "deliver.rehearsal", "notice.mail", "notice.webhook", "notice.sms"}
    assert sending - {"deliver.feed"} <= {kind for lane in LANES for kind in lane.kinds}
