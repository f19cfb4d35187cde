"""What the choice of a toll looks at: where figures stand, how they are told, how they go together.

Names begin with `k_` for the killed, `i_` for the injured and `p_` for the pair. None depends on a language,
a person, an age or the kind of incident.
"""

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property

from tocsin.extract.toll import Fate, Figure

Pair = tuple[int, int]
"""Killed and injured."""
Features = dict[str, float]
_LATE = 5
_SHORT = 8


@dataclass(frozen=True, slots=True)
class Stated:
    """A figure with what is known of its sentence, the `sentence`-th of the passage.

    `noun` is the last word of the figure; `group` numbers the incident it belongs to, -1 for none; `lead`
    tells the opening, `told` that the sentence tells of violence itself, `dated` that it names a day,
    `violent` that it has a word of violence, `denied` that a negation stands near, `past` that it recalls or
    rehearses, `attackers` that it names them.
    """

    figure: Figure
    noun: str
    sentence: int
    group: int
    lead: bool = False
    told: bool = False
    dated: bool = False
    violent: bool = False
    denied: bool = False
    past: bool = False
    attackers: bool = False

    @property
    def exact(self) -> bool:
        """Whether it is a number rather than one person told of."""
        return not self.figure.implied and not self.figure.single


@dataclass(frozen=True)
class Telling:
    """The figures of a report in order, how many sentences and incidents it has."""

    stated: tuple[Stated, ...]
    sentences: int
    groups: int

    def of(self, *fates: Fate) -> list[Stated]:
        """The figures of some fates."""
        return [one for one in self.stated if one.figure.fate in fates]

    def nouns(self, *fates: Fate) -> set[str]:
        """What single persons of some fates are called."""
        return {one.noun for one in self.of(*fates) if one.figure.single}

    @cached_property
    def most_struck(self) -> int:
        """The highest number of people said to have been shot; 0 for none."""
        return max((one.figure.best for one in self.of(Fate.STRUCK)), default=0)


def describe(telling: Telling, pair: Pair) -> Features:
    """The features of one pair; those not named are zero."""
    killed, injured = pair
    parts = {"k": _toll(telling, Fate.KILLED, killed), "i": _toll(telling, Fate.INJURED, injured)}
    parts["p"] = _together(telling, pair)
    return {
        f"{part}_{name}": float(value) for part, own in parts.items() for name, value in own.items() if value
    }


def _toll(telling: Telling, fate: Fate, value: int) -> Features:
    if value == 0:
        return _nobody(telling, fate)
    own = telling.of(fate)
    given = [one for one in own if one.figure.best == value]
    found: Features = {"any": 1, "many": value > 1}
    found |= _given(telling, own, given, value) if given else {"ungiven": 1}
    if fate == Fate.INJURED:
        found |= _struck(telling.of(Fate.STRUCK), value, bool(given))
    found["attackers_same"] = any(one.figure.best == value for one in telling.of(Fate.ATTACKERS))
    here = {one.noun for one in own if one.figure.single and one.group <= 0}
    leading = {one.noun for one in own if one.figure.single and one.lead}
    found |= {
        "two_nouns": value == 2 and len(here) >= 2,
        "two_nouns_lead": value == 2 and len(leading) >= 2,
        "sum_nouns": value > 1 and len(here) == value,
    }
    return found


def _nobody(telling: Telling, fate: Fate) -> Features:
    own = telling.of(fate)
    found: Features = {
        "none": 1,
        "none_groups": telling.groups > 1,
        "none_short": telling.sentences < _SHORT,
        "none_denied": any(one.denied for one in own),
        "none_exact": _log(sum(one.exact for one in own)),
        "none_single": _log(sum(one.figure.single for one in own)),
        "none_implied": _log(sum(one.figure.implied for one in own)),
        "none_lead_exact": any(one.lead and one.exact for one in own),
        "none_lead_single": any(one.lead and one.figure.single for one in own),
        "none_lead_implied": any(one.lead and one.figure.implied for one in own),
        "none_main": any(one.group == 0 for one in own),
    }
    if fate == Fate.INJURED:
        struck = telling.of(Fate.STRUCK)
        found["none_struck"] = _log(len(struck))
        found["none_struck_lead"] = any(one.lead for one in struck)
        found["none_struck_first"] = any(one.sentence < 2 for one in struck)
    return found


def _given(telling: Telling, own: Sequence[Stated], given: Sequence[Stated], value: int) -> Features:
    first = min(one.sentence for one in given)
    sentences = {one.sentence for one in given}
    others = (Fate.KILLED, Fate.INJURED)
    beside = any(
        one.sentence in sentences and one.figure.fate != given[0].figure.fate for one in telling.of(*others)
    )
    return {
        "number": _log(len(given)),
        "share": len(given) / len(own),
        "first": own[0] in given,
        "highest": value == max(one.figure.best for one in own),
        "opening": first == 0,
        "second": first == 1,
        "third": first == 2,
        "late": first > _LATE,
        "depth": first / max(1, telling.sentences),
        "cost": min(one.figure.cost for one in given) / 5,
        "beside_other": beside,
        "sentences": _log(len(sentences)),
        **_manner(given),
        **_among_exact(telling, own, given, value),
    }


def _manner(given: Sequence[Stated]) -> Features:
    """How the figures of one value are told."""
    return {
        "lead": any(one.lead for one in given),
        "exact": any(one.exact for one in given),
        "single": any(one.figure.single for one in given),
        "implied_only": all(one.figure.implied for one in given),
        "exact_lead": any(one.lead and one.exact for one in given),
        "single_lead": any(one.lead and one.figure.single for one in given),
        "main": any(one.group == 0 for one in given),
        "elsewhere": all(one.group > 0 for one in given),
        "loose": all(one.group < 0 for one in given),
        "denied": all(one.denied for one in given),
        "past": all(one.past for one in given),
        "withdrawn": all(not one.figure.standing for one in given),
        "told": any(one.told for one in given),
        "vague": all(one.figure.vague for one in given),
        "open": all(one.figure.high is None for one in given),
        "dated": any(one.dated for one in given),
        "violent": any(one.violent for one in given),
        "attackers": all(one.attackers for one in given),
    }


def _among_exact(telling: Telling, own: Sequence[Stated], given: Sequence[Stated], value: int) -> Features:
    """How a value stands among the numbers proper, those of single persons left out."""
    exact = [one for one in own if one.exact]
    mine = [one for one in given if one.exact]
    leading = bool(exact) and exact[0] in mine
    return {
        "groups": telling.groups > 1,
        "groups_many": telling.groups > 1 and value > 1,
        "plain": leading and exact[0].lead and not telling.groups > 1,
        "exact_share": len(mine) / len(exact) if exact else 0,
        "exact_first": leading,
        "exact_first_top": leading and exact[0].sentence <= 1,
        "exact_twice": len({one.sentence for one in mine}) > 1,
        "exact_highest": bool(mine)
        and value == max((one.figure.best for one in exact if one.group <= 0), default=0),
        "against_exact": bool(exact) and not mine,
        "against_exact_lead": not mine and any(one.lead for one in exact),
    }


def _struck(struck: Sequence[Stated], value: int, given: bool) -> Features:
    """How many were shot, where the text says no more of them."""
    same = [one for one in struck if one.figure.best == value]
    if not same:
        return {}
    return {
        "struck": 1,
        "struck_number": _log(len(same)),
        "struck_lead": any(one.lead for one in same),
        "struck_first": struck[0] in same,
        "struck_highest": value == max(one.figure.best for one in struck),
        "struck_single": not any(one.exact for one in same),
        "struck_exact": any(one.exact for one in same),
        "struck_main": any(one.group == 0 for one in same),
        "struck_opening": min(one.sentence for one in same) <= 1,
        "struck_too": given,
        "struck_told": any(one.told for one in same),
        "struck_denied": all(one.denied for one in same),
    }


def _together(telling: Telling, pair: Pair) -> Features:
    killed, injured = pair
    dead = [one for one in telling.of(Fate.KILLED) if one.figure.best == killed]
    hurt = [one for one in telling.of(Fate.INJURED) if one.figure.best == injured]
    struck = telling.most_struck
    found: Features = {
        "nobody": killed == injured == 0,
        "dead_only": killed > 0 and injured == 0,
        "hurt_only": killed == 0 and injured > 0,
        "both": killed > 0 and injured > 0,
        "equal": killed == injured > 0,
        "sum_struck": struck > 0 and killed + injured == struck,
        "sum_many_struck": struck > 1 and killed + injured == struck,
        "over_struck": 0 < struck < killed + injured,
    }
    if killed and injured:
        found |= _both(telling, dead, hurt, pair)
    elif killed:
        found |= _dead_only(telling, dead)
    elif not injured:
        found |= {
            "silent": not telling.stated,
            "figures": _log(len(telling.stated)),
            "figures_lead": any(one.lead for one in telling.stated),
            "figures_exact": any(one.exact for one in telling.stated),
        }
    return found


def _both(telling: Telling, dead: Sequence[Stated], hurt: Sequence[Stated], pair: Pair) -> Features:
    """Whether the injured may be the dead, told of before they died."""
    shared = _places(dead) & _places(hurt)
    killed_nouns = {one.noun for one in dead if one.figure.single}
    hurt_nouns = {one.noun for one in (*hurt, *telling.of(Fate.STRUCK)) if one.figure.single}
    return {
        "one_sentence": bool(shared),
        "one_sentence_told": bool(shared & {one.sentence for one in hurt if not one.figure.implied}),
        "hurt_exact": any(one.exact for one in hurt),
        "dead_exact": any(one.exact for one in dead),
        "hurt_before": bool(dead and hurt) and min(_places(hurt)) < max(_places(dead)),
        "hurt_lead": any(one.lead for one in hurt),
        "hurt_ungiven": not hurt,
        "one_each_apart": pair == (1, 1) and not shared,
        "same_noun": bool(killed_nouns & hurt_nouns),
        "other_noun": bool(killed_nouns and hurt_nouns and not killed_nouns & hurt_nouns),
    }


def _dead_only(telling: Telling, dead: Sequence[Stated]) -> Features:
    hurt = telling.of(Fate.INJURED)
    return {
        "dead_implied": all(one.figure.implied for one in dead),
        "dead_struck": bool(telling.of(Fate.STRUCK)),
        "dead_despite_hurt": bool(hurt),
        "dead_despite_exact": any(one.exact for one in hurt),
    }


def _places(stated: Collection[Stated]) -> set[int]:
    return {one.sentence for one in stated}


def _log(number: int) -> float:
    return math.log1p(number)
