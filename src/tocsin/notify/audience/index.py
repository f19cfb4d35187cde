"""An index over very many people by where they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tocsin.base import Area
from tocsin.errors import BadInput
from tocsin.notify.audience.arrays import Bools, Floats
from tocsin.notify.audience.cells import column_row, key, search
from tocsin.notify.audience.outlines import CircleOutlines, Outlines, RingOutlines
from tocsin.notify.audience.shapes import Shapes, shapes


class Audience:
    """People by id, latitude and longitude in degrees, to be asked again and again who is inside an area.

    They are kept in the order of cells that quarter the Earth again and again (Morton order), so that those
    of one cell, however large, lie side by side. Cells that no boundary touches are taken or left whole; only
    people in cells along the boundary are tested one by one. It takes 24 bytes a person and what an id takes.

    `BadInput` for a point that is not on Earth.

    >>> people = Audience(["ada", "ben"], [48.85, 45.76], [2.35, 4.84])
    >>> people.inside([Area(description="Paris", circles=((48.86, 2.34, 5.0),))]).tolist()
    ['ada']
    """

    def __init__(self, ids: ArrayLike, latitudes: ArrayLike, longitudes: ArrayLike) -> None:
        y = np.asarray(latitudes, dtype=np.float64)
        x = _between_180(np.asarray(longitudes, dtype=np.float64))
        _check(y, x)
        keys = key(*column_row(x, y))
        order = np.argsort(keys)
        self._keys = keys[order]
        self._x, self._y = x[order], y[order]
        self._ids = np.asarray(ids)[order]

    def __len__(self) -> int:
        return len(self._ids)

    @property
    def nbytes(self) -> int:
        """Bytes of memory it holds."""
        return self._keys.nbytes + self._x.nbytes + self._y.nbytes + self._ids.nbytes

    def inside(self, areas: Iterable[Area]) -> NDArray[np.generic]:
        """Ids of those inside any of the areas, each once, in no set order. `BadInput` as `matches`."""
        held = np.zeros(len(self), dtype=np.bool_)
        for outlines in _outlines(shapes(areas)):
            search(outlines, self._keys, self._x, self._y, held)
        return self._ids[held]


def matches(areas: Iterable[Area], latitudes: ArrayLike, longitudes: ArrayLike) -> Bools:
    """For each point, in degrees, whether it is inside any of the areas.

    `BadInput` for points that are not on Earth, and for areas with such points or circles that are none.

    >>> square = ((48, 2), (48, 3), (49, 3), (49, 2), (48, 2))
    >>> matches([Area(description="x", polygons=(square,))], [48.5, 48, 47.9], [2.5, 2.7, 2.5])
    array([ True,  True, False])
    """
    found = np.zeros(np.shape(latitudes), dtype=np.bool_)
    found[Audience(np.arange(len(found)), latitudes, longitudes).inside(areas)] = True
    return found


def _outlines(found: Shapes) -> Iterator[Outlines]:
    if found.pieces:
        yield RingOutlines(found.pieces)
    if found.circles:
        yield CircleOutlines(found.circles)


def _between_180(x: Floats) -> Floats:
    """Longitudes from -180 to below 180; those already there keep every digit."""
    return np.where(x >= 180, x - 360, np.where(x < -180, x + 360, x))


def _check(y: Floats, x: Floats) -> None:
    wrong = ~((np.abs(y) <= 90) & (x >= -180) & (x < 180))
    if wrong.any():
        at = int(np.argmax(wrong))
        text = f"latitude {y[at]:g}, longitude {x[at]:g} is not a point on Earth"
        raise BadInput(text, where=f"point {at + 1}", reason="coordinates")
