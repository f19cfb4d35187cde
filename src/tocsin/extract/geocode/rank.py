"""Chooses among the places a name may mean."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from tocsin.base import Place, PlaceKind
from tocsin.extract.gazetteer import Toponym
from tocsin.extract.gazetteer.key import name_key, split, word_key
from tocsin.extract.gazetteer.words import words
from tocsin.extract.geocode.distance import distance_km, distances_km
from tocsin.extract.geocode.trust import Located, trust

Array = npt.NDArray[np.float64]
# How much each clue weighs, in decimal orders of how well known a place is. Fitted on half of three corpora
# (benchmarks/quality/geocoding.py); "town" and "outlet" by hand.
WEIGHTS = {
    "inside": 4.6,
    "nation": 0.8,
    "region": 1.0,
    "near": 1.1,
    "dateline": 1.5,
    "outlet": 1.0,
    "town": 1.0,
    "share": 2.9,
    "country": -0.3,
}
CONTEXT_CANDIDATES = 3
NEAR_KM = 100.0
SAME_KM = 40.0
ROUNDS = 2
# Two decimal orders of lead are near certainty.
SHARPNESS = 2.0

# The farthest that a name may stand from the one that contains it, in characters.
WITHIN_LONGEST = 24
_PUNCTUATION = " ,،(（、·-\n\u00a0"


@dataclass(eq=False)
class _Name:
    """One name of the text with all its mentions, its candidates as columns, and their running score."""

    mentions: list[Toponym]
    places: tuple[Place, ...]
    known: Array
    latitude: Array
    longitude: Array
    inside: Array
    score: Array

    @classmethod
    def of(cls, mentions: list[Toponym]) -> "_Name":
        first = mentions[0]
        known = np.array(first.known)
        return cls(
            mentions, first.candidates, known,
            np.array([place.latitude for place in first.candidates]),
            np.array([place.longitude for place in first.candidates]),
            np.zeros(len(known)), known.copy(),
        )  # fmt: skip

    @property
    def best(self) -> Place:
        """The likeliest candidate by the score now."""
        return self.places[int(np.argmax(self.score))]

    @property
    def shares(self) -> Array:
        """How likely each candidate is by its score now; sums to 1."""
        lead = np.exp(SHARPNESS * (self.score - self.score.max()))
        return np.asarray(lead / lead.sum())


def resolve(
    toponyms: Sequence[Toponym], *, text: str, language: str, dateline: str = "", outlet_country: str = ""
) -> tuple[Located, ...]:
    """One place for each name, in the order of `toponyms`.

    `dateline` is the name of the place a dispatch was sent from, `outlet_country` the ISO 3166-1 code of the
    outlet's country; both lift nearby places, "" where unknown.
    """
    toponyms = [toponym for toponym in toponyms if toponym.candidates]
    names = _by_name(toponyms)
    _mark_inside(names, toponyms, text, words(language).within)
    anchor = names.get(name_key(dateline)) or names.get(name_key(dateline.partition(",")[0]))
    for _ in range(ROUNDS):
        context = _Context(list(names.values()))
        scores = {key: context.score(name, anchor, outlet_country) for key, name in names.items()}
        for key, score in scores.items():
            names[key].score = score
    return tuple(_locate(toponym, names[_key(toponym)], names) for toponym in toponyms)


def _key(toponym: Toponym) -> str:
    return name_key(toponym.surface) + ("*" if toponym.demonym else "")


def _by_name(toponyms: Sequence[Toponym]) -> dict[str, _Name]:
    mentions: dict[str, list[Toponym]] = {}
    for toponym in toponyms:
        mentions.setdefault(_key(toponym), []).append(toponym)
    return {key: _Name.of(same) for key, same in mentions.items()}


def _mark_inside(
    names: dict[str, _Name], toponyms: Sequence[Toponym], text: str, within: frozenset[str]
) -> None:
    """Mark candidates that lie in one of the next name's ("Portland, Maine") or, in Chinese, the last's."""
    for left, right in pairwise(toponyms):
        if left.demonym or right.demonym or not _beside(text[left.end : right.start], within):
            continue
        one, other = names[_key(left)], names[_key(right)]
        for inner, outer in ((one, other), (other, one)):
            holds = [any(contains(big, small) for big in outer.places[:5]) for small in inner.places]
            if any(holds):
                inner.inside = np.maximum(inner.inside, np.array(holds, np.float64))
                break


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


class _Context:
    """What the names of a text say together; each name is scored against the others."""

    def __init__(self, names: list[_Name]) -> None:
        owners, places, shares = [], [], []
        for index, name in enumerate(names):
            weight = name.shares
            for at in np.argsort(-weight)[:CONTEXT_CANDIDATES]:
                owners.append(index)
                places.append(name.places[at])
                shares.append(float(weight[at]) * (1 + np.log(len(name.mentions))))
        self._index = {id(name): index for index, name in enumerate(names)}
        self._owners, self._shares = np.array(owners), np.array(shares)
        self._nations = np.array([place.country for place in places])
        self._regions = np.array(
            [f"{place.country}/{place.division}" if place.division else "" for place in places]
        )
        self._exact = np.array([place.kind is not PlaceKind.COUNTRY for place in places])
        self._latitude = np.array([place.latitude for place in places])
        self._longitude = np.array([place.longitude for place in places])

    def score(self, name: _Name, anchor: _Name | None, outlet_country: str) -> Array:
        """Each candidate's score with all clues weighed in."""
        others = self._shares * (self._owners != self._index[id(name)])
        nations = np.array([place.country for place in name.places])
        regions = np.array([f"{p.country}/{p.division}" if p.division else "-" for p in name.places])
        nation = ((nations[:, None] == self._nations) * others).sum(axis=1)
        region = ((regions[:, None] == self._regions) * others).sum(axis=1)
        apart = distances_km(name.latitude, name.longitude, self._latitude, self._longitude)
        near = (np.exp(-apart / NEAR_KM) * others * self._exact).sum(axis=1)
        score = name.known + WEIGHTS["inside"] * name.inside + WEIGHTS["town"] * _town_of_same_name(name)
        score = score + WEIGHTS["nation"] * np.log1p(nation) + WEIGHTS["region"] * np.log1p(region)
        score = score + WEIGHTS["share"] * nation / max(1.0, others.sum())
        score = score + WEIGHTS["country"] * np.array([p.kind is PlaceKind.COUNTRY for p in name.places])
        score = score + WEIGHTS["near"] * np.log1p(near) + WEIGHTS["outlet"] * (nations == outlet_country)
        if anchor is not None and anchor is not name:
            best = int(np.argmax(anchor.score))
            away = distances_km(
                name.latitude,
                name.longitude,
                anchor.latitude[best : best + 1],
                anchor.longitude[best : best + 1],
            )
            score = score + WEIGHTS["dateline"] * np.exp(-away[:, 0] / NEAR_KM)
        return np.asarray(score)


def _town_of_same_name(name: _Name) -> Array:
    """1 for a town whose division bears the same name: news from "Baghdad" is of the city."""
    parts = {(p.country, p.name) for p in name.places if p.kind is PlaceKind.DIVISION}
    return np.array(
        [p.kind is PlaceKind.SETTLEMENT and (p.country, p.division) in parts for p in name.places], np.float64
    )


def _locate(toponym: Toponym, name: _Name, names: dict[str, _Name]) -> Located:
    best = int(np.argmax(name.score))
    place = name.places[best]
    share = sum(
        float(weight)
        for weight, other in zip(name.shares, name.places, strict=True)
        if other == place or (other.country == place.country and distance_km(other, place) <= SAME_KM)
    )
    others = [
        other for other in names.values() if other is not name and other.best.kind is not PlaceKind.REGION
    ]
    company = [other.mentions[0].surface for other in others if other.best.country == place.country]
    confidence = trust(
        share=min(1.0, share), known=float(name.known[best]), sure=toponym.sure, cued=toponym.cued,
        company="same" if company else "other" if others else "none",
    )  # fmt: skip
    return Located(toponym, place, round(confidence, 3), _reason(name, best, company))


def _reason(name: _Name, best: int, company: list[str]) -> str:
    place = name.places[best]
    if name.mentions[0].demonym:
        return f"the adjective for {place.name}"
    if len(name.places) == 1:
        return "the only place of this name"
    if name.inside[best]:
        return f"named together with what contains it ({place.division or place.country})"
    if best == int(np.argmax(name.known)):
        return f"the best known of {len(name.places)} places of this name"
    return f"in the same country as {', '.join(company[:3])}" if company else "fits the other places named"
