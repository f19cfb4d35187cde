"""Tables of venues: handed in, looked at, then taken whole or not at all; and written out again."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from tocsin.errors import BadInput, Conflict
from tocsin.protect.venues import Fault, read_venues, write_csv, write_geojson
from tocsin.protect.venues import Venue as CoreVenue
from tocsin.protect.venues.fields import OPTIONAL
from tocsin_server import clock
from tocsin_server.ledger.services import act
from tocsin_server.locks import one_at_a_time
from tocsin_server.protect import selectors
from tocsin_server.protect.models import Venue, VenueImport
from tocsin_server.protect.services.venues import (
    LOCK,
    MORE,
    Checked,
    changes,
    check_more,
    new_row,
    write,
)
from tocsin_server.units import selectors as units
from tocsin_server.units.models import Unit
from tocsin_server.units.permissions import Permission, allowed, require
from tocsin_server.units.viewer import Viewer

ALSO = ("unit", *MORE)
"""Columns that the register knows besides those of the core."""

MOST_BYTES = 11_000_000
WAITS = timedelta(days=1)
"""A table that nobody has taken by then is forgotten."""


class TableFaults(BadInput):
    """What is wrong with a table, by row and column; nothing of it was taken."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        told = tuple(faults)
        self.faults = tuple((_place(fault), fault.reason) for fault in told)
        count = "one thing is" if len(told) == 1 else f"{len(told):,} things are"
        lines = "\n".join(str(fault) for fault in told[:20])
        super().__init__(f"{count} wrong, so nothing was taken:\n{lines}", where="table", reason="venues")


def _place(fault: Fault) -> str:
    return f"row {fault.row}, {fault.column}" if fault.column else f"row {fault.row}"


@dataclass(frozen=True, slots=True)
class Change:
    """A venue that a table would change: by column, before and after."""

    row: Venue
    columns: Mapping[str, object]
    unit_id: str
    differs: Mapping[str, list[object]]


@dataclass(slots=True)
class Preview:
    """What taking a table would do; nothing where there are faults."""

    new: list[tuple[Checked, str]] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def hand_in(viewer: Viewer, unit_id: str, name: str, data: bytes) -> tuple[VenueImport, Preview]:
    """Keep a CSV or GeoJSON file of venues until somebody takes it, and say what taking it would do.

    New venues become those of the unit, where the table has no column `unit`; known ones are changed where
    the table says otherwise, and a column that it lacks leaves them as they are. `BadInput` where the file as
    a whole is no such table; `NotAllowed`.
    """
    unit = units.unit(unit_id)
    require(viewer, Permission.MANAGE_VENUES, unit)
    if len(data) > MOST_BYTES:
        text = f"it is larger than {MOST_BYTES // 1_000_000} MB; hand it in as several files"
        raise BadInput(text, where="table", reason="size")
    preview = _preview(viewer, unit, name, data)
    digest = hashlib.sha256(data).hexdigest()
    with act(viewer.acting_for(unit.pk), "protect.table_handed_in") as entry:
        now = clock.now()
        VenueImport.objects.filter(taken=None, handed_in__lt=now - WAITS).delete()
        row = VenueImport.objects.create(
            unit=unit, name=name[:200], data=data, digest=digest, handed_in=now, handed_in_by=viewer.label
        )
        entry.subject, entry.data = f"unit:{unit.pk}", {"import": row.pk, "sha256": digest}
    return row, preview


def look_at(viewer: Viewer, import_id: int) -> tuple[VenueImport, Preview]:
    """A table that was handed in, and what taking it would do now."""
    row = _handed_in(viewer, import_id)
    return row, _preview(viewer, row.unit, row.name, bytes(row.data))


def take_table(viewer: Viewer, import_id: int) -> Preview:
    """Take a table that was handed in: all of it, or `TableFaults`. Taking it twice is the same as once."""
    with act(viewer.actor, "protect.venues_imported") as entry:
        one_at_a_time(LOCK)
        row = _handed_in(viewer, import_id)
        found = _preview(viewer, row.unit, row.name, bytes(row.data))
        if found.faults:
            raise TableFaults(found.faults)
        _save(found, viewer, clock.now())
        VenueImport.objects.filter(pk=row.pk).update(taken=clock.now(), data=b"")
        entry.subject = f"unit:{row.unit_id}"
        entry.data = {
            "import": row.pk, "sha256": row.digest,
            "new": [checked.venue.id for checked, _ in found.new],
            "changed": {change.row.slug: sorted(change.differs) for change in found.changed},
        }  # fmt: skip
        if not found.new and not found.changed:
            entry.cancel()
    return found


def export_csv(viewer: Viewer, filters: selectors.Filters = selectors.EVERYTHING) -> bytes:
    """The venues a viewer sees, as CSV that imports again unchanged."""
    rows = list(selectors.venues(viewer, filters))
    return write_csv(map(selectors.core, rows), map(_more, rows))


def export_geojson(viewer: Viewer, filters: selectors.Filters = selectors.EVERYTHING) -> bytes:
    """The same as GeoJSON."""
    rows = list(selectors.venues(viewer, filters))
    return write_geojson(map(selectors.core, rows), map(_more, rows))


def _more(row: Venue) -> dict[str, str]:
    return {"unit": row.unit_id, "place": row.place, "notes": row.notes, "tlp": row.tlp}


def _handed_in(viewer: Viewer, import_id: int) -> VenueImport:
    row = VenueImport.objects.select_related("unit").filter(pk=import_id).first()
    if row is None or not allowed(viewer, Permission.MANAGE_VENUES, row.unit):
        where = f"import {import_id}"
        raise BadInput("there is no such table; hand the file in again", where=where, reason="unknown_import")
    if row.taken is not None:
        raise Conflict(f"{row.name} was taken already.")
    return row


def _save(found: Preview, viewer: Viewer, now: datetime) -> None:
    rows = [new_row(checked, unit_id, viewer, now) for checked, unit_id in found.new]
    Venue.objects.bulk_create(rows, batch_size=1000)
    for change in found.changed:
        write(change.row, change.columns, change.unit_id, viewer, now)
    columns = sorted({name for change in found.changed for name in change.columns})
    fields = [*columns, "unit", "changed", "changed_by"]
    Venue.objects.bulk_update([change.row for change in found.changed], fields, batch_size=200)


def _preview(viewer: Viewer, unit: Unit, name: str, data: bytes) -> Preview:
    reading = read_venues(data, name, ALSO)
    preview = Preview(faults=list(reading.faults))
    held = _Held(viewer, unit, [venue.id for venue in reading.venues])
    for venue, number, given in zip(reading.venues, reading.rows, reading.given, strict=True):
        held.place(preview, venue, number, given)
    preview.faults.sort(key=lambda fault: fault.row)
    return preview


class _Held:
    """The rows of a table, held against the register."""

    def __init__(self, viewer: Viewer, unit: Unit, slugs: list[str]) -> None:
        self.viewer = viewer
        self.unit = unit
        known = Venue.objects.select_related("unit")
        wanted = {slug.casefold() for slug in slugs}
        self.known = {
            row.slug.casefold(): row for row in known.iterator(2000) if row.slug.casefold() in wanted
        }
        self.units = {unit.pk: unit}
        self._may: dict[str, bool] = {}

    def place(self, preview: Preview, venue: CoreVenue, number: int, given: Mapping[str, str]) -> None:
        """Put a row under what taking it would do."""
        row = self.known.get(venue.id.casefold())
        more, wrong = check_more({name: given[name] for name in MORE if name in given})
        unit, problem = self._unit(given.get("unit", ""), row)
        wrong += [("unit", problem)] if problem else []
        if row is not None:
            venue = _as_told(venue, row, given)
            wrong += self._against(row, venue)
        if wrong:
            preview.faults += (Fault(number, column, reason) for column, reason in wrong)
            return
        checked = Checked(venue, more)
        if row is None:
            preview.new.append((checked, unit))
            return
        columns = checked.columns
        differs = changes(row, {**columns, "unit_id": unit})
        if differs:
            preview.changed.append(Change(row, columns, unit, differs))
        else:
            preview.unchanged.append(row.slug)

    def _unit(self, given: str, row: Venue | None) -> tuple[str, str]:
        """The id of the unit that a row's venue is to belong to, and why it may not."""
        unit_id = given or (row.unit_id if row else self.unit.pk)
        if unit_id not in self.units:
            try:
                self.units[unit_id] = units.unit(unit_id)
            except BadInput:
                return unit_id, f"there is no unit {unit_id!r}"
        if not self._allowed(self.units[unit_id]):
            return unit_id, f"you may not keep venues of {self.units[unit_id].name}"
        return unit_id, ""

    def _against(self, row: Venue, venue: CoreVenue) -> list[tuple[str, str]]:
        """Why a row may not change the venue it names."""
        if not self._allowed(row.unit):
            return [("id", f"{venue.id!r} is taken by a venue that you may not change")]
        if venue.present.peak > venue.capacity:
            text = (
                f"{venue.capacity} is fewer than the {venue.present.peak} present; give the column `present`"
            )
            return [("capacity", text)]
        if venue.floor > venue.ceiling:
            return [("floor", f"{venue.floor:g} is above the ceiling {venue.ceiling:g} that stands")]
        return []

    def _allowed(self, unit: Unit) -> bool:
        if unit.pk not in self._may:
            self._may[unit.pk] = allowed(self.viewer, Permission.MANAGE_VENUES, unit)
        return self._may[unit.pk]


def _as_told(venue: CoreVenue, row: Venue, given: Mapping[str, str]) -> CoreVenue:
    """What a table says of a known venue: a column that it lacks says nothing."""
    standing = selectors.core(row)
    silent = {name: getattr(standing, name) for name in OPTIONAL if name not in given}
    return replace(venue, **silent)
