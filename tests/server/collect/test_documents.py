"""What a feed brings is kept once; copies point at what they copy; refusals are seen, and nothing is lost."""

import gzip
import time
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.server.collect.conftest import NIGHT
from tests.server.conftest import TESTER, Cast
from tocsin.errors import BadInput, NotAllowed
from tocsin_server.collect import selectors, services
from tocsin_server.collect.models import Feed, Report, SetAside
from tocsin_server.jobs.models import Job
from tocsin_server.ledger import selectors as ledger
from tocsin_server.ledger.services import verify
from tocsin_server.units.viewer import PUBLIC

WIRE = (
    "LARNESSE - Two blasts were heard in the port of Larnesse on Friday evening and at least nine people "
    "were killed, the harbour police said. Ambulances are on their way and the ferries stay in port."
)


def ingest(feed: Feed, data: bytes, received: datetime = NIGHT, **options: Any) -> services.Ingested:
    return services.ingest(feed.pk, data, actor=TESTER, received=received, **options)


def test_a_feed_becomes_reports_and_one_job_to_read_them(feed: Feed, rss: bytes) -> None:
    got = ingest(feed, rss)
    assert len(got.report_ids) == 2
    report = Report.objects.get(title="Two blasts in the port of Larnesse")
    assert (report.unit_id, report.tlp, report.outlet, report.language) == ("nation", "green", "Night", "en")
    assert report.published is not None
    assert selectors.record(report).published.isoformat() == "2015-11-13T22:10:00+01:00"  # type: ignore[union-attr]
    job = Job.objects.get(kind="read")
    assert set(job.payload["reports"]) == set(got.report_ids)


def test_the_same_document_twice_adds_no_row_and_no_entry(feed: Feed, rss: bytes) -> None:
    ingest(feed, rss)
    reports, head = Report.objects.count(), ledger.head()
    again = ingest(feed, rss, NIGHT + timedelta(minutes=5))
    assert again.report_ids == ()
    assert (Report.objects.count(), Job.objects.count(), ledger.head()) == (reports, 1, head)


def test_an_item_that_cannot_be_used_is_set_aside_and_the_others_are_kept(feed: Feed, rss: bytes) -> None:
    got = ingest(feed, rss)
    assert (len(got.report_ids), got.set_aside, got.refused) == (2, 1, "")
    row = SetAside.objects.get()
    assert "2099" in row.message
    ingest(feed, rss)
    row.refresh_from_db()
    assert row.times == 2


BAD = {
    "empty": b"",
    "not_xml": b"\x00\x01\x02 no feed at all",
    "cut_off_at_once": b"<rss version='2.0'><chan",
    "html": b"<html><body>Not found</body></html>",
    "entities": b"<!DOCTYPE r [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><rss version='2.0'>&x;</rss>",
    "deep": b"<rss version='2.0'>" + b"<a>" * 100_000,
    "large": b"<rss version='2.0'>" + b" " * 5_000_001 + b"</rss>",
    "packed": gzip.compress(b"<rss/>" + b"0" * 20_000_000),
    "another_encoding": "<rss version='2.0'><channel></channel></rss>".encode("utf-16-be"),
}


@pytest.mark.parametrize("data", BAD.values(), ids=BAD.keys())
def test_a_bad_document_does_no_harm_and_is_not_lost_in_silence(feed: Feed, rss: bytes, data: bytes) -> None:
    started = time.monotonic()
    got = ingest(feed, data)
    assert time.monotonic() - started < 5
    assert got.report_ids == ()
    assert not Report.objects.exists()
    if got.refused:
        row = SetAside.objects.get()
        assert row.reason
        assert row.message in got.refused
    assert len(ingest(feed, rss).report_ids) == 2
    assert verify().ok


def test_a_document_that_holds_nothing_to_read_is_refused(feed: Feed) -> None:
    for name in BAD.keys() - {"another_encoding"}:
        assert ingest(feed, BAD[name]).refused, name
    reasons = set(SetAside.objects.values_list("reason", flat=True))
    assert {"empty", "entities", "too_deep", "too_large", "wrong_kind", "nothing_read"} <= reasons


def test_a_wire_copy_points_at_the_report_it_repeats(wire: Feed, cast: Cast) -> None:
    other = services.add_feed(
        TESTER, id="post", name="Post", outlet="Post", kind="text", unit=cast.units["nation"]
    )
    first = ingest(wire, WIRE.encode(), published=NIGHT)
    edited = WIRE.replace("the harbour police said", "according to the harbour police")
    copy = ingest(other, edited.encode(), published=NIGHT + timedelta(hours=1))
    assert copy.copies == copy.report_ids
    assert Report.objects.get(pk=copy.report_ids[0]).copy_of_id == first.report_ids[0]


def test_a_report_with_another_toll_is_no_copy(wire: Feed) -> None:
    ingest(wire, WIRE.encode(), published=NIGHT)
    update = ingest(wire, WIRE.replace("nine", "fourteen").encode(), published=NIGHT + timedelta(hours=1))
    assert len(update.report_ids) == 1
    assert update.copies == ()


def test_a_copy_is_looked_for_among_reports_of_the_same_label_only(wire: Feed, cast: Cast) -> None:
    """Else a copy would tell people of a report that they may not see."""
    secret = services.add_feed(
        TESTER, id="own", name="Own", outlet="Own", kind="text", unit=cast.units["nation"], tlp="red"
    )
    ingest(secret, WIRE.encode(), published=NIGHT)
    assert ingest(wire, WIRE.encode(), published=NIGHT).copies == ()


def test_a_copy_days_later_is_a_report_of_its_own(wire: Feed) -> None:
    ingest(wire, WIRE.encode(), published=NIGHT)
    later = NIGHT + timedelta(days=9)
    assert ingest(wire, (WIRE + " ").encode(), later, published=later, url="https://w.example/2").copies == ()


def test_reports_are_seen_by_members_of_any_unit_and_not_by_the_public(
    feed: Feed, rss: bytes, cast: Cast
) -> None:
    ingest(feed, rss)
    assert selectors.reports(cast["outsider.duty_officer"]).count() == 2
    assert not selectors.reports(PUBLIC).exists()


def test_what_was_set_aside_is_dismissed_by_who_manages_feeds(feed: Feed, rss: bytes, cast: Cast) -> None:
    ingest(feed, rss)
    row = selectors.set_aside(cast["nation.analyst"]).get()
    with pytest.raises(NotAllowed, match="manage feeds"):
        services.dismiss(row.pk, cast["nation.auditor"])
    services.dismiss(row.pk, cast["nation.analyst"])
    assert not selectors.set_aside(cast["nation.analyst"]).exists()
    ingest(feed, rss, NIGHT + timedelta(minutes=5))
    assert not selectors.set_aside(cast["nation.analyst"]).exists()
    with pytest.raises(BadInput):
        services.dismiss(9999, cast["nation.analyst"])


def test_a_document_for_an_unknown_feed_is_refused(cast: Cast) -> None:
    with pytest.raises(BadInput, match="no such feed"):
        services.ingest("nowhere", b"x", actor=TESTER, received=NIGHT)


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"kind": "telepathy"}, "kind"),
        ({"url": "ftp://x.example/"}, "ftp://x.example/"),
        ({"minutes": 0}, "minutes"),
        ({"name": " "}, "name"),
        ({"outlet": ""}, "outlet"),
        ({"id": "night"}, "id"),
    ],
)
def test_a_feed_that_could_not_work_is_refused_by_field(
    feed: Feed, cast: Cast, change: Any, where: str
) -> None:
    fields = {"id": "new", "name": "New", "outlet": "New", "kind": "rss", "unit": cast.units["nation"]}
    with pytest.raises(BadInput) as caught:
        services.add_feed(TESTER, **fields | change)
    assert caught.value.where == where
    assert Feed.objects.count() == 1
