"""A gazetteer widened by a dump of GeoNames: the packaged places and names, and the dump's besides."""

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from tocsin.errors import BadInput
from tocsin.extract.gazetteer import dump
from tocsin.extract.gazetteer.build import keys_of, known, starts_of, text_of
from tocsin.extract.gazetteer.dump import Feature, Refused, Tell
from tocsin.extract.gazetteer.key import hash40
from tocsin.extract.gazetteer.sources import Row
from tocsin.extract.gazetteer.store import ALIAS_BIT, HASH_SHIFT, MOST_ROWS, Tables

DIVISION, AREA, SETTLEMENT = 1, 2, 3
Entries = npt.NDArray[np.uint64]
_ROW = np.uint64(ALIAS_BIT - 1)
_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to take of a dump: feature `classes`, and settlements of at least so many people; seats of
    government are always taken."""

    classes: str = "APL"
    least_people: int = 0

    def takes(self, feature: Feature) -> bool:
        """Whether a feature is one to take."""
        if feature.kind[0] not in self.classes or feature.gone:
            return False
        seat = feature.kind.startswith(("P.PPLA", "P.PPLC"))
        return feature.kind[0] != "P" or seat or feature.population >= self.least_people


@dataclass(slots=True)
class Summary:
    """What became of the lines of a dump; of the refused the first 20 are kept."""

    lines: int = 0
    added: int = 0
    known: int = 0
    not_wanted: int = 0
    refused: int = 0
    examples: list[Refused] = field(default_factory=list)

    def refuse(self, refused: Refused) -> None:
        """Count a line that is no place."""
        self.refused += 1
        if len(self.examples) < _SHOWN:
            self.examples.append(refused)


def widen(
    base: Tables, places: Path, *, names: Path | None = None, wanted: Wanted, tell: Tell
) -> tuple[Tables, Summary]:
    """`base` with the places of a dump that it lacks, and with further names of those it has.

    `names` is GeoNames' alternateNamesV2. BadInput where a file cannot be read, holds no place at all, or
    holds more places than a gazetteer can (8.4 million).
    """
    widening = _Widening(base)
    summary = Summary()
    for feature in dump.features(places, tell):
        summary.lines += 1
        if isinstance(feature, Refused):
            summary.refuse(feature)
        elif not wanted.takes(feature):
            summary.not_wanted += 1
        else:
            fresh = widening.add(feature)
            summary.added, summary.known = summary.added + fresh, summary.known + (not fresh)
    if summary.refused == summary.lines:
        first = summary.examples[0] if summary.examples else Refused(0, "it is empty")
        raise BadInput(
            f"no line of it is a place (line {first.line}: {first.reason}); is it a dump of GeoNames?",
            where=str(places), reason="no_place",
        )  # fmt: skip
    for name in dump.other_names(names, tell) if names else ():
        if isinstance(name, Refused):
            summary.refuse(name)
        else:
            widening.name(*name)
    return widening.tables(), summary


class _Widening:
    """New rows as growing columns; rows are numbered behind those of the base until all are sorted."""

    def __init__(self, base: Tables) -> None:
        self._base = base
        self._countries = base.countries.tobytes().decode("utf-8").split("\n")
        self._divisions = base.divisions.tobytes().decode("utf-8").split("\n")
        self._country_at = {code: index for index, code in enumerate(self._countries)}
        self._row_of = {int(number): row for row, number in enumerate(base.geonames_id) if number}
        self._codes: dict[tuple[str, str], int] = {}
        self._latitude, self._longitude, self._known = array("f"), array("f"), array("f")
        self._country, self._level, self._code = array("B"), array("B"), array("I")
        self._number, self._entries = array("I"), array("Q")
        self._names: list[bytes] = []
        self._named: dict[int, tuple[int, Feature]] = {}
        self._votes: dict[int, Counter[int]] = defaultdict(Counter)

    def add(self, feature: Feature) -> bool:
        """Take a feature in; whether it is new."""
        code = self._codes.setdefault((feature.country, feature.admin), len(self._codes))
        row = self._row_of.get(feature.geonames_id)
        if row is None:
            self._append(feature, code)
            return True
        if row < len(self._base.level):
            self._votes[code][int(self._base.division[row])] += 1
            self._keep_keys(row, (), keys_of(_row(feature, int(self._base.level[row])))[1])
        return False

    def name(self, number: int, name: str) -> None:
        """A further name of a place that is there; of a village only what is no mere spelling in Latin."""
        row = self._row_of.get(number)
        if row is None:
            return
        new = row - len(self._base.level)
        level = self._level[new] if new >= 0 else int(self._base.level[row])
        people = int(10 ** (self._known[new] if new >= 0 else float(self._base.known[row])))
        self._keep_keys(row, (), keys_of(Row(level, "", "", 0, 0, people, aliases={name}))[1])

    def _append(self, feature: Feature, code: int) -> None:
        row = len(self._base.level) + len(self._level)
        if row >= MOST_ROWS:
            raise BadInput(
                f"more than {MOST_ROWS:,} places; take fewer with --classes or --least-people",
                reason="too_many",
            )
        level = _level(feature)
        place = _row(feature, level)
        self._row_of[feature.geonames_id] = row
        self._latitude.append(feature.latitude)
        self._longitude.append(feature.longitude)
        self._known.append(known(place))
        self._country.append(self._country_at.get(feature.country, self._country_at[""]))
        self._level.append(level)
        self._code.append(code)
        self._number.append(feature.geonames_id)
        self._names.append(feature.name.encode("utf-8"))
        if level == DIVISION:
            self._named[code] = row, feature
        self._keep_keys(row, *keys_of(place))

    def _keep_keys(self, row: int, main: Iterable[str], others: Iterable[str]) -> None:
        self._entries.extend(hash40(key) << HASH_SHIFT | row for key in main)
        self._entries.extend(hash40(key) << HASH_SHIFT | ALIAS_BIT | row for key in others)

    def tables(self) -> Tables:
        """All places, best known first, a division that the base has already joined with the dump's."""
        base = self._base
        division = np.array([self._division_of(code) for code in range(len(self._codes))], np.uint16)
        latitude, longitude, number = base.latitude.copy(), base.longitude.copy(), base.geonames_id.copy()
        joined = self._joined(division)
        for new, old in joined.items():
            at = new - len(base.level)
            latitude[old], longitude[old] = self._latitude[at], self._longitude[at]
            number[old] = self._number[at]
        columns = {
            "latitude": np.concatenate([latitude, np.array(self._latitude, np.float32)]),
            "longitude": np.concatenate([longitude, np.array(self._longitude, np.float32)]),
            "known": np.concatenate([base.known, np.array(self._known, np.float16)]),
            "country": np.concatenate([base.country, np.array(self._country, np.uint8)]),
            "division": np.concatenate([base.division, division[np.array(self._code, np.intp)]]),
            "level": np.concatenate([base.level, np.array(self._level, np.uint8)]),
            "geonames_id": np.concatenate([number, np.array(self._number, np.uint32)]),
        }
        kept = np.ones(len(columns["level"]), bool)
        kept[list(joined)] = False
        order = np.argsort(-columns["known"].astype(np.float32), kind="stable")
        order = order[kept[order]]
        names = self._all_names()
        ordered = [names[row].decode("utf-8") for row in order]
        return replace(
            base,
            entries=self._all_entries(order, joined, len(kept)),
            names=text_of(ordered),
            name_at=starts_of(ordered),
            divisions=text_of(self._divisions),
            **{title: column[order] for title, column in columns.items()},
        )

    def _division_of(self, code: int) -> int:
        """The base's division that its settlements with this code lie in, else the dump's own."""
        if self._votes[code]:
            return self._votes[code].most_common(1)[0][0]
        if code not in self._named:
            return 0
        self._divisions.append(self._named[code][1].name)
        return len(self._divisions) - 1

    def _joined(self, division: npt.NDArray[np.uint16]) -> dict[int, int]:
        """First-level divisions of the dump that the base has under the same name, as new row to old."""
        base = self._base
        names = self._base_names()
        old = {
            (int(base.country[row]), names[row].decode("utf-8")): int(row)
            for row in np.flatnonzero(base.level == DIVISION)
        }
        found = {}
        for code, (row, feature) in self._named.items():
            nation = self._country_at.get(feature.country, self._country_at[""])
            if (nation, self._divisions[division[code]]) in old:
                found[row] = old[nation, self._divisions[division[code]]]
        return found

    def _base_names(self) -> list[bytes]:
        return self._base.names.tobytes().split(b"\n")

    def _all_names(self) -> list[bytes]:
        return self._base_names() + self._names

    def _all_entries(self, order: npt.NDArray[np.intp], joined: dict[int, int], rows: int) -> Entries:
        """Entries of both with the rows' final numbers; an alias that is a main name too is dropped."""
        final = np.zeros(rows, np.uint64)
        final[order] = np.arange(len(order), dtype=np.uint64)
        for new, old in joined.items():
            final[new] = final[old]
        entries = np.concatenate([self._base.entries, np.array(self._entries, np.uint64)])
        entries = np.unique(entries & ~_ROW | final[(entries & _ROW).astype(np.intp)])
        alias = (entries & np.uint64(ALIAS_BIT)) != 0
        main = entries[~alias]
        as_main = entries[alias] & ~np.uint64(ALIAS_BIT)
        at = np.minimum(np.searchsorted(main, as_main), len(main) - 1)
        kept = ~alias
        kept[alias] = main[at] != as_main
        return np.asarray(entries[kept])


def _level(feature: Feature) -> int:
    if feature.kind == "A.ADM1":
        return DIVISION
    return SETTLEMENT if feature.kind.startswith("P.") else AREA


def _row(feature: Feature, level: int) -> Row:
    return Row(
        level, feature.name, feature.country, feature.latitude, feature.longitude, feature.population,
        capital=feature.kind == "P.PPLC", aliases=set(feature.aliases),
    )  # fmt: skip
