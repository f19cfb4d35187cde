"""Sentences that tell of one incident, and what they say together."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from tocsin.base import IncidentKind, Place, When
from tocsin.extract.geocode import distance_km
from tocsin.extract.passage import Sentence
from tocsin.extract.scene import Spot
from tocsin.extract.toll import Figure
from tocsin.extract.triggers import Trigger

NEAR_KM = 30.0
# A kind of violence with less than this share of the weight of the main one is a detail of it.
_DETAIL = 1 / 3
# "The attack" says of a bombing no more than was said before: it wins only where told so much more often.
_GENERIC = 2
# What was done says more than with what: an assassination by a bomb is an assassination, a riot with fires a
# riot.
_DEEDS = (
    IncidentKind.ASSASSINATION,
    IncidentKind.KIDNAPPING,
    IncidentKind.HOSTAGE_TAKING,
    IncidentKind.UNREST,
)


@dataclass(frozen=True, slots=True)
class Mention:
    """One sentence's telling of one incident; `weight` is how much it counts among others."""

    sentence: Sentence
    triggers: tuple[Trigger, ...]
    spot: Spot | None
    when: When | None
    figures: tuple[Figure, ...]
    weight: int

    @property
    def exact(self) -> Place | None:
        """The settlement it names, if any."""
        return self.spot.place if self.spot and self.spot.exact else None


@dataclass(slots=True)
class Group:
    """Mentions of one incident."""

    mentions: list[Mention] = field(default_factory=list)

    @property
    def spots(self) -> list[tuple[Spot, int]]:
        """The places named with their weight, settlements alone where there are any."""
        named = [(m.spot, m.weight) for m in self.mentions if m.spot is not None]
        exact = [(spot, weight) for spot, weight in named if spot.exact]
        return exact or named

    @property
    def place(self) -> Place | None:
        """The place of most weight; a suburb gives way to the city it belongs to, where that is named too."""
        votes: Counter[Place] = Counter()
        known: dict[Place, float] = {}
        for spot, weight in self.spots:
            votes[spot.place] += weight * (1 if spot.adjective else 2)
            known[spot.place] = max(spot.known, known.get(spot.place, 0.0))
        if not votes:
            return None
        chosen = votes.most_common(1)[0][0]
        around = [place for place in votes if place.kind == chosen.kind and near(place, chosen)]
        return max(around, key=lambda place: known[place])

    @property
    def when(self) -> When | None:
        """The day of most weight, the first named of equals, days before months and years.

        Sentences with figures alone are asked only where none that tells of violence names a day.
        """
        dated = [mention for mention in self.mentions if mention.when is not None]
        votes: Counter[When] = Counter()
        for mention in [m for m in dated if m.triggers] or dated:
            if mention.when is not None:
                votes[mention.when] += mention.weight
        if not votes:
            return None
        shortest = min(when.last - when.first for when in votes)
        exact = Counter({when: n for when, n in votes.items() if when.last - when.first == shortest})
        return exact.most_common(1)[0][0]

    @property
    def kind(self) -> IncidentKind:
        """The one kind told of; an attack where several are, or where that word has more weight.

        Weaker words are asked where the sure ones say no more than that it was an attack.
        """
        for strong in (True, False):
            votes: Counter[IncidentKind] = Counter()
            for mention in self.mentions:
                for kind in _kinds(trigger for trigger in mention.triggers if trigger.strong or not strong):
                    votes[kind] += mention.weight
            if votes.keys() - {IncidentKind.ATTACK}:
                return _leading(votes)
        return IncidentKind.ATTACK

    @property
    def triggers(self) -> list[Trigger]:
        """All its triggers."""
        return [trigger for mention in self.mentions for trigger in mention.triggers]

    @property
    def figures(self) -> list[Figure]:
        """All its figures, in order of the text."""
        return [figure for mention in self.mentions for figure in mention.figures]


def near(one: Place, other: Place) -> bool:
    """Whether two places are near enough for one attack: within 30 km.

    >>> from tocsin.base import PlaceKind
    >>> paris = Place(name="Paris", kind=PlaceKind.SETTLEMENT, country="FR", latitude=48.85, longitude=2.35)
    >>> near(paris, paris)
    True
    """
    return one == other or distance_km(one, other) <= NEAR_KM


def _kinds(triggers: Iterable[Trigger]) -> set[IncidentKind]:
    """The kinds of one sentence; "attack" says nothing beside a more exact word."""
    kinds = {trigger.kind for trigger in triggers}
    return kinds - {IncidentKind.ATTACK} or kinds


def _leading(votes: Counter[IncidentKind]) -> IncidentKind:
    """The kind of most weight; a deed before the one means it was done with; an attack where there are more.

    >>> _leading(Counter({IncidentKind.BOMBING: 3, IncidentKind.ASSASSINATION: 2})).value
    'assassination'
    >>> _leading(Counter({IncidentKind.BOMBING: 3, IncidentKind.SHOOTING: 2})).value
    'attack'
    """
    named = Counter({kind: weight for kind, weight in votes.items() if kind != IncidentKind.ATTACK})
    if not named or votes[IncidentKind.ATTACK] > _GENERIC * max(named.values()):
        return IncidentKind.ATTACK
    (first, most), *others = sorted(named.items(), key=lambda vote: (-vote[1], vote[0]))
    kinds = [first, *(kind for kind, weight in others if weight >= most * _DETAIL)]
    deeds = [kind for kind in kinds if kind in _DEEDS]
    if len(kinds) == 1 or (len(kinds) == 2 and deeds):
        return (deeds or kinds)[0]
    return IncidentKind.ATTACK
