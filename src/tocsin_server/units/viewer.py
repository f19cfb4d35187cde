"""Who is looking: one value that pages, API, search and export all decide by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Protocol

from tocsin_server.ledger.services import Actor

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from tocsin_server.units.models import ApiToken, Person


class Placed(Protocol):
    """Anything with a place in the tree: a `Unit`."""

    @property
    def pk(self) -> str: ...
    @property
    def path(self) -> str: ...
    @property
    def name(self) -> str: ...


class Held(NamedTuple):
    """A role held in a unit."""

    unit_id: str
    path: str
    role: str

    @property
    def is_at_root(self) -> bool:
        """Whether the unit has none above it: its path is its own id alone."""
        return self.path == f"/{self.unit_id}/"


@dataclass(frozen=True, slots=True)
class Viewer:
    """A person, a token or the public, with the roles held."""

    label: str
    person_id: int | None = None
    memberships: tuple[Held, ...] = ()
    public: bool = False

    @property
    def actor(self) -> Actor:
        """The name under which the ledger knows this viewer, for the unit of the first role held."""
        return Actor(self.label, self.memberships[0].unit_id if self.memberships else "")

    def acting_for(self, unit_id: str) -> Actor:
        """The same, where the act is done for a certain unit."""
        return Actor(self.label, unit_id)


PUBLIC = Viewer("public", public=True)
"""Anyone at all."""


def viewer_of(person: Person | AnonymousUser) -> Viewer:
    """The viewer that a logged-in person is; `PUBLIC` for anyone else."""
    if not person.is_authenticated or not person.is_active:
        return PUBLIC
    held = person.memberships.order_by("unit__path", "role").values_list("unit_id", "unit__path", "role")
    return Viewer(f"person:{person.username}", person.pk, tuple(Held(*row) for row in held))


def viewer_of_token(token: ApiToken) -> Viewer:
    """The viewer that a unit's API token is: the unit's role, but no person."""
    return Viewer(f"token:{token.name}", None, (Held(token.unit_id, token.unit.path, token.role),))
