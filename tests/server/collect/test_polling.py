"""A feed is polled at its turn and politely; its health is kept; it waits longer after each failure."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from tests.server.collect.conftest import NIGHT
from tests.server.collect.web import HERE, Answer, Site, here
from tests.server.conftest import TESTER, Cast
from tocsin.errors import BadInput, NotAllowed
from tocsin_server import clock
from tocsin_server.collect import selectors, services
from tocsin_server.collect.fetch import Fetched, fetch
from tocsin_server.collect.models import Feed, Report, SetAside
from tocsin_server.jobs.models import Job
from tocsin_server.ledger import selectors as ledger
from tocsin_server.pipeline.schedule import enqueue_due

poll: Callable[..., services.Ingested | None] = partial(
    services.poll, fetcher=partial(fetch, resolver=here, allow=[HERE])
)


@pytest.fixture
def polled(cast: Cast, site: Site) -> Feed:
    return services.add_feed(
        TESTER,
        id="polled",
        name="Polled",
        outlet="Polled",
        kind="rss",
        url=site.url("/feed"),
        minutes=5,
        unit=cast.units["nation"],
    )


def at(minutes: float) -> Any:
    return clock.standing_at(NIGHT + timedelta(minutes=minutes))


def now_of(feed: Feed) -> Feed:
    return Feed.objects.get(pk=feed.pk)


def test_a_poll_takes_in_reports_and_notes_health(polled: Feed, site: Site, rss: bytes) -> None:
    site.answers["/feed"] = Answer(rss, headers={"ETag": '"7"', "Content-Type": "application/rss+xml"})
    got = poll("polled")
    assert got is not None
    assert len(got.report_ids) == 2
    feed = now_of(polled)
    assert (feed.last_ok, feed.last_new, feed.failures, feed.etag) == (NIGHT, NIGHT, 0, '"7"')
    assert feed.next_poll == NIGHT + timedelta(minutes=5)


def test_the_next_poll_asks_only_for_what_is_new(polled: Feed, site: Site, rss: bytes) -> None:
    site.answers["/feed"] = Answer(rss, headers={"ETag": '"7"'})
    poll("polled")
    site.answers["/feed"] = Answer(status=304)
    with at(5):
        assert poll("polled") is None
    assert site.asked[-1][1]["if-none-match"] == '"7"'
    assert now_of(polled).last_ok == NIGHT + timedelta(minutes=5)
    assert now_of(polled).etag == '"7"'


def test_each_failure_doubles_the_wait_up_to_a_day(polled: Feed, site: Site) -> None:
    waits, moment = [], 0.0
    for _ in range(12):
        with at(moment):
            poll("polled")
            feed = now_of(polled)
            assert feed.next_poll is not None
            waits.append((feed.next_poll - clock.now()).total_seconds() / 60)
            moment += waits[-1]
    assert waits[:4] == [5, 10, 20, 40]
    assert max(waits) == 24 * 60
    assert "answers 404" in now_of(polled).error
    assert selectors.failing_feeds() == ["Polled"]


def test_only_the_change_of_health_is_an_entry(polled: Feed, site: Site, rss: bytes) -> None:
    poll("polled")
    with at(10):
        poll("polled")
    site.answers["/feed"] = Answer(rss)
    with at(60):
        poll("polled")
    actions = list(ledger.entries(action="collect", subject="feed:polled").values_list("action", flat=True))
    assert actions == [
        "collect.feed_recovered", "collect.ingested", "collect.feed_failing", "collect.feed_added",
    ]  # fmt: skip
    assert selectors.failing_feeds() == []


def test_a_host_that_asks_to_be_left_alone_is(polled: Feed, site: Site) -> None:
    site.answers["/feed"] = Answer(status=503, headers={"Retry-After": "7200"})
    poll("polled")
    assert now_of(polled).next_poll == NIGHT + timedelta(hours=2)


def test_two_feeds_of_one_host_are_not_asked_at_once(
    polled: Feed, site: Site, rss: bytes, cast: Cast
) -> None:
    site.answers["/feed"] = site.answers["/other"] = Answer(rss)
    services.add_feed(
        TESTER, id="other", name="Other", outlet="Other", kind="rss", url=site.url("/other"),
        unit=cast.units["nation"],
    )  # fmt: skip
    poll("polled")
    assert poll("other") is None
    assert [path for path, _ in site.asked] == ["/feed"]
    due = Feed.objects.get(pk="other").next_poll
    assert due is not None
    with clock.standing_at(due):
        assert poll("other") is not None


def test_a_feed_that_cannot_be_read_is_failing_and_fetched_anew(polled: Feed, site: Site) -> None:
    site.answers["/feed"] = Answer(b"<html>Sorry</html>", headers={"ETag": '"broken"'})
    got = poll("polled")
    assert got is not None
    assert got.refused
    feed = now_of(polled)
    assert (feed.failures, feed.etag, feed.last_ok) == (1, "", None)
    assert SetAside.objects.filter(feed=polled).count() == 1


def test_a_feed_that_redirects_into_the_own_network_is_refused_and_says_so(polled: Feed, site: Site) -> None:
    site.answers["/feed"] = Answer(status=302, headers={"Location": "http://169.254.169.254/latest/"})
    poll("polled")
    assert "169.254.169.254, which is not on the public internet" in now_of(polled).error
    assert not Report.objects.exists()


def test_a_feed_switched_off_is_not_asked(polled: Feed, site: Site, cast: Cast) -> None:
    services.enable("polled", False, cast["nation.analyst"])
    assert poll("polled") is None
    enqueue_due()
    assert site.asked == []
    assert not Job.objects.filter(kind="poll").exists()


def test_a_feed_due_is_enqueued_once(polled: Feed) -> None:
    enqueue_due()
    enqueue_due()
    assert Job.objects.filter(kind="poll").count() == 1
    with at(5):
        enqueue_due()
    assert Job.objects.filter(kind="poll").count() == 2


def test_a_person_may_have_a_feed_polled_at_once(polled: Feed, cast: Cast) -> None:
    poll("polled")
    with at(1):
        enqueue_due()
        assert not Job.objects.filter(kind="poll").exists()
        with pytest.raises(NotAllowed):
            services.poll_soon("polled", cast["locality.unit_officer"])
        services.poll_soon("polled", cast["nation.analyst"])
        enqueue_due()
    assert Job.objects.filter(kind="poll").count() == 1


def test_a_feed_without_an_address_cannot_be_polled(feed: Feed, cast: Cast) -> None:
    with pytest.raises(BadInput, match="no address"):
        services.poll_soon("night", cast["nation.analyst"])


def test_a_poll_that_is_repeated_after_a_crash_adds_nothing(polled: Feed, site: Site, rss: bytes) -> None:
    """The worker died after the reports were stored and before the feed's state was."""
    services.ingest("polled", rss, actor=TESTER, received=NIGHT, url=site.url("/feed"))
    reports, jobs = Report.objects.count(), Job.objects.filter(kind="read").count()
    site.answers["/feed"] = Answer(rss)
    poll("polled")
    assert (Report.objects.count(), Job.objects.filter(kind="read").count()) == (reports, jobs)


def test_the_fetcher_is_told_what_is_known_of_the_feed(polled: Feed) -> None:
    asked: list[tuple[str, str]] = []

    def fake(url: str, *, etag: str, last_modified: str) -> Fetched:
        asked.append((etag, last_modified))
        return Fetched(b"", "", url, not_modified=True)

    Feed.objects.filter(pk="polled").update(etag='"1"', last_modified="then")
    services.poll("polled", fetcher=fake)
    assert asked == [('"1"', "then")]
