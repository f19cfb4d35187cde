"""What subscribers ask for, and the links by which they alone can change or end it.

The secret of a link is not stored: it is made anew, from the site's own key and the row, for every message
that carries it. The row holds its SHA-256, by which whoever opens the link is found.
"""

import base64
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import salted_hmac
from shapely.geometry import Polygon

from tocsin.base import Area
from tocsin.errors import BadInput
from tocsin.notify.audience import bounds

Point = tuple[float, float]

MOST_WISHES = 20
MOST_POINTS = 1_000
LONGEST_NAME = 200
LONGEST_ADDRESS = 1_000
UNCONFIRMED_FOR = timedelta(hours=48)
SECRET_BYTES = 16
"""128 bits: too many to guess, few enough for a link in an SMS."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A place (`at`, latitude and longitude in degrees) or an area (`ring`, its corners) that somebody wants
    the alerts of, by the name they gave it."""

    name: str
    at: Point | None = None
    ring: tuple[Point, ...] = ()


@dataclass(frozen=True, slots=True)
class Extent:
    """What is stored of a wish: a box, and the closed ring of an area."""

    name: str
    south: float
    west: float
    north: float
    east: float
    rings: list[list[list[float]]] | None


def wish(given: Mapping[str, Any]) -> Wish:
    """A wish as a form or the API sends it: `name` with `latitude` and `longitude`, or with `ring`."""
    name, ring = str(given.get("name", "")), given.get("ring") or ()
    if ring:
        return Wish(
            name=name, ring=tuple((float(latitude), float(longitude)) for latitude, longitude in ring)
        )
    return Wish(name=name, at=(float(given["latitude"]), float(given["longitude"])))


def extents(wishes: Sequence[Wish]) -> list[Extent]:
    """What is stored of wishes; `BadInput` names the one that cannot be."""
    if not 1 <= len(wishes) <= MOST_WISHES:
        raise BadInput(f"choose from 1 to {MOST_WISHES} places or areas", where="interests", reason="count")
    return [_extent(each, f"interests[{number}]") for number, each in enumerate(wishes, start=1)]


def secret(channel: str, address: str, added: datetime) -> str:
    """The secret of a subscriber's links."""
    value = "\n".join((channel, address, added.isoformat()))
    made = salted_hmac("tocsin.subscriber", value, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(made[:SECRET_BYTES]).rstrip(b"=").decode()


def digest(secret: str) -> str:
    """What is stored of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def link(secret: str) -> str:
    """Where a subscription is confirmed, seen and changed."""
    return settings.TOCSIN_URL + reverse("public:subscription", args=[secret])


def unsubscribe_link(secret: str) -> str:
    """Where one POST ends a subscription, without any page (RFC 8058, section 3.1)."""
    return settings.TOCSIN_URL + reverse("public:unsubscribe", args=[secret])


def _extent(wish: Wish, where: str) -> Extent:
    name = wish.name.strip()
    if not 1 <= len(name) <= LONGEST_NAME:
        raise BadInput(f"give it a name of at most {LONGEST_NAME} characters", where=where, reason="name")
    if (wish.at is None) == (not wish.ring):
        raise BadInput("give either a place or the ring of an area", where=where, reason="place")
    for point in wish.ring or (wish.at,):
        _refuse_off_earth(point, where)
    if wish.at:
        latitude, longitude = wish.at
        return Extent(name, latitude, longitude, latitude, longitude, None)
    return _area(name, wish.ring, where)


def _area(name: str, given: tuple[Point, ...], where: str) -> Extent:
    ring = given if given[0] == given[-1] else (*given, given[0])
    if not 4 <= len(ring) <= MOST_POINTS:
        text = f"it has {len(ring) - 1} corners; draw it with 3 to {MOST_POINTS - 1}"
        raise BadInput(text, where=where, reason="corners")
    if not Polygon(ring).is_valid:
        raise BadInput("its sides cross; draw it around the area once", where=where, reason="crosses")
    boxes = bounds([Area(description=name, polygons=(ring,))])
    return Extent(
        name,
        min(box.south for box in boxes),
        min(box.west for box in boxes),
        max(box.north for box in boxes),
        max(box.east for box in boxes),
        [[list(point) for point in ring]],
    )


def _refuse_off_earth(point: Point | None, where: str) -> None:
    if point is None or not (-90 <= point[0] <= 90 and -180 <= point[1] <= 180):
        text = "give latitude from -90 to 90 and longitude from -180 to 180, in degrees"
        raise BadInput(text, where=where, reason="coordinates")
