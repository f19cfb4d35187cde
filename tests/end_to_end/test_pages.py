"""Every page in a real browser: accessible in both themes, fit for phones, and nothing from elsewhere."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize

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

NARROWEST = 320
DESK: ViewportSize = {"width": 1280, "height": 720}


def pages(
    site: Site, user: str, listen: Callable[[Page], None] = lambda _: None, **options: object
) -> Iterator[tuple[str, Page]]:
    """Each page that a user is to look at, loaded and at rest; pages that refuse the user are passed over."""
    page = site.visit(user, reduced_motion="reduce", **options)
    listen(page)
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


@dataclass
class Walk:
    """What was found on the way through all pages of a user at a desk, each opened once."""

    violations: list[str] = field(default_factory=list)
    small: list[str] = field(default_factory=list)
    hosts: set[str] = field(default_factory=set)
    complaints: list[str] = field(default_factory=list)
    wide: list[str] = field(default_factory=list)

    def listen(self, page: Page) -> None:
        """Note where a page's requests go, and what its console says."""
        page.on("request", lambda request: self.hosts.add(urlsplit(request.url).netloc))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda message: self._complain(message.text) if message.type == "error" else None)

    def _complain(self, text: str) -> None:
        # A page that is not there and those an officer may not open answer 404 and 403: that is their point.
        if "status of 40" not in text:
            self.complaints.append(text)

    def look(self, name: str, page: Page) -> None:
        """WCAG 2.2 AA and axe's best practice; its contrast once more in the dark; what is pressed; its width
        on the narrowest phone."""
        self.violations += [f"{name}: {one}" for one in violations(page, {"runOnly": RULES})]
        self.small += [f"{name}: {one}" for one in page.evaluate(TOO_SMALL)]
        page.evaluate("document.documentElement.dataset.theme = 'dark'")
        dark = violations(page, {"runOnly": ["color-contrast"]})
        self.violations += [f"{name}, dark: {one}" for one in dark]
        page.set_viewport_size({"width": NARROWEST, "height": 800})
        if wide := overflow(page):
            self.wide.append(f"{name}: {wide}")
        page.set_viewport_size(DESK)


@pytest.fixture(scope="module", params=SEEN)
def walk(loaded: Site, request: pytest.FixtureRequest) -> Walk:
    made = Walk()
    for name, page in pages(loaded, request.param, made.listen, color_scheme="light", viewport=DESK):
        made.look(name, page)
    return made


def test_axe_finds_nothing(walk: Walk) -> None:
    assert not walk.violations, "\n".join(walk.violations)


def test_what_is_pressed_is_large_enough(walk: Walk) -> None:
    """At least 24 by 24 px, as WCAG 2.2 asks."""
    assert not walk.small, "\n".join(walk.small)


def test_nothing_is_fetched_from_elsewhere(walk: Walk, loaded: Site) -> None:
    """Every request of every page goes to the site itself, and none is refused by its security policy."""
    assert walk.hosts - {""} == {urlsplit(loaded.address).netloc}
    assert walk.complaints == []


def test_no_page_scrolls_sideways_when_made_narrow(walk: Walk) -> None:
    assert not walk.wide, "\n".join(walk.wide)


@pytest.mark.slow
@pytest.mark.parametrize("width", [NARROWEST, 768])
def test_no_page_scrolls_sideways(loaded: Site, width: int) -> None:
    """Opened on the narrowest phone and on a tablet."""
    found = []
    for user in SEEN:
        for name, page in pages(loaded, user, viewport={"width": width, "height": 800}):
            if wide := overflow(page):
                found.append(f"{name}: {wide}")
    assert not found, "\n".join(found)
