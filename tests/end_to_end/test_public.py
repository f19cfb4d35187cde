"""The public site as people meet it: without scripts, without a network, left open for hours."""

import json
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.end_to_end.conftest import Site
from tests.end_to_end.test_pages import RULES
from tools.screenshots import overflow, ready


def alert_of(page: Page, site: Site) -> str:
    """The address of the alert in force."""
    page.goto(f"{site.address}/?language=en")
    return str(page.locator(".alert-text h3 a").first.get_attribute("href"))


def test_everything_can_be_read_and_asked_for_without_scripts(loaded: Site) -> None:
    """From the front page to the alert, to one's own place, and to the form that subscribes to it."""
    page = loaded.visit(java_script_enabled=False)
    page.goto(loaded.address)
    expect(page.locator("svg.sketch")).to_be_visible()
    page.locator(".alert-text h3 a").click()
    expect(page.get_by_role("heading", name="What to do")).to_be_visible()
    page.get_by_role("link", name="Your place").first.click()
    page.get_by_label("Town, district or region").fill("Shanghai")
    page.get_by_role("button", name="Find").click()
    page.get_by_role("link", name="Shanghai", exact=True).click()
    expect(page.get_by_role("heading", name="Alerts for Shanghai")).to_be_visible()
    page.get_by_role("link", name="Get alerts for this place").click()
    page.get_by_label("Add a place").fill("Beijing")
    page.get_by_role("button", name="Find and add").click()
    page.get_by_role("link", name="Add: Beijing, China", exact=True).click()
    assert page.get_by_role("link", name=re.compile("^Remove: ")).count() == 2
    page.context.close()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_an_alert_is_accessible_in_either_direction_and_fits_the_narrowest_phone(
    loaded: Site, language: str
) -> None:
    page = loaded.visit(viewport={"width": 320, "height": 700}, reduced_motion="reduce", color_scheme="light")
    page.goto(f"{loaded.address}{alert_of(page, loaded)}?language={language}")
    ready(page)
    assert overflow(page) == ""
    found = Axe().run(page, options={"runOnly": RULES}).response["violations"]
    assert [one["id"] for one in found] == []
    page.context.close()


def test_without_a_network_the_last_known_page_stands_there_and_says_how_old_it_is(loaded: Site) -> None:
    """And a page never read says that it was not kept. Nothing old is shown as if it were new."""
    page = loaded.visit()
    address = loaded.address + alert_of(page, loaded)
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")
    page.goto(address)
    heading = page.locator("h1").inner_text()
    expect(page.locator("#stale")).to_be_hidden()
    page.context.set_offline(True)
    page.goto(address)
    assert page.locator("h1").inner_text() == heading
    expect(page.locator("#stale")).to_contain_text(
        "No connection. This is what stood here less than a minute ago"
    )
    page.goto(f"{loaded.address}/archive/")
    expect(page.get_by_role("heading", name="No connection")).to_be_visible()
    page.context.close()


def test_a_page_left_open_says_when_it_can_no_longer_ask(loaded: Site) -> None:
    page = loaded.visit(service_workers="block")
    page.goto(f"{loaded.address}/?language=fr")
    page.wait_for_load_state("networkidle")
    page.context.set_offline(True)
    expect(page.locator("#stale")).to_contain_text("Pas de connexion")
    page.context.set_offline(False)
    expect(page.locator("#stale")).to_be_hidden()
    page.context.close()


def test_ones_own_position_leaves_the_device_rounded(loaded: Site) -> None:
    page = loaded.visit(
        geolocation={"latitude": 39.912345, "longitude": 116.398765}, permissions=["geolocation"]
    )
    page.goto(f"{loaded.address}/place/?language=en")
    page.get_by_role("button", name="Use my position").click()
    page.wait_for_url("**/place/39.91,116.40/")
    page.context.close()


def test_a_place_is_chosen_on_a_map(loaded: Site) -> None:
    page = loaded.visit(viewport={"width": 1000, "height": 900})
    page.goto(f"{loaded.address}/subscribe/?language=en")
    page.get_by_role("button", name="Choose on a map").click()
    page.wait_for_selector("#pick-map[data-ready]")
    page.locator("#pick-map").click(position={"x": 200, "y": 150})
    page.wait_for_url("**/subscribe/?place=*")
    expect(page.get_by_role("link", name=re.compile("^Remove: "))).to_have_count(1)
    page.context.close()


def push(page: Page, site: Site, *messages: dict[str, str]) -> None:
    """Hand the page's service worker messages as a push service does: the browser starts and awaits it."""
    console = page.context.new_cdp_session(page)
    registered: list[str] = []
    console.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda told: registered.extend(one["registrationId"] for one in told["registrations"]),
    )
    console.send("ServiceWorker.enable")
    while not registered:
        page.wait_for_timeout(50)
    for message in messages:
        told = {"origin": site.address, "registrationId": registered[0], "data": json.dumps(message)}
        console.send("ServiceWorker.deliverPushMessage", told)


def test_a_push_message_becomes_a_notification_that_leads_to_its_alert(loaded: Site) -> None:
    """One that has lapsed shows nothing."""
    page = loaded.visit(permissions=["notifications"])
    path = alert_of(page, loaded)
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")
    told = {
        "title": "Alert: Stay at home", "text": "The capital. Lock the doors.", "tag": "line", "url": path,
        "kind": "Alert", "severity": "Severe", "language": "en", "sent": "2026-01-01T00:00:00+00:00",
    }  # fmt: skip
    lapsed = {**told, "expires": "2020-01-01T00:00:00+00:00", "tag": "lapsed"}
    push(page, loaded, lapsed, {**told, "expires": "2099-01-01T00:00:00+00:00"})
    shown = """async () => { for (let n = 0; n < 300; n++) {
        const all = await (await navigator.serviceWorker.ready).getNotifications();
        if (all.length) return all.map(({title, body, tag, data}) => [title, body, tag, data.url]);
        await new Promise((done) => setTimeout(done, 100)); } return []; }"""
    assert page.evaluate(shown) == [[told["title"], told["text"], told["tag"], path]]
    page.context.close()
