"""Builds the gazetteer file out of the public lists."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from math import log10
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from tocsin.extract.gazetteer import sources
from tocsin.extract.gazetteer.key import hash40, name_key
from tocsin.extract.gazetteer.sources import Row
from tocsin.extract.gazetteer.store import ALIAS_BIT, HASH_SHIFT, Tables, Text
from tocsin.extract.gazetteer.words import LANGUAGES, words

SCRIPTS = ("LATIN", "ARABIC", "CJK", "CYRILLIC", "DEVANAGARI")
# Below this a Latin alternate name is mostly noise; a village keeps its main name and those in other scripts.
ALIASES_FROM = 2_000
SHORTEST = {"LATIN": 4, "ARABIC": 3, "CJK": 2, "CYRILLIC": 3, "DEVANAGARI": 3}
# How much better known than its head count a place is: a country or a capital is named more than a town.
KNOWN_BY_LEVEL = (2.0, 0.5, -1.0, 0.0, 0.0)
KNOWN_CAPITAL = 1.0

Step = Callable[[str], None]


def build(*, cldr: Path | None, natural_earth: Path | None, step: Step) -> Tables:
    """The whole gazetteer; `step` is told in words what is being done.

    Without `cldr` (a copy of CLDR's `common` folder) countries and divisions have English names only; without
    `natural_earth` the divisions of the four largest countries lie at the mean of their towns.
    """
    step("reading settlements")
    towns = sources.settlements()
    step("joining divisions")
    regions = sources.divisions(towns)
    nations = sources.countries()
    extra = sources.supplement()
    if cldr:
        step("naming countries and divisions in every language")
        _name_countries(nations, cldr)
        _name_divisions(regions, towns, cldr, extra["same"])
    _rename(towns, regions)
    _add_words(nations)
    _add_town_words(towns)
    _place_countries(nations, towns, extra["points"])
    _place_divisions(regions, natural_earth, extra["division_points"])
    _mark_capitals(towns)
    rows = nations + regions + towns + _districts(extra["place"], towns) + _regions(extra["region"])
    _promote(rows, extra["main"])
    rows.sort(key=known, reverse=True)
    step(f"hashing the names of {len(rows):,} places")
    return _tables(rows)


def known(row: Row) -> float:
    """How likely a bare name means this place: decimal logarithm of its people, plus what its rank adds."""
    return log10(row.population + 1) + KNOWN_BY_LEVEL[row.level] + KNOWN_CAPITAL * row.capital


def _name_countries(nations: list[Row], cldr: Path) -> None:
    for language in LANGUAGES:
        names = sources.cldr_countries(cldr, language)
        for nation in nations:
            nation.aliases |= names.get(nation.country, set())


def _name_divisions(regions: list[Row], towns: list[Row], cldr: Path, same: dict[str, str]) -> None:
    """CLDR's names, joined by `same` or on the English one; the first match gives the spelling."""
    names = {language: sources.cldr_divisions(cldr, language) for language in LANGUAGES}
    first = sources.cldr_first_level(cldr)
    upper, lower = _division_keys(regions, towns, 1), _division_keys(regions, towns, 2)
    by_code = {f"{row.country}.{row.admin}": row for row in regions if row.level == 1}
    named: set[int] = set()
    for code in sorted(names["en"], key=lambda code: (code not in same, code not in first)):
        english = sorted(names["en"][code], key=len)
        keys = [key for name in english for key in _keys(code[:2].upper(), name)]
        listed = (upper, lower) if code in first else (lower,)
        row = by_code.get(same.get(code, "")) or next(
            (table[key] for table in listed for key in keys if key in table), None
        )
        if row is None:
            continue
        row.aliases |= {row.name} | {_clean(name) for some in names.values() for name in some.get(code, ())}
        if id(row) not in named:
            row.name = _clean(english[0])
            named.add(id(row))


def _division_keys(regions: list[Row], towns: list[Row], level: int) -> dict[tuple[str, str], Row]:
    """A level's divisions by each of their names, and first-level ones last by their largest town's."""
    rows = [row for row in regions if row.level == level]
    found: dict[tuple[str, str], Row] = {}
    for row in rows:
        for name in (row.name, *row.aliases):
            for key in _keys(row.country, name):
                found.setdefault(key, row)
    if level == 1:
        largest = {(town.country, town.admin): town.name for town in sorted(towns, key=known)}
        for row in rows:
            found.setdefault((row.country, name_key(largest[row.country, row.admin])), row)
    return found


def _keys(country: str, name: str) -> list[tuple[str, str]]:
    return [(country, name_key(form)) for form in {name, unwrap(name)} if name_key(form)]


def _clean(name: str) -> str:
    return re.sub(r"[²³¹*]", "", name).strip()


def unwrap(name: str) -> str:
    """A division's name without the word for what it is.

    >>> unwrap("Basra Governorate"), unwrap("محافظة الأنبار"), unwrap("新疆维吾尔自治区")
    ('Basra', 'الأنبار', '新疆')
    """
    for language in LANGUAGES:
        bare = words(language).wrapper.sub("", name).strip()
        if bare and bare != name:
            return bare
    return name


def _rename(towns: list[Row], regions: list[Row]) -> None:
    """Every place and lower division carries its first-level division's final name."""
    final = {(row.country, row.admin): row.name for row in regions if row.level == 1}
    for row in (*towns, *regions):
        row.division = final.get((row.country, row.admin), "")


def _add_words(nations: list[Row]) -> None:
    by_code = {nation.country: nation for nation in nations}
    for language in LANGUAGES:
        for code, names in words(language).countries.items():
            by_code[code].aliases |= set(names)


def _add_town_words(towns: list[Row]) -> None:
    """Names of towns by hand, for languages whose names GeoNames has few of."""
    largest = {f"{town.name}, {town.country}": town for town in sorted(towns, key=known)}
    for language in LANGUAGES:
        for place, names in words(language).towns.items():
            largest[place].aliases |= set(names)


def _place_countries(nations: list[Row], towns: list[Row], points: dict[str, list[float]]) -> None:
    members = defaultdict(list)
    for town in towns:
        members[town.country].append(town)
    for nation in nations:
        inside = members[nation.country]
        if nation.country in points:
            nation.latitude, nation.longitude = points[nation.country]
        elif inside:
            nation.latitude = sum(town.latitude for town in inside) / len(inside)
            nation.longitude = sum(town.longitude for town in inside) / len(inside)


def _place_divisions(
    regions: list[Row], natural_earth: Path | None, by_hand: dict[str, tuple[float, float]]
) -> None:
    points = sources.natural_earth_points(natural_earth) if natural_earth else {}
    for row in regions:
        code = f"{row.country}.{row.admin}"
        if row.level == 1 and code in points:
            row.latitude, row.longitude, row.geonames_id = points[code]
        if row.level == 1 and code in by_hand:
            row.latitude, row.longitude = by_hand[code]


def _mark_capitals(towns: list[Row]) -> None:
    capitals = sources.capitals()
    best: dict[str, Row] = {}
    for town in towns:
        names = {name_key(town.name), *map(name_key, town.aliases)}
        if name_key(capitals.get(town.country, "")) in names:
            best[town.country] = max(town, best.get(town.country, town), key=lambda row: row.population)
    for town in best.values():
        town.capital = True


def _districts(listed: list[dict[str, Any]], towns: list[Row]) -> list[Row]:
    """Districts by hand; each takes the division of the town it is "in"."""
    division = {f"{town.name}, {town.country}": town.division for town in sorted(towns, key=known)}
    rows = []
    for item in listed:
        row = _hand_row(3, item, item["in"].rpartition(", ")[2])
        row.division = division.get(item["in"], "")
        rows.append(row)
    return rows


def _regions(listed: list[dict[str, Any]]) -> list[Row]:
    """Regions by hand: within one country they count as divisions of it, else as regions of the world."""
    return [_hand_row(2 if item.get("country") else 4, item, item.get("country", "")) for item in listed]


def _hand_row(level: int, item: dict[str, Any], country: str) -> Row:
    latitude, longitude = item["point"]
    people = item["fame"] * (10 if level == 2 else 1)
    return Row(
        level, item["name"], country, latitude, longitude, people, aliases=set(item.get("aliases", ()))
    )


def _promote(rows: list[Row], main: dict[str, list[str]]) -> None:
    by_id = {row.geonames_id: row for row in rows if row.geonames_id}
    for number, names in main.items():
        by_id[int(number)].main |= set(names)


def _tables(rows: list[Row]) -> Tables:
    nations = sorted({row.country for row in rows})
    parts = ["", *sorted({row.division for row in rows} - {""})]
    nation_at = {code: index for index, code in enumerate(nations)}
    part_at = {name: index for index, name in enumerate(parts)}
    names = [row.name for row in rows]
    return Tables(
        entries=_entries(rows),
        latitude=np.array([row.latitude for row in rows], np.float32),
        longitude=np.array([row.longitude for row in rows], np.float32),
        known=np.array([known(row) for row in rows], np.float16),
        country=np.array([nation_at[row.country] for row in rows], np.uint8),
        division=np.array([part_at[row.division] for row in rows], np.uint16),
        level=np.array([row.level for row in rows], np.uint8),
        geonames_id=np.array([row.geonames_id for row in rows], np.uint32),
        names=text_of(names),
        name_at=starts_of(names),
        countries=text_of(nations),
        divisions=text_of(parts),
    )


def text_of(lines: Iterable[str]) -> Text:
    """Lines as one UTF-8 text."""
    return np.frombuffer("\n".join(line.replace("\n", " ") for line in lines).encode("utf-8"), np.uint8)


def starts_of(lines: Sequence[str]) -> npt.NDArray[np.uint32]:
    """Where each line starts in `text_of` them, and one past the newline that would end the last."""
    return np.cumsum([0, *(len(line.encode("utf-8")) + 1 for line in lines)], dtype=np.uint32)


def _entries(rows: list[Row]) -> npt.NDArray[np.uint64]:
    packed = [
        hash40(key) << HASH_SHIFT | alias | at
        for at, row in enumerate(rows)
        for keys, alias in zip(keys_of(row), (0, ALIAS_BIT), strict=True)
        for key in keys
    ]
    return np.unique(np.array(packed, np.uint64))


def keys_of(row: Row) -> tuple[set[str], set[str]]:
    """The keys of a place's main names, and of its other ones."""
    main = {name_key(name) for name in (row.name, *row.main)}
    if row.level in (1, 2):
        main.add(name_key(unwrap(row.name)))
    others = {name_key(alias) for alias in _wanted_aliases(row)}
    return main - {""}, others - main - {""}


def _wanted_aliases(row: Row) -> Iterable[str]:
    if row.level != 3:
        for alias in row.aliases:
            if len(name_key(alias)) >= SHORTEST.get(script_of(alias), 4):
                yield alias
                yield unwrap(alias)
        return
    for alias in row.aliases:
        script = script_of(alias)
        if script == "LATIN" and (row.population < ALIASES_FROM or alias.isupper()):
            continue
        if script in SCRIPTS and len(name_key(alias)) >= SHORTEST[script]:
            yield alias
            yield from _without_city_word(alias, script)


def _without_city_word(alias: str, script: str) -> Iterable[str]:
    if script == "CJK" and len(alias) > 2 and alias[-1] in "市县縣区區镇鎮":
        yield alias[:-1]


def script_of(name: str) -> str:
    """Unicode's word for the script of a name's first letter: "LATIN", "ARABIC", "CJK"."""
    first = next((letter for letter in name if letter.isalpha()), "")
    return unicodedata.name(first, "?").split()[0] if first else ""
