"""The gazetteer's tables: places best known first, and names as sorted hashes that point to them."""

from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from tocsin.base import Place, PlaceKind
from tocsin.errors import BadInput
from tocsin.extract.gazetteer import arrays

SHIPPED = Path(__file__).parent / "places.npz"
KINDS = (
    PlaceKind.COUNTRY,
    PlaceKind.DIVISION,
    PlaceKind.DIVISION,
    PlaceKind.SETTLEMENT,
    PlaceKind.REGION,
)  # by level
ROW_BITS, ALIAS_BIT = 23, 1 << 23
HASH_SHIFT = ROW_BITS + 1
MOST_ROWS = 1 << ROW_BITS

NEAR = 0.5

Text = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Tables:
    """Columns of places (one row each) and of names.

    `entries` is sorted uint64: 40 bits name hash, 1 bit "an alias, not the main name", 23 bits row.
    `names`, `countries`, `divisions` are UTF-8 texts joined by newlines; `name_at` tells where each name
    starts, and one past the newline that would end the last; `country` and `division` index the latter two.
    Coordinates are WGS 84 degrees. `known` is how likely a bare name means the place (see
    `tocsin.extract.gazetteer.build.known`). `level` is 0 country, 1 first-level division, 2 second-level
    division or another area within a country, 3 settlement, 4 region of the world.
    """

    entries: npt.NDArray[np.uint64]
    latitude: npt.NDArray[np.float32]
    longitude: npt.NDArray[np.float32]
    known: npt.NDArray[np.float16]
    country: npt.NDArray[np.uint8]
    division: npt.NDArray[np.uint16]
    level: npt.NDArray[np.uint8]
    geonames_id: npt.NDArray[np.uint32]
    names: Text
    name_at: npt.NDArray[np.uint32]
    countries: Text
    divisions: Text

    @classmethod
    def load(cls, path: Path | None = None) -> "Tables":
        """Read a built gazetteer, by default the packaged one; BadInput where it is missing or broken."""
        path = path or SHIPPED
        try:
            stored = arrays.load(path)
            return cls(**{field.name: stored[field.name] for field in fields(cls)})
        except FileNotFoundError:
            raise BadInput(
                "no gazetteer here; build one with `python -m tocsin.extract.gazetteer` or import one with "
                "`tocsin gazetteer import`",
                where=str(path), reason="no_gazetteer",
            ) from None  # fmt: skip
        except (OSError, ValueError, KeyError, EOFError, arrays.Broken) as broken:
            raise BadInput(f"not a gazetteer ({broken})", where=str(path), reason="bad_gazetteer") from broken

    def save(self, path: Path, *, packed: bool) -> None:
        """Write to `path` (.npz), whole or not at all; `packed` is small, else it is mapped, not read."""
        arrays.save(path, {field.name: getattr(self, field.name) for field in fields(self)}, packed=packed)


class Store:
    """Looks names up in `Tables` and makes `Place`s of rows."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._countries = _lines(tables.countries)
        self._divisions = _lines(tables.divisions)
        self.place = lru_cache(maxsize=50_000)(self._place)

    def rows(self, hashes: npt.NDArray[np.uint64]) -> list[list[tuple[int, bool]]]:
        """For each 40-bit hash the rows it names, best known first, each with whether by an alias only."""
        entries, shift = self._tables.entries, np.uint64(HASH_SHIFT)
        first = np.searchsorted(entries, hashes << shift)
        last = np.searchsorted(entries, hashes << shift | np.uint64((1 << HASH_SHIFT) - 1), side="right")
        return [
            [(int(e) & (ALIAS_BIT - 1), bool(int(e) & ALIAS_BIT)) for e in entries[a:b]] if b > a else []
            for a, b in zip(first.tolist(), last.tolist(), strict=True)
        ]

    def level(self, row: int) -> int:
        """0 country, 1 first-level division, 2 second-level division, 3 settlement, 4 region."""
        return int(self._tables.level[row])

    def known(self, row: int) -> float:
        """About the decimal logarithm of its people, more for countries and capitals."""
        return float(self._tables.known[row])

    def settlements_near(self, latitude: float, longitude: float) -> tuple[npt.NDArray[np.intp], Floats]:
        """Rows of settlements within about 55 km of a point, and how far each is in degrees of latitude."""
        table = self._tables
        up = table.latitude - latitude
        across = (table.longitude - longitude + 180) % 360 - 180
        away = np.hypot(up, across * np.cos(np.radians(latitude)))
        near = np.flatnonzero((away < NEAR) & (table.level == 3))
        return near, away[near]

    def country_rows(self) -> dict[str, int]:
        """ISO 3166-1 code to the country's row."""
        table = self._tables
        return {self._countries[table.country[row]]: int(row) for row in np.flatnonzero(table.level == 0)}

    def _place(self, row: int) -> Place:
        table = self._tables
        return Place(
            name=self._name(row),
            kind=KINDS[table.level[row]],
            country=self._countries[table.country[row]],
            division=self._divisions[table.division[row]],
            latitude=round(float(table.latitude[row]), 5),
            longitude=round(float(table.longitude[row]), 5),
            geonames_id=int(table.geonames_id[row]),
        )

    def _name(self, row: int) -> str:
        first, last = self._tables.name_at[row : row + 2].tolist()
        return self._tables.names[first : last - 1].tobytes().decode("utf-8")

    def __len__(self) -> int:
        return len(self._tables.latitude)


def _lines(text: Text) -> list[str]:
    return text.tobytes().decode("utf-8").split("\n")
