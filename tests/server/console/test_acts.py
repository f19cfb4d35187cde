"""What people do through the pages: raise, acknowledge, write, publish, add."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests.server.console.conftest import SATURDAY, Browse
from tocsin_server.collect.models import Feed, SetAside
from tocsin_server.extract.models import Incident
from tocsin_server.jobs.models import Job
from tocsin_server.level.models import Declaration, Order
from tocsin_server.notify.models import Alert

DECISION = {
    "key": "one-decision",
    "rank": "3",
    "unit": "nation",
    "ends": "2015-11-20T09:00",
    "basis": "Security Act, section 4",
    "owner": "Duty officer",
    "reason": "A bomb in Kirkuk",
}
WORDS: dict[str, Any] = {
    "unit": "nation",
    "status": "Actual",
    "en-event": "Heightened security",
    "en-headline": "More checks at stations",
    "en-description": "Patrols are reinforced.",
    "category": ["Security"],
    "urgency": "Expected",
    "severity": "Moderate",
    "certainty": "Possible",
    "expires": "2015-11-15T12:00",
    "area-0-shape": "48.9, 2.2\n48.9, 2.5\n48.7, 2.4",
    "area-0-name": "The capital",
}


@pytest.fixture
def officer(browse: Browse, incident: Incident) -> Client:
    return browse("nation.duty_officer")


def test_raising_shows_what_it_sets_in_motion_and_then_does_it(officer: Client) -> None:
    """The page that asks to confirm names units and orders; nothing is ordered before; twice sent is once."""
    page = officer.post("/console/level/check", DECISION).content.decode()
    told = re.search(r"(\d+) units get (\d+) orders", page)
    assert told
    assert not Declaration.objects.exists()
    for _ in range(2):
        answer = officer.post("/console/level/raise", DECISION)
        assert answer["Location"] == f"/console/board/{Declaration.objects.get().pk}/"
    declaration = Declaration.objects.get()
    assert (declaration.word, declaration.basis) == ("Heightened", "Security Act, section 4")
    units, orders = map(int, told.groups())
    assert Order.objects.count() == orders
    assert Order.objects.values("unit").distinct().count() == units


@pytest.mark.parametrize("field", ["rank", "unit", "ends", "basis", "owner", "reason"])
def test_a_level_cannot_be_raised_without(officer: Client, field: str) -> None:
    """Each missing field is named beside it, and what was written stays."""
    answer = officer.post("/console/level/check", {**DECISION, field: ""})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert f'id="raise-{field}_error"' in html
    assert not Declaration.objects.exists()
    assert field == "reason" or "A bomb in Kirkuk" in html


def test_an_end_in_the_past_is_refused_in_words(officer: Client) -> None:
    """The service's own words stand in the form."""
    answer = officer.post("/console/level/raise", {**DECISION, "ends": "2015-11-01T09:00"})
    assert answer.status_code == 422
    assert "is past" in answer.content.decode()
    looked_at = officer.post("/console/level/check", {**DECISION, "ends": "2015-11-01T09:00"})
    assert looked_at.status_code == 422
    assert 'id="raise-ends_error"' in looked_at.content.decode()


def test_a_locality_acknowledges_its_own_orders(officer: Client, browse: Browse) -> None:
    """First one, then the rest; the nation sees how many of how many."""
    officer.post("/console/level/raise", DECISION)
    local = browse("locality.unit_officer")
    keys = re.findall(r'name="order" value="([^"]+)"', local.get("/console/orders/").content.decode())
    assert set(keys) == {str(pk) for pk in Order.objects.filter(unit="locality").values_list("pk", flat=True)}
    local.post("/console/orders/locality/acknowledge", {"order": keys[0], "note": "Seen"})
    assert Order.objects.filter(state="acknowledged").count() == 1
    local.post("/console/orders/locality/acknowledge", {})
    assert Order.objects.filter(state="acknowledged").count() == len(keys)
    board = officer.get(f"/console/board/{Declaration.objects.get().pk}/region/").content.decode()
    assert f'aria-label="Locality: {len(keys)} acknowledged"' in board


def test_nobody_acknowledges_for_another_unit(officer: Client) -> None:
    """The duty officer of the nation is refused."""
    officer.post("/console/level/raise", DECISION)
    assert officer.post("/console/orders/locality/acknowledge", {}).status_code == 403
    assert not Order.objects.filter(state="acknowledged").exists()


def test_a_level_is_ended_with_a_reason(officer: Client) -> None:
    """Without one it stays."""
    officer.post("/console/level/raise", DECISION)
    row = Declaration.objects.get()
    officer.post(f"/console/level/{row.pk}/end", {"reason": " "})
    assert Declaration.objects.get().ended is None
    officer.post(f"/console/level/{row.pk}/end", {"reason": "All clear"})
    assert Declaration.objects.get().ended == SATURDAY


def written(client: Client, **changes: Any) -> Alert:
    """The alert that the form makes."""
    answer = client.post("/console/alerts/new", {**WORDS, **changes})
    assert answer.status_code == 302, answer.content.decode()
    return Alert.objects.get(pk=int(re.findall(r"\d+", answer["Location"])[0]))


def test_an_alert_goes_from_draft_to_cancelled(officer: Client) -> None:
    """Written, looked over, published, updated, cancelled: each step by its own button."""
    draft = written(officer)
    assert draft.identifier is None
    page = f"/console/alerts/{draft.pk}/"
    assert "Publish now" in officer.get(page).content.decode()
    officer.post(f"{page}publish")
    assert Alert.objects.get(pk=draft.pk).identifier
    words = {name: value for name, value in WORDS.items() if name not in ("unit", "status")}
    later_words = {**words, "en-headline": "Checks at stations and airports", "do": "publish"}
    officer.post(f"{page}update", later_words)
    later = Alert.objects.get(follows=draft)
    assert (later.state, later.headline) == ("published", "Checks at stations and airports")
    assert later.data["infos"][0]["areas"][0]["description"] == "The capital"
    ending = {"en-event": "Heightened security", "en-description": "It is over", "do": "publish"}
    officer.post(f"/console/alerts/{later.pk}/cancel", ending)
    assert Alert.objects.get(follows=later).message_type == "Cancel"
    for row in Alert.objects.all():
        assert officer.get(f"/console/alerts/{row.pk}/").status_code == 200


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"area-0-shape": "48.9, 2.2\n48.9, 2.5"}, "closed ring"),
        ({"area-0-shape": "48.9, two"}, "is not a latitude and a longitude"),
        ({"area-0-shape": "0, 0\n1, 1\n1, 0\n0, 1"}, "cross"),
        ({"area-0-shape": "", "area-0-name": ""}, "at least one area"),
        ({"area-0-name": ""}, "fill it in"),
        ({"expires": "2015-11-13T12:00"}, "lapse"),
        ({"category": []}, "at least one category"),
        ({"en-event": ""}, "fill it in"),
    ],
)
def test_a_bad_alert_goes_nowhere_and_the_form_says_why(
    officer: Client, changes: dict[str, Any], words: str
) -> None:
    """What is wrong is said in the form; nothing is saved or proposed."""
    answer = officer.post("/console/alerts/new", {**WORDS, **changes, "do": "propose"})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Alert.objects.exists()


def test_an_analyst_drafts_but_does_not_publish(browse: Browse, incident: Incident) -> None:
    """There is no button, and the address refuses."""
    analyst = browse("nation.analyst")
    draft = written(analyst)
    assert "Publish now" not in analyst.get(f"/console/alerts/{draft.pk}/").content.decode()
    assert analyst.post(f"/console/alerts/{draft.pk}/publish").status_code == 403
    assert Alert.objects.get().identifier is None


def test_a_draft_is_changed_before_it_goes_out(officer: Client) -> None:
    """The form holds what was written."""
    draft = written(officer, status="Exercise")
    page = f"/console/alerts/{draft.pk}/revise"
    assert "Patrols are reinforced." in officer.get(page).content.decode()
    words = {name: value for name, value in WORDS.items() if name not in ("unit", "status")}
    officer.post(page, {**words, "en-headline": "An exercise", "area-0-name": "The port"})
    draft.refresh_from_db()
    assert (draft.headline, draft.status) == ("An exercise", "Exercise")
    assert "An exercise" in officer.get(f"/console/alerts/{draft.pk}/xml").content.decode()


def test_a_feed_is_added_polled_and_switched_off(browse: Browse, incident: Incident) -> None:
    """A bad address is refused in the form; a good one is there to be polled."""
    analyst = browse("nation.analyst")
    feed = {
        "name": "Night",
        "id": "night",
        "outlet": "Night",
        "kind": "rss",
        "minutes": "5",
        "unit": "nation",
    }
    refused = analyst.post("/console/sources/add", {**feed, "url": "file:///etc/passwd"})
    assert refused.status_code == 422
    analyst.post("/console/sources/add", {**feed, "url": "https://night.example/feed"})
    Feed.objects.filter(pk="night").update(next_poll=SATURDAY + timedelta(days=1))
    analyst.post("/console/sources/night/poll")
    assert Feed.objects.get(pk="night").next_poll is None
    analyst.post("/console/sources/night/enable", {"on": "no"})
    assert not Feed.objects.get(pk="night").enabled


def test_what_was_set_aside_is_seen_and_dismissed(browse: Browse, incident: Incident) -> None:
    """With its reason and its first bytes, as text and never as markup."""
    feed = Feed.objects.get(pk="wire")
    row = SetAside.objects.create(
        feed=feed,
        at=SATURDAY,
        reason="entities",
        message="it declares entities",
        where="x",
        sample=b"<b>\xff",
        digest="d",
    )
    analyst = browse("nation.analyst")
    html = analyst.get("/console/sources/?feed=wire").content.decode()
    assert "it declares entities" in html
    assert "&lt;b&gt;\ufffd" in html
    analyst.post(f"/console/sources/set-aside/{row.pk}/dismiss")
    assert "it declares entities" not in analyst.get("/console/sources/").content.decode()


def test_a_job_that_was_given_up_is_tried_again(officer: Client) -> None:
    """It waits on the page with its error until a person presses the button."""
    job = Job.objects.create(
        kind="read",
        key="k",
        state="dead",
        error="no room",
        run_at=SATURDAY,
        created=SATURDAY,
        finished=SATURDAY,
    )
    assert "no room" in officer.get("/console/jobs/").content.decode()
    officer.post(f"/console/jobs/{job.pk}/retry")
    assert Job.objects.get(pk=job.pk).state == "waiting"
