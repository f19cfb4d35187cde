"""Who is inside, worked out slowly and exactly, by other means than the package's: fractions and 40 digits.

Rings: how often a ring crosses the meridian of a point on the way to a pole, in fractions. Circles: the
haversine in decimals, its sines from their series.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal, localcontext
from fractions import Fraction
from itertools import pairwise

Side = tuple[Fraction, Fraction, Fraction, Fraction]

NEAR = Fraction(1, 1000)
TURNS = (-360, 0, 360)
PI = Decimal("3.14159265358979323846264338327950288419716939937510582")
EARTH_KM = 6371


class ExactRing:
    """A ring of (latitude, longitude) points, closed or not."""

    def __init__(self, ring: Sequence[tuple[float, float]]) -> None:
        self.pole = None
        self.sides = list(sides_of(ring))
        spans = [x1 - x0 for x0, _, x1, _ in self.sides]
        if sum(spans) == 0 and 360 in map(abs, spans) and not self._encloses():
            self.sides = list(sides_of(ring, longest=180))
        latitudes = [Fraction(latitude) for latitude, _ in ring]
        if sum(x1 - x0 for x0, _, x1, _ in self.sides):
            self.pole = 90 if max(latitudes) >= -min(latitudes) else -90
        self.poles = {90, -90} & {self.pole, *latitudes}

    def holds(self, latitude: float, longitude: float) -> bool:
        """Whether a point is on the ring or is what it goes around."""
        x, y = Fraction(longitude), Fraction(latitude)
        if abs(y) == 90:
            return y in self.poles
        return self._winding(x, y) != 0

    def _encloses(self) -> bool:
        """Whether it goes around anything: some point between two of its sides that lie above each other."""
        edges = sorted({x for x0, _, x1, _ in self.sides for x in (x0, x1)})
        middles = [(west + east) / 2 for west, east in pairwise(edges)]
        for x in middles:
            spanning = [side for side in self.sides if min(side[0], side[2]) < x < max(side[0], side[2])]
            heights = sorted({y0 + (y1 - y0) * (x - x0) / (x1 - x0) for x0, y0, x1, y1 in spanning})
            if any(self._winding(x, (low + high) / 2) for low, high in pairwise(heights)):
                return True
        return False

    def _winding(self, x: Fraction, y: Fraction) -> int:
        """How often it goes around a point; not 0 on its boundary."""
        winding = 0
        for x0, y0, x1, y1 in self.sides:
            for here in (x + turn for turn in TURNS):
                if not min(x0, x1) <= here <= max(x0, x1):
                    continue
                past = (x1 - x0) * (y - y0) - (y1 - y0) * (here - x0)
                if past == 0 and min(y0, y1) <= y <= max(y0, y1):
                    return 1
                if (x0 <= here) != (x1 <= here):
                    is_north = (past > 0) == (x1 > x0)
                    if is_north != (self.pole == -90):
                        winding += 1 if x1 > x0 else -1
        return winding

    def squared_distance(self, latitude: float, longitude: float) -> Fraction:
        """Square of the distance in degrees, in the plane, to the nearest side; 1 if that is not near."""
        y, near = Fraction(latitude), [Fraction(1)]
        near += [(y - pole) ** 2 for pole in self.poles]
        for x in (Fraction(longitude) + turn for turn in TURNS):
            near += [_to_side(side, x, y) for side in self.sides if _is_near(side, x, y)]
        return min(near)


def sides_of(ring: Sequence[tuple[float, float]], longest: int = 360) -> Iterator[Side]:
    """Sides of the closed ring, each going the short way round from where it is written to start."""
    exact = [(Fraction(y), Fraction(x)) for y, x in (*ring, ring[0])]
    for (y0, x0), (y1, x1) in pairwise(exact):
        across = x1 - x0
        if 180 < abs(across) < 360 or abs(across) > longest:
            across -= 360 if across > 0 else -360
        yield x0, y0, x0 + across, y1


def _to_side(side: Side, x: Fraction, y: Fraction) -> Fraction:
    x0, y0, x1, y1 = side
    length = (x1 - x0) ** 2 + (y1 - y0) ** 2
    along = ((x - x0) * (x1 - x0) + (y - y0) * (y1 - y0)) / length if length else Fraction(0)
    along = min(max(along, Fraction(0)), Fraction(1))
    return (x - x0 - along * (x1 - x0)) ** 2 + (y - y0 - along * (y1 - y0)) ** 2


def _is_near(side: Side, x: Fraction, y: Fraction) -> bool:
    x0, y0, x1, y1 = side
    return min(x0, x1) - NEAR <= x <= max(x0, x1) + NEAR and min(y0, y1) - NEAR <= y <= max(y0, y1) + NEAR


def _to_side(side: Side, x: Fraction, y: Fraction) -> Fraction:
    x0, y0, x1, y1 = side
    length = (x1 - x0) ** 2 + (y1 - y0) ** 2
    along = ((x - x0) * (x1 - x0) + (y - y0) * (y1 - y0)) / length if length else Fraction(0)
    along = min(max(along, Fraction(0)), Fraction(1))
    return (x - x0 - along * (x1 - x0)) ** 2 + (y - y0 - along * (y1 - y0)) ** 2


def in_circle(circle: tuple[float, float, float], latitude: float, longitude: float, slack: float) -> bool:
    """Whether a point is at most the radius and `slack` degrees from the centre."""
    with localcontext(prec=50):
        angle = Decimal(circle[2]) / EARTH_KM + _radians(slack)
        if angle >= PI:
            return True
        return angle >= 0 and _haversine(circle[:2], latitude, longitude) <= _sine(angle / 2) ** 2


def _haversine(centre: tuple[float, float], latitude: float, longitude: float) -> Decimal:
    north = _sine(_radians(Decimal(latitude) - Decimal(centre[0])) / 2) ** 2
    east = _sine(_radians(Decimal(longitude) - Decimal(centre[1])) / 2) ** 2
    shrunk = _cosine(_radians(latitude)) * _cosine(_radians(centre[0]))
    return north + shrunk * east


def _radians(degrees: float | Decimal) -> Decimal:
    return Decimal(degrees) * PI / 180


def _cosine(angle: Decimal) -> Decimal:
    return _sine(angle + PI / 2)


def _sine(angle: Decimal) -> Decimal:
    """Its series, after whole turns are taken away."""
    angle = angle.remainder_near(2 * PI)
    term, total, number = angle, angle, 1
    while abs(term) > Decimal("1e-45"):
        number += 2
        term *= -angle * angle / (number * (number - 1))
        total += term
    return total
