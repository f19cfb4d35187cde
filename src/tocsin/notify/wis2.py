"""An alert as a notification of the WMO Information System 2.0 (WMO-No. 1060, volume II, appendix E).

A notification is a GeoJSON feature which says what was published, where it can be had, and how to tell that
it came whole; a small document goes along inside. Topics follow the topic hierarchy (appendix D).
"""

from __future__ import annotations

import base64
import gzip
import json
import re
import uuid
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from hashlib import sha512
from itertools import pairwise
from math import cos, radians
from typing import Any

from tocsin.base import Alert
from tocsin.errors import BadInput
from tocsin.notify.vocabulary import MEDIA_TYPE

MAX_BYTES = 8192
"""Octets of a whole notification (requirement /req/core/message_size)."""
MAX_INLINE = 4096
"""Octets of a document inside a notification, as encoded (requirement /req/core/content)."""
CONFORMS_TO = "http://wis.wmo.int/spec/wnm/1/conf/core"
WARNINGS = "data/core/weather/advisories-warnings"
_KM_PER_DEGREE = 111.0
_CENTRE = re.compile(r"[a-z]{2,63}(-[a-z0-9_]+)+", re.ASCII)


def topic(centre: str) -> str:
    """The topic on which a centre publishes its warnings; `centre` is its registered id, as `cn-cma`.

    >>> topic("cn-cma")
    'origin/a/wis2/cn-cma/data/core/weather/advisories-warnings'
    """
    if not _CENTRE.fullmatch(centre):
        text = "a centre's id is its top-level domain, a hyphen and a name in small letters, as in cn-cma"
        raise BadInput(text, where=f"centre {centre!r}", reason="centre")
    return f"origin/a/wis2/{centre}/{WARNINGS}"


def notification(
    alert: Alert, xml: bytes, *, topic: str, link: str, published: datetime, metadata_id: str = ""
) -> bytes:
    """The notification of an alert, as UTF-8 JSON of at most `MAX_BYTES`.

    `xml` are the bytes that were published and `link` is where they can be had; `published` has a zone;
    `metadata_id` names the record of the data set, where one is registered. The id depends on alert and topic
    alone, so that one sent twice is known to be the same. The bytes go along inside as they are where they
    fit, else compressed, else not at all. The geometry is the warned polygon where there is but one and it
    fits, else a rectangle around all polygons and circles, else null.

    `BadInput` where a topic has a wildcard, or the rest does not fit either.

    >>> from tocsin.base import AlertStatus, MessageType, Scope
    >>> sent = datetime(2015, 11, 14, 4, tzinfo=UTC)
    >>> alert = Alert(identifier="urn:oid:2.49.0.1.156.0.2015.8", sender="duty@centre.example", sent=sent,
    ...               status=AlertStatus.ACTUAL, message_type=MessageType.ALERT, scope=Scope.PUBLIC)
    >>> told = json.loads(notification(alert, b"<alert/>", topic=topic("cn-cma"), published=sent,
    ...                                link="https://centre.example/8.xml"))
    >>> told["properties"]["data_id"]
    'wis2/cn-cma/data/core/weather/advisories-warnings/urn:oid:2.49.0.1.156.0.2015.8'
    >>> told["properties"]["content"]
    {'encoding': 'utf-8', 'size': 8, 'value': '<alert/>'}
    """
    refuse_wildcards(topic)
    feature = _feature(alert, xml, topic, link, published, metadata_id)
    geometries = [*_exact(alert), _around(alert)]
    for content in [*_inline(xml), None]:
        for geometry in geometries:
            data = _written(feature, content, geometry)
            if len(data) <= MAX_BYTES:
                return data
    text = f"it takes more than {MAX_BYTES:,} octets even without the alert inside; shorten the link or topic"
    raise BadInput(text, where=alert.identifier, reason="too_large")


def refuse_wildcards(topic: str) -> None:
    """Refuse a topic that nothing can be published on (MQTT 5.0, section 4.7).

    >>> refuse_wildcards("origin/a/wis2/+")
    Traceback (most recent call last):
    tocsin.errors.BadInput: topic 'origin/a/wis2/+': a message is published on one topic, without + or #
    """
    if not topic or set(topic) & set("+#\0"):
        text = "a message is published on one topic, without + or #"
        raise BadInput(text, where=f"topic {topic!r}", reason="topic")


def _feature(
    alert: Alert, xml: bytes, topic: str, link: str, published: datetime, metadata_id: str
) -> dict[str, Any]:
    data_id = f"{topic.removeprefix('origin/a/')}/{alert.identifier}"
    return {
        "id": str(uuid.uuid5(uuid.NAMESPACE_URL, data_id)),
        "conformsTo": [CONFORMS_TO],
        "type": "Feature",
        "geometry": None,
        "properties": {
            "data_id": data_id,
            **({"metadata_id": metadata_id} if metadata_id else {}),
            "pubtime": _utc(published),
            **_when(alert),
            "integrity": {"method": "sha512", "value": base64.b64encode(sha512(xml).digest()).decode()},
        },
        "links": [{"rel": "canonical", "type": MEDIA_TYPE, "href": link, "length": len(xml)}],
    }


def _when(alert: Alert) -> dict[str, str]:
    """From when to when it holds, as far as it says; else when it was sent."""
    ends = [info.expires for info in alert.infos if info.expires]
    starts = [info.onset or info.effective or alert.sent for info in alert.infos]
    if not ends:
        return {"datetime": _utc(alert.sent)}
    return {"start_datetime": _utc(min(starts)), "end_datetime": _utc(max(ends))}


def _written(feature: dict[str, Any], content: dict[str, Any] | None, geometry: Any) -> bytes:
    properties = feature["properties"] | ({"content": content} if content else {})
    whole = feature | {"geometry": geometry, "properties": properties}
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode()


def _inline(xml: bytes) -> Iterator[dict[str, Any]]:
    """The document inside, the plainest form that fits first; `size` counts the octets of `value`."""
    packed = base64.b64encode(gzip.compress(xml, mtime=0))
    for encoding, value in (("utf-8", xml), ("gzip", packed)):
        if len(value) <= MAX_INLINE:
            yield {"encoding": encoding, "size": len(value), "value": value.decode()}


def _exact(alert: Alert) -> Iterator[dict[str, Any]]:
    """The one polygon, unless something else is warned of, too, or it crosses the antimeridian."""
    areas = [area for info in alert.infos for area in info.areas]
    rings = {ring for area in areas for ring in area.polygons}
    if len(rings) != 1 or any(area.circles for area in areas):
        return
    ring = rings.pop()
    if not _crosses(ring):
        yield _polygon(ring if _counterclockwise(ring) else ring[::-1])


def _around(alert: Alert) -> dict[str, Any] | None:
    """A rectangle around all that is warned, of the whole girth where that crosses the antimeridian."""
    areas = [area for info in alert.infos for area in info.areas]
    rings = [ring for area in areas for ring in area.polygons]
    rings += [_box(*circle) for area in areas for circle in area.circles]
    points = [point for ring in rings for point in ring]
    if not points:
        return None
    south, north = (max(-90.0, min(p[0] for p in points)), min(90.0, max(p[0] for p in points)))
    west, east = min(p[1] for p in points), max(p[1] for p in points)
    if any(_crosses(ring) for ring in rings) or west < -180 or east > 180:
        west, east = -180.0, 180.0
    return _polygon(((south, west), (south, east), (north, east), (north, west), (south, west)))


def _box(latitude: float, longitude: float, radius_km: float) -> tuple[tuple[float, float], ...]:
    """Two corners that hold a circle; near a pole, all longitudes."""
    high = radius_km / _KM_PER_DEGREE
    narrowest = cos(radians(min(90.0, abs(latitude) + high)))
    wide = high / narrowest if narrowest > high / 180 else 180.0
    return (latitude - high, longitude - wide), (latitude + high, longitude + wide)


def _crosses(ring: Sequence[tuple[float, float]]) -> bool:
    """Whether a side is shorter the other way round the earth; two corners of a box are no ring."""
    return len(ring) > 2 and any(abs(a[1] - b[1]) > 180 for a, b in pairwise(ring))


def _counterclockwise(ring: Sequence[tuple[float, float]]) -> bool:
    """As RFC 7946, section 3.1.6, wants outer rings, by twice the area that the ring encloses."""
    return sum(a[1] * b[0] - b[1] * a[0] for a, b in pairwise(ring)) >= 0


def _polygon(ring: Sequence[tuple[float, float]]) -> dict[str, Any]:
    """GeoJSON writes longitude first."""
    return {"type": "Polygon", "coordinates": [[[lon, lat] for lat, lon in ring]]}


def _utc(time: datetime) -> str:
    if time.utcoffset() is None:
        raise BadInput("the time has no zone; give the offset from UTC", where=str(time), reason="time-form")
    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
