"""What a text says for each place that its names may mean: the clues a choice is weighed on.

A column a clue, in the order of `CLUES`:

- *known*, *fame*: how well known the place is by the name, and by how much it exceeds a large city;
- *country*, *division*, *region*: what it is, a settlement being none of them; *county*: a lower division;
- *own*: in English text, it is the place's own name, not an alias or a part of it ("Mexico" for Mexico City);
- *inside*: the name stands beside that of a country or division which holds it ("Portland, Maine");
- *town*: a town whose division bears the same name;
- *outlet*: it lies in the outlet's country; *home*, *homeland*: near the dateline's place, in its country;
- *nation*, *part*, *near*, *share*: how many other names of the text mean places in its country, in its
  division, near it, and what share of them its country has; *beside_...*: the same of names close by.
"""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from tocsin.base import Place, PlaceKind
from tocsin.extract.gazetteer import Toponym
from tocsin.extract.gazetteer.key import name_key, split, word_key
from tocsin.extract.gazetteer.words import words
from tocsin.extract.geocode.distance import distances_km

Array = npt.NDArray[np.float64]
Ints = npt.NDArray[np.intp]
Bools = npt.NDArray[np.bool_]

STANDING = (
    "known", "fame", "country", "division", "region", "county", "own", "inside", "town", "outlet",
)  # fmt: skip
IN_CONTEXT = (
    "home", "homeland", "nation", "part", "near", "share", "beside_nation", "beside_part", "beside_near",
)  # fmt: skip
CLUES = STANDING + IN_CONTEXT
FAMOUS = 6.0
# Of each other name so many candidates speak, each by its likelihood.
CONTEXT_CANDIDATES = 3
NEAR_KM = 100.0
# Names so many characters apart speak for each other a third as much as neighbours do.
BESIDE_CHARACTERS = 150.0
# The farthest that a name may stand from the one that contains it, in characters.
WITHIN_LONGEST = 24
_PUNCTUATION = " ,،(（、·-\n\u00a0"


class Clues:
    """The candidates of all names of one text, in rows, and their clues.

    `owner` is each candidate's name, by its place in `names`; each name is the list of its mentions.
    `home` is the index of the dateline's name, None where the text has none.
    """

    def __init__(
        self,
        names: Sequence[Sequence[Toponym]],
        *,
        text: str,
        language: str,
        home: int | None = None,
        outlet_country: str = "",
    ) -> None:
        self.places = [place for mentions in names for place in mentions[0].candidates]
        self.first = np.cumsum([0, *(len(mentions[0].candidates) for mentions in names)])
        self.owner: Ints = np.repeat(np.arange(len(names)), np.diff(self.first))
        self.known: Array = np.array([known for mentions in names for known in mentions[0].known])
        self._names, self._home = names, home
        self._latitude = np.array([place.latitude for place in self.places])
        self._longitude = np.array([place.longitude for place in self.places])
        self._nation = _numbered([place.country for place in self.places])
        self._part = _numbered([f"{p.country}/{p.division}" if p.division else "" for p in self.places])
        self._mentions = np.array([1 + np.log(len(mentions)) for mentions in names])
        self._closeness = _closeness(names)
        self._language, self._outlet_country = language, outlet_country
        self._standing = self._stand(_inside(names, text, words(language).within))

    def _stand(self, inside: Sequence[Array]) -> Array:
        kinds = [place.kind for place in self.places]
        outlet = self._outlet_country
        columns = [
            self.known,
            np.maximum(0.0, self.known - FAMOUS),
            *([kind is wanted for kind in kinds] for wanted in _KINDS),
            [_is_county(place) for place in self.places],
            self._own(),
            np.concatenate(inside),
            self._town_of_same_name(),
            [bool(outlet) and place.country == outlet for place in self.places],
        ]
        return np.column_stack([np.asarray(column, np.float64) for column in columns])

    def _own(self) -> Array:
        """1 where a name is the place's own; the list's names are English."""
        if self._language != "en":
            return np.zeros(len(self.places))
        surfaces = [name_key(mentions[0].surface) for mentions in self._names]
        return np.array(
            [
                name_key(place.name) == surfaces[owner]
                for owner, place in zip(self.owner, self.places, strict=True)
            ],
            np.float64,
        )

    def _town_of_same_name(self) -> Array:
        """1 for a town whose division bears the same name: news from "Baghdad" is of the city."""
        parts = {
            (int(owner), place.country, place.name)
            for owner, place in zip(self.owner, self.places, strict=True)
            if place.kind is PlaceKind.DIVISION
        }
        return np.array(
            [
                place.kind is PlaceKind.SETTLEMENT and (int(owner), place.country, place.division) in parts
                for owner, place in zip(self.owner, self.places, strict=True)
            ],
            np.float64,
        )

    def matrix(self, shares: Array | None) -> Array:
        """All clues, n x 19; `shares` is how likely each candidate is of its name by what is known so far,
        None to see each name by itself."""
        context = np.zeros((len(self.places), len(IN_CONTEXT))) if shares is None else self._context(shares)
        return np.hstack([self._standing, context])

    def inside(self, row: int) -> bool:
        """Whether a candidate is named together with what contains it."""
        return bool(self._standing[row, STANDING.index("inside")])

    def _context(self, shares: Array) -> Array:
        speakers = self._speakers(shares)
        owner = self.owner[speakers]
        other = self.owner[:, None] != owner[None, :]
        weight = other * (shares[speakers] * self._mentions[owner])[None, :]
        close = weight * self._closeness[self.owner[:, None], owner[None, :]]
        nation = (self._nation[:, None] == self._nation[speakers]) & (self._nation[:, None] > 0)
        part = (self._part[:, None] == self._part[speakers]) & (self._part[:, None] > 0)
        apart = distances_km(
            self._latitude, self._longitude, self._latitude[speakers], self._longitude[speakers]
        )
        exact = np.array([self.places[row].kind is not PlaceKind.COUNTRY for row in speakers])
        near = np.exp(-apart / NEAR_KM) * exact
        counted = [(weight * clue).sum(axis=1) for clue in (nation, part, near)]
        beside = [(close * clue).sum(axis=1) for clue in (nation, part, near)]
        share = counted[0] / np.maximum(1.0, weight.sum(axis=1))
        return np.column_stack([*self._homes(shares), *map(np.log1p, counted), share, *map(np.log1p, beside)])

    def _speakers(self, shares: Array) -> Ints:
        """The likeliest candidates of each name."""
        order = np.lexsort((-shares, self.owner))
        rank = np.arange(len(order)) - self.first[self.owner[order]]
        return np.asarray(order[rank < CONTEXT_CANDIDATES])

    def _homes(self, shares: Array) -> tuple[Array, Array]:
        """How near each candidate lies to the dateline's place, and whether in its country."""
        if self._home is None:
            return np.zeros(len(shares)), np.zeros(len(shares))
        first, last = self.first[self._home], self.first[self._home + 1]
        best = first + int(np.argmax(shares[first:last]))
        other = self.owner != self._home
        apart = distances_km(
            self._latitude, self._longitude, self._latitude[best : best + 1], self._longitude[best : best + 1]
        )[:, 0]
        return other * np.exp(-apart / NEAR_KM), other * (self._nation == self._nation[best])


def _is_county(place: Place) -> bool:
    return place.kind is PlaceKind.DIVISION and place.name != place.division


_KINDS = (PlaceKind.COUNTRY, PlaceKind.DIVISION, PlaceKind.REGION)


def _numbered(names: Sequence[str]) -> Ints:
    """Equal names as equal numbers, "" as 0."""
    at = {"": 0}
    return np.array([at.setdefault(name, len(at)) for name in names], np.intp)


def _closeness(names: Sequence[Sequence[Toponym]]) -> Array:
    """How close each two names stand in the text at their nearest mentions: 1 side by side, towards 0."""
    owner = np.array([index for index, mentions in enumerate(names) for _ in mentions], np.intp)
    start = np.array([mention.start for mentions in names for mention in mentions], np.float64)
    end = np.array([mention.end for mentions in names for mention in mentions], np.float64)
    gap = np.maximum(0.0, np.maximum(start[:, None] - end[None, :], start[None, :] - end[:, None]))
    closest = np.zeros((len(names), len(names)))
    np.maximum.at(closest, (owner[:, None], owner[None, :]), np.exp(-gap / BESIDE_CHARACTERS))
    return closest


def _inside(names: Sequence[Sequence[Toponym]], text: str, within: frozenset[str]) -> list[Array]:
    """For each name its candidates that lie in one of the next name's ("Portland, Maine") or, in Chinese, of
    the last's."""
    found = [np.zeros(len(mentions[0].candidates)) for mentions in names]
    mentions = sorted(
        ((mention, index) for index, same in enumerate(names) for mention in same),
        key=lambda pair: (pair[0].start, pair[0].end),
    )
    for (left, one), (right, other) in pairwise(mentions):
        if left.demonym or right.demonym or not _beside(text[left.end : right.start], within):
            continue
        for inner, outer in ((one, other), (other, one)):
            small, big = names[inner][0].candidates, names[outer][0].candidates[:5]
            holds = np.array([any(contains(holder, place) for holder in big) for place in small], np.float64)
            if holds.any():
                found[inner] = np.maximum(found[inner], holds)
                break
    return found


def _beside(gap: str, within: frozenset[str]) -> bool:
    """Whether nothing but a comma, a bracket or words like "in northern" parts two names."""
    if len(gap) > WITHIN_LONGEST:
        return False
    return all(word_key(word) in within for word in split(gap.strip(_PUNCTUATION)))


def contains(big: Place, small: Place) -> bool:
    """Whether `big` is a country or first-level division that `small` lies in."""
    if big.country != small.country or big == small or small.kind is PlaceKind.COUNTRY:
        return False
    return big.kind is PlaceKind.COUNTRY or (big.kind is PlaceKind.DIVISION and big.name == small.division)
