"""What people do on the sample day, through the same services as everybody."""

from collections.abc import Callable
from typing import Any

from tocsin.level import Answer, AnswerKind
from tocsin_server.level import selectors
from tocsin_server.level import services as level
from tocsin_server.level.models import EvidenceFile, Order
from tocsin_server.notify import selectors as alerts
from tocsin_server.notify import services as notify
from tocsin_server.sample import meeting, patrols
from tocsin_server.sample.day import Act
from tocsin_server.units import selectors as units
from tocsin_server.units.viewer import Viewer, viewer_of

SCHEME = "generic"
PHONE = "Taken by telephone"


def perform(act: Act) -> None:
    """Do what the story says, as the person it names."""
    viewer = viewer_of(units.person(act.person))
    ACTS[act.act](viewer, act)


def _raise_level(viewer: Viewer, act: Act) -> None:
    details = act.details
    level.raise_level(
        viewer,
        key=f"sample:{act.at.isoformat()}",
        scheme=SCHEME,
        rank=details["level"],
        unit_id=details["scope"],
        basis=details["basis"],
        owner=str(units.person(act.person)),
        reason=details["reason"],
        ends=details["ends"],
        exercise=details.get("exercise", False),
    )


def _answer(viewer: Viewer, act: Act) -> None:
    """The first so many of a unit's orders get one answer."""
    details, unit_id = act.details, act.details["unit"]
    said = _said(act, AnswerKind(details["answer"]))
    settled = ("done", "cannot", said.kind)
    open_ones = [row.pk for row in _orders(viewer, unit_id) if row.state not in settled]
    level.answer(viewer, unit_id, open_ones[: details["first"]], said, file=_file(viewer, said))


def _report_done(viewer: Viewer, act: Act) -> None:
    """Units report by telephone that they have carried all their orders out."""
    said = _said(act, AnswerKind.DONE)
    for unit_id in act.details["units"]:
        ids = [row.pk for row in _orders(viewer, unit_id) if row.state not in ("done", "cannot")]
        level.answer_for(viewer, unit_id, ids, said, PHONE, file=_file(viewer, said))


def _said(act: Act, kind: AnswerKind) -> Answer:
    """An answer with all that a measure may ask for, but its file."""
    text = act.details.get("text", "Carried out and checked")
    if kind is not AnswerKind.DONE:
        return Answer(kind=kind, text=text)
    return Answer(kind=kind, text=text, place=act.details.get("place", "On site"), time=act.at)


def _file(viewer: Viewer, said: Answer) -> EvidenceFile | None:
    """What was done is shown by a file; any other answer needs none."""
    if said.kind is not AnswerKind.DONE:
        return None
    return level.keep_file(viewer, "report.txt", [f"{said.text}\n".encode()])


def _orders(viewer: Viewer, unit_id: str) -> list[Order]:
    """The orders in force of a unit, in the order in which they were given."""
    rows = selectors.orders(viewer, unit_id=unit_id).filter(declaration__in=selectors.live())
    return list(rows.order_by("pk"))


def _take_note(viewer: Viewer, act: Act) -> None:
    """A duty officer has seen what went up so far: to one unit, or to all."""
    to = act.details.get("to")
    found = [row.pk for row in selectors.escalations(viewer) if to in (None, row.to_id)]
    level.take_note(viewer, found)


def _acknowledge(viewer: Viewer, act: Act) -> None:
    for unit_id in act.details["units"]:
        if act.details.get("by_phone"):
            level.acknowledge_for(viewer, unit_id, PHONE)
        else:
            level.acknowledge(viewer, unit_id)


def _words(act: Act) -> dict[str, Any]:
    """The story's words of an alert as `notify` takes them."""
    names = (
        "event",
        "headline",
        "description",
        "instruction",
        "category",
        "urgency",
        "severity",
        "certainty",
    )
    words = {name: act.details[name] for name in (*names, "response", "language", "expires")}
    return {**words, "area_units": act.details["areas"]}


def _publish(viewer: Viewer, act: Act) -> None:
    """Once, also when a replay is started again: its headline tells the alert."""
    if any(alert.headline == act.details["headline"] for alert in alerts.alerts(viewer)):
        return
    alert = notify.draft(viewer, unit_id=act.details["areas"][0], **_words(act))
    notify.publish(alert.pk, viewer)


def _update(viewer: Viewer, act: Act) -> None:
    """The alert updated is the latest in force: the day has only one."""
    latest = alerts.latest_published()
    if latest.headline != act.details["headline"]:
        notify.update(latest.pk, viewer, **_words(act))


ACTS: dict[str, Callable[[Viewer, Act], None]] = {
    "raise_level": _raise_level,
    "acknowledge_orders": _acknowledge,
    "answer_orders": _answer,
    "report_done": _report_done,
    "take_note": _take_note,
    "publish_alert": _publish,
    "update_alert": _update,
    **meeting.ACTS,
    **patrols.ACTS,
}
