"""Feeds miss nothing, say when nothing is new, and lead from page to page to the first message ever."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.test import Client
from lxml import etree

from tests.server.conftest import Cast
from tests.server.public.conftest import CAPITAL, HARBOUR, SATURDAY, Publish
from tocsin.notify.feed import HISTORY, PAGE
from tocsin_server import clock
from tocsin_server.notify import selectors, services
from tocsin_server.notify.models import Posting

NAMES = {"a": "http://www.w3.org/2005/Atom", "fh": HISTORY}


def tree(client: Client, path: str = "/alerts.atom") -> etree._Element:
    answer = client.get(path)
    assert answer.status_code == 200
    assert len(answer.content) < 900_000
    return etree.fromstring(answer.content)


def texts(found: etree._Element, path: str) -> list[str]:
    return [str(text) for text in found.xpath(path, namespaces=NAMES)]


def ids(found: etree._Element) -> list[str]:
    return texts(found, "a:entry/a:id/text()")


def walk(client: Client, path: str = "/alerts.atom") -> Iterator[etree._Element]:
    """Every document of a feed from the newest on, as RFC 5005 leads."""
    while path:
        found = tree(client, path)
        yield found
        path = urlsplit("".join(texts(found, "a:link[@rel='prev-archive']/@href"))).path


def many(publish: Publish, count: int) -> list[str]:
    """Alerts published one after the other, all in the same second."""
    return [str(publish(headline=f"Alert {number}").identifier) for number in range(count)]


def test_a_reader_who_follows_the_archive_finds_every_alert_though_all_came_in_one_second(
    client: Client, publish: Publish
) -> None:
    published = many(publish, 2 * PAGE + 3)
    documents = list(walk(client))
    assert {identifier for document in documents for identifier in ids(document)} == set(published)
    assert [len(ids(document)) for document in documents] == [PAGE, PAGE, PAGE]
    assert texts(documents[0], "a:entry[1]/a:id/text()") == [published[-1]]


def test_a_page_of_the_archive_never_changes(client: Client, publish: Publish) -> None:
    many(publish, PAGE)
    before = client.get("/alerts-1.atom").content
    many(publish, PAGE + 1)
    assert client.get("/alerts-1.atom").content == before
    assert etree.fromstring(before).find("fh:archive", NAMES) is not None


def test_a_page_that_is_not_full_is_not_there_yet(client: Client, publish: Publish) -> None:
    many(publish, PAGE - 1)
    assert client.get("/alerts-1.atom").status_code == 404
    many(publish, 1)
    assert client.get("/alerts-1.atom").status_code == 200
    assert client.get("/alerts-2.atom").status_code == 404


def test_an_update_and_a_cancellation_stand_in_the_feed_beside_what_they_end(
    cast: Cast, client: Client, publish: Publish
) -> None:
    first = publish()
    with clock.standing_at(SATURDAY + timedelta(hours=1)):
        last = services.cancel(first.pk, cast["nation.duty_officer"], "The danger is over")
    assert ids(tree(client)) == [last.identifier, first.identifier]


def test_the_feed_of_a_language_holds_what_is_told_in_it(client: Client, publish: Publish) -> None:
    french = publish(language="fr-FR", headline="Restez chez vous")
    publish()
    found = tree(client, "/languages/fr/alerts.atom")
    assert ids(found) == [french.identifier]
    assert texts(found, "@xml:lang") == ["fr"]
    assert ids(tree(client, "/languages/es/alerts.atom")) == []


def test_the_feed_of_a_place_holds_what_concerns_it_and_pages_lead_past_those_that_hold_nothing(
    client: Client, publish: Publish
) -> None:
    first = publish(areas=[CAPITAL])
    for _ in range(2 * PAGE):
        publish(areas=[HARBOUR])
    last = publish(areas=[CAPITAL, HARBOUR])
    documents = list(walk(client, "/place/48.85,2.35/alerts.atom"))
    assert [ids(document) for document in documents] == [
        [last.identifier, first.identifier],
        [first.identifier],
    ]
    assert texts(documents[0], "a:link[@rel='prev-archive']/@href")[0].endswith(
        "/place/48.85,2.35/alerts-1.atom"
    )


def test_a_place_that_is_none_has_no_feed(client: Client, cast: Cast) -> None:
    for place in ("91,0", "1,2,3", "x,y", "no-such-unit"):
        assert client.get(f"/place/{place}/alerts.atom").status_code == 404


@pytest.mark.parametrize(
    "path", ["/alerts.atom", "/alerts.rss", "/languages/en/alerts.atom", "/place/48.85,2.35/alerts.rss"]
)
def test_nothing_is_sent_again_until_something_new_is_there(
    client: Client, publish: Publish, path: str
) -> None:
    publish()
    with clock.standing_at(SATURDAY + timedelta(minutes=1)):
        had = client.get(path)
        by_mark = {"If-None-Match": had["ETag"]}
        by_time = {"If-Modified-Since": had["Last-Modified"]}
        assert [client.get(path, headers=asked).status_code for asked in (by_mark, by_time)] == [304, 304]
        publish()
        assert [client.get(path, headers=asked).status_code for asked in (by_mark, by_time)] == [200, 200]


def test_in_a_burst_no_time_is_told_by_which_a_message_could_be_missed(
    client: Client, publish: Publish
) -> None:
    """Three messages in one second: the times they are told to have been posted at lie in three."""
    many(publish, 3)
    times = list(Posting.objects.order_by("number").values_list("posted", flat=True))
    assert times == [SATURDAY + timedelta(seconds=number) for number in range(3)]
    assert not client.get("/alerts.atom").has_header("Last-Modified")
    with clock.standing_at(SATURDAY + timedelta(seconds=2)):
        assert client.get("/alerts.atom")["Last-Modified"] == "Sat, 14 Nov 2015 06:00:02 GMT"


def test_a_page_of_a_place_that_fills_up_with_other_messages_changes_the_mark(
    client: Client, publish: Publish
) -> None:
    """The feed of the place then leads to an archive that was not there before."""
    publish(areas=[CAPITAL])
    path = "/place/48.85,2.35/alerts.atom"
    mark = client.get(path)["ETag"]
    for _ in range(PAGE - 2):
        publish(areas=[HARBOUR])
    assert client.get(path, headers={"If-None-Match": mark}).status_code == 304
    publish(areas=[HARBOUR])
    assert client.get(path, headers={"If-None-Match": mark}).status_code == 200


def test_a_feed_is_sent_compressed_to_whoever_takes_that(client: Client, publish: Publish) -> None:
    many(publish, 3)
    answer = client.get("/alerts.atom", headers={"Accept-Encoding": "gzip"})
    assert answer["Content-Encoding"] == "gzip"
    assert len(answer.content) < len(client.get("/alerts.atom").content) / 3


def test_the_feed_leads_to_the_hub(client: Client, cast: Cast) -> None:
    assert texts(tree(client), "a:link[@rel='hub']/@href") == ["http://localhost:8000/hub"]


def test_an_alert_without_an_area_stands_in_the_feed_of_every_place(client: Client, publish: Publish) -> None:
    """Nobody can tell whom it is not for."""
    alert = selectors.record(publish())
    assert not selectors.concerns(alert, [(0.0, 0.0)])
    nowhere = replace(alert, infos=tuple(replace(info, areas=()) for info in alert.infos))
    assert selectors.concerns(nowhere, [(0.0, 0.0)])
