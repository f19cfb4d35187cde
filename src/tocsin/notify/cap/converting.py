"""Alerts of CAP 1.0 and 1.1 as CAP 1.2, and of any version as GeoJSON and as plain records."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import datetime
from itertools import pairwise

from tocsin.base import Alert, Area, Info, Resource
from tocsin.notify.area import KM_A_DEGREE
from tocsin.notify.cap.reading import read
from tocsin.notify.cap.writing import write

Record = dict[str, object]

_ANY_TYPE = "application/octet-stream"
_CORNERS = 64


def convert(data: bytes, *, where: str = "alert") -> bytes:
    """An alert of any version as CAP 1.2, with what 1.2 asks for and its own version did not.

    A category that is missing becomes "Other", a media type "application/octet-stream" (RFC 2046, 4.5.1).
    Nothing else is made up: `BadInput` where any of it cannot be carried over or the standard forbids it. A
    signature is about the old bytes, and is not carried over.

    >>> convert(b"<alert/>")
    Traceback (most recent call last):
    ...
    tocsin.errors.BadInput: alert: alert/identifier (line 1): it is missing or empty; fill it in (and 5 more)
    """
    alert = read(data, where=where)
    return write(replace(alert, infos=tuple(_info(info) for info in alert.infos)), profiles=())


def _info(info: Info) -> Info:
    resources = tuple(replace(each, mime_type=each.mime_type or _ANY_TYPE) for each in info.resources)
    return replace(info, category=info.category or ("Other",), resources=resources)


def record(alert: Alert) -> Record:
    """An alert as a record for JSON, under CAP's names; what is not there is left out.

    >>> from datetime import timezone
    >>> from tocsin.base import AlertStatus, MessageType, Scope
    >>> alert = Alert(identifier="7", sender="duty@centre.example", status=AlertStatus.TEST,
    ...               sent=datetime(2015, 11, 14, 4, tzinfo=timezone.utc), scope=Scope.PUBLIC,
    ...               message_type=MessageType.ALERT)
    >>> record(alert)["sent"], "note" in record(alert)
    ('2015-11-14T04:00:00+00:00', False)
    """
    return _filled(
        identifier=alert.identifier,
        sender=alert.sender,
        sent=_time(alert.sent),
        status=alert.status.value,
        msgType=alert.message_type.value,
        source=alert.source,
        scope=alert.scope.value,
        restriction=alert.restriction,
        addresses=list(alert.addresses),
        code=list(alert.codes),
        note=alert.note,
        references=[
            {"sender": each.sender, "identifier": each.identifier, "sent": _time(each.sent)}
            for each in alert.references
        ],
        incidents=alert.incidents,
        info=[_info_record(info) for info in alert.infos],
    )


def _info_record(info: Info) -> Record:
    return _filled(
        language=info.language,
        category=list(info.category),
        event=info.event,
        responseType=list(info.response),
        urgency=info.urgency,
        severity=info.severity,
        certainty=info.certainty,
        audience=info.audience,
        eventCode=_pairs(info.event_codes),
        effective=_time(info.effective),
        onset=_time(info.onset),
        expires=_time(info.expires),
        senderName=info.sender_name,
        headline=info.headline,
        description=info.description,
        instruction=info.instruction,
        web=info.web,
        contact=info.contact,
        parameter=_pairs(info.parameters),
        resource=[_resource(each) for each in info.resources],
        area=[_area(each) for each in info.areas],
    )


def _resource(resource: Resource) -> Record:
    return _filled(
        resourceDesc=resource.description,
        mimeType=resource.mime_type,
        size=resource.size,
        uri=resource.uri,
        derefUri=resource.content,
        digest=resource.digest,
    )


def _area(area: Area) -> Record:
    return _filled(
        areaDesc=area.description,
        polygon=[[list(point) for point in ring] for ring in area.polygons],
        circle=[{"latitude": y, "longitude": x, "radius_km": radius} for y, x, radius in area.circles],
        geocode=_pairs(area.geocodes),
        altitude=area.altitude,
        ceiling=area.ceiling,
    )


def geojson(alert: Alert) -> Record:
    """An alert as a GeoJSON FeatureCollection (RFC 7946): one feature for each area of each info block.

    A feature's geometry is null where its area has words or codes alone. A circle becomes a polygon of 64
    corners around it, so that all of it is covered; one that reaches a pole or the 180th meridian becomes its
    centre. All circles stand in the properties, in full.

    >>> from datetime import timezone
    >>> from tocsin.base import AlertStatus, MessageType, Scope
    >>> alert = Alert(identifier="7", sender="duty@centre.example", status=AlertStatus.TEST,
    ...               sent=datetime(2015, 11, 14, 4, tzinfo=timezone.utc), scope=Scope.PUBLIC,
    ...               message_type=MessageType.ALERT)
    >>> geojson(alert)["features"]
    []
    """
    head = {key: value for key, value in record(alert).items() if key != "info"}
    features = [
        {
            "type": "Feature",
            "geometry": _geometry(area),
            "properties": {
                **head,
                **{key: value for key, value in _info_record(info).items() if key != "area"},
                **{key: value for key, value in _area(area).items() if key != "polygon"},
            },
        }
        for info in alert.infos
        for area in info.areas
    ]
    return {"type": "FeatureCollection", "features": features}


def _geometry(area: Area) -> Record | None:
    shapes = [_polygon([(x, y) for y, x in ring]) for ring in area.polygons]
    shapes += [_circle(*circle) for circle in area.circles]
    if len(shapes) > 1:
        return {"type": "GeometryCollection", "geometries": shapes}
    return shapes[0] if shapes else None


def _polygon(ring: list[tuple[float, float]]) -> Record:
    """Counter-clockwise, as RFC 7946 (3.1.6) wants an outer ring."""
    twice_area = sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairwise(ring))
    return {"type": "Polygon", "coordinates": [ring if twice_area >= 0 else ring[::-1]]}


def _circle(latitude: float, longitude: float, radius_km: float) -> Record:
    # Corners lie so far out that the sides between them touch the circle.
    out = radius_km / KM_A_DEGREE / math.cos(math.pi / _CORNERS)
    reach = abs(latitude) + out
    if radius_km <= 0 or reach >= 89 or abs(longitude) + out / math.cos(math.radians(reach)) > 180:
        return {"type": "Point", "coordinates": [longitude, latitude]}
    turns = [2 * math.pi * number / _CORNERS for number in range(_CORNERS)]
    ring = [_away(latitude, longitude, math.radians(out), turn) for turn in turns]
    return _polygon([*ring, ring[0]])


def _away(latitude: float, longitude: float, distance: float, bearing: float) -> tuple[float, float]:
    """Longitude and latitude of the point at an angle (radians) from another, by spherical trigonometry."""
    north = math.radians(latitude)
    there = math.asin(
        math.sin(north) * math.cos(distance) + math.cos(north) * math.sin(distance) * math.cos(bearing)
    )
    east = math.atan2(
        math.sin(bearing) * math.sin(distance) * math.cos(north),
        math.cos(distance) - math.sin(north) * math.sin(there),
    )
    return longitude + math.degrees(east), math.degrees(there)


def _pairs(pairs: tuple[tuple[str, str], ...]) -> list[Record]:
    return [{"valueName": name, "value": value} for name, value in pairs]


def _time(time: datetime | None) -> str | None:
    return None if time is None else time.isoformat()


def _filled(**fields: object) -> Record:
    return {name: value for name, value in fields.items() if value not in (None, "", [])}
