"""An alert from template to end in a real browser: written, drawn, previewed, confirmed by two, followed."""

import re
import time

from playwright.sync_api import Page, expect

from tests.end_to_end.conftest import Site
from tests.end_to_end.test_pages import RULES, violations
from tools.screenshots import overflow


def test_an_alert_goes_from_a_template_to_its_end(loaded: Site) -> None:
    """Blanks are filled, an area is drawn, a second language differs, pages show; two people let it out; it
    is updated and ended."""
    writer, other = loaded.visit("duty.national"), loaded.visit("analyst.national")
    begun = time.monotonic()
    from_template(other, loaded.address, "Evacuation")
    fill(other, place="the old port", time="14:30", phone="112")
    draw(other, "Old port")
    expect(other.locator("#live .cells li").first).to_contain_text("Leave the old port now")
    second_language(other)
    other.get_by_role("button", name="Save as draft and look it over").click()
    print(f"\nfrom template to draft: {time.monotonic() - begun:.1f} s of a scripted officer")
    other.get_by_role("button", name="Propose to a second person").click()
    expect(other.locator("#proposal")).to_contain_text("you proposed it yourself")
    path = re.sub(r"^https?://[^/]+", "", other.url)

    writer.goto(loaded.address + path)
    writer.get_by_role("button", name="Confirm and publish now").click()
    expect(writer.locator("#messages")).to_contain_text("Published as urn:oid:")
    print(f"from template to publication by two: {time.monotonic() - begun:.1f} s")
    update(writer)
    cancel(writer)
    expect(writer.locator("#line li")).to_have_count(3)


def from_template(page: Page, address: str, name: str) -> None:
    page.goto(f"{address}/console/alerts/")
    page.get_by_role("link", name=name, exact=True).click()
    page.wait_for_selector("#area-map[data-ready]")


def fill(page: Page, **blanks: str) -> None:
    """The first blank has the focus; Tab leads to the next."""
    expect(page.locator("#alert-en-fill_place")).to_be_focused()
    for text in blanks.values():
        page.keyboard.type(text)
        page.keyboard.press("Tab")


def draw(page: Page, name: str) -> None:
    """Three clicks, one corner moved by the keyboard, one step taken back."""
    box = page.locator("#area-map")
    for x, y in ((200, 90), (320, 100), (260, 220)):
        box.click(position={"x": x, "y": y})
    corners = page.locator("textarea[name='area-0-shape']")
    assert len(corners.input_value().splitlines()) == 3
    drawn = corners.input_value()
    page.locator("[data-grip='p0-0']").focus()
    page.keyboard.press("ArrowUp")
    assert corners.input_value() != drawn
    page.locator("#map-undo").click()
    assert corners.input_value() == drawn
    page.get_by_label("Name of the area").fill(name)
    expect(page.locator("#verdict")).to_contain_text("May go out")


def second_language(page: Page) -> None:
    """The place has another name in French; the preview follows the language chosen."""
    page.locator("#alert-fr-fill_place").fill("le vieux port")
    page.locator("#live input[value='fr']").check()
    expect(page.locator("#live .notice")).to_contain_text("Quittez le vieux port maintenant")


def update(page: Page) -> None:
    page.get_by_role("link", name="Update it").click()
    page.wait_for_selector("#area-map[data-ready]")
    page.get_by_label("Headline", exact=True).fill("Leave the old port and the station now")
    expect(page.locator("#live .notice")).to_contain_text("updated: Leave the old port and the station")
    page.get_by_role("button", name="Publish the update now").click()
    expect(page.locator("#messages")).to_contain_text("Published as urn:oid:")


def cancel(page: Page) -> None:
    page.get_by_role("link", name="Cancel the alert").click()
    page.get_by_label("Why it no longer holds", exact=True).fill("The danger is over.")
    page.get_by_role("button", name="Publish the end now").click()
    expect(page.locator("#alert-state")).to_contain_text("Cancellation")


def test_faults_stand_beside_their_fields_while_typing(loaded: Site) -> None:
    """A crossed area and swapped numbers are told before anything is saved, and gone once mended."""
    page = loaded.visit("duty.national")
    page.goto(f"{loaded.address}/console/alerts/new")
    page.wait_for_selector("#area-map[data-ready]")
    page.locator("details:has(> textarea[name='area-0-shape']) summary").click()
    corners = page.locator("textarea[name='area-0-shape']")
    corners.fill("39, 116\n40, 117\n39, 117\n40, 116")
    expect(page.locator("#slot-area-0")).to_contain_text("cross")
    corners.fill("116.4, 39.9\n116.5, 39.9\n116.5, 40.0")
    expect(page.locator("#slot-area-0")).to_contain_text("are they swapped?")
    corners.fill("39.9, 116.4, 10 km")
    page.get_by_label("Name of the area").fill("Ten kilometres around the centre")
    expect(page.locator("#slot-area-0")).to_be_empty()
    page.get_by_label("Status", exact=True).select_option("Exercise")
    expect(page.locator("#composer > .exercise-band")).to_be_visible()
    expect(page.locator("#live .notice")).to_contain_text("EXERCISE")


def test_an_alert_is_written_without_scripts(loaded: Site) -> None:
    """The preview is a button, the area is typed, everything else is the same."""
    page = loaded.visit("duty.national", java_script_enabled=False)
    page.goto(f"{loaded.address}/console/alerts/new")
    page.get_by_label("Event", exact=True).fill("Test of the sirens")
    page.get_by_label("Headline", exact=True).fill("Sirens sound at noon")
    page.get_by_role("button", name="Preview").first.click()
    expect(page.locator("#live .notice")).to_contain_text("Sirens sound at noon")
    page.get_by_role("button", name="Save as draft and look it over").click()
    expect(page.locator("#main")).to_contain_text("it cannot be published as it is", ignore_case=True)


def test_the_composer_is_accessible_and_fits_a_narrow_phone(loaded: Site) -> None:
    """With a template chosen, languages open and problems told: nothing for axe, nothing wider than it."""
    for width in (1440, 320):
        size = {"width": width, "height": 800}
        page = loaded.visit("duty.national", viewport=size, reduced_motion="reduce")
        from_template(page, loaded.address, "Flood")
        page.get_by_label("Headline", exact=True).fill("")
        expect(page.locator("#verdict")).to_contain_text("to mend")
        page.evaluate("document.querySelectorAll('#main details').forEach((one) => { one.open = true; })")
        assert overflow(page) == ""
        assert violations(page, {"runOnly": RULES}) == []
