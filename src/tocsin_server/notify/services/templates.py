"""Templates: alerts written beforehand, kept by a unit for itself and all units below it."""

from dataclasses import dataclass, replace

from tocsin.base import Alert as AlertRecord
from tocsin.base import AlertStatus, Scope
from tocsin.errors import BadInput, Conflict
from tocsin_server import clock
from tocsin_server.codec import encode
from tocsin_server.ledger.services import Actor, act
from tocsin_server.notify import drafting, library, selectors
from tocsin_server.notify.models import Template
from tocsin_server.units import selectors as units
from tocsin_server.units.permissions import Permission, require
from tocsin_server.units.viewer import Viewer

LONGEST_NAME = 200
MOST_HOURS = 24 * 366


@dataclass(frozen=True, slots=True)
class Kept:
    """What a template holds: its name, the alert it starts from, and for how many hours that holds."""

    name: str
    alert: AlertRecord
    hours: int


def add_template(viewer: Viewer, unit_id: str, name: str, *, hours: int = 24, **words: object) -> Template:
    """Keep words, with blanks such as {place}, for a unit and all below it (see `drafting.worded`)."""
    unit = units.unit(unit_id)
    require(viewer, Permission.DRAFT_ALERT, unit)
    start = drafting.blank("", AlertStatus.ACTUAL, Scope.PUBLIC, "", clock.now())
    return _add(viewer.acting_for(unit_id), unit_id, Kept(name, drafting.worded(start, words), hours))


def template_from(alert_id: int, viewer: Viewer, name: str) -> Template:
    """Keep what an alert says as a template of its unit."""
    row = selectors.alert(alert_id, viewer)
    require(viewer, Permission.DRAFT_ALERT, row.unit)
    alert = selectors.record(row)
    until = alert.infos[0].expires
    hours = round((until - alert.sent).total_seconds() / 3600) if until else 24
    return _add(viewer.acting_for(row.unit_id), row.unit_id, Kept(name, alert, max(1, hours)))


def change_template(
    template_id: int, viewer: Viewer, *, name: str = "", hours: int = 0, **words: object
) -> Template:
    """Give a template other words, another name, or another length."""
    found = _own(template_id, viewer)
    with act(viewer.acting_for(found.unit_id), "notify.template_changed") as entry:
        row = Template.objects.select_for_update().get(pk=found.pk)
        alert = drafting.worded(selectors.template_record(row), words)
        kept = Kept(name or row.name, alert, hours or row.hours)
        _refuse_unfit(row.unit_id, kept, but=row.pk)
        row.name, row.data, row.hours = kept.name.strip(), _data(kept.alert), kept.hours
        row.save()
        entry.subject = f"template:{row.pk}"
        entry.data = {"name": row.name, "changed": sorted(words)}
    return row


def remove_template(template_id: int, viewer: Viewer) -> None:
    """Offer a template no longer; alerts made from it stay."""
    found = _own(template_id, viewer)
    with act(viewer.acting_for(found.unit_id), "notify.template_removed") as entry:
        entry.subject = f"template:{found.pk}"
        entry.data = {"name": found.name, "data": found.data}
        found.delete()


def take_library(actor: Actor, unit_id: str) -> int:
    """Give a unit the templates that come with Tocsin and that it does not have; how many are new."""
    had = {row.name for row in Template.objects.filter(unit=unit_id)}
    missing = [each for each in library.templates() if each.name not in had]
    for each in missing:
        _add(actor, unit_id, Kept(each.name, each.alert(), each.hours))
    return len(missing)


def adopt_library(viewer: Viewer, unit_id: str) -> int:
    """The same, as a person does it."""
    require(viewer, Permission.DRAFT_ALERT, units.unit(unit_id))
    return take_library(viewer.acting_for(unit_id), unit_id)


def _add(actor: Actor, unit_id: str, kept: Kept) -> Template:
    with act(actor, "notify.template_added") as entry:
        _refuse_unfit(unit_id, kept)
        row = Template.objects.create(
            unit_id=unit_id,
            name=kept.name.strip(),
            data=_data(kept.alert),
            hours=kept.hours,
            added=clock.now(),
        )
        entry.subject, entry.data = f"template:{row.pk}", {"name": row.name}
    return row


def _own(template_id: int, viewer: Viewer) -> Template:
    """A template the viewer may change: that of a unit in which the viewer drafts alerts."""
    row = selectors.template(template_id, viewer)
    require(viewer, Permission.DRAFT_ALERT, row.unit)
    return row


def _refuse_unfit(unit_id: str, kept: Kept, but: int = 0) -> None:
    name = kept.name.strip()
    if not 1 <= len(name) <= LONGEST_NAME:
        raise BadInput(f"it takes 1 to {LONGEST_NAME} characters", where="name")
    if not 1 <= kept.hours <= MOST_HOURS:
        raise BadInput(f"it takes 1 to {MOST_HOURS:,} hours", where="hours")
    if Template.objects.filter(unit=unit_id, name=name).exclude(pk=but).exists():
        raise Conflict(
            f"The unit has a template called {name} already; change that one, or choose another name."
        )


def _data(alert: AlertRecord) -> dict[str, object]:
    """The words alone: whose it is, when and what it follows are the alert's that is made from it."""
    infos = tuple(
        replace(info, sender_name="", expires=None, onset=None, effective=None) for info in alert.infos
    )
    blank = drafting.blank("", AlertStatus.ACTUAL, Scope.PUBLIC, "", alert.sent)
    data: dict[str, object] = encode(replace(blank, infos=infos))
    return data
