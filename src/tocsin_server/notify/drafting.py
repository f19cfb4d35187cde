"""From the words an officer gives to the alert of the core."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from tocsin.base import Alert, AlertStatus, Area, Info, MessageType, Place, PlaceKind, Scope, UnitKind
from tocsin.errors import BadInput
from tocsin.notify import problems
from tocsin.notify.area import country, from_places, has_outline
from tocsin_server.units import selectors as units

UNSENT = "draft"
"""Stands where the identifier will be: it is given when the alert is published, and not before."""

TEXTS = frozenset(
    {"event", "headline", "description", "instruction", "urgency", "severity", "certainty", "language"}
    | {"web", "contact", "audience"}
)
LISTS = frozenset({"category", "response"})
TIMES = frozenset({"expires", "effective", "onset"})
LONGEST = {"event": 200, "headline": 300}


def blank(sender_name: str, status: str, scope: str, restriction: str, now: datetime) -> Alert:
    """An alert that says nothing yet."""
    info = Info(
        language="en", category=(), event="", urgency="", severity="", certainty="", sender_name=sender_name
    )
    return Alert(
        identifier=UNSENT,
        sender=settings.TOCSIN_SENDER,
        sent=whole_second(now),
        status=_word(AlertStatus, status, "status"),
        message_type=MessageType.ALERT,
        scope=_word(Scope, scope, "scope"),
        restriction=restriction,
        infos=(info,),
    )


def successor(earlier: Alert, kind: MessageType, now: datetime, note: str = "") -> Alert:
    """A message that takes the place of `earlier` and of all that it took the place of: it names them all, so
    that a reader who missed one in between still knows what no longer holds."""
    return replace(
        earlier,
        identifier=UNSENT,
        sent=whole_second(max(now, earlier.sent + timedelta(seconds=1))),
        message_type=kind,
        note=note,
        references=(*earlier.references, earlier.reference),
    )


def worded(alert: Alert, words: Mapping[str, Any]) -> Alert:
    """The alert with these words in place of its own.

    `words` are fields of `tocsin.base.Info` by name, and `area_units`, ids of the units the alert is for;
    `areas` gives areas as they are.
    """
    info = alert.infos[0]
    for name, value in words.items():
        info = replace(info, **_field(name, value))
    return replace(alert, infos=(info,))


def checked(alert: Alert) -> Alert:
    """The alert, if it may be published; else `BadInput` that tells all that is wrong with it."""
    for name, limit in LONGEST.items():
        if len(getattr(alert.infos[0], name)) > limit:
            raise BadInput(f"may have no more than {limit} characters", where=f"alert/info[1]/{name}")
    if found := problems(alert):
        text = "; ".join(problem.message for problem in found[:1])
        more = "".join(f"; {problem}" for problem in found[1:])
        raise BadInput(text + more, where=found[0].path, reason=found[0].rule)
    return alert


def whole_second(moment: datetime) -> datetime:
    """The moment in the site's zone, cut to the second as CAP writes it."""
    return timezone.localtime(moment, timezone.get_default_timezone()).replace(microsecond=0)


def _field(name: str, value: Any) -> dict[str, Any]:
    if name in TEXTS:
        return {name: str(value).strip()}
    if name in LISTS:
        return {name: (value,) if isinstance(value, str) else tuple(value)}
    if name in TIMES:
        return {name: _moment(name, value)}
    if name == "area_units":
        return {"areas": tuple(area_of(unit_id) for unit_id in value)}
    if name == "areas":
        return {"areas": tuple(value)}
    known = ", ".join(sorted(TEXTS | LISTS | TIMES | {"area_units", "areas"}))
    raise BadInput(f"an alert has no such words; there are {known}", where=name)


def _moment(name: str, value: datetime | None) -> datetime | None:
    if value is not None and value.tzinfo is None:
        raise BadInput("say in which time zone, as in 2015-11-15T12:00+08:00", where=name)
    return value.replace(microsecond=0) if value else None


def area_of(unit_id: str) -> Area:
    """The area of a unit: its country if it is the head of one, else around it and all units below it."""
    unit = units.unit(unit_id)
    codes = (("GeoNames", str(unit.geonames_id)),) if unit.geonames_id else ()
    if unit.kind == UnitKind.NATIONAL and has_outline(unit.country):
        return replace(country(unit.name, unit.country), geocodes=(("ISO3166-1", unit.country),))
    places = [
        Place(name=name, kind=PlaceKind.SETTLEMENT, country="", latitude=latitude, longitude=longitude)
        for name, latitude, longitude in units.subtree(unit).values_list("name", "latitude", "longitude")
        if latitude is not None and longitude is not None
    ]
    if not places:
        raise BadInput("it has no coordinates, so no area can be drawn around it", where=f"unit {unit_id}")
    return replace(from_places(unit.name, places), geocodes=codes)


def _word(kind: Any, value: str, where: str) -> Any:
    if value not in set(kind):
        raise BadInput(f"{value!r} is not one of {', '.join(kind)}", where=where)
    return kind(value)
