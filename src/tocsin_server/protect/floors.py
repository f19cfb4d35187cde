"""What a level asks of patrols: the least share of shifts in which venues of each kind get a visit."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from tocsin.base import VenueKind


@dataclass(frozen=True, slots=True)
class Rule:
    """From `step` of preparedness on, venues of a `kind` ("": every kind) get a visit in at least `share` of
    shifts."""

    step: int
    kind: str
    share: float


STANDARD = (
    Rule(2, "", 0.1),
    Rule(3, "", 0.15),
    Rule(4, "", 0.25),
    *(
        Rule(step, kind.value, share)
        for step, share in ((3, 0.3), (4, 0.5))
        for kind in (VenueKind.STATION, VenueKind.AIRPORT, VenueKind.STADIUM, VenueKind.EVENT)
    ),
)
"""What holds for a unit that has no table of its own. In a week of three shifts a day 0.1 is the two visits
that the standard plan of measures asks for at step 2."""


def asked_for(rules: Iterable[Rule], step: int, only: Collection[str] = ()) -> dict[str, float]:
    """The floor of each kind of venue at a step of preparedness; `only` the kinds that the level is limited
    to, if it is.

    >>> asked_for([Rule(2, "", 0.1), Rule(3, "station", 0.3)], 3, ["school", "station"])
    {'school': 0.1, 'station': 0.3}
    """
    reached = [rule for rule in rules if rule.step <= step]
    floors: dict[str, float] = {}
    for kind in sorted(only or VenueKind):
        share = max((rule.share for rule in reached if rule.kind in ("", kind)), default=0.0)
        if share:
            floors[str(kind)] = share
    return floors
