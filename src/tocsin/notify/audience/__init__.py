"""Who is inside the area of an alert.

What an area covers, exactly:

* A polygon's sides are straight lines in the plane of latitude and longitude, as maps show CAP. A side goes
  the short way round: one that spans more than 180 degrees of longitude crosses the antimeridian. One of 180
  degrees is taken as written. So is one from -180 to 180, as in a box of the whole world, unless the ring
  would then enclose nothing: rings around a pole are written so too.
* An open ring is closed. Where a ring crosses itself, inside is what it goes around in sum (winding number
  not 0): both loops of an eight are, and a hole that is reached by a seam is not. A ring that crosses itself
  tens of thousands of times holds its convex hull.
* A ring that goes once round the Earth encloses a pole: the one that it comes nearer to (the north pole if
  neither). The pole is one point: a ring that reaches it holds it at every longitude.
* A circle holds what is at most its radius away over a sphere of 6,371 km radius; 0 km is a point.
* The boundary is inside, and so is all within `TOLERANCE` degrees of it (0.1 mm), which is far more than what
  the arithmetic can err: nobody inside is missed.
* Longitudes are the same 360 degrees apart. Altitude and ceiling are ignored.
* An area is all of its polygons and circles. Its geocodes describe the same area again (CAP 1.2, 3.2.4), so
  they make a shape only where it has no other: ISO3166-1 codes of countries that have an outline. `is_drawn`
  tells where no shape is known. Codes that subscribers name are compared as they stand: see `geocodes`.

Source: CAP 1.2 (OASIS, July 2010), sections 3.2.4 and 3.3.3; the reading of sides and poles is ours, as the
standard leaves it open.
"""

from tocsin.notify.audience.bounds import Box, bounds
from tocsin.notify.audience.index import Audience, matches
from tocsin.notify.audience.rings import TOLERANCE
from tocsin.notify.audience.shapes import geocodes, is_drawn
from tocsin.notify.audience.touching import Interests, touching

__all__ = [
    "TOLERANCE",
    "Audience",
    "Box",
    "Interests",
    "bounds",
    "geocodes",
    "is_drawn",
    "matches",
    "touching",
]
