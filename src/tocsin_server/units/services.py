"""Writes to the tree, its people and its tokens. Callers have asked `units.permissions` first."""

import re
import secrets
from datetime import timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Concat, Substr

from tocsin.base import UnitKind
from tocsin.errors import BadInput, Conflict
from tocsin_server import clock
from tocsin_server.ledger.services import Actor, act
from tocsin_server.units import selectors
from tocsin_server.units.models import ApiToken, Membership, Person, Unit
from tocsin_server.units.roles import Role

COMMAND_LINE = Actor("system:command-line")
"""Whoever has a shell on the machine."""

_PATH_LIMIT = 1000
_TOKEN_DAYS = 366


def add_unit(
    actor: Actor, *, id: str, name: str, kind: UnitKind | str, parent_id: str = "", **facts: Any
) -> Unit:
    """A new unit under `parent_id` ("" for a root); `facts` are its other columns (country, latitude, ...).

    Ids are lower case so that no two differ by case alone: SQLite's prefix search does not tell case apart.
    """
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,99}", id):
        raise BadInput(f"{id!r} must be lower-case letters, digits and hyphens, at most 100", where="id")
    with act(actor, "units.unit_added") as entry:
        path = _path_under(parent_id, id)
        if Unit.objects.filter(pk=id).exists():
            raise Conflict(f"There is a unit {id!r} already.")
        unit = Unit(pk=id, name=name, kind=_kind(kind), parent_id=parent_id or None, path=path, **facts)
        unit.save(force_insert=True)
        entry.subject = f"unit:{id}"
        entry.data = {"name": name, "kind": unit.kind, "parent": parent_id}
    return unit


def _kind(kind: str) -> str:
    try:
        return UnitKind(kind).value
    except ValueError:
        known = ", ".join(UnitKind)
        raise BadInput(f"{kind!r} is not a kind of unit; there are {known}", where="kind") from None


def _path_under(parent_id: str, id: str) -> str:
    """The path of a child; the parent stays locked, so that it cannot be moved meanwhile."""
    above = _locked(parent_id).path if parent_id else "/"
    path = f"{above}{id}/"
    if len(path) > _PATH_LIMIT:
        raise BadInput(f"the tree would be too deep: {len(path)} characters of path", where="parent")
    return path


def _locked(unit_id: str) -> Unit:
    if unit := Unit.objects.select_for_update().filter(pk=unit_id).first():
        return unit
    raise BadInput(f"there is no unit {unit_id!r}", where="unit", reason="unknown_unit")


def move_unit(actor: Actor, unit_id: str, parent_id: str) -> Unit:
    """Put a unit, with all below it, under another; "" makes it a root."""
    with act(actor, "units.unit_moved") as entry:
        list(Unit.objects.select_for_update().order_by("pk"))  # two crossing moves could tie a knot
        unit = selectors.unit(unit_id)
        new = _path_under(parent_id, unit_id)
        if new.startswith(unit.path) and new != unit.path:
            raise Conflict(f"{unit.name} cannot be put under itself or a unit below it.")
        entry.subject = f"unit:{unit_id}"
        entry.data = {"from": unit.parent_id or "", "to": parent_id}
        _refuse_deep(unit, new)
        _carry(unit, new)
        Unit.objects.filter(pk=unit_id).update(parent_id=parent_id or None)
        if new == unit.path:
            entry.cancel()
    return selectors.unit(unit_id)


def _refuse_deep(unit: Unit, new: str) -> None:
    longest = max(len(path) for path in selectors.subtree(unit).values_list("path", flat=True))
    if longest - len(unit.path) + len(new) > _PATH_LIMIT:
        raise BadInput("the tree would be too deep", where="parent")


def _carry(unit: Unit, new: str) -> None:
    """Rewrite the head of every path in the subtree."""
    rest = Substr(F("path"), len(unit.path) + 1)
    selectors.subtree(unit).update(path=Concat(Value(new), rest))


def add_person(
    actor: Actor, *, username: str, display: str, email: str = "", password: str | None = None
) -> Person:
    """An account for an office; without a password nobody can log in to it yet."""
    with act(actor, "units.person_added") as entry:
        if Person.objects.filter(username__iexact=username).exists():
            raise Conflict(f"There is somebody called {username!r} already.")
        person = Person(username=username, display=display, email=email)
        _set_password(person, password)
        _checked(person)
        person.save(force_insert=True)
        entry.subject = f"person:{username}"
        entry.data = {"display": display}
    return person


def add_member(actor: Actor, *, unit_id: str, role: Role | str, **person: Any) -> Membership:
    """An account and its first role, together or not at all; `person` is as for `add_person`."""
    with transaction.atomic():
        added = add_person(actor, **person)
        return grant(actor, username=added.username, unit_id=unit_id, role=role)


def set_password(actor: Actor, username: str, password: str) -> None:
    """Give a person a new password; every session of theirs ends with it."""
    with act(actor, "units.password_set") as entry:
        person = selectors.person(username)
        _set_password(person, password)
        person.save(update_fields=["password"])
        entry.subject = f"person:{username}"


def reset_factors(actor: Actor, username: str) -> None:
    """Remove the second factors of a person who has lost them; they set up new ones at the next log-in."""
    with act(actor, "units.factors_reset") as entry:
        person = selectors.person(username)
        removed, _ = Authenticator.objects.filter(user=person).delete()
        entry.subject = f"person:{username}"
        if not removed:
            entry.cancel()


def set_active(actor: Actor, username: str, active: bool) -> Person:
    """Close an account, or open it again. Accounts are never deleted: the ledger names them."""
    with act(actor, "units.person_opened" if active else "units.person_closed") as entry:
        person = selectors.person(username)
        entry.subject = f"person:{username}"
        if person.is_active == active:
            entry.cancel()
        person.is_active = active
        person.save(update_fields=["is_active"])
    return person


def _set_password(person: Person, password: str | None) -> None:
    if password is None:
        person.set_unusable_password()
        return
    try:
        validate_password(password, person)
    except ValidationError as error:
        raise BadInput(" ".join(error.messages), where="password") from None
    person.set_password(password)


def _checked(person: Person) -> None:
    try:
        person.full_clean(exclude=["password"])
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise BadInput(" ".join(messages), where=field) from None


def grant(actor: Actor, *, username: str, unit_id: str, role: Role | str) -> Membership:
    """Give a person a role in a unit; giving it twice is the same as once."""
    with act(actor, "units.role_granted") as entry:
        person, unit = selectors.person(username), selectors.unit(unit_id)
        held, new = Membership.objects.get_or_create(person=person, unit=unit, role=_role(role))
        entry.subject = f"person:{username}"
        entry.data = {"unit": unit_id, "role": held.role}
        if not new:
            entry.cancel()
    return held


def revoke(actor: Actor, *, username: str, unit_id: str, role: Role | str) -> None:
    """Take a role away; taking away what is not held changes nothing."""
    with act(actor, "units.role_revoked") as entry:
        held = Membership.objects.filter(person__username=username, unit_id=unit_id, role=_role(role))
        deleted, _ = held.delete()
        entry.subject = f"person:{username}"
        entry.data = {"unit": unit_id, "role": str(role)}
        if not deleted:
            entry.cancel()


def _role(role: str) -> str:
    if role not in Role.values:
        raise BadInput(f"{role!r} is not a role; there are {', '.join(Role.values)}", where="role")
    return Role(role).value


def issue_token(
    actor: Actor, *, unit_id: str, name: str, role: Role | str, days: int = 90
) -> tuple[ApiToken, str]:
    """A key to the API for a unit, and its secret, which is shown this once and not kept."""
    if not 1 <= days <= _TOKEN_DAYS:
        raise BadInput(f"{days} days; a token lasts 1 to {_TOKEN_DAYS}", where="days")
    secret = f"tocsin_{secrets.token_urlsafe(32)}"
    now = clock.now()
    with act(actor, "units.token_issued") as entry:
        token = ApiToken.objects.create(
            unit=selectors.unit(unit_id),
            name=name,
            role=_role(role),
            digest=selectors.digest(secret),
            created=now,
            expires=now + timedelta(days=days),
        )
        entry.subject = f"token:{token.pk}"
        entry.data = {"unit": unit_id, "name": name, "role": token.role, "expires": token.expires}
    return token, secret


def revoke_token(actor: Actor, token_id: int) -> None:
    """End a token now; ending it twice is the same as once."""
    with act(actor, "units.token_revoked") as entry:
        entry.subject = f"token:{token_id}"
        if not ApiToken.objects.filter(pk=token_id, revoked=None).update(revoked=clock.now()):
            entry.cancel()
