"""What one independent source tells of one incident: the unit that is graded."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from tocsin.base import TOLLS, Count, IncidentKind, Place, When
from tocsin.extract.fusion.mention import Mention
from tocsin.extract.fusion.merging import merge


@dataclass(frozen=True, slots=True)
class Told:
    """A number of people as one source gave it over time: the lowest and the highest, `high` None where it
    was left open, from `since` to `until`."""

    low: int
    high: int | None
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """All that one source tells of one incident, its own wire copies and the copies by others among it.

    `tolls` maps names of `tocsin.base.TOLLS` to figures; `at` is when it last told, None where undated.
    """

    source: str
    kind: IncidentKind
    at: datetime | None = None
    place: Place | None = None
    when: When | None = None
    tolls: Mapping[str, Told] = field(default_factory=dict)


def statements(members: Iterable[Mention]) -> tuple[Statement, ...]:
    """The mentions of one incident by source, in order of name, whatever the order of the mentions.

    A report on something else that recalls the incident in passing repeats what it heard: it neither is
    graded nor grades.

    >>> statements([])
    ()
    """
    own: dict[str, list[Mention]] = defaultdict(list)
    for mention in sorted(members, key=lambda mention: mention.order):
        if not mention.passing:
            own[mention.source].append(mention)
    return tuple(_statement(source, told) for source, told in sorted(own.items()))


def _statement(source: str, told: Sequence[Mention]) -> Statement:
    whole = merge(told)
    return Statement(
        source=source,
        kind=whole.kind,
        at=max((one.report.published for one in told if one.report.published), default=None),
        place=whole.place,
        when=whole.when,
        tolls={toll: range for toll in TOLLS if (range := _range(told, toll))},
    )


def _range(told: Sequence[Mention], toll: str) -> Told | None:
    given: list[tuple[datetime, Count]] = [
        (one.report.published, count)
        for one in told
        if (count := getattr(one.incident, toll)) is not None and one.report.published is not None
    ]
    if not given:
        return None
    highs = [count.high for _, count in given]
    high = None if None in highs else max(high for high in highs if high is not None)
    return Told(min(count.low for _, count in given), high, given[0][0], given[-1][0])
