"""Slots as they were scored in 1992: right, half right, spurious and missing, over all templates.

Templates are paired as today (see `gtt`). A template or filler that the key marks as optional is missed by
nobody. Half right is what 1992 called partial: a place with the right country but not the right name, days
that meet the key's but are not the same, a number that is right but for "about".
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from benchmarks.quality.muc4.corpus import Template
from benchmarks.quality.muc4.gtt import align
from benchmarks.quality.muc4.keys import Fill, KeyTemplate, days
from benchmarks.quality.muc4.scores import Score, plain

Days = tuple[date | None, date]
HALF = 0.5


@dataclass(frozen=True)
class Answer:
    """One template answered with the slots of 1992.

    `country` and `place` are names in English ("" where unknown), `days` first and last day, the first one
    None for "on or before"; `people` the numbers of people aimed at, 0 for more than one.
    """

    template: Template
    country: str = ""
    place: str = ""
    days: Days | None = None
    people: tuple[int, ...] = ()


def slot_scores(
    answers: Mapping[str, Sequence[Answer]], keys: Mapping[str, Sequence[KeyTemplate]]
) -> dict[str, Score]:
    """The score of each slot over the texts of the keys, by text name."""
    scores = dict.fromkeys(SLOTS, Score())
    for name, key in keys.items():
        answer = answers.get(name, ())
        pairs = dict(align([one.template for one in answer], [one.template for one in key]))
        found = set(pairs.values())
        for slot, (label, fills, credit) in SLOTS.items():
            for number, one in enumerate(answer):
                mine = fills(one)
                theirs = key[pairs[number]].of(label) if number in pairs else ()
                scores[slot] += _filled(mine, theirs, credit)
            for number, other in enumerate(key):
                if number not in found and not other.optional:
                    scores[slot] += Score(asked=sum(not fill.optional for fill in other.of(label)))
    return scores


def _filled(mine: Sequence[object], theirs: Sequence[Fill], credit: Callable[[object, Fill], float]) -> Score:
    """One slot of a pair: each filler of the key is given to the best answer that is left."""
    left, hits, missed = list(mine), 0.0, 0
    for fill in theirs:
        best = max(left, key=lambda one: credit(one, fill), default=None)
        worth = credit(best, fill) if best is not None else 0.0
        if worth:
            hits += worth
            left.remove(best)
        elif fill.optional:
            missed += 1
    return Score(hits, len(mine), hits, len(theirs) - missed)


def _kind_credit(mine: object, fill: Fill) -> float:
    return float(mine in [way.lower() for way in fill.ways])


def _place_credit(mine: object, fill: Fill) -> float:
    country, name = mine
    return max(_one_place(country, name, way) for way in fill.ways)


def _one_place(country: str, name: str, way: str) -> float:
    """A filler names places from the country inwards, "COLOMBIA: CUCUTA (CITY)", or two with a dash between.

    >>> _one_place("Colombia", "Cúcuta", "COLOMBIA: CUCUTA (CITY)")
    1.0
    >>> _one_place("Colombia", "", "COLOMBIA: CUCUTA (CITY)")
    0.5
    """
    nation, *inner = [_letters(part.partition("(")[0]) for part in way.replace(" - ", ": ").split(":")]
    name = _letters(name)
    if _letters(country) != nation:
        return HALF if name and name in inner else 0.0
    return 1.0 if name == (inner[-1] if inner else "") else HALF


def _letters(name: str) -> str:
    return plain(name.translate(_PLAIN_LETTERS))


_PLAIN_LETTERS = str.maketrans("áéíóúüñÁÉÍÓÚÜÑ", "aeiouunAEIOUUN")


def _days_credit(mine: object, fill: Fill) -> float:
    return max(_one_day(mine, days(way)) for way in fill.ways)


def _one_day(mine: Days, theirs: Days | None) -> float:
    if theirs is None:
        return 0.0
    if mine == theirs:
        return 1.0
    first, last = theirs[0] or date.min, theirs[1]
    return HALF if (mine[0] or mine[1]) <= last and first <= mine[1] else 0.0


def _people_credit(mine: object, fill: Fill) -> float:
    return max(_one_number(mine, way) for way in fill.ways)


def _one_number(mine: int, way: str) -> float:
    """A filler is a number, PLURAL, "~50" (about) or "6-8" (a range)."""
    if way == "PLURAL":
        return float(mine == 0)
    exact = way.strip("~-")
    if not exact.isdigit():
        return HALF * (str(mine) in exact.split("-"))
    return (1.0 if exact == way else HALF) * (mine == int(exact))


def _weapon_credit(mine: object, fill: Fill) -> float:
    """In 1992 a string was right where it held a word of the key's that means something."""
    words = {word for way in fill.ways for word in plain(way).split()}
    return float(bool(words & {word for mention in mine for word in plain(mention).split()}))


SLOTS: dict[str, tuple[str, Callable[[Answer], Sequence[object]], Callable[[object, Fill], float]]] = {
    "kind": ("INCIDENT: TYPE", lambda one: [one.template.kind], _kind_credit),
    "location": (
        "INCIDENT: LOCATION",
        lambda one: [(one.country, one.place)] if one.country else [],
        _place_credit,
    ),
    "date": ("INCIDENT: DATE", lambda one: [one.days] if one.days else [], _days_credit),
    "human number": ("HUM TGT: NUMBER", lambda one: list(one.people), _people_credit),
    "weapon": ("INCIDENT: INSTRUMENT ID", lambda one: list(one.template.of("Weapon")), _weapon_credit),
}
