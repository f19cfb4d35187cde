"""A map drawn by the server from the offline basemap: for pages that must work without scripts."""

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry import Point, Polygon, shape
from shapely.geometry.base import BaseGeometry

BASEMAP = Path(__file__).parent / "static" / "console" / "map" / "basemap.json"
WIDTH, HEIGHT = 480.0, 320.0
LEAST_DEGREES = 5.0
ROOM = 1.6
"""How much more than the areas themselves is shown around them."""

KM_A_DEGREE = 111.195
LETTER, LINE = 3.4, 9.0
"""Half the width of a letter and of a line of the sketch's labels, in its own units."""

LatLon = tuple[float, float]


@dataclass(frozen=True, slots=True)
class View:
    """A piece of the Earth and how it lies on the drawing: degrees shrink with the cosine of the latitude."""

    west: float
    north: float
    scale: float
    squeeze: float

    def x(self, longitude: float) -> float:
        return (longitude - self.west) * self.scale * self.squeeze

    def y(self, latitude: float) -> float:
        return (self.north - latitude) * self.scale

    @property
    def box(self) -> tuple[float, float, float, float]:
        """West, south, east, north in degrees."""
        east = self.west + WIDTH / self.scale / self.squeeze
        return self.west, self.north - HEIGHT / self.scale, east, self.north


@dataclass(frozen=True, slots=True)
class Label:
    """A name at its place on the drawing."""

    x: float
    y: float
    text: str


@dataclass(frozen=True, slots=True)
class Sketch:
    """Paths by layer, names and spots, in a drawing of WIDTH x HEIGHT."""

    land: str
    lakes: str
    borders: str
    areas: str
    labels: tuple[Label, ...]
    spots: tuple[Label, ...]


@dataclass(frozen=True, slots=True)
class _Layers:
    trees: dict[str, shapely.STRtree]
    names: tuple[tuple[float, float, str], ...]


@cache
def _layers() -> _Layers:
    features: list[dict[str, Any]] = json.loads(BASEMAP.read_text(encoding="utf-8"))["features"]
    shapes: dict[str, list[BaseGeometry]] = {"land": [], "lake": [], "border": []}
    names = []
    for feature in features:
        about = feature["properties"]
        if about["layer"] in shapes:
            shapes[about["layer"]].append(shape(feature["geometry"]))
        else:
            names.append((about["zoom"], *feature["geometry"]["coordinates"], about["name"]))
    ordered = tuple((longitude, latitude, name) for _, longitude, latitude, name in sorted(names))
    return _Layers({layer: shapely.STRtree(found) for layer, found in shapes.items()}, ordered)


@lru_cache(maxsize=256)
def sketch(
    spots: tuple[tuple[float, float, str], ...] = (),
    polygons: tuple[tuple[LatLon, ...], ...] = (),
    circles: tuple[tuple[float, float, float], ...] = (),
) -> Sketch | None:
    """A drawing around spots (latitude, longitude, name), rings of (latitude, longitude) and circles with a
    radius in km; None where there is nothing to draw around."""
    areas = [_ring(ring) for ring in polygons] + [_circle(*circle) for circle in circles]
    everything = [*areas, *(Point(longitude, latitude) for latitude, longitude, _ in spots)]
    if not everything:
        return None
    view = _view(shapely.union_all(everything).bounds)
    drawn = tuple(Label(view.x(longitude), view.y(latitude), name) for latitude, longitude, name in spots)
    return Sketch(
        land=_layer("land", view),
        lakes=_layer("lake", view),
        borders=_layer("border", view),
        areas=_path(areas, view),
        labels=_labels(view, drawn),
        spots=drawn,
    )


def _ring(ring: Sequence[LatLon]) -> BaseGeometry:
    return shapely.make_valid(Polygon([(longitude, latitude) for latitude, longitude in ring]))


def _circle(latitude: float, longitude: float, km: float) -> Polygon:
    """A circle as the polygon it is on a map whose degrees of longitude shrink."""
    radius = max(km, 1.0) / KM_A_DEGREE
    squeeze = max(0.05, math.cos(math.radians(latitude)))
    turns = (2 * math.pi * step / 48 for step in range(48))
    return Polygon(
        [(longitude + radius * math.cos(t) / squeeze, latitude + radius * math.sin(t)) for t in turns]
    )


def _view(bounds: tuple[float, float, float, float]) -> View:
    west, south, east, north = bounds
    middle = max(-75.0, min(75.0, (south + north) / 2))
    squeeze = math.cos(math.radians(middle))
    tall = max((north - south) * ROOM, (east - west) * squeeze * ROOM * HEIGHT / WIDTH, LEAST_DEGREES)
    scale = HEIGHT / tall
    return View((west + east) / 2 - WIDTH / scale / squeeze / 2, middle + tall / 2, scale, squeeze)


def _layer(name: str, view: View) -> str:
    tree = _layers().trees[name]
    near = tree.geometries.take(tree.query(shapely.box(*view.box)))
    return _path((shapely.clip_by_rect(one, *view.box) for one in near), view)


def _path(geometries: Iterable[BaseGeometry], view: View) -> str:
    return "".join(_moves(line, view) for one in geometries for line in _lines(one))


def _lines(geometry: BaseGeometry) -> Iterable[Any]:
    if geometry.is_empty:
        return
    if hasattr(geometry, "geoms"):
        for part in geometry.geoms:
            yield from _lines(part)
    elif isinstance(geometry, Polygon):
        yield from (ring.coords for ring in (geometry.exterior, *geometry.interiors))
    elif not isinstance(geometry, Point):
        yield geometry.coords


def _moves(coordinates: Any, view: View) -> str:
    points = [f"{view.x(longitude):.1f} {view.y(latitude):.1f}" for longitude, latitude in coordinates]
    return "M" + "L".join(points)


def _labels(view: View, spots: Sequence[Label]) -> tuple[Label, ...]:
    """Names in the drawing, the more important first, none over another or over a spot's."""
    west, south, east, north = view.box
    taken = [_extent(Label(spot.x, spot.y + 14, spot.text)) for spot in spots]
    found: list[Label] = []
    spelled = {spot.text for spot in spots}
    for longitude, latitude, name in _layers().names:
        if name in spelled or not (west < longitude < east and south < latitude < north):
            continue
        label = Label(view.x(longitude), view.y(latitude), name)
        extent = _extent(label)
        if extent[0] < 0 or extent[2] > WIDTH or any(_overlap(extent, other) for other in taken):
            continue
        taken.append(extent)
        found.append(label)
    return tuple(found[:40])


def _extent(label: Label) -> tuple[float, float, float, float]:
    half = len(label.text) * LETTER + 4
    return label.x - half, label.y - LINE, label.x + half, label.y + LINE


def _overlap(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return one[0] < other[2] and one[2] > other[0] and one[1] < other[3] and one[3] > other[1]
