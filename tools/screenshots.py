"""Take a picture of every page, wide and narrow, light and dark.

    python tools/screenshots.py ADDRESS FOLDER [--user NAME --password WORD] [--only PART]

ADDRESS is that of a running site, such as http://localhost:8000. Pages of the console need a user; those that
stand behind a list (an incident, an alert, a unit's orders) are reached by its first link. Needs Chromium and
the development environment. It says where a page is wider than the screen or a script complained.
"""

import argparse
from collections.abc import Iterable, Iterator
from itertools import product
from pathlib import Path
from typing import Literal

from playwright.sync_api import Page, sync_playwright

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
PUBLIC = {
    "public": "/",
    "public-arabic": "/?language=ar",
    "public-large": "/?language=en&text=large&contrast=more",
    "search": "/place/?name=Shanghai&text=usual&contrast=usual",
    "place": "/place/39.91,116.40/",
    "archive": "/archive/",
    "subscribe": "/subscribe/?place=39.91,116.40&name=Shanghai",
    "unsubscribe": "/subscription/secret/unsubscribe",
    "offline": "/offline/",
    "sign-in": "/accounts/login/",
    "not-found": "/nowhere/",
}
CONSOLE = {
    "picture": "/console/",
    "find": "/console/search/",
    "find-words": "/console/search/?text=hospital+OR+killed",
    "find-nothing": "/console/search/?text=-bomb&place=Xyzzyx",
    "warnings": "/console/warnings/",
    "briefing": "/console/warnings/briefing/",
    "forecasts": "/console/warnings/forecasts/",
    "level": "/console/level/",
    "plan": "/console/level/plan/",
    "measure-add": "/console/level/measures/add",
    "board": "/console/board/",
    "orders": "/console/orders/",
    "went-up": "/console/went-up/",
    "meetings": "/console/meetings/",
    "meeting-new": "/console/meetings/new",
    "alerts": "/console/alerts/",
    "alert-new": "/console/alerts/new",
    "alert-templates": "/console/alerts/templates/",
    "alert-template-new": "/console/alerts/templates/add",
    "alert-file": "/console/alerts/import",
    "venues": "/console/venues/",
    "venue": "/console/venues/of/beijing-north-lake-central-station/",
    "venue-add": "/console/venues/add",
    "venue-import": "/console/venues/import",
    "venue-codes": "/console/venues/of/beijing-north-lake-central-station/codes/",
    "venue-duties": "/console/venues/duties/",
    "patrols": "/console/patrols/",
    "patrol-new": "/console/patrols/new/",
    "patrol-teams": "/console/patrols/teams/beijing/",
    "patrol-field": "/console/patrols/field/",
    "patrol-gates": "/console/patrols/gates/",
    "sources": "/console/sources/",
    "source-add": "/console/sources/add",
    "ledger": "/console/ledger/",
    "jobs": "/console/jobs/",
    "account": "/accounts/2fa/",
}
BEHIND = {
    "public-alert": ("/", ".alert-text h3 a"),
    "incident": ("/console/", ".incident-row a"),
    "warning": ("/console/warnings/", ".warned-row a"),
    "source": ("/console/sources/", "a[href^='/console/grades/']"),
    "meeting": ("/console/meetings/", "tbody th a"),
    "patrol-plan": ("/console/patrols/", "tbody th a"),
    "patrol-team": ("/console/patrols/field/", ".field-list a"),
    "patrol-gate": ("/console/patrols/gates/", "tbody th a"),
    "alert": ("/console/alerts/", "tbody th a"),
    "alert-written": ("/console/alerts/", ".template-list a"),
    "board-unit": ("/console/board/", ".board-row a"),
    "call-down": ("/console/board/", "a[href$='/call-down/']"),
    "messages": ("/console/board/", "a[href$='/messages/']"),
    "report": ("/console/board/", "a[href$='/report/']"),
    "order": ("/console/orders/", ".order-title"),
    "unit-orders": ("/console/orders/", ".panel-head a[href^='/console/orders/']"),
    "contacts": ("/console/orders/", "a[href^='/console/contacts/']"),
}
SIZES = {"1440": (1440, 900), "390": (390, 844)}
THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


def sign_in(page: Page, address: str, user: str, password: str) -> None:
    """Sign in through the page, as people do."""
    page.goto(f"{address}/accounts/login/?next=/console/level/")
    page.get_by_label("Username").fill(user)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/console/**")


def addresses(page: Page, address: str) -> Iterator[tuple[str, str]]:
    """Name and path of every page of the console that the user of `page` can reach."""
    yield from CONSOLE.items()
    yield from behind(page, address)


def behind(page: Page, address: str) -> Iterator[tuple[str, str]]:
    """Name and path of the pages that stand behind the first link of a list."""
    for name, (start, link) in BEHIND.items():
        page.goto(address + start)
        found = page.locator(link).first
        if found.count() and (path := found.get_attribute("href")):
            yield name, path


def ready(page: Page) -> None:
    """Wait until fonts, maps and parts loaded later are there."""
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready")
    for name in ("#map", "#area-map"):
        if page.locator(name).count():
            page.wait_for_selector(f"{name}[data-ready]")
    page.wait_for_timeout(300)


WIDER = """() => document.documentElement.scrollWidth <= innerWidth ? "" :
    [...document.querySelectorAll("body *")]
    .filter((one) => one.getBoundingClientRect().right > innerWidth + 1).slice(0, 3)
    .map((one) => one.tagName + "." + one.className).join(", ")"""


def overflow(page: Page) -> str:
    """What sticks out of the screen to the right, if anything does."""
    return str(page.evaluate(WIDER))


def shoot(page: Page, given: argparse.Namespace, end: str) -> None:
    """All pages in one size and theme: the public ones before signing in, the others after."""
    take(page, given, PUBLIC.items(), end)
    if given.user:
        sign_in(page, given.address, given.user, given.password)
        take(page, given, list(addresses(page, given.address)), end)


def take(page: Page, given: argparse.Namespace, pages: Iterable[tuple[str, str]], end: str) -> None:
    """A picture of each page whose name was asked for."""
    for name, path in pages:
        if given.only in name:
            page.goto(given.address + path)
            ready(page)
            if wide := overflow(page):
                print(f"{name}{end}: wider than the screen: {wide}")
            page.screenshot(path=given.folder / f"{name}{end}.png", full_page=True)


def told(kind: str, text: str) -> None:
    """Say what a script or the browser complained of."""
    if kind == "error":
        print(text)


def main() -> None:
    """Start Chromium and take the pictures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("address")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--user", default="")
    parser.add_argument("--password", default="")
    parser.add_argument("--only", default="", help="pages whose name holds this")
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=given.chromium, args=ARGUMENTS)
        for theme, size in product(THEMES, SIZES):
            width, height = SIZES[size]
            context = browser.new_context(
                viewport={"width": width, "height": height}, color_scheme=theme, reduced_motion="reduce"
            )
            page = context.new_page()
            page.on("console", lambda message: told(message.type, message.text))
            page.on("pageerror", lambda error: told("error", str(error)))
            shoot(page, given, f"-{size}-{theme}")
            context.close()
        browser.close()


if __name__ == "__main__":
    main()
