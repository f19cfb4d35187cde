"""The index of copies that a process keeps agrees with what is stored, whatever others do meanwhile."""

from datetime import timedelta

import pytest
from django.db import transaction

from tests.server.collect.conftest import NIGHT
from tests.server.conftest import TESTER
from tocsin.collect import signature
from tocsin_server.collect import selectors, services
from tocsin_server.collect.models import Feed, Report

WIRE = (
    "LARNESSE - Two blasts were heard in the port of Larnesse on Friday evening and at least nine people "
    "were killed, the harbour police said. Ambulances are on their way and the ferries stay in port."
)
EDITED = WIRE.replace("the harbour police said", "said the police of the harbour")

pytestmark = pytest.mark.django_db(transaction=True)


def ingest(feed: Feed, text: str, hours: float = 0) -> services.Ingested:
    moment = NIGHT + timedelta(hours=hours)
    return services.ingest(feed.pk, text.encode(), actor=TESTER, received=moment, published=moment)


def test_a_copy_is_found_in_what_was_committed_before(wire: Feed) -> None:
    ingest(wire, "Nothing happened in the harbour this evening.")
    first = ingest(wire, WIRE, 1)
    copy = ingest(wire, EDITED, 2)
    assert Report.objects.get(pk=copy.report_ids[0]).copy_of_id == first.report_ids[0]


def test_what_was_rolled_back_is_copied_by_nobody(wire: Feed) -> None:
    with transaction.atomic():
        ingest(wire, WIRE)
        transaction.set_rollback(True)
    assert not Report.objects.exists()
    again = ingest(wire, EDITED, 1)
    assert (len(again.report_ids), again.copies) == (1, ())


def test_what_another_process_stored_is_seen(wire: Feed) -> None:
    ingest(wire, "Nothing happened in the harbour this evening.")
    theirs = Report.objects.create(
        pk="theirs",
        unit_id=wire.unit_id,
        tlp=wire.tlp,
        feed=wire,
        outlet="Other",
        text=WIRE,
        published=NIGHT,
        collected=NIGHT,
        arrival=selectors.last_arrival() + 1,
        signature=signature(WIRE),
    )
    copy = ingest(wire, EDITED, 1)
    assert Report.objects.get(pk=copy.report_ids[0]).copy_of_id == theirs.pk


def test_what_was_removed_is_copied_by_nobody(wire: Feed) -> None:
    ingest(wire, "Nothing happened in the harbour this evening.")
    gone = ingest(wire, WIRE)
    ingest(wire, "Nothing happened in the harbour this morning either.", 1)
    Report.objects.filter(pk__in=gone.report_ids).delete()
    again = ingest(wire, EDITED, 2)
    assert (len(again.report_ids), again.copies) == (1, ())


def test_an_old_dispatch_that_comes_late_is_compared_with_its_own_days(wire: Feed) -> None:
    first = ingest(wire, WIRE)
    ingest(wire, "Nothing happened in the harbour this week.", 24 * 20)
    late = services.ingest(
        wire.pk,
        EDITED.encode(),
        actor=TESTER,
        received=NIGHT + timedelta(days=20),
        published=NIGHT + timedelta(hours=5),
    )
    assert Report.objects.get(pk=late.report_ids[0]).copy_of_id == first.report_ids[0]


def test_the_same_dispatch_in_the_open_and_in_secret_is_two_reports(wire: Feed, cast: object) -> None:
    closed = services.add_feed(
        TESTER, id="own", name="Own", outlet=wire.outlet, kind="text", unit=wire.unit, tlp="red"
    )
    ids = {*ingest(closed, WIRE).report_ids, *ingest(wire, WIRE).report_ids}
    assert len(ids) == Report.objects.count() == 2
