"""What stands around every console page: the menu with its counts, the level in force, the viewer's units."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.urls import reverse

from tocsin_server import clock
from tocsin_server.collect import selectors as collect
from tocsin_server.forewarn import selectors as forewarn
from tocsin_server.jobs import selectors as jobs
from tocsin_server.ledger import selectors as ledger
from tocsin_server.level import selectors as level
from tocsin_server.notify import selectors as notify
from tocsin_server.units import selectors as units
from tocsin_server.units.permissions import Permission, allowed_somewhere
from tocsin_server.units.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the menu: `count` things of kind `what` wait there; `due` if they cannot wait long."""

    name: str
    url: str
    here: bool
    count: int = 0
    what: str = ""
    due: bool = False


class Frame:
    """Asks only for what a template uses."""

    def __init__(self, viewer: Viewer, path: str) -> None:
        self.viewer = viewer
        self.path = path

    @cached_property
    def head(self) -> int:
        """The pulse at which this page was drawn."""
        return ledger.head()

    @cached_property
    def units(self) -> list[Any]:
        """The units the viewer holds a role in."""
        return list(units.units_of(self.viewer))

    @cached_property
    def level(self) -> level.Standing | None:
        """The level that holds for the viewer's first unit."""
        return level.standing(self.units[0].pk) if self.units else None

    @property
    def menu(self) -> list[Entry]:
        """The pages this viewer has, in the order of the flow of data."""
        unjudged = forewarn.warnings(self.viewer).filter(judgement="").count()
        mine = level.mine(self.viewer)
        late = mine.filter(acknowledge_by__lt=clock.now()).exists()
        raised = level.escalations(self.viewer).count()
        waiting = notify.waiting(self.viewer).count()
        sick = collect.failing(self.viewer).count()
        entries = [
            self._entry("Picture", "console:picture"),
            self._entry("Search", "console:search"),
            self._entry("Warnings", "forewarn:warnings", unjudged, "not judged"),
            self._entry("Level", "level:level", level.proposals(self.viewer).count(), "to be confirmed"),
            self._entry("Board", "level:boards"),
            self._entry("Orders", "level:orders", mine.count(), "to acknowledge", due=late),
            self._entry("Went up", "level:escalations", raised, "not noted", due=raised > 0),
            self._entry(
                "Meetings", "level:meetings", level.unanswered_invitations(self.viewer).count(), "to answer"
            ),
            self._entry("Alerts", "notify:alerts", waiting, "to decide", due=waiting > 0),
            self._entry("Venues", "protect:venues"),
            self._entry("Patrols", "protect:patrols"),
            self._entry("Sources", "collect:sources", sick, "failing", due=sick > 0),
        ]
        if allowed_somewhere(self.viewer, Permission.READ_LEDGER):
            entries.append(self._entry("Ledger", "console:ledger"))
        if allowed_somewhere(self.viewer, Permission.RETRY_JOBS):
            dead = jobs.dead().count()
            entries.append(self._entry("Jobs", "jobs:jobs", dead, "given up", due=dead > 0))
        return entries

    def _entry(self, name: str, view: str, count: int = 0, what: str = "", due: bool = False) -> Entry:
        url = reverse(view)
        return Entry(name, url, self._here(url), count, what, due)

    def _here(self, url: str) -> bool:
        """Pages below an entry's own belong to it; the pages of incidents belong to the picture."""
        top = reverse("console:picture")
        return self.path == url or self.path.startswith(f"{top}incidents/" if url == top else url)
