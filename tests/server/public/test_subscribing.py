"""Alerts without an account: asked for on a page, confirmed by a link, ended by one press."""

from typing import Any

import pytest
from django.test import Client
from lxml import html

from tests.server.conftest import Cast
from tocsin_server.notify import services
from tocsin_server.notify.models import Subscriber
from tocsin_server.notify.services.subscribing import secret_of

ASKED = {
    "channel": "mail",
    "address_mail": "reader@example.org",
    "place": ["48.85,2.35"],
    "language": "fr",
    "least_severity": "Severe",
}


@pytest.fixture(autouse=True)
def post(settings: Any, cast: Cast) -> None:
    """The site can send mail; what it would send is work for later."""
    settings.EMAIL_HOST = "127.0.0.1"


def asked(client: Client, **changes: Any) -> Any:
    return client.post("/subscribe/", {**ASKED, **changes})


def subscribed(client: Client) -> tuple[Subscriber, str]:
    asked(client)
    row = Subscriber.objects.get()
    return row, secret_of(row)


def test_places_are_chosen_without_a_script_one_after_the_other(client: Client) -> None:
    first = html.fromstring(client.get("/subscribe/?name=Paris").content)
    link = first.xpath("//*[contains(@class, 'places')]//a/@href")[0]
    second = html.fromstring(client.get(f"{link}&name=Lyon").content)
    links = second.xpath("//*[contains(@class, 'places')]//a[contains(@href, ',4.')]/@href")
    third = html.fromstring(client.get(links[0]).content)
    chosen = third.xpath("//form[@method='post']//input[@name='place']/@value")
    assert [key[:4] for key in chosen] == ["48.8", "45.7"]


def test_an_address_is_asked_before_anything_is_sent_to_it(client: Client) -> None:
    answer = asked(client)
    assert (answer.status_code, answer["Location"]) == (302, "/subscribe/?sent=1")
    row = Subscriber.objects.get()
    assert (row.channel, row.address, row.language, row.confirmed) == (
        "mail",
        "reader@example.org",
        "fr",
        None,
    )
    assert [(one.south, one.west) for one in row.interests.all()] == [(48.85, 2.35)]


def test_the_link_shows_a_button_and_only_the_button_confirms(client: Client) -> None:
    """Programs that look at links in mail open them all."""
    row, secret = subscribed(client)
    page = client.get(f"/subscription/{secret}/").content.decode()
    assert f"/subscription/{secret}/confirm" in page
    assert Subscriber.objects.get().confirmed is None
    client.post(f"/subscription/{secret}/confirm")
    assert Subscriber.objects.get(pk=row.pk).confirmed is not None


def test_a_subscriber_changes_places_language_and_severity(client: Client) -> None:
    row, secret = subscribed(client)
    services.confirm_subscription(secret)
    (kept,) = row.interests.all()
    client.post(
        f"/subscription/{secret}/",
        {"keep": [kept.pk], "place": ["22.55,114.07"], "language": "en", "least_severity": ""},
    )
    row.refresh_from_db()
    assert (row.language, row.least_severity) == ("en", "")
    assert sorted((one.south, one.west) for one in row.interests.all()) == [(22.55, 114.07), (48.85, 2.35)]


def test_a_subscriber_with_no_place_left_is_told_and_keeps_those_there_were(client: Client) -> None:
    row, secret = subscribed(client)
    services.confirm_subscription(secret)
    answer = client.post(f"/subscription/{secret}/", {"language": "en", "least_severity": ""})
    assert answer.status_code == 400
    assert row.interests.count() == 1


def test_one_press_unsubscribes_without_cookie_or_token() -> None:
    """As mail programs do it (RFC 8058): nothing but the address and one field."""
    _, secret = subscribed(Client())
    strict = Client(enforce_csrf_checks=True)
    path = f"/subscription/{secret}/unsubscribe"
    assert strict.get(path).status_code == 200
    assert Subscriber.objects.count() == 1
    answer = strict.post(path, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert Subscriber.objects.count() == 0
    assert strict.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200


def test_a_link_that_belongs_to_nobody_says_so(client: Client) -> None:
    for method in (client.get, client.post):
        assert method("/subscription/nothing/").status_code == 404
    assert client.post("/subscription/nothing/confirm").status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [
        {"address_mail": "no address"}, {"place": []}, {"place": ["91,0"]}, {"channel": "feed"},
        {"channel": ""}, {"language": ""}, {"least_severity": "Enormous"},
        {"channel": "webpush", "address_webpush": "x"},
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_on_the_page_and_what_was_typed_stays(
    client: Client, wrong: dict[str, Any]
) -> None:
    answer = asked(client, **wrong)
    assert answer.status_code == 400
    assert 'role="alert"' in answer.content.decode()
    assert Subscriber.objects.count() == 0
    if wrong.get("place", ASKED["place"]) == ASKED["place"]:
        assert wrong.get("address_mail", ASKED["address_mail"]) in answer.content.decode()


def test_pages_of_subscribers_are_kept_by_nobody_and_listed_nowhere(client: Client) -> None:
    _, secret = subscribed(client)
    for path in (f"/subscription/{secret}/", f"/subscription/{secret}/unsubscribe", "/subscribe/"):
        answer = client.get(path)
        assert "no-store" in answer["Cache-Control"]
        assert answer["X-Robots-Tag"] == "noindex"
        assert answer["Referrer-Policy"] == "same-origin"
