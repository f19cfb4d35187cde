"""Each delivery is handed over at most once, whoever dies meanwhile; what went wrong is tried again."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from tests.server.conftest import Cast
from tests.server.notify.conftest import NOON, WORDS
from tests.server.notify.crowd import Recorder, crowd, recorded, subscriber
from tocsin.errors import Conflict, NotAllowed
from tocsin_server import clock
from tocsin_server.jobs import outgoing, worker
from tocsin_server.jobs.models import Job
from tocsin_server.ledger.models import Entry
from tocsin_server.notify import selectors, services
from tocsin_server.notify.channels import DeliveryFailed
from tocsin_server.notify.models import Alert, Delivery, Subscriber
from tocsin_server.notify.services import delivering
from tocsin_server.pipeline.handlers import HANDLERS

FAN_OUT = {"audience": HANDLERS["audience"]}


@pytest.fixture(autouse=True)
def mail(db: None) -> Iterator[Recorder]:
    with recorded() as recorder:
        yield recorder


def published(cast: Cast, **changes: Any) -> Alert:
    officer = cast["nation.duty_officer"]
    return services.publish(services.draft(officer, **WORDS | changes).pk, officer)


def states() -> list[str]:
    rows = Delivery.objects.filter(channel="mail").order_by("pk")
    return list(rows.values_list("state", flat=True))


def later(seconds: float) -> Any:
    return clock.standing_at(NOON + timedelta(seconds=seconds))


def test_a_batch_is_handed_over_and_entered_once(placed: Cast, mail: Recorder) -> None:
    crowd(30)
    published(placed)
    worker.drain(HANDLERS)
    assert states() == ["sent"] * 30
    assert set(mail.taken.values()) == {1}
    (entry,) = Entry.objects.filter(action="notify.delivered")
    assert entry.data == {"channel": "mail", "sent": 30}


def test_a_batch_that_is_repeated_sends_and_enters_nothing(placed: Cast, mail: Recorder) -> None:
    crowd(3)
    published(placed)
    worker.drain(HANDLERS)
    job = Job.objects.get(kind="deliver.mail")
    HANDLERS["deliver.mail"](job.payload)
    assert mail.taken.total() == 3
    assert Entry.objects.filter(action="notify.delivered").count() == 1


def test_what_a_dead_worker_had_in_hand_is_unsure_and_the_rest_goes_out(placed: Cast, mail: Recorder) -> None:
    crowd(5)
    published(placed)
    worker.drain(FAN_OUT)
    rows = Delivery.objects.filter(channel="mail").order_by("pk")
    outgoing.claim(rows.filter(pk__in=rows[:2]))
    worker.drain(HANDLERS)
    assert states() == ["unsure", "unsure", "sent", "sent", "sent"]
    assert mail.taken.total() == 3


def test_no_recipient_holds_up_the_others(placed: Cast, mail: Recorder) -> None:
    """The first one's server says nothing until all others have their message."""
    others = threading.Event()

    def deliver(alert: Any, xml: bytes, target: Any, take: Any = mail.deliver) -> None:
        if target.address.startswith("reader-1@"):
            assert others.wait(20)
        take(alert, xml, target)
        if mail.taken.total() == 19:
            others.set()

    mail.deliver = deliver  # type: ignore[method-assign]
    crowd(20)
    published(placed)
    worker.drain(HANDLERS)
    assert states() == ["sent"] * 20


def test_what_may_pass_is_tried_again_at_the_time_that_is_shown(placed: Cast, mail: Recorder) -> None:
    crowd(3)
    mail.refusals["reader-2@home.example"] = DeliveryFailed("busy")
    published(placed)
    worker.drain(HANDLERS)
    row = Delivery.objects.get(channel="mail", state="waiting")
    assert (row.error, row.attempts, row.next_at) == ("busy", 1, NOON + timedelta(seconds=5))
    with later(4):
        assert worker.drain(HANDLERS) == 0
    with later(6):
        worker.drain(HANDLERS)
    row.refresh_from_db()
    assert (row.attempts, row.next_at) == (2, NOON + timedelta(seconds=16))
    mail.refusals.clear()
    with later(16):
        worker.drain(HANDLERS)
    assert states() == ["sent"] * 3
    assert set(mail.taken.values()) == {1}


def test_a_fault_of_a_channel_is_one_delivery_s_alone(placed: Cast, mail: Recorder) -> None:
    crowd(3)
    mail.refusals["reader-2@home.example"] = KeyError("oops")
    published(placed)
    worker.drain(HANDLERS)
    assert sorted(states()) == ["sent", "sent", "unsure"]
    assert Delivery.objects.get(state="unsure").error == "KeyError"


def test_an_address_that_is_gone_is_forgotten_and_told_nothing_more(placed: Cast, mail: Recorder) -> None:
    crowd(2)
    mail.refusals["reader-2@home.example"] = DeliveryFailed("no such subscription", gone=True)
    published(placed)
    worker.drain(HANDLERS)
    assert sorted(states()) == ["failed", "sent"]
    assert [row.address for row in Subscriber.objects.all()] == ["reader-1@home.example"]
    (entry,) = Entry.objects.filter(action="notify.delivered")
    assert entry.data == {"channel": "mail", "sent": 1, "failed": 1, "gone": 1}


def test_before_the_first_message_no_recipient_costs_a_query(
    placed: Cast, mail: Recorder, django_assert_max_num_queries: Any
) -> None:
    crowd(60)
    alert = published(placed)
    worker.drain(FAN_OUT)
    with clock.standing_at(NOON + timedelta(days=2)), django_assert_max_num_queries(30):
        delivering.deliver_batch(
            alert.pk, "mail", [f"subscriber:{row.pk}" for row in Subscriber.objects.all()]
        )
    assert states() == ["dropped"] * 60


def test_who_left_before_it_was_sent_is_told_nothing(placed: Cast, mail: Recorder) -> None:
    row = subscriber()
    published(placed)
    worker.drain(FAN_OUT)
    row.delete()
    worker.drain(HANDLERS)
    assert (states(), mail.taken) == (["dropped"], {})
    assert Delivery.objects.get(channel="mail").error == delivering.LEFT


def test_an_alert_that_lapsed_meanwhile_is_not_sent(placed: Cast, mail: Recorder) -> None:
    subscriber()
    published(placed)
    worker.drain(FAN_OUT)
    with clock.standing_at(NOON + timedelta(days=2)):
        worker.drain(HANDLERS)
    assert (states(), mail.taken) == (["dropped"], {})
    assert Delivery.objects.get(channel="mail").error == delivering.LAPSED


def test_all_that_was_refused_is_sent_again_by_one_decision(placed: Cast, mail: Recorder) -> None:
    crowd(4)
    for number in (1, 2):
        mail.refusals[f"reader-{number}@home.example"] = DeliveryFailed("no", permanent=True)
    mail.refusals["reader-3@home.example"] = DeliveryFailed("silence", unsure=True)
    row, officer = published(placed), placed["nation.duty_officer"]
    worker.drain(HANDLERS)
    mail.refusals.clear()
    with pytest.raises(NotAllowed):
        services.resend_failed(row.pk, placed["nation.analyst"])
    assert services.resend_failed(row.pk, officer, "sms") == 0
    assert services.resend_failed(row.pk, officer) == 2
    worker.drain(HANDLERS)
    assert sorted(states()) == ["sent", "sent", "sent", "unsure"]
    assert set(mail.taken.values()) == {1}


def test_what_no_longer_holds_is_not_sent_again(placed: Cast, mail: Recorder) -> None:
    subscriber()
    mail.refusals["reader-1@home.example"] = DeliveryFailed("no", permanent=True)
    first, officer = published(placed), placed["nation.duty_officer"]
    worker.drain(HANDLERS)
    with later(3600):
        services.update(first.pk, officer)
        with pytest.raises(Conflict, match="later message"):
            services.resend(Delivery.objects.get(alert=first, channel="mail").pk, officer)
        with pytest.raises(Conflict, match="later message"):
            services.resend_failed(first.pk, officer)


def test_deliveries_are_counted_by_channel_and_state_and_listed_by_either(
    placed: Cast, mail: Recorder
) -> None:
    crowd(3)
    mail.refusals["reader-2@home.example"] = DeliveryFailed("no", permanent=True)
    row, officer = published(placed), placed["nation.duty_officer"]
    worker.drain(HANDLERS)
    counts = selectors.delivery_counts(row)
    assert {name: {state: n for state, n in each.items() if n} for name, each in counts.items()} == {
        "feed": {"sent": 1},
        "mail": {"sent": 2, "failed": 1},
    }
    listed = selectors.deliveries([row.pk], officer, state="failed", channel="mail")
    assert [each.error for each in listed] == ["no"]
    assert selectors.deliveries([row.pk], officer, state="failed", channel="feed").count() == 0


def test_a_job_of_an_earlier_version_still_delivers(placed: Cast, mail: Recorder) -> None:
    subscriber()
    published(placed)
    worker.drain(FAN_OUT)
    row = Delivery.objects.get(channel="mail")
    HANDLERS["deliver"]({"delivery": row.pk})
    assert (states(), mail.taken.total()) == (["sent"], 1)
