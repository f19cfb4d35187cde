"""Where things can happen: named points on the Earth, and how far they are from one another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tocsin.base.sphere import great_circle_km
from tocsin.errors import BadInput


@dataclass(frozen=True, slots=True, eq=False)
class Sites:
    """Places by number: `ids`, what people call them, and WGS 84 degrees.

    Two sites may share their coordinates: every circle then holds both or neither. `BadInput` names the
    first id that comes twice, and the first site that is not on the Earth.

    >>> sites = Sites(["75011", "75010"], [48.8590, 48.8760], [2.3781, 2.3596], names=["11e", "10e"])
    >>> sites.ids, sites.distances(0).tolist()
    (('75011', '75010'), [0.0, 2.32473])
    """

    ids: tuple[str, ...]
    names: tuple[str, ...]
    latitude: NDArray[np.float64]
    longitude: NDArray[np.float64]

    def __init__(
        self,
        ids: Sequence[str],
        latitude: ArrayLike,
        longitude: ArrayLike,
        *,
        names: Sequence[str] | None = None,
    ) -> None:
        called = tuple(ids) if names is None else tuple(names)
        _check_ids(ids, called)
        degrees = (_degrees(ids, latitude, 90, "latitude"), _degrees(ids, longitude, 180, "longitude"))
        for name, value in zip(self.__slots__, (tuple(ids), called, *degrees), strict=True):
            object.__setattr__(self, name, value)

    def distances(self, centre: int, others: NDArray[np.intp] | slice = slice(None)) -> NDArray[np.float64]:
        """Kilometres along the sphere from one site to others, rounded to the millimetre."""
        return great_circle_km(
            self.latitude[centre], self.longitude[centre], self.latitude[others], self.longitude[others]
        )

    def within(self, centre: int, radius_km: float) -> NDArray[np.intp]:
        """The sites at most so far from one of them, that one first, nearest first, then by number."""
        distances = self.distances(centre)
        near = np.flatnonzero(distances <= radius_km)
        return near[np.lexsort((near, near != centre, distances[near]))]


def _check_ids(ids: Sequence[str], names: Sequence[str]) -> None:
    if not ids:
        raise BadInput("there is no place in it", where="sites", reason="empty")
    if len(names) != len(ids):
        raise BadInput(f"{len(names)} names for {len(ids)} places", where="sites", reason="shape")
    seen: set[str] = set()
    for id in ids:
        if id in seen:
            raise BadInput("this place comes twice; give each place once", where=id, reason="twice")
        seen.add(id)


def _degrees(ids: Sequence[str], given: ArrayLike, limit: int, name: str) -> NDArray[np.float64]:
    values = np.array(given, dtype=np.float64)
    if values.shape != (len(ids),):
        raise BadInput(
            f"there must be one {name} for each of {len(ids)} places", where="sites", reason="shape"
        )
    good = np.abs(values) <= limit  # NaN compares False
    if not good.all():
        at = int(np.argmin(good))
        text = f"its {name} {values[at]} is not between -{limit} and {limit} degrees"
        raise BadInput(text, where=ids[at], reason=name)
    values.flags.writeable = False
    return values
