"""The story of the sample day, played by people in browsers."""

import re

from playwright.sync_api import Page, expect

from tests.end_to_end.conftest import Site

LIVE = 240_000
"""Milliseconds within which the replay must have brought what a step waits for."""


def test_from_the_first_report_to_the_last_acknowledgement(replayed: Site) -> None:
    """Reports arrive and the toll rises before the officer's eyes; a level goes down the tree and comes back
    answered: done, impossible, or not at all; the report tells it; an alert goes out to the public."""
    officer = replayed.visit("duty.national")
    watch_paris(officer, replayed.address)
    raise_level(officer, replayed.address)
    answer(replayed.visit("officer.tongzhou"), replayed.address)
    find_the_late_one(officer, replayed.address)
    take_it_by_telephone(officer)
    see_what_went_up(officer, replayed.address)
    read_the_report(officer, replayed.address)
    headline = publish(officer, replayed.address)
    see_in_public(replayed.visit(java_script_enabled=False), replayed.address, headline)


def watch_paris(page: Page, address: str) -> None:
    """The picture fills without being loaded again, and the incident's page shows what it rests on."""
    page.goto(f"{address}/console/")
    page.evaluate("window.neverReloaded = true")
    paris = page.locator(".incident-row", has_text="Paris").first
    expect(paris.locator(".incident-killed")).to_have_text(re.compile(r"^1[0-4]\d$"), timeout=LIVE)
    assert page.evaluate("window.neverReloaded"), "the page changed while it stood"
    page.get_by_label("Country").select_option("FR")
    expect(page).to_have_url(re.compile("country=FR"))
    paris.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Paris")
    expect(page.locator("mark").first).to_be_visible()
    expect(page.locator(".growth-row").nth(1)).to_be_visible()


def raise_level(page: Page, address: str) -> None:
    """When the day's own script has run out: what it sets in motion is shown first; then it is done."""
    page.goto(f"{address}/console/level/")
    last_of_the_day = page.locator(".exercise-band, .chip.exercise").first
    expect(last_of_the_day).to_be_visible(timeout=LIVE)
    page.get_by_role("radio", name=re.compile("^Critical")).check()
    page.get_by_label("Over", exact=True).select_option("beijing")
    page.get_by_label("Ends", exact=True).fill("2016-01-15T09:00")
    page.get_by_label("Legal basis", exact=True).fill("Emergency Response Law of 2007, article 45")
    page.get_by_label("Owner", exact=True).fill("Duty officer, national group")
    page.get_by_label("Reason", exact=True).fill("Attacks in Paris; crowded places are to be protected")
    page.get_by_role("button", name="See what it sets in motion").click()
    expect(page.get_by_text(re.compile(r"4 units get \d+ orders"))).to_be_visible()
    page.get_by_role("button", name=re.compile("Raise to Critical")).click()
    expect(page.locator("#messages")).to_contain_text("Critical is in force over Beijing")


def answer(page: Page, address: str) -> None:
    """The officer of a district finds its orders: all are known, one is done, one cannot be."""
    expect(page.locator("#strip-level")).to_contain_text("Critical")
    page.goto(f"{address}/console/orders/")
    page.get_by_role("button", name=re.compile(r"^Acknowledge all")).click()
    expect(page.locator("#messages")).to_contain_text("acknowledged for Tongzhou")
    expect(page.get_by_text("To acknowledge:")).to_have_count(0)
    report_done(page)
    page.goto(f"{address}/console/orders/")
    page.get_by_role("link", name=re.compile("^Report")).last.click()
    page.locator("summary", has_text="We cannot do it").click()
    page.get_by_label("Why it cannot be done").fill("Eleven officers short until Monday")
    page.get_by_role("button", name="Send the reason up").click()
    expect(page.locator("#history")).to_contain_text("Eleven officers short")


def report_done(page: Page) -> None:
    """With all that any measure may ask for: words, a place, a time and a file."""
    page.get_by_role("link", name=re.compile("^Report")).first.click()
    page.locator("summary", has_text="It is done").click()
    form = page.locator("#answer-done")
    form.get_by_label("What was done").fill("Both shifts were briefed")
    form.get_by_label("Place").fill("Tongzhou, north gate")
    form.get_by_label("When it was done").fill("2015-11-15T12:00")
    form.get_by_label("File").set_input_files(
        {"name": "briefing.txt", "mimeType": "text/plain", "buffer": b"Present: both shifts\n"}
    )
    form.get_by_role("button", name="Report as done").click()
    expect(page.locator("#history")).to_contain_text("briefing.txt")


def find_the_late_one(page: Page, address: str) -> None:
    """At this speed hours pass in seconds: the board says who is late, and leads down to the one district."""
    page.goto(f"{address}/console/board/")
    page.get_by_label("Level", exact=True).select_option(index=0)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Beijing")
    expect(page.locator("#board-whole")).to_contain_text("unanswered and late", timeout=LIVE)
    expect(page.locator(".board-row").filter(has_text="Tongzhou")).to_contain_text("cannot be done")
    late = page.locator(".board-row").filter(has_text=re.compile("unanswered")).first
    late.get_by_role("link").click()
    expect(page.locator("#unit-orders")).to_contain_text("Not answered")


def take_it_by_telephone(page: Page) -> None:
    """The officer calls the district and takes its answer down."""
    page.get_by_label("Who was spoken to, and how").fill("Duty room, by telephone")
    page.get_by_role("button", name=re.compile("^Take down that it knows")).click()
    expect(page.locator("#messages")).to_contain_text("acknowledged for")
    expect(page.locator("#unit-orders")).not_to_contain_text("Not answered")


def see_what_went_up(page: Page, address: str) -> None:
    """What was not answered, or not done, in time went up by itself, and is taken note of."""
    page.goto(f"{address}/console/went-up/")
    expect(page.locator("#went-up")).to_contain_text(re.compile("Nobody answered in time|Not done in time"))
    page.get_by_role("button", name="Take note of all on this page").click()
    expect(page.locator("#messages")).to_contain_text("noted")


def read_the_report(page: Page, address: str) -> None:
    """The curve, the reasons of those who could not, and what went up stand in it."""
    page.goto(f"{address}/console/board/")
    page.get_by_label("Level", exact=True).select_option(index=0)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Beijing")
    page.get_by_role("link", name="Timeline and report").click()
    expect(page.locator(".curve path.answered")).to_be_visible()
    expect(page.locator("#report")).to_contain_text("Eleven officers short until Monday")


def publish(page: Page, address: str) -> str:
    """Written with an area drawn on the map, looked over, published."""
    headline = "Capital on its highest level of security"
    page.goto(f"{address}/console/alerts/new")
    page.get_by_label("Event", exact=True).fill("Critical security")
    page.get_by_label("Headline", exact=True).fill(headline)
    page.get_by_label("What has happened", exact=True).fill(
        "After the attacks in Paris, checks are reinforced in the capital."
    )
    page.get_by_label("Expires", exact=True).fill("2016-01-15T09:00")
    page.wait_for_selector("#area-map[data-ready]")
    for x, y in ((120, 80), (260, 80), (200, 200)):
        page.locator("#area-map").click(position={"x": x, "y": y})
    corners = page.locator("textarea[name='area-0-shape']")
    assert len(corners.input_value().splitlines()) == 3
    corners.fill("40.3, 116.0\n40.3, 117.0\n39.6, 116.8\n39.6, 116.0")
    page.get_by_label("Name of the area").fill("Beijing")
    page.get_by_role("button", name="Save as draft and look it over").click()
    page.get_by_role("button", name="Publish now").click()
    expect(page.locator("#messages")).to_contain_text("Published as urn:oid:")
    return headline


def see_in_public(page: Page, address: str, headline: str) -> None:
    """Anyone reads it, without a script: on the front page, on its own, and as CAP."""
    page.goto(address)
    expect(page.get_by_role("heading", level=1)).to_have_text("The level in force")
    expect(page.locator(".level-banner .word")).to_be_visible()
    page.get_by_role("link", name=headline).click()
    expect(page.locator("svg.sketch .area")).to_be_visible()
    cap = page.request.get(
        f"{address}{page.get_by_role('link', name='The CAP message').get_attribute('href')}"
    )
    assert f"<headline>{headline}</headline>" in cap.text()
    assert headline in page.request.get(f"{address}/alerts.atom").text()
