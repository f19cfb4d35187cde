"""With the keyboard, without scripts, and while things change."""

import re

from playwright.sync_api import Page, expect

from tests.end_to_end.conftest import Site


def test_the_first_tab_stop_skips_to_the_content(loaded: Site) -> None:
    """One key press past the menu."""
    page = loaded.visit("duty.national")
    page.goto(f"{loaded.address}/console/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()


def test_the_list_does_on_the_keyboard_what_the_map_does_with_the_mouse(loaded: Site) -> None:
    """Focus in the list marks the incident on the map; Enter opens it."""
    page = loaded.visit("duty.national")
    page.goto(f"{loaded.address}/console/?country=FR")
    page.wait_for_selector("#map[data-ready]")
    link = page.locator(".incident-row a").first
    link.focus()
    expect(page.locator(".pin.pointed")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/console/incidents/"))


def test_a_marker_leads_to_its_line_in_the_list(loaded: Site) -> None:
    """A marker has a name that says what it is; pressing it marks and focuses the line."""
    page = loaded.visit("duty.national")
    page.goto(f"{loaded.address}/console/?country=LB&killed=30")
    page.wait_for_selector("#map[data-ready]")
    marker = page.get_by_role("button", name=re.compile(r"Bombing, .*, 4\d killed"))
    marker.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".incident-row.chosen")).to_contain_text("Lebanon")
    expect(page.locator(".incident-row.chosen a")).to_be_focused()


def test_the_map_shows_what_the_filters_leave(loaded: Site) -> None:
    """The list is exchanged without a reload, and the map with it."""
    page = loaded.visit("duty.national")
    markers = page.locator("#map .leaflet-marker-icon")
    for path in ("", "warnings/"):
        page.goto(f"{loaded.address}/console/{path}")
        expect(markers).not_to_have_count(1)
        page.get_by_label("Country").select_option("LB")
        page.get_by_role("button", name="Show", exact=True).click()
        expect(markers).to_have_count(1)


def test_the_theme_is_chosen_and_kept(loaded: Site) -> None:
    """The button changes it at once, and the next page begins with it."""
    page = loaded.visit("duty.national", color_scheme="light")
    background = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(background)
    page.get_by_role("button", name="Dark theme").click()
    dark = page.evaluate(background)
    assert dark != light
    page.goto(f"{loaded.address}/console/orders/")
    assert page.evaluate(background) == dark


def test_a_change_elsewhere_shows_and_disturbs_nobody(loaded: Site) -> None:
    """A colleague judges a warning: the count in the menu falls without a reload, while the reader's focus,
    opened parts and half-written text stay."""
    reader, colleague = loaded.visit("duty.national"), loaded.visit("analyst.national")
    reader.goto(f"{loaded.address}/console/level/")
    reader.get_by_label("Reason").fill("Half a sentence")
    reader.locator("summary", has_text="End it early").first.click()
    reader.get_by_label("Reason").focus()
    badge = reader.get_by_role("link", name=re.compile("^Warnings")).locator(".count")
    before = int(badge.inner_text().split()[0])
    judge_one(colleague, loaded.address)
    expect(badge).to_have_text(re.compile(rf"^{before - 1}\b"), timeout=20_000)
    expect(reader.get_by_label("Reason")).to_have_value("Half a sentence")
    expect(reader.get_by_label("Reason")).to_be_focused()
    expect(reader.get_by_label("Why it ends now").first).to_be_visible()


def judge_one(page: Page, address: str) -> None:
    page.goto(f"{address}/console/warnings/")
    page.locator("tr", has_text="Not judged").first.get_by_role("link").click()
    page.get_by_role("button", name="Useful", exact=True).click()
    expect(page.locator("#messages")).to_contain_text("recorded")


def test_a_lost_connection_is_said(loaded: Site) -> None:
    """A page that can no longer be current says so, and says when it is again."""
    page = loaded.visit("duty.national")
    page.context.set_offline(True)
    expect(page.locator("#pulse")).to_contain_text("No connection", timeout=20_000)
    page.context.set_offline(False)
    expect(page.locator("#pulse")).to_contain_text("Connected again", timeout=20_000)


def test_the_console_reads_and_filters_without_scripts(loaded: Site) -> None:
    """Everything but maps and live updates is plain pages and forms."""
    page = loaded.visit("duty.national", java_script_enabled=False)
    page.goto(f"{loaded.address}/console/")
    page.get_by_label("Country").select_option("FR")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page).to_have_url(re.compile("country=FR"))
    page.locator(".incident-row a").first.click()
    expect(page.locator("mark").first).to_be_visible()
