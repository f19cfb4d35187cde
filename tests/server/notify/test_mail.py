"""Mail goes out once, over real SMTP; what went wrong is seen, and a person decides where nobody can know."""

import email
from datetime import timedelta
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest

from tests.server.conftest import Cast
from tests.server.notify.conftest import NOON, WORDS, Post
from tocsin.errors import BadInput, Conflict, NotAllowed
from tocsin_server import clock
from tocsin_server.jobs import selectors as jobs
from tocsin_server.jobs import worker
from tocsin_server.notify import services
from tocsin_server.notify.models import Alert, Delivery, DeliveryState
from tocsin_server.pipeline.handlers import HANDLERS

DESK = "desk@paper.example"


def published(cast: Cast, **changes: Any) -> Alert:
    officer = cast["nation.duty_officer"]
    return services.publish(services.draft(officer, **WORDS | changes).pk, officer)


def mailed(cast: Cast, *addresses: str, unit_id: str = "nation", by: str = "nation") -> None:
    for address in addresses:
        services.add_recipient(cast[f"{by}.administrator"], unit_id, "mail", address)


def state() -> DeliveryState:
    return DeliveryState(Delivery.objects.get(channel="mail").state)


def message(post: Post, number: int = 0) -> EmailMessage:
    content = post.taken[number].content
    assert isinstance(content, bytes)
    read = email.message_from_bytes(content, policy=default)
    assert isinstance(read, EmailMessage)
    return read


def test_every_standing_recipient_gets_the_alert_in_words_and_as_cap(placed: Cast, post: Post) -> None:
    mailed(placed, DESK, "radio@station.example")
    mailed(placed, "town@locality.example", unit_id="locality", by="region")
    row = published(placed)
    worker.drain(HANDLERS)
    got = {to for taken in post.taken for to in taken.rcpt_tos}
    assert got == {DESK, "radio@station.example", "town@locality.example"}
    assert len(post.taken) == 3
    first = message(post)
    assert first["Subject"] == "ALERT: More police at stations and stadiums"
    body = first.get_body()
    assert body is not None
    assert "Allow more time for bag checks." in body.get_content()
    attached = next(first.iter_attachments())
    assert (attached.get_content_type(), attached.get_payload(decode=True)) == (
        "application/cap+xml",
        bytes(row.xml),
    )


def test_a_locality_s_alert_does_not_go_to_its_neighbours(placed: Cast, post: Post) -> None:
    mailed(placed, "town@locality.example", unit_id="locality", by="region")
    mailed(placed, "town@neighbour.example", unit_id="neighbour", by="region")
    officer = placed["locality.duty_officer"]
    row = services.draft(officer, **WORDS | {"unit_id": "locality", "area_units": ["locality"]})
    services.publish(row.pk, officer)
    worker.drain(HANDLERS)
    assert [taken.rcpt_tos for taken in post.taken] == [["town@locality.example"]]


def test_a_job_that_runs_again_sends_nothing_again(placed: Cast, post: Post) -> None:
    mailed(placed, DESK)
    published(placed)
    worker.drain(HANDLERS)
    services.deliver(Delivery.objects.get(channel="mail").pk)
    assert (len(post.taken), state()) == (1, DeliveryState.SENT)


def test_a_worker_that_died_while_sending_leaves_it_to_a_person(placed: Cast, post: Post) -> None:
    mailed(placed, DESK)
    published(placed)
    worker.drain({"audience": HANDLERS["audience"]})
    Delivery.objects.filter(channel="mail").update(state=DeliveryState.SENDING, attempts=1)
    worker.drain(HANDLERS)
    assert (post.taken, state()) == ([], DeliveryState.UNSURE)
    row = Delivery.objects.get(channel="mail")
    with pytest.raises(NotAllowed):
        services.resend(row.pk, placed["nation.analyst"])
    services.resend(row.pk, placed["nation.duty_officer"])
    worker.drain(HANDLERS)
    assert (len(post.taken), state()) == (1, DeliveryState.SENT)
    with pytest.raises(Conflict, match="is sent"):
        services.resend(row.pk, placed["nation.duty_officer"])


def test_a_server_that_falls_silent_after_taking_it_leaves_it_unsure(placed: Cast, post: Post) -> None:
    mailed(placed, DESK)
    post.silent = True
    published(placed)
    worker.drain(HANDLERS)
    assert (len(post.taken), state()) == (1, DeliveryState.UNSURE)


def test_an_address_refused_for_good_is_not_tried_again(placed: Cast, post: Post) -> None:
    mailed(placed, DESK)
    post.answers[DESK] = "550 no such desk"
    published(placed)
    worker.drain(HANDLERS)
    with clock.standing_at(NOON + timedelta(hours=2)):
        assert worker.drain(HANDLERS) == 0
    row = Delivery.objects.get(channel="mail")
    assert (row.state, row.attempts, row.error) == ("failed", 1, "the mail server answers 550 no such desk")


def test_a_server_that_is_busy_is_asked_again(placed: Cast, post: Post) -> None:
    mailed(placed, DESK)
    post.answers[DESK] = "451 try later"
    published(placed)
    worker.drain(HANDLERS)
    row = Delivery.objects.get(channel="mail")
    assert (row.state, row.error) == ("waiting", "the mail server answers 451 try later")
    post.answers.clear()
    with clock.standing_at(NOON + timedelta(hours=2)):
        worker.drain(HANDLERS)
    assert (len(post.taken), state()) == (1, DeliveryState.SENT)


def test_a_server_that_is_down_is_asked_again_and_then_shown_as_given_up(
    placed: Cast, post: Post, settings: Any
) -> None:
    mailed(placed, DESK)
    settings.EMAIL_PORT = 9
    published(placed)
    for hours in range(12):
        with clock.standing_at(NOON + timedelta(hours=hours)):
            worker.drain(HANDLERS)
    assert jobs.dead().count() == 0
    row = Delivery.objects.get(channel="mail")
    assert (row.state, row.attempts, row.next_at) == ("failed", 12, None)
    assert row.error.startswith("given up after 12 tries: the mail server cannot be reached")


@pytest.mark.parametrize(
    "address", ["", "desk", "desk@", "a@b.example, c@d.example", "a@b.example\nBcc: x@y.example"]
)
def test_what_is_no_address_is_refused(placed: Cast, post: Post, address: str) -> None:
    with pytest.raises(BadInput, match="not an e-mail address"):
        mailed(placed, address)


def test_a_site_without_a_mail_server_says_so(placed: Cast, settings: Any) -> None:
    settings.EMAIL_HOST = ""
    with pytest.raises(BadInput, match="TOCSIN_MAIL"):
        mailed(placed, DESK)


def test_the_feed_has_no_addresses_and_unknown_channels_are_named(placed: Cast) -> None:
    with pytest.raises(BadInput, match="no recipients"):
        services.add_recipient(placed["nation.administrator"], "nation", "feed", "x")
    with pytest.raises(BadInput, match="feed, mail, sms, webpush"):
        services.add_recipient(placed["nation.administrator"], "nation", "pigeon", "x")


def test_a_recipient_is_removed_by_an_administrator_alone(placed: Cast, post: Post) -> None:
    row = services.add_recipient(placed["nation.administrator"], "nation", "mail", DESK)
    with pytest.raises(NotAllowed):
        services.remove_recipient(row.pk, placed["nation.duty_officer"])
    services.remove_recipient(row.pk, placed["nation.administrator"])
    published(placed)
    worker.drain(HANDLERS)
    assert post.taken == []
