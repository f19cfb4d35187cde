"""What anyone may see, without a script and without a log-in."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from lxml import etree

from tests.server.conftest import Cast
from tests.server.public.conftest import SATURDAY, Publish
from tocsin_server import clock
from tocsin_server.level import services as level
from tocsin_server.notify import services as notify

ATOM = "{http://www.w3.org/2005/Atom}"


def raised(cast: Cast) -> None:
    level.raise_level(
        cast["nation.duty_officer"],
        key="k",
        scheme="generic",
        rank=4,
        unit_id="nation",
        basis="Secret basis",
        owner="Duty officer",
        reason="Secret reason",
        ends=SATURDAY + timedelta(days=2),
    )


def text(client: Client, path: str = "/") -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_quiet_day(cast: Cast, client: Client) -> None:
    """The calmest level in words, and that there is no alert."""
    html = text(client)
    assert '<p class="word">Normal</p>' in html
    assert "No alert is in force" in html


def test_the_level_is_word_shape_and_end_and_nothing_more(cast: Cast, client: Client) -> None:
    """The public does not read the reason or the basis."""
    raised(cast)
    html = text(client)
    assert '<p class="word">Critical</p>' in html
    assert "Level 4 of 4" in html
    assert 'datetime="2015-11-16T06:00:00+00:00"' in html
    assert "Secret" not in html


def test_an_alert_stands_on_the_site_in_the_feed_and_as_cap(
    cast: Cast, client: Client, publish: Publish
) -> None:
    """With its text, a map of its area, and the very bytes that were published."""
    alert = publish()
    html = text(client)
    assert "Stay at home" in html
    assert 'class="area" d="M' in html
    page = text(client, f"/alerts/{alert.identifier}/")
    assert "Streets are closed." in page
    cap = client.get(f"/alerts/{alert.identifier}.xml")
    assert (cap.content, cap["Content-Type"]) == (bytes(alert.xml), "application/cap+xml; charset=utf-8")
    feed = etree.XML(client.get("/alerts.atom").content)
    assert [entry.findtext(f"{ATOM}title") for entry in feed.iter(f"{ATOM}entry")] == ["Stay at home"]
    addresses = [link.get("href") for link in feed.iterfind(f"{ATOM}entry/{ATOM}link[@rel='alternate']")]
    site = "http://localhost:8000/alerts"
    assert addresses == [f"{site}/{alert.identifier}.xml", f"{site}/{alert.identifier}/"]


def test_an_alert_that_was_cancelled_stays_where_it_was_and_says_so(
    cast: Cast, client: Client, publish: Publish
) -> None:
    """Its page leads on to the cancellation; the front page shows it no more."""
    alert = publish()
    with clock.standing_at(SATURDAY + timedelta(hours=1)):
        notify.cancel(alert.pk, cast["nation.duty_officer"], "The danger is over")
        assert "No alert is in force" in text(client)
        page = text(client, f"/alerts/{alert.identifier}/")
    assert "Cancelled</span>" in page
    assert re.search(r'<a href="/alerts/[^"]+"><strong>Read the newest message', page)


def test_an_exercise_never_shows(cast: Cast, client: Client, publish: Publish) -> None:
    """Neither on the page nor in the feed nor by its address."""
    alert = publish(status="Exercise")
    assert "Stay at home" not in text(client) + client.get("/alerts.atom").content.decode()
    assert client.get(f"/alerts/{alert.identifier}/").status_code == 404
    assert client.get(f"/alerts/{alert.identifier}.xml").status_code == 404


@pytest.mark.parametrize("path", ["/", "/alerts.atom"])
def test_an_unchanged_page_is_not_sent_again(cast: Cast, client: Client, path: str, publish: Publish) -> None:
    """The same mark gives 304 until an alert is published."""
    mark = client.get(path)["ETag"]
    assert client.get(path, headers={"If-None-Match": mark}).status_code == 304
    publish()
    assert client.get(path, headers={"If-None-Match": mark}).status_code == 200


def test_a_lapsed_alert_leaves_the_page_by_itself(cast: Cast, client: Client, publish: Publish) -> None:
    """Seven hours later it is no longer in force, though nobody did anything."""
    publish()
    mark = client.get("/")["ETag"]
    with clock.standing_at(SATURDAY + timedelta(hours=7)):
        answer = client.get("/", headers={"If-None-Match": mark})
    assert answer.status_code == 200
    assert "No alert is in force" in answer.content.decode()


def test_no_script_stands_inside_a_page(cast: Cast, client: Client) -> None:
    """The security policy would refuse it."""
    for path in ("/", "/archive/", "/subscribe/?place=48.85,2.35"):
        html = text(client, path)
        assert re.findall(r"<script(?![^>]* src=)|<style| style=| on[a-z]+=", html) == []
