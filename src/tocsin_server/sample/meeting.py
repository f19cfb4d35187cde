"""The meeting of the sample day: convened, answered, held, its papers read and its decision ordered."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from tocsin.errors import Conflict
from tocsin_server.level import selectors
from tocsin_server.level import services as level
from tocsin_server.sample.day import Act
from tocsin_server.units import selectors as units
from tocsin_server.units.viewer import Viewer

KEY = "sample:meeting"


def _convene(viewer: Viewer, act: Act) -> None:
    details, unit_id = act.details, act.details["unit"]
    standing = selectors.standing(unit_id).declaration
    below = selectors.invitable(units.unit(unit_id)).filter(parent=unit_id)
    words = {name: details[name] for name in ("title", "agenda", "place", "starts", "ends")}
    level.convene(
        viewer,
        key=KEY,
        unit_id=unit_id,
        unit_ids=list(below.values_list("pk", flat=True)),
        declaration_id=standing.pk if standing else None,
        **words,
    )


def _reply(viewer: Viewer, act: Act) -> None:
    details = act.details
    level.reply(viewer, _meeting(viewer).pk, details["unit"], details["attendance"], details.get("who", ""))


def _share(viewer: Viewer, act: Act) -> None:
    level.share_paper(viewer, _meeting(viewer).pk, **act.details)


def _read(viewer: Viewer, act: Act) -> None:  # noqa: ARG001
    """Whoever is named opens every paper shared so far."""
    row = _meeting(viewer)
    for paper in selectors.papers(row, viewer):
        level.open_paper(viewer, row.pk, paper.pk)


def _hold(viewer: Viewer, act: Act) -> None:
    """The attendance is recorded: everyone but those named was there."""
    row, details = _meeting(viewer), act.details
    present = {
        each.unit_id: "" for each in selectors.invitations(row) if each.unit_id not in details["absent"]
    }
    level.record_attendance(viewer, row.pk, present)
    level.write_minutes(viewer, row.pk, details["minutes"])


def _decide(viewer: Viewer, act: Act) -> None:
    details = act.details
    row, kinds = _meeting(viewer), details["kinds"]
    named = selectors.invitable(row.unit).filter(parent=row.unit, kind__in=kinds)
    words = {name: details[name] for name in ("title", "text", "area", "basis")}
    level.decide(
        viewer,
        row.pk,
        unit_ids=list(named.values_list("pk", flat=True)),
        acknowledge=timedelta(minutes=details["acknowledge_minutes"]),
        do=timedelta(minutes=details["do_minutes"]),
        owner=str(units.person(act.person)),
        declaration_id=row.declaration_id,
        **words,
    )


def _meeting(viewer: Viewer) -> Any:
    if row := selectors.meetings(viewer).filter(key=KEY).first():
        return row
    raise Conflict("The meeting was not convened: its time had passed.")  # as in a replay that lags behind


ACTS: dict[str, Callable[[Viewer, Act], None]] = {
    "convene_meeting": _convene,
    "reply_to_meeting": _reply,
    "share_paper": _share,
    "read_papers": _read,
    "decide": _decide,
    "hold_meeting": _hold,
}
