"""An alert as people will meet it, before it goes out: by telephone, SMS, cell broadcast, radio, on the web.

Each is made by the code that will make it in earnest, so what is shown is what is sent.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from tocsin.base import Alert, Area, Info
from tocsin.notify import cells
from tocsin_server.notify import selectors
from tocsin_server.notify.channels import sms, webpush
from tocsin_server.notify.languages import Language, language
from tocsin_server.notify.radio import script


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


def reach(alert: Alert) -> Any:
    counted = getattr(selectors, "reach", None)
    return counted(alert) if counted else None


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
