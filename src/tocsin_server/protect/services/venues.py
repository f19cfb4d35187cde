"""The register of venues: added, changed, closed, and who is called about them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from tocsin.base import TLP
from tocsin.errors import BadInput, Conflict
from tocsin.protect.venues import Venue as CoreVenue
from tocsin.protect.venues import read_fields
from tocsin_server import clock
from tocsin_server.ledger.services import act
from tocsin_server.locks import one_at_a_time
from tocsin_server.protect import selectors
from tocsin_server.protect.models import Venue, VenueContact
from tocsin_server.units import selectors as units
from tocsin_server.units.permissions import Permission, require
from tocsin_server.units.viewer import Viewer

LOCK = "protect.venues"
LONGEST = {"place": 300, "notes": 10_000}
MORE = ("place", "notes", "tlp")
"""What the register keeps of a venue beyond what the core plans with."""

KEPT = ("name", "kind", "latitude", "longitude", "zone", "capacity", "district", "floor", "ceiling")
"""Fields that have one name in the core and in the register."""


class VenueFaults(BadInput):
    """What is wrong with the fields of a venue, each by its name."""

    def __init__(self, faults: Iterable[tuple[str, str]]) -> None:
        self.faults = tuple(faults)
        text = "; ".join(f"{field}: {problem}" for field, problem in self.faults)
        super().__init__(f"nothing was saved. {text}", where="venue", reason="venue")


@dataclass(frozen=True, slots=True)
class Checked:
    """A venue's fields that were found good: those of the core, and the others by name."""

    venue: CoreVenue
    more: Mapping[str, str]

    @property
    def columns(self) -> dict[str, object]:
        """What is written in the register."""
        kept = {name: getattr(self.venue, name) for name in KEPT}
        return {**kept, "present": self.venue.present.text, **self.more}


def check(fields: Mapping[str, str]) -> Checked:
    """The fields of a venue, if all are good; `VenueFaults` names every one that is not."""
    read = read_fields(fields)
    more, wrong = check_more(fields)
    if read.venue is None or wrong:
        raise VenueFaults((*read.wrong, *wrong))
    return Checked(read.venue, more)


def check_more(fields: Mapping[str, str]) -> tuple[dict[str, str], list[tuple[str, str]]]:
    """The register's own fields as far as they are given, and what is wrong with them."""
    more = {name: fields[name].strip() for name in MORE if name in fields}
    wrong = [
        (name, f"it is longer than {most:,} letters")
        for name, most in LONGEST.items()
        if len(more.get(name, "")) > most
    ]
    wrong += [(name, "it has a letter that cannot be kept") for name in LONGEST if _odd(more.get(name, ""))]
    if "tlp" in more:
        more["tlp"] = more["tlp"].casefold() or TLP.AMBER.value
        if more["tlp"] not in set(TLP):
            wrong.append(("tlp", f"{more['tlp']!r} is not one of {', '.join(TLP)}"))
    return more, wrong


def _odd(text: str) -> bool:
    """Half a letter, or a null byte, which no database keeps."""
    return "\x00" in text or any("\ud800" <= letter <= "\udfff" for letter in text)


def add_venue(viewer: Viewer, unit_id: str, fields: Mapping[str, str]) -> Venue:
    """Take a venue into the register for a unit; `fields` are texts by name, those of `read_fields` and of
    `MORE`.

    Without a label it is TLP:AMBER: its unit, those above and those below see it. `VenueFaults` names every
    field that is wrong, `Conflict` says that the id is taken; `NotAllowed`.
    """
    unit = units.unit(unit_id)
    require(viewer, Permission.MANAGE_VENUES, unit)
    checked = check(fields)
    with act(viewer.acting_for(unit.pk), "protect.venue_added") as entry:
        one_at_a_time(LOCK)
        if Venue.objects.filter(slug__iexact=checked.venue.id).exists():
            raise Conflict(f"There is a venue {checked.venue.id!r} already; give this one another id.")
        row = new_row(checked, unit.pk, viewer, clock.now())
        row.save(force_insert=True)
        entry.subject = f"venue:{row.slug}"
        entry.data = {name: checked.columns[name] for name in ("name", "kind", "capacity")}
    return row


def new_row(checked: Checked, unit_id: str, viewer: Viewer, now: datetime) -> Venue:
    """A venue not yet in the register."""
    columns = {"tlp": TLP.AMBER.value, **checked.columns}
    return Venue(
        slug=checked.venue.id, unit_id=unit_id, added=now, changed=now, changed_by=viewer.label, **columns
    )


def change_venue(
    viewer: Viewer, slug: str, unit_id: str, fields: Mapping[str, str], *, seen: datetime | None = None
) -> Venue:
    """Change a venue's fields, all of them given; its id stays. Giving what stands changes nothing.

    `seen` is when the venue had last changed for whoever changes it now: `Conflict` where somebody else was
    quicker. `VenueFaults` as in `add_venue`; handing it to another unit takes the right in both.
    """
    row = managed(viewer, slug)
    unit = units.unit(unit_id)
    require(viewer, Permission.MANAGE_VENUES, unit)
    checked = check({**fields, "id": row.slug})
    with act(viewer.acting_for(row.unit_id), "protect.venue_changed") as entry:
        one_at_a_time(LOCK)
        row.refresh_from_db()
        if seen is not None and row.changed != seen:
            raise Conflict(f"{row.name} was changed by somebody else meanwhile. Look again, then change it.")
        changed = changes(row, {**checked.columns, "unit_id": unit.pk})
        entry.subject, entry.data = f"venue:{row.slug}", {"changed": changed}
        if not changed:
            entry.cancel()
            return row
        write(row, checked.columns, unit.pk, viewer, clock.now())
        row.save()
    return row


def changes(row: Venue, columns: Mapping[str, object]) -> dict[str, list[object]]:
    """What differs from what stands, by column: before and after."""
    return {
        name: [getattr(row, name), value] for name, value in columns.items() if getattr(row, name) != value
    }


def write(row: Venue, columns: Mapping[str, object], unit_id: str, viewer: Viewer, now: datetime) -> None:
    """Put other values into a row, without saving it."""
    for name, value in {
        **columns,
        "unit_id": unit_id,
        "changed": now,
        "changed_by": viewer.label,
    }.items():
        setattr(row, name, value)


def close_venue(viewer: Viewer, slug: str) -> Venue:
    """Look after a venue no longer: it is planned for no more, and all that was kept of it stays."""
    return _set_closed(viewer, slug, "protect.venue_closed", closed=True)


def reopen_venue(viewer: Viewer, slug: str) -> Venue:
    """Look after a venue again."""
    return _set_closed(viewer, slug, "protect.venue_reopened", closed=False)


def _set_closed(viewer: Viewer, slug: str, action: str, *, closed: bool) -> Venue:
    row = managed(viewer, slug)
    with act(viewer.acting_for(row.unit_id), action) as entry:
        now = clock.now()
        standing = Venue.objects.filter(pk=row.pk, closed__isnull=closed)
        entry.subject = f"venue:{row.slug}"
        if not standing.update(closed=now if closed else None, changed=now, changed_by=viewer.label):
            entry.cancel()
    row.refresh_from_db()
    return row


def add_contact(viewer: Viewer, slug: str, *, function: str, number: str, position: int = 1) -> VenueContact:
    """Note who is called about a venue: a function and its number, never a person's name. Twice is the same
    as once."""
    row = managed(viewer, slug)
    given = {"function": " ".join(function.split()), "number": " ".join(number.split())}
    for name, text in given.items():
        most = 200 if name == "function" else 50
        if not 0 < len(text) <= most or _odd(text):
            raise BadInput(f"give it, in up to {most} letters", where=name)
    if not 1 <= position <= 999:
        raise BadInput(f"{position} is not a place from 1 to 999", where="position")
    with act(viewer.acting_for(row.unit_id), "protect.contact_added") as entry:
        contact, new = VenueContact.objects.get_or_create(venue=row, **given, defaults={"position": position})
        entry.subject, entry.data = f"venue:{row.slug}", {"function": contact.function}
        if not new:
            entry.cancel()
    return contact


def remove_contact(viewer: Viewer, slug: str, contact_id: int) -> None:
    """Forget a contact of a venue; one that is gone already changes nothing."""
    row = managed(viewer, slug)
    with act(viewer.acting_for(row.unit_id), "protect.contact_removed") as entry:
        gone, _ = VenueContact.objects.filter(venue=row, pk=contact_id).delete()
        entry.subject = f"venue:{row.slug}"
        if not gone:
            entry.cancel()


def _managed(viewer: Viewer, slug: str) -> Venue:
    return managed(viewer, slug)


def managed(viewer: Viewer, slug: str) -> Venue:
    """A venue that the viewer may change; `BadInput` where there is none to be seen, `NotAllowed`."""
    row = selectors.venue(viewer, slug)
    require(viewer, Permission.MANAGE_VENUES, row.unit)
    return row
