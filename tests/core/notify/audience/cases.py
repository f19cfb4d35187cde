"""Random areas, and points where it is hard to tell: on sides, corners, the antimeridian, the poles."""

import math
from collections.abc import Callable, Iterator
from random import Random

Ring = list[tuple[float, float]]
Point = tuple[float, float]


def ring(random: Random) -> Ring:
    """A ring of one of the kinds below, begun anywhere, either way round, sometimes not closed."""
    made = random.choice(RINGS)(random)
    begin = random.randrange(len(made))
    made = made[begin:] + made[:begin]
    if random.random() < 0.5:
        made.reverse()
    return made if random.random() < 0.2 else [*made, made[0]]


def small_ring(random: Random) -> Ring:
    """A ring of a few sides."""
    while True:
        made = ring(random)
        if 3 < len(made) < 12:
            return made


def _star(random: Random) -> Ring:
    """A ring that does not cross itself, of a few metres or of half a continent, anywhere."""
    latitude, longitude = random.uniform(-70, 70), random.choice([random.uniform(-180, 180), 180.0, -180.0])
    size = 10 ** random.uniform(-4, 1.2)
    angles = sorted(random.uniform(0, 2 * math.pi) for _ in range(random.choice([3, 8, 60, 300])))
    spokes = [(angle, size * random.uniform(0.3, 1)) for angle in angles]
    return [_at(latitude + r * math.sin(a), longitude + r * math.cos(a)) for a, r in spokes]


def _lattice(random: Random) -> Ring:
    """Corners on whole and half degrees, which cross and meet one another everywhere."""
    latitude, longitude = random.randint(-85, 85), random.choice([0, 45, 178, 180, -180, -178])
    count, spread = random.randint(3, 9), random.choice([2, 4, 8])
    return [
        _at(latitude + random.randint(-spread, spread) / 2, longitude + random.randint(-spread, spread) / 2)
        for _ in range(count)
    ]


def _sliver(random: Random) -> Ring:
    """Nothing enclosed, or next to nothing."""
    (y0, x0), (y1, x1) = anywhere(random), anywhere(random)
    width = random.choice([0, 0, 1e-13, 1e-10])
    return [(y0, x0), (y1, x1), _at(y0 + width, x0)][: random.randint(1, 3)]


def _cap(random: Random) -> Ring:
    """A ring around a pole, in steps of less than half the way."""
    count, side = random.randint(3, 40), random.choice([-1, 1])
    low = random.choice([-30, 0, 40, 80])
    start = random.choice([0, 180, random.uniform(-180, 180)])
    turns = [(number + random.uniform(-0.4, 0.4)) / count for number in range(count)]
    return [_at(side * random.choice([random.uniform(low, 89.9), 85]), start + 360 * turn) for turn in turns]


def _folded_cap(random: Random) -> Ring:
    """A ring around a pole that goes back on itself, as a coast does."""
    return [_at(y, x + random.uniform(-9, 9)) for y, x in _cap(random) for _ in range(3)]


def _to_the_pole(random: Random) -> Ring:
    side, start = random.choice([-90, 90]), random.uniform(-180, 180)
    wide = random.uniform(1, 350)
    steps = [start + wide * number / 6 for number in range(7)]
    base = [_at(side - math.copysign(random.uniform(1, 30), side), x) for x in steps]
    top = [_at(side, x) for x in reversed(steps)][:: random.choice([1, 3])]
    return base + top


SPANS = [(-180, 180), (-180, 0), (0, 180), (170, 180), (-180, -170), (170, -170), (-90, 90)]
"""West and east of boxes."""


def _box(random: Random) -> Ring:
    """Boxes as services draw them: the world, half of it, a band, along the antimeridian."""
    south, north = sorted(random.sample([-90, -60, -23.5, 0, 23.5, 60, 90], 2))
    west, east = random.choice(SPANS)
    if random.random() < 0.2:
        return [(north, x) for x in range(-180, 181, 60)]
    return [(south, west), (south, east), (north, east), (north, west)]


def _seamed(random: Random) -> Ring:
    """A square with a hole, reached by a seam: CAP has no other way to leave something out."""
    y, x = random.randint(-80, 80), random.randint(-180, 180)
    outer = [(-3, -3), (-3, 3), (3, 3), (3, -3), (-3, -3)]
    inner = [(-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1)]
    return [_at(y + up, x + across) for up, across in outer + inner]


RINGS: list[Callable[[Random], Ring]] = [
    _star, _star, _lattice, _lattice, _sliver, _cap, _folded_cap, _to_the_pole, _box, _seamed,
]  # fmt: skip


def points_by(ring: Ring, random: Random, count: int) -> Iterator[Point]:
    """Points on, beside, inside and far from a ring."""
    for _ in range(count):
        number = random.randrange(len(ring))
        (y0, x0), (y1, x1) = ring[number - 1], ring[number]
        across = (x1 - x0 + 180) % 360 - 180 if abs(x1 - x0) != 360 else x1 - x0
        along = random.choice([0, 0.5, 0.25, random.random()])
        off = random.choice([0, 0, 0.5e-9, 2e-9, 1e-6, 1e-3, 1, 10])
        direction = random.uniform(0, 2 * math.pi)
        y, x = y0 + along * (y1 - y0), x0 + along * across
        yield random.choice([
            _at(y + off * math.sin(direction), x + off * math.cos(direction)),
            _at(math.nextafter(y0, random.choice([-90, 90])), math.nextafter(x0, random.choice([-180, 180]))),
            (round(y0 * 2) / 2, round(x0 * 2) / 2),
            _at(sum(y for y, _ in ring) / len(ring), random.choice([x0, random.uniform(-180, 180)])),
            anywhere(random),
        ])  # fmt: skip


def circle(random: Random) -> tuple[float, float, float]:
    """A circle of nothing, of metres, or of more than the Earth; often over a pole or the antimeridian."""
    latitude = random.choice([random.uniform(-90, 90), 90.0, -90.0, 89.9999, 0.0])
    longitude = random.choice([random.uniform(-180, 180), 180.0, -180.0, 179.9999])
    radius = random.choice([0.0, 10 ** random.uniform(-6, 4.3), 10007.5, 20015.0, 20015.086796, 20100.0])
    return latitude, longitude, radius


def points_by_circle(circle: tuple[float, float, float], random: Random, count: int) -> Iterator[Point]:
    """Points at its radius in all directions, a little nearer or farther, its centre and the other side."""
    latitude, longitude, radius = circle
    for _ in range(count):
        angle = math.degrees(radius / 6371) + random.choice([0, 0, 0.5e-9, -0.5e-9, 2e-9, -2e-9, 1e-6, -1e-3])
        yield random.choice([
            _going(latitude, longitude, angle, random.choice([0, 90, 180, 270, random.uniform(0, 360)])),
            (latitude, longitude),
            _at(-latitude, longitude + 180),
            anywhere(random),
        ])  # fmt: skip


def anywhere(random: Random) -> Point:
    """A point on Earth; often a pole, or on the antimeridian."""
    latitude = random.choice([random.uniform(-90, 90), 90.0, -90.0, random.uniform(-90, 90), 0.0])
    return latitude, random.choice([random.uniform(-180, 180), 180.0, -180.0, random.uniform(-180, 180)])


def _at(latitude: float, longitude: float) -> Point:
    """The point, its longitude brought between -180 and 180, where -180 and 180 may stay as they are."""
    if not -180 <= longitude <= 180:
        longitude = (longitude + 180) % 360 - 180
    return min(90.0, max(-90.0, latitude)), longitude


def _going(latitude: float, longitude: float, angle: float, bearing: float) -> Point:
    """Where one gets from a point in a direction along a great circle."""
    north, far, way = (math.radians(degrees) for degrees in (latitude, angle, bearing))
    there = math.asin(
        max(-1, min(1, math.sin(north) * math.cos(far) + math.cos(north) * math.sin(far) * math.cos(way)))
    )
    across = math.atan2(
        math.sin(way) * math.sin(far) * math.cos(north), math.cos(far) - math.sin(north) * math.sin(there)
    )
    return _at(math.degrees(there), longitude + math.degrees(across))
