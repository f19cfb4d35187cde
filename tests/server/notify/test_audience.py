"""Everyone concerned has one delivery of each message, whoever dies meanwhile; nobody else has any."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from tests.server.conftest import Cast
from tests.server.notify.conftest import NOON, WORDS
from tests.server.notify.crowd import INSIDE, OUTSIDE, Recorder, crowd, recorded, subscriber
from tocsin.base import Scope
from tocsin_server import clock
from tocsin_server.jobs import worker
from tocsin_server.jobs.models import Job, State
from tocsin_server.notify import selectors, services
from tocsin_server.notify.models import Alert, Delivery, DeliveryState, Subscriber
from tocsin_server.notify.selectors import nearby
from tocsin_server.notify.services import audience
from tocsin_server.notify.subscriptions import Wish
from tocsin_server.pipeline.handlers import HANDLERS

FAN_OUT = {"audience": HANDLERS["audience"]}


@pytest.fixture(autouse=True)
def mail(db: None) -> Iterator[Recorder]:
    with recorded() as recorder:
        yield recorder


def published(cast: Cast, **changes: Any) -> Alert:
    officer = cast["nation.duty_officer"]
    return services.publish(services.draft(officer, **WORDS | changes).pk, officer)


def told(row: Alert) -> list[str]:
    """The subscribers who have a delivery of a message."""
    keys = row.deliveries.filter(recipient__startswith="subscriber:").values_list("recipient", flat=True)
    found = Subscriber.objects.filter(pk__in=[selectors.number_of(key) for key in keys])
    return sorted(address.partition("@")[0] for address in found.values_list("address", flat=True))


def at(hours: float) -> Any:
    return clock.standing_at(NOON + timedelta(hours=hours))


def test_only_subscribers_of_places_in_the_area_are_told(placed: Cast) -> None:
    subscriber(1)
    subscriber(2, OUTSIDE)
    subscriber(3, OUTSIDE, Wish(name="Home", at=OUTSIDE), Wish(name="Parents", at=INSIDE))
    subscriber(4, INSIDE, confirmed=None)
    row = published(placed)
    worker.drain(FAN_OUT)
    assert told(row) == ["reader-1", "reader-3"]


def test_an_area_of_interest_is_met_by_what_touches_it_whatever_its_size(placed: Cast) -> None:
    small = ((23, 113.5), (23, 113.52), (23.02, 113.52))
    large = ((-20, 100), (-20, 150), (60, 150), (60, 100))
    beside = ((10, 20), (10, 21), (11, 21))
    for number, ring in enumerate((small, large, beside), start=1):
        subscriber(number, INSIDE, Wish(name="Area", ring=ring))
    row = published(placed)
    worker.drain(FAN_OUT)
    assert told(row) == ["reader-1", "reader-2"]


@pytest.mark.parametrize(
    ("least", "severity", "sent"),
    [
        ("", "Minor", True),
        ("Moderate", "Moderate", True),
        ("Severe", "Moderate", False),
        ("Severe", "Extreme", True),
        ("Extreme", "Unknown", True),
    ],
)
def test_who_wants_only_what_is_grave_is_spared_the_rest_and_told_what_may_be(
    placed: Cast, least: str, severity: str, sent: bool
) -> None:
    subscriber(least_severity=least)
    row = published(placed, severity=severity)
    worker.drain(FAN_OUT)
    assert bool(told(row)) is sent


@pytest.mark.parametrize("changes", [{"status": "Exercise"}, {"scope": Scope.RESTRICTED, "restriction": "x"}])
def test_what_is_not_real_or_not_for_everyone_reaches_no_subscriber(
    placed: Cast, mail: Recorder, changes: dict[str, str]
) -> None:
    subscriber()
    row = published(placed, **changes)
    worker.drain(HANDLERS)
    assert (told(row), mail.taken) == ([], {})


def test_few_and_many_are_found_alike(placed: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(1, 41):
        subscriber(number, INSIDE if number % 3 else OUTSIDE)
    record = selectors.record(published(placed))
    few = selectors.few_near(record)
    assert few is not None
    monkeypatch.setattr(nearby, "FEW", 5)
    assert selectors.few_near(record) is None
    paged, after = [], 0
    while after is not None:
        found, after = selectors.page_near(record, after, size=7)
        paged += found
    assert paged == few
    assert len(few) == 27
    assert selectors.reach(record) == {"mail": 27}


def test_a_country_is_fanned_out_in_steps_each_with_its_work(
    placed: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, size in {"FIRST": 10, "CHUNK": 20, "BATCH": 6}.items():
        monkeypatch.setattr(audience, name, size)
    monkeypatch.setattr(nearby, "FEW", 5)
    crowd(65)
    row = published(placed)
    assert worker.drain(FAN_OUT) == 5  # one for the rest, then 10, 20, 20 and what is left
    assert len(told(row)) == 65
    jobs = Job.objects.filter(kind="deliver.mail")
    assert sum(len(job.payload["recipients"]) for job in jobs) == 65
    assert max(len(job.payload["recipients"]) for job in jobs) == 6


def test_a_step_that_is_repeated_adds_nothing(placed: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, size in {"FIRST": 10, "CHUNK": 20}.items():
        monkeypatch.setattr(audience, name, size)
    monkeypatch.setattr(nearby, "FEW", 5)
    crowd(45)
    row = published(placed)
    while worker.work_once(FAN_OUT, "first"):
        Job.objects.filter(kind="audience", attempts=1).update(state=State.WAITING)  # died before it was done
    assert len(told(row)) == len(set(told(row))) == 45
    assert Job.objects.filter(kind="deliver.mail").count() == 3


def test_an_update_goes_to_all_who_were_told_and_to_who_is_near_now(placed: Cast, mail: Recorder) -> None:
    subscriber(1)
    subscriber(2, (22.5455, 114.0683))
    first = published(placed)
    worker.drain(HANDLERS)
    newcomer = subscriber(3, (22.5455, 114.0683))
    with at(1):
        second = services.update(first.pk, placed["nation.duty_officer"], area_units=["locality"])
        worker.drain(HANDLERS)
    assert told(first) == ["reader-1", "reader-2"]
    assert told(second) == ["reader-1", "reader-2", "reader-3"]
    assert newcomer.pk
    assert mail.taken.total() == 5


def test_an_end_goes_to_all_who_were_told_of_any_message_and_to_nobody_new(
    placed: Cast, mail: Recorder
) -> None:
    subscriber(1)
    subscriber(2)
    first = published(placed)
    worker.drain(HANDLERS)
    Subscriber.objects.get(address__startswith="reader-2").delete()
    with at(1):
        second = services.update(first.pk, placed["nation.duty_officer"], area_units=["locality"])
        third = services.cancel(second.pk, placed["nation.duty_officer"], "Over")
        subscriber(3)
        worker.drain(HANDLERS)
    assert told(second) == []
    assert told(third) == ["reader-1"]
    assert mail.readers == ["reader-1", "reader-1", "reader-2"]


def test_what_waits_of_an_alert_is_not_sent_once_it_has_ended(placed: Cast, mail: Recorder) -> None:
    subscriber(1)
    subscriber(2)
    first = published(placed)
    worker.drain(FAN_OUT)
    one, two = Delivery.objects.filter(channel="mail").order_by("recipient")
    Delivery.objects.filter(pk=two.pk).update(state=DeliveryState.UNSURE)
    with at(1):
        last = services.cancel(first.pk, placed["nation.duty_officer"], "Over")
        worker.drain(HANDLERS)
    one.refresh_from_db()
    assert (one.state, one.error) == ("dropped", audience.OVERTAKEN)
    assert told(last) == ["reader-2"]
    assert mail.readers == ["reader-2"]


def test_a_message_that_was_followed_meanwhile_is_fanned_out_no_further(placed: Cast) -> None:
    subscriber(1)
    first = published(placed)
    with at(1):
        second = services.update(first.pk, placed["nation.duty_officer"])
        worker.drain(FAN_OUT)
    assert (told(first), told(second)) == ([], ["reader-1"])


@pytest.mark.parametrize(
    ("changes", "priority"),
    [
        ({}, 0),
        ({"unit_id": "region"}, 4),
        ({"unit_id": "region", "severity": "Extreme", "urgency": "Immediate"}, 0),
        ({"unit_id": "region", "severity": "Extreme", "urgency": "Expected"}, 4),
        ({"status": "Exercise"}, 8),
    ],
)
def test_what_is_urgent_goes_first(placed: Cast, changes: dict[str, str], priority: int) -> None:
    subscriber()
    unit = changes.get("unit_id", "nation")
    officer = placed[f"{unit}.duty_officer"]
    services.publish(services.draft(officer, **WORDS | changes).pk, officer)
    worker.drain(FAN_OUT)
    assert set(Job.objects.values_list("priority", flat=True)) == {priority}


def test_the_end_of_an_urgent_alert_is_as_urgent(placed: Cast) -> None:
    officer = placed["region.duty_officer"]
    words = WORDS | {"unit_id": "region", "severity": "Extreme", "urgency": "Immediate"}
    row = services.publish(services.draft(officer, **words).pk, officer)
    with at(1):
        services.cancel(row.pk, officer, "Over")
    assert set(Job.objects.filter(kind="audience").values_list("priority", flat=True)) == {0}
