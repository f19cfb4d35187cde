"""An alert as people will meet it, before it goes out: by telephone, SMS, cell broadcast, radio, on the web.

Each is made by the code that will make it in earnest, so what is shown is what is sent.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from tocsin.base import Alert, AlertStatus, Area, Info, Scope
from tocsin.notify import cells
from tocsin.notify.geometry import circle_fault, ring_fault
from tocsin_server import clock
from tocsin_server.notify import selectors
from tocsin_server.notify.channels import sms, webpush
from tocsin_server.notify.languages import Language, language
from tocsin_server.notify.radio import script

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
KEPT = 30
"""Seconds for which a count is kept."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One language of an alert; `sms_parts` is how many messages it takes, `cell` what networks broadcast."""

    info: Info
    language: Language
    title: str
    text: str
    sms: str
    sms_parts: int
    radio: tuple[str, ...]
    cell: cells.Preview | None


def seen(alert: Alert, tag: str = "") -> Seen | None:
    """The alert in one of its languages, the first where it has no such; None while it says nothing."""
    infos = {info.language.lower(): info for info in alert.infos}
    info = infos.get(tag.lower()) or next(iter(infos.values()), None)
    if info is None:
        return None
    push: Mapping[str, Any] = json.loads(webpush.payload(alert, info.language))
    short = sms.text(alert, info.language)
    shown = replace(alert, infos=(info,))
    broadcast = next(iter(cells.preview(shown, primary=alert.infos[0].language)), None)
    return Seen(
        info=info,
        language=language(info.language),
        title=push["title"],
        text=push["text"],
        sms=short,
        sms_parts=sms.parts(short),
        radio=tuple(script(alert, info)),
        cell=broadcast,
    )


def reach(alert: Alert) -> dict[str, int]:
    """How many subscribers would have it, by channel; counted anew when area, gravity or half a minute has
    changed, and not with every letter typed."""
    areas = [area for info in alert.infos for area in info.areas]
    if alert.status is not AlertStatus.ACTUAL or alert.scope is not Scope.PUBLIC or sound(areas) != areas:
        return {}
    texts: dict[str, Any] = dict.fromkeys(("event", "headline", "description", "instruction", "contact"), "")
    bare = tuple(replace(info, **texts, expires=None, onset=None) for info in alert.infos)
    now = clock.now()
    return _counted(replace(alert, infos=bare, sent=_EPOCH, note=""), int(now.timestamp()) // KEPT)


@lru_cache(maxsize=64)
def _counted(alert: Alert, slot: int) -> dict[str, int]:  # noqa: ARG001 - a new slot counts anew
    return selectors.reach(alert)


def sound(areas: Iterable[Area]) -> list[Area]:
    """The areas that lie on Earth and enclose something: a draft may have others, which cannot be drawn."""
    return [area for area in areas if not any(_faults(area))]


def _faults(area: Area) -> Iterator[object]:
    yield from (ring_fault(ring) for ring in area.polygons)
    yield from (circle_fault(*circle) for circle in area.circles)


def shapes_of(areas: tuple[Area, ...]) -> list[dict[str, Any]]:
    """The areas as they will go out, for the map."""
    return [
        {
            "name": area.description,
            "polygons": area.polygons,
            "circles": area.circles,
            "corners": _corners(area),
        }
        for area in areas
    ]


def _corners(area: Area) -> int:
    return max((len(ring) - 1 for ring in area.polygons), default=0)
