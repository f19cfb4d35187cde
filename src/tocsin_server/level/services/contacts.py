"""Contacts: how a unit is reached."""

import secrets

from tocsin.errors import BadInput, Conflict
from tocsin_server import clock
from tocsin_server.ledger.services import act
from tocsin_server.level import selectors
from tocsin_server.level.channels import TELEPHONE, get_channel
from tocsin_server.level.channels.numbers import number
from tocsin_server.level.models import Contact
from tocsin_server.level.wording import FALLBACK
from tocsin_server.units import selectors as units
from tocsin_server.units.permissions import Permission, require
from tocsin_server.units.viewer import Viewer

LONGEST = {"address": 500, "office": 200, "language": 20, "secret": 100}


def add_contact(
    viewer: Viewer,
    unit_id: str,
    *,
    channel: str,
    address: str,
    office: str = "",
    language: str = FALLBACK,
    position: int = 1,
    secret: str = "",
) -> Contact:
    """Let a unit be told by a channel at an address, or be called by telephone; all of a unit's are used at
    once.

    A web hook without a secret is given one: it stands in the contact that comes back. Adding what is there
    already changes nothing; `Conflict` where it is there with another secret, office, language or position.
    """
    unit = units.unit(unit_id)
    require(viewer, Permission.MANAGE_UNITS, unit)
    given = {"office": office.strip(), "language": language, "position": position}
    if channel == "webhook":
        given["secret"] = secret or secrets.token_urlsafe(32)
    address = _checked(channel, address, str(given.get("secret", "")))
    _refuse_too_long(address=address, office=office, language=language, secret=secret)
    if not 1 <= position <= 999:
        raise BadInput(f"{position} is not a place from 1 to 999", where="position")
    with act(viewer.acting_for(unit_id), "level.contact_added") as entry:
        row, new = Contact.objects.get_or_create(
            unit=unit, channel=channel, address=address, defaults={**given, "added": clock.now()}
        )
        entry.subject = f"unit:{unit_id}"
        entry.data = {"channel": channel, "contact": row.pk, "office": row.office, "position": row.position}
        if not new:
            entry.cancel()
            _refuse_if_other(
                row, {name: value for name, value in given.items() if name != "secret" or secret}
            )
    return row


def remove_contact(viewer: Viewer, contact_id: int) -> None:
    """Tell a unit nothing more at an address; what waits to be sent to it is refused."""
    with act(viewer.actor, "level.contact_removed") as entry:
        row = Contact.objects.select_related("unit").filter(pk=contact_id).first()
        if row is None:
            raise BadInput(
                "there is no such contact", where=f"contact {contact_id}", reason="unknown_contact"
            )
        require(viewer, Permission.MANAGE_UNITS, row.unit)
        entry.subject = f"unit:{row.unit_id}"
        entry.data = {"channel": row.channel, "contact": row.pk}
        row.delete()


def _checked(channel: str, address: str, secret: str) -> str:
    """The address in the form it is kept in."""
    if channel not in selectors.contact_ways():
        known = ", ".join(selectors.contact_ways())
        raise BadInput(f"a unit is not reached by {channel!r}; there are {known}", where="channel")
    return number(address) if channel == TELEPHONE else get_channel(channel).check_address(address, secret)


def _refuse_too_long(**fields: str) -> None:
    for name, value in fields.items():
        if len(value) > LONGEST[name]:
            raise BadInput(f"it is longer than {LONGEST[name]} characters", where=name)


def _refuse_if_other(row: Contact, given: dict[str, object]) -> None:
    for name, value in given.items():
        if getattr(row, name) != value:
            raise Conflict(
                f"{row.unit.name} is reached there already, with another {name}; remove that one first."
            )
