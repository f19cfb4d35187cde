"""Loading the sample day: its units, people and feeds, then everything that happens, at once."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from rich.progress import Progress

from tocsin_server import clock
from tocsin_server.collect import services as collect
from tocsin_server.jobs import worker
from tocsin_server.ledger import selectors as ledger
from tocsin_server.ledger.services import Actor
from tocsin_server.level import selectors as levels
from tocsin_server.level import services as level
from tocsin_server.notify import services as notify
from tocsin_server.pipeline.handlers import HANDLERS
from tocsin_server.sample import day, home, story, venues
from tocsin_server.units import selectors as unit_selectors
from tocsin_server.units import services as units
from tocsin_server.units.viewer import Viewer, viewer_of

PASSWORD = "tocsin-november"
LOADER = Actor("system:sample")
ENDS = timedelta(minutes=5)
"""After the last event, the clock of a loaded sample goes on from here."""


def logins(folder: Path) -> list[tuple[str, str]]:
    """Who may log in to the sample: user name and office."""
    return [
        (person["username"], person["display"]) for person in day.read_toml(folder, "people.toml")["person"]
    ]


def people_and_units(folder: Path) -> None:
    """Create the tree of units, the people with their roles, and the feeds; nothing if they are there."""
    if unit_selectors.root() is not None:
        return
    for row in day.read_toml(folder, "units.toml")["unit"]:
        units.add_unit(LOADER, parent_id=row.pop("parent"), **row)
    for person in day.read_toml(folder, "people.toml")["person"]:
        units.add_person(LOADER, username=person["username"], display=person["display"], password=PASSWORD)
        units.grant(LOADER, username=person["username"], unit_id=person["unit"], role=person["role"])
    for contact in day.read_toml(folder, "people.toml").get("contact", []):
        level.add_contact(_administrator(), contact.pop("unit"), channel="telephone", **contact)
    _feeds(day.read_toml(folder, "day.toml"))
    _templates()
    venues.load(folder)


def _administrator() -> Viewer:
    return viewer_of(unit_selectors.person("admin.national"))


def _templates() -> None:
    """The templates that come with Tocsin belong to the root unit, so every unit has them."""
    if (root := unit_selectors.root()) is not None:
        notify.take_library(LOADER, root.pk)


def _feeds(table: dict[str, Any]) -> None:
    """The feeds belong to the root unit; they have no address, for their files are pushed."""
    outlets = {outlet["id"]: outlet for outlet in table["outlet"]}
    root = unit_selectors.root()
    for feed in table["feed"]:
        outlet = outlets[feed["outlet"]]
        collect.add_feed(
            LOADER,
            id=feed["id"],
            name=feed["name"],
            outlet=outlet["name"],
            outlet_country=outlet["country"],
            language=outlet["language"],
            kind=feed["kind"],
            unit=root,
        )


def happen(event: day.Event) -> None:
    """Let one event of the day take place, now."""
    if isinstance(event, day.Act):
        story.perform(event)
        return
    collect.ingest(
        event.feed,
        event.data,
        actor=LOADER,
        received=event.at,
        media_type=event.media_type,
        url=event.url,
        published=event.published,
    )


def once(folder: Path, bar: Progress) -> None:
    """Load the whole day into a new site, showing progress; an old one's clock goes on where it stopped."""
    root = Path(home_folder())
    last = ledger.last_instant()
    if ledger.head() and (root / "loaded").exists():
        home.set_clock(root, last or home.DAY_BEGINS, speed=1)
        return
    people_and_units(folder)
    events = day.timeline(folder)
    for event in bar.track(events, description="Loading the sample day"):
        with clock.standing_at(event.at):
            if levels.any_overdue():
                level.escalate(LOADER)
            happen(event)
            worker.drain(HANDLERS)
    home.set_clock(root, _end(events), speed=1)
    (root / "loaded").touch()


def _end(events: list[day.Event]) -> datetime:
    return events[-1].at + ENDS


def home_folder() -> Path:
    """Where this site lives."""
    from django.conf import settings

    return Path(settings.HOME)
