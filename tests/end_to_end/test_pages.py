"""Every page in a real browser: accessible in both themes, fit for phones, and nothing from elsewhere."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.end_to_end.conftest import Site
from tools.screenshots import PUBLIC, addresses, overflow, ready

EVERYTHING = ""
SEEN = {
    "": [EVERYTHING],
    "duty.national": [EVERYTHING],
    "auditor.national": ["ledger"],
    "analyst.national": ["source", "incident"],
    "officer.tongzhou": ["order"],
}
"""Who looks at which pages: between them they see every page and every button."""

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
TOO_SMALL = """() => [...document.querySelectorAll("button, input, select, textarea, summary, nav a")]
    .filter((one) => one.checkVisibility({visibilityProperty: true}))
    .filter((one) => !one.closest(".visually-hidden, .leaflet-control"))
    .map((one) => [one.outerHTML.slice(0, 90), one.getBoundingClientRect()])
    .filter(([, box]) => box.width > 21 && (box.width < 24 || box.height < 24))
    .map(([html]) => html)"""
"""What can be pressed and is too small; a tick box of 20 px has a label of 24 px around it."""


def pages(site: Site, user: str, **options: object) -> Iterator[tuple[str, Page]]:
    """Each page that a user is to look at, loaded and at rest; pages that refuse the user are passed over."""
    page = site.visit(user, reduced_motion="reduce", **options)
    reached = list(addresses(page, site.address)) if user else list(PUBLIC.items())
    for name, path in reached:
        if not any(part in name for part in SEEN[user]):
            continue
        answer = page.goto(site.address + path)
        if answer and answer.status == 403:
            continue
        ready(page)
        yield name, page
    page.context.close()


def violations(page: Page, options: dict[str, object]) -> list[str]:
    """What axe finds, in one line each."""
    found = Axe().run(page, options=options).response["violations"]
    return [
        f"{one['id']}: {one['help']}: {[node['html'][:120] for node in one['nodes'][:3]]}" for one in found
    ]


@pytest.mark.parametrize("user", SEEN)
def test_axe_finds_nothing(loaded: Site, user: str) -> None:
    """WCAG 2.2 AA and axe's best practice on every page; its contrast once more in the dark."""
    found = []
    for name, page in pages(loaded, user, color_scheme="light"):
        found += [f"{name}: {one}" for one in violations(page, {"runOnly": RULES})]
        page.evaluate("document.documentElement.dataset.theme = 'dark'")
        found += [f"{name}, dark: {one}" for one in violations(page, {"runOnly": ["color-contrast"]})]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("width", [320, pytest.param(768, marks=pytest.mark.slow)])
def test_no_page_scrolls_sideways(loaded: Site, width: int) -> None:
    """From the narrowest phone to a tablet."""
    found = []
    for user in SEEN:
        for name, page in pages(loaded, user, viewport={"width": width, "height": 800}):
            if wide := overflow(page):
                found.append(f"{name}: {wide}")
    assert not found, "\n".join(found)


def test_what_is_pressed_is_large_enough(loaded: Site) -> None:
    """At least 24 by 24 px, as WCAG 2.2 asks."""
    found = [
        (name, small) for name, page in pages(loaded, "duty.national") if (small := page.evaluate(TOO_SMALL))
    ]
    assert not found


def test_nothing_is_fetched_from_elsewhere(loaded: Site) -> None:
    """Every request of every page goes to the site itself, and none is refused by its security policy."""
    hosts, complaints = set(), []
    page = loaded.visit("duty.national")
    page.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    for _, path in [*PUBLIC.items(), *addresses(page, loaded.address)]:
        page.goto(loaded.address + path)
        ready(page)
    assert hosts - {""} == {urlsplit(loaded.address).netloc}
    # The page that is not there and those an officer may not open answer 404 and 403: that is their point.
    assert [text for text in complaints if "status of 40" not in text] == []
