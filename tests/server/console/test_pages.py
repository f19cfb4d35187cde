"""Every page, for everyone who may and may not see it."""

import json
import re
from html import unescape

import pytest
from django.test import Client

from tests.server.console.conftest import Browse
from tocsin_server.extract.models import Incident
from tocsin_server.ledger import selectors as ledger

PAGES = ["", "warnings/", "level/", "orders/", "board/", "went-up/", "level/plan/", "alerts/", "sources/"]
GUARDED = {
    "ledger/": {"nation.auditor", "nation.administrator", "region.auditor"},
    "jobs/": {"nation.duty_officer", "nation.administrator"},
    "alerts/new": {"nation.duty_officer", "nation.analyst"},
    "level/measures/add": {"nation.duty_officer"},
    "sources/add": {"nation.analyst", "nation.administrator"},
}
VISITORS = [
    "nation.duty_officer",
    "nation.analyst",
    "nation.administrator",
    "nation.auditor",
    "region.auditor",
]


@pytest.mark.parametrize("page", PAGES)
def test_whoever_has_a_role_sees_the_page(browse: Browse, incident: Incident, page: str) -> None:
    """The officer of a locality too: what is on the page is what they may see."""
    for name in (*VISITORS, "locality.unit_officer", "outsider.duty_officer"):
        assert browse(name).get(f"/console/{page}").status_code == 200, name


@pytest.mark.parametrize("page", GUARDED)
def test_some_pages_need_a_certain_role(browse: Browse, incident: Incident, page: str) -> None:
    """Everyone else is told, in words, who may."""
    for name in VISITORS:
        answer = browse(name).get(f"/console/{page}")
        assert answer.status_code == (200 if name in GUARDED[page] else 403), name
        if answer.status_code == 403:
            assert "it takes the" in answer.content.decode()


@pytest.mark.parametrize("page", [*PAGES, *GUARDED])
def test_the_public_is_sent_to_log_in(browse: Browse, page: str) -> None:
    """No page of the console opens without a log-in."""
    answer = browse("public").get(f"/console/{page}")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize(
    "page", ["", "incidents/{}/", "warnings/", "level/", "sources/", "alerts/new", "level/plan/"]
)
def test_no_script_or_style_stands_inside_a_page(browse: Browse, incident: Incident, page: str) -> None:
    """The content security policy would refuse them; data for scripts is no script."""
    html = browse("nation.duty_officer").get("/console/" + page.format(incident.pk)).content.decode()
    assert not re.findall(r"<script(?![^>]*(src=|application/json))", html)
    assert "<style" not in html
    assert not re.findall(r"\s(style|on\w+)=\"", html)


def test_an_unknown_page_says_so(browse: Browse) -> None:
    """In words, with a way on."""
    answer = browse("nation.analyst").get("/console/incidents/none/")
    assert answer.status_code == 404
    assert "no such incident" in answer.content.decode()


def test_the_pulse_moves_with_the_ledger(browse: Browse, incident: Incident) -> None:
    """While nothing is done the answer is 304; after an act it is the new head."""
    client = browse("nation.analyst")
    first = client.get("/console/pulse")
    assert json.loads(first.content) == {"head": ledger.head()}
    assert client.get("/console/pulse", headers={"If-None-Match": first["ETag"]}).status_code == 304
    warning = re.search(r"/console/warnings/\d+/", client.get("/console/warnings/").content.decode())
    assert warning
    assert client.post(f"{warning[0]}judge", {"judgement": "useful"}).status_code == 302
    moved = client.get("/console/pulse", headers={"If-None-Match": first["ETag"]})
    assert json.loads(moved.content)["head"] == json.loads(first.content)["head"] + 1


def found(client: Client, query: str) -> bool:
    """Whether the incident at Kirkuk is in the list and on the map."""
    html = client.get(f"/console/?{query}").content.decode()
    on_map = re.search(r'<div id="points" hidden>(.*?)</div>', html)
    assert on_map
    listed = 'class="incident-row"' in html
    assert listed == bool(json.loads(unescape(on_map[1]))), "the list and the map hold the same"
    return listed


@pytest.mark.parametrize(
    ("query", "seen"),
    [
        ("", True),
        ("kind=bombing&country=IQ&from=2015-11-13&to=2015-11-13&killed=12&text=hospital", True),
        ("kind=stabbing", False),
        ("country=", True),
        ("from=2015-11-14", False),
        ("to=2015-11-12", False),
        ("killed=16", False),
        ("text=Kirkuk", True),
        ("text=earthquake", False),
    ],
)
def test_the_filters_live_in_the_address(browse: Browse, incident: Incident, query: str, seen: bool) -> None:
    """The same address shows the same things to a colleague."""
    assert found(browse("nation.analyst"), query) is seen


@pytest.mark.parametrize(
    "query", ["from=tomorrow", "killed=-1", "kind=party", "from=2015-11-14&to=2015-11-01"]
)
def test_a_filter_that_makes_no_sense_narrows_nothing(browse: Browse, incident: Incident, query: str) -> None:
    """It is shown with what is wrong with it."""
    html = browse("nation.analyst").get(f"/console/?{query}").content.decode()
    assert "field-error" in html


def test_the_incident_page_marks_the_words_it_rests_on(browse: Browse, incident: Incident) -> None:
    """The sentence and the figure are marked, the copy is folded, and what outlets write is never markup."""
    html = browse("locality.unit_officer").get(f"/console/incidents/{incident.pk}/").content.decode()
    assert re.search(r"<mark>[^<]*</mark><mark class=\"figure\">12</mark>", html)
    assert "1 wire copy, not counted: <bdi>Copier</bdi>" in html
    assert "&lt;script&gt;alert(1)" in html
    assert "<script>alert" not in html
    assert "Split off" not in html, "a unit officer does not rule on incidents"


def test_an_analyst_splits_and_takes_it_back(browse: Browse, incident: Incident) -> None:
    """One report is split off into an incident of its own; taking that back brings them together again."""
    client = browse("nation.analyst")
    address = f"/console/incidents/{incident.pk}/"
    mention = re.findall(r'name="mention" value="([^"]+)"', client.get(address).content.decode())[-1]
    assert client.post(f"{address}split", {"mention": mention, "reason": "Another bomb"}).status_code == 302
    assert Incident.objects.filter(retired=False).count() == 2
    html = client.get(address).content.decode()
    assert "Another bomb" in html
    back = re.search(r'action="([^"]+/withdraw)"', html)
    assert back
    client.post(back[1])
    assert Incident.objects.filter(retired=False).count() == 1


def test_a_refused_form_says_why_on_the_page_it_came_from(browse: Browse, incident: Incident) -> None:
    """Without a reason nothing is split, and the message stands on the incident's page."""
    client = browse("nation.analyst")
    address = f"http://testserver/console/incidents/{incident.pk}/"
    answer = client.post(f"{address}split", {"mention": "x"}, headers={"Referer": address}, follow=True)
    assert answer.redirect_chain == [(address, 302)]
    assert 'class="note bad"' in answer.content.decode()
    assert Incident.objects.count() == 1


def test_the_ledger_page_shows_that_the_chain_holds(browse: Browse, incident: Incident) -> None:
    """Every hash is computed anew when an auditor asks."""
    client = browse("nation.auditor")
    assert "Chain unbroken" in client.get("/console/ledger/chain").content.decode()
    html = client.get("/console/ledger/?action=collect.ingested").content.decode()
    assert html.count("collect.ingested</span>") == 3
