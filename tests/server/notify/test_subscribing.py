"""Anybody may have the alerts of places without an account, nobody for somebody else, and leave no trace."""

import re
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from typing import Any

import pytest
from django.urls import resolve

from tests.server.conftest import Cast
from tests.server.notify.conftest import NOON, WORDS, Post
from tocsin.errors import BadInput, Conflict
from tocsin_server import clock
from tocsin_server.jobs import worker
from tocsin_server.jobs.models import Job
from tocsin_server.ledger.models import Entry
from tocsin_server.notify import selectors, services
from tocsin_server.notify.models import Delivery, Interest, Subscriber
from tocsin_server.notify.services.subscribing import secret_of
from tocsin_server.notify.subscriptions import Wish, extents, link, unsubscribe_link, wish
from tocsin_server.pipeline.handlers import HANDLERS
from tocsin_server.pipeline.schedule import enqueue_due

ADA = "ada@home.example"
SHENZHEN = Wish(name="Shenzhen", at=(22.5455, 114.0683))
DELTA = Wish(name="The delta", ring=((22, 113), (22, 114), (23, 114), (23, 113)))


def asked(address: str = ADA, **changes: Any) -> Subscriber:
    row, secret = services.subscribe("mail", address, **{"interests": [SHENZHEN]} | changes)
    assert secret == ""
    return row


def confirmed(address: str = ADA, **changes: Any) -> Subscriber:
    return services.confirm_subscription(secret_of(asked(address, **changes)))


def posted_link(post: Post, number: int = -1) -> str:
    content = post.taken[number].content
    assert isinstance(content, bytes)
    found = re.search(r"/subscription/([\w-]+)/", content.decode())
    assert found
    return found[1]


@pytest.mark.django_db
def test_nothing_is_sent_before_the_link_in_the_message_was_opened(placed: Cast, post: Post) -> None:
    asked()
    worker.drain(HANDLERS)
    assert [taken.rcpt_tos for taken in post.taken] == [[ADA]]
    officer = placed["nation.duty_officer"]
    services.publish(services.draft(officer, **WORDS).pk, officer)
    worker.drain(HANDLERS)
    assert len(post.taken) == 1
    services.confirm_subscription(posted_link(post))
    services.publish(services.draft(officer, **WORDS).pk, officer)
    worker.drain(HANDLERS)
    assert len(post.taken) == 2


@pytest.mark.django_db
def test_a_message_to_a_subscriber_carries_the_link_that_ends_it_by_one_request(
    placed: Cast, post: Post
) -> None:
    row = confirmed()
    officer = placed["nation.duty_officer"]
    services.publish(services.draft(officer, **WORDS).pk, officer)
    worker.drain(HANDLERS)
    sent = [message_from_bytes(taken.content, policy=default) for taken in post.taken]
    headers = [message["List-Unsubscribe"].strip() for message in sent if message["List-Unsubscribe"]]
    assert headers == [f"<{unsubscribe_link(secret_of(row))}>"]


def test_the_links_lead_to_pages_of_the_site(settings: Any) -> None:
    for made in (link("abc"), unsubscribe_link("abc")):
        assert resolve(made.removeprefix(settings.TOCSIN_URL)).kwargs == {"secret": "abc"}


@pytest.mark.django_db
def test_a_subscription_that_is_ended_leaves_nothing_of_the_person(placed: Cast, post: Post) -> None:
    row = confirmed()
    officer = placed["nation.duty_officer"]
    services.publish(services.draft(officer, **WORDS).pk, officer)
    worker.drain(HANDLERS)
    assert services.unsubscribe(secret_of(row))
    assert not services.unsubscribe(secret_of(row))
    assert not Subscriber.objects.exists()
    assert not Interest.objects.exists()
    kept = [*Delivery.objects.values(), *Entry.objects.values(), *Job.objects.values()]
    assert ADA not in repr(kept)


@pytest.mark.django_db
def test_no_secret_is_stored_anywhere(placed: Cast, post: Post) -> None:
    secret = secret_of(confirmed())
    worker.drain(HANDLERS)
    kept = [*Subscriber.objects.values(), *Entry.objects.values(), *Job.objects.values()]
    assert secret not in repr(kept)


@pytest.mark.django_db
def test_a_refusal_that_names_the_address_is_kept_without_it(placed: Cast, post: Post) -> None:
    confirmed()
    post.answers[ADA] = f"550 no mailbox {ADA} here"
    officer = placed["nation.duty_officer"]
    services.publish(services.draft(officer, **WORDS).pk, officer)
    worker.drain(HANDLERS)
    row = Delivery.objects.get(channel="mail")
    assert (row.state, row.error) == ("failed", "the mail server answers 550 no mailbox the address here")


@pytest.mark.django_db
def test_who_asks_for_the_address_of_another_changes_nothing_and_learns_nothing(
    placed: Cast, post: Post
) -> None:
    row = confirmed()
    again = asked(interests=[DELTA], language="fr")
    assert (again.pk, again.language) == (row.pk, "en")
    assert [each.name for each in row.interests.all()] == ["Shenzhen"]


@pytest.mark.django_db
def test_an_address_is_written_to_only_so_often_in_an_hour(placed: Cast, post: Post) -> None:
    for _ in range(3):
        asked()
    with pytest.raises(Conflict, match="in an hour"):
        asked()
    worker.drain(HANDLERS)
    assert len(post.taken) == 3
    with clock.standing_at(NOON + timedelta(hours=1)):
        asked()


@pytest.mark.django_db
def test_who_does_not_confirm_within_two_days_is_forgotten(placed: Cast, post: Post) -> None:
    asked()
    confirmed("ben@home.example")
    with clock.standing_at(NOON + timedelta(hours=47)):
        enqueue_due()
        assert worker.drain({"unconfirmed": HANDLERS["unconfirmed"]}) == 0
    with clock.standing_at(NOON + timedelta(hours=49)):
        enqueue_due()
        assert worker.drain({"unconfirmed": HANDLERS["unconfirmed"]}) == 1
    assert [row.address for row in Subscriber.objects.all()] == ["ben@home.example"]


@pytest.mark.django_db
def test_web_push_holds_at_once_and_its_browser_is_given_the_secret(placed: Cast, settings: Any) -> None:
    from tests.server.notify import ends

    address, keys = "https://8.8.8.8/abc", ends.Browser().keys
    row, secret = services.subscribe("webpush", address, keys=keys, interests=[SHENZHEN])
    assert row.confirmed == NOON
    assert selectors.subscription(secret) == row
    again, same = services.subscribe("webpush", address, keys=keys, interests=[DELTA])
    assert (again.pk, same) == (row.pk, secret)
    assert [each.name for each in row.interests.all()] == ["The delta"]


@pytest.mark.django_db
def test_a_subscription_is_changed_by_its_link(placed: Cast, post: Post) -> None:
    secret = secret_of(confirmed())
    services.change_subscription(secret, least_severity="Severe", interests=[SHENZHEN, DELTA])
    row = selectors.subscription(secret)
    assert (row.language, row.least_severity, row.interests.count()) == ("en", "Severe", 2)
    with pytest.raises(BadInput, match="no subscription"):
        services.change_subscription("guessed", language="fr")


@pytest.mark.django_db
def test_with_another_key_of_the_site_new_links_hold(placed: Cast, post: Post, settings: Any) -> None:
    row = confirmed()
    old = secret_of(row)
    settings.SECRET_KEY = "another key after the site was founded anew"
    new = secret_of(row)
    assert new != old
    assert selectors.subscription(new) == row


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"interests": []}, "interests"),
        ({"interests": [SHENZHEN] * 21}, "interests"),
        ({"interests": [Wish(name=" ", at=(0, 0))]}, "interests[1]"),
        ({"interests": [Wish(name="x")]}, "interests[1]"),
        ({"interests": [Wish(name="x", at=(0, 0), ring=DELTA.ring)]}, "interests[1]"),
        ({"interests": [SHENZHEN, Wish(name="x", at=(91, 0))]}, "interests[2]"),
        ({"interests": [Wish(name="x", at=(float("nan"), 0))]}, "interests[1]"),
        ({"interests": [Wish(name="x", ring=((0, 0), (1, 1)))]}, "interests[1]"),
        ({"interests": [Wish(name="x", ring=((0, 0), (1, 1), (0, 1), (1, 0)))]}, "interests[1]"),
        (
            {"interests": [Wish(name="x", ring=tuple((i / 100, i * i / 1e5) for i in range(1000)))]},
            "interests[1]",
        ),
        ({"language": ""}, "language"),
        ({"least_severity": "Grave"}, "least_severity"),
        ({"address": "nobody"}, "address"),
        ({"channel": "feed"}, "channel"),
        ({"channel": "webhook", "address": "https://desk.example/"}, "channel"),
    ],
)
def test_what_cannot_be_subscribed_is_refused_by_name(
    placed: Cast, post: Post, change: dict[str, Any], where: str
) -> None:
    given = {"channel": "mail", "address": ADA, "interests": [SHENZHEN]} | change
    with pytest.raises(BadInput) as caught:
        services.subscribe(given.pop("channel"), given.pop("address"), **given)
    assert caught.value.where == where
    assert not Subscriber.objects.exists()


def test_an_area_is_stored_closed_and_with_its_box() -> None:
    (stored,) = extents([DELTA])
    assert stored.rings is not None
    assert stored.rings[0][0] == stored.rings[0][-1] == [22, 113]
    box = (stored.south, stored.west, stored.north, stored.east)
    assert box == pytest.approx((22, 113, 23, 114), abs=1e-6)


def test_a_form_sends_a_place_or_the_ring_of_an_area() -> None:
    place = {"name": "Shenzhen", "latitude": "22.5455", "longitude": "114.0683"}
    assert wish(place) == SHENZHEN
    assert wish({"name": "The delta", "ring": [list(point) for point in DELTA.ring]}) == DELTA
