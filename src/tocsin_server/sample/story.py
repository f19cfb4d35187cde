"""What people do on the sample day, through the same services as everybody."""

from collections.abc import Callable
from typing import Any

from tocsin_server.level import services as level
from tocsin_server.notify import selectors as alerts
from tocsin_server.notify import services as notify
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
    )


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
    "publish_alert": _publish,
    "update_alert": _update,
}
