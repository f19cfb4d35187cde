"""Patrols in a real browser: planned, walked without a network, sent once."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.end_to_end.conftest import Site

EVERY_HOUR = [f"{hour:02}:00" for hour in range(24)]
"""So that a shift is near whatever the site's clock shows."""


@pytest.fixture(scope="module")
def officer(loaded: Site) -> Page:
    """A duty officer whose unit has teams and a plan."""
    page = loaded.visit("duty.national")
    page.goto(f"{loaded.address}/console/patrols/teams/guangdong/")
    page.get_by_label("Call signs").fill("Guangdong 1\nGuangdong 2\nGuangdong 3")
    page.get_by_role("button", name="Add them").click()
    expect(page.get_by_text("Added: 3.")).to_be_visible()
    page.goto(f"{loaded.address}/console/patrols/new/?unit=guangdong")
    page.get_by_label("Shifts start at").fill(", ".join(EVERY_HOUR))
    page.get_by_label("Teams on duty in a shift").fill("3")
    page.get_by_label("Venues one team visits in a shift").fill("3")
    page.get_by_label("Shifts a week of one team, at most").fill("168")
    page.get_by_label("Hours of rest between two").fill("0")
    page.get_by_label("What it is for").fill("Ordinary week")
    page.get_by_role("button", name="Show what it would guarantee").click()
    expect(page.locator(".guarantee")).to_contain_text("without a team")
    page.get_by_role("button", name="Make this plan").click()
    expect(page.locator(".guarantee")).to_be_visible(timeout=60_000)
    return page


def test_a_plan_is_shown_as_soon_as_it_is_made_with_map_curve_and_shifts(officer: Page) -> None:
    """The page that said that it is being made turns into the plan by itself."""
    officer.wait_for_selector("#map[data-ready]")
    expect(officer.locator(".pin").first).to_be_visible()
    expect(officer.get_by_text("One more team would bring it down")).to_be_visible()
    officer.get_by_role("link", name=re.compile("Nov 2015")).first.click()
    expect(officer.get_by_role("heading", name="Who goes where")).to_be_visible()
    expect(officer.locator(".visits li").first).to_be_visible()


def test_a_check_made_without_a_network_waits_on_the_phone_and_is_sent_once(
    loaded: Site, officer: Page
) -> None:
    """Offline, the page opens and keeps the check; online again, it is sent and counts once."""
    page = loaded.visit("duty.national", viewport={"width": 390, "height": 844})
    page.goto(f"{loaded.address}/console/patrols/field/")
    page.get_by_role("link", name=re.compile("Guangdong 1")).click()
    expect(page.locator("#count")).to_contain_text("0 of ")
    page.evaluate("navigator.serviceWorker.ready.then(() => new Promise((done) => setTimeout(done, 500)))")
    page.reload()
    page.context.set_offline(True)
    page.reload()
    expect(page.locator("#count")).to_contain_text("0 of ")
    page.get_by_label("Note").first.fill("All quiet")
    page.get_by_role("button", name="I am here", exact=True).first.click()
    expect(page.get_by_role("heading", name="Kept on this phone")).to_be_visible()
    expect(page.locator("#count")).to_contain_text("1 of ")
    page.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator(".stop-done.good").first).to_be_visible()
    expect(page.get_by_role("heading", name="Kept on this phone")).to_be_hidden()
    page.reload()
    expect(page.locator("#done-count")).to_have_text("1")


def test_a_gate_says_stop_or_pass_at_each_tap(loaded: Site, officer: Page) -> None:
    """One answer a tap, and the counts beside it."""
    officer.goto(f"{loaded.address}/console/patrols/gates/")
    officer.get_by_label("Unit").select_option("guangdong")
    officer.get_by_role("textbox", name="Gate").fill("North entrance")
    officer.get_by_label("Asked to stop, %").fill("100")
    officer.get_by_role("button", name="Open it").click()
    officer.get_by_role("button", name="Next").click()
    expect(officer.locator("#answer")).to_have_text("✋ Stop")
    expect(officer.locator("#came")).to_have_text("1")
