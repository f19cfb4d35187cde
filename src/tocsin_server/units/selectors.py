"""What may be asked of the tree, its people and its tokens."""

import hashlib

from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from tocsin.errors import BadInput, Conflict
from tocsin_server import clock
from tocsin_server.ledger import selectors as ledger
from tocsin_server.ledger.models import Entry
from tocsin_server.units.models import ApiToken, Membership, Person, Unit
from tocsin_server.units.permissions import Permission, carries, require_somewhere
from tocsin_server.units.viewer import Viewer


def unit(unit_id: str) -> Unit:
    """The unit of an id; `BadInput` if there is none."""
    if found := Unit.objects.filter(pk=unit_id).first():
        return found
    raise BadInput(f"there is no unit {unit_id!r}", where="unit", reason="unknown_unit")


def root() -> Unit | None:
    """The unit above all others: the first without a parent; None on a new site."""
    return Unit.objects.filter(parent=None).order_by("pk").first()


def require_no_units() -> None:
    """Pass on a new site; else raise `Conflict`: it has been founded."""
    if (top := root()) is not None:
        raise Conflict(f"This site is founded already: its root is {top.name}. Use `tocsin account add`.")


def all_units() -> QuerySet[Unit]:
    """All units, by path."""
    return Unit.objects.order_by("path")


def tree() -> list[Unit]:
    """All units, each after the one above it."""
    return sorted(Unit.objects.select_related("parent"), key=lambda unit: unit.path.split("/"))


def placed() -> QuerySet[Unit]:
    """The units that have coordinates, so that an area can be drawn around them."""
    return Unit.objects.filter(latitude__isnull=False, longitude__isnull=False)


def subtree(top: Unit) -> QuerySet[Unit]:
    """A unit and all below it."""
    return Unit.objects.filter(path__startswith=top.path)


def ancestors(below: Unit) -> list[Unit]:
    """The units above one, the root first."""
    found = Unit.objects.in_bulk(below.path.strip("/").split("/")[:-1])
    return sorted(found.values(), key=lambda unit: len(unit.path))


def units_of(viewer: Viewer) -> QuerySet[Unit]:
    """The units in which a viewer holds a role."""
    return Unit.objects.filter(pk__in=[held.unit_id for held in viewer.memberships])


def units_where(viewer: Viewer, permission: Permission) -> QuerySet[Unit]:
    """The units in which a viewer may do something: the choices of a form."""
    held = [held for held in viewer.memberships if carries(held, permission)]
    if permission.own_unit_only:
        return Unit.objects.filter(pk__in=[each.unit_id for each in held])
    places = Q(pk__in=())
    for each in held:
        places |= Q(path__startswith=each.path)
    return Unit.objects.filter(places)


def person(username: str) -> Person:
    """The person of a user name; `BadInput` if there is none."""
    if found := Person.objects.filter(username=username).first():
        return found
    raise BadInput(f"there is nobody called {username!r}", where="username", reason="unknown_person")


def memberships(top: Unit) -> QuerySet[Membership]:
    """Who holds which role in a unit and below."""
    found = Membership.objects.filter(unit__path__startswith=top.path).select_related("person", "unit")
    return found.order_by("unit__path", "role", "person__username")


def tokens(top: Unit) -> QuerySet[ApiToken]:
    """The API tokens of a unit and those below, newest first."""
    found = ApiToken.objects.filter(unit__path__startswith=top.path).select_related("unit")
    return found.order_by("-created", "-pk")


def token(token_id: int) -> ApiToken:
    """The token of a number; `BadInput` if there is none."""
    if found := ApiToken.objects.select_related("unit").filter(pk=token_id).first():
        return found
    raise BadInput(f"there is no token {token_id}", where="token", reason="unknown_token")


def digest(secret: str) -> str:
    """What is kept of a token's secret. It has 256 random bits, so a plain hash cannot be searched."""
    return hashlib.sha256(secret.encode()).hexdigest()


def token_of(secret: str) -> ApiToken | None:
    """The token with this secret, if it is in force now."""
    in_force = ApiToken.objects.filter(expires__gt=clock.now(), revoked=None)
    return in_force.select_related("unit").filter(digest=digest(secret)).first()


def has_second_factor(someone: Person | AnonymousUser) -> bool:
    """Whether a person has set up an authenticator app or a passkey."""
    return someone.is_authenticated and is_mfa_enabled(someone)


def ledger_entries(viewer: Viewer, **filters: str) -> QuerySet[Entry]:
    """What a viewer may read of the ledger: acts for the units they audit or administer; from a root, also
    the acts of the service itself, which are for no unit. `filters` are those of `ledger.selectors`."""
    require_somewhere(viewer, Permission.READ_LEDGER)
    readable = units_where(viewer, Permission.READ_LEDGER)
    if not Unit.objects.exclude(pk__in=readable).exists():
        return ledger.entries(**filters)  # no filter is faster than one that lets everything through
    ids = [found.pk for found in readable]
    if any(found.parent_id is None for found in readable):
        ids.append("")
    return ledger.entries(units=ids, **filters)
