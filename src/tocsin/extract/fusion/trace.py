"""What of a telling is compared with other tellings. Never a name of a person, never an age.

Where, when, how many, of what kind and by what means are taken from the reading; beside them stand the words
that `wording` lets be compared. A report that tells of several incidents is compared by its words for the
first alone.
"""

import zlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from math import log, sqrt

import numpy as np

from tocsin.base import Count, Incident, IncidentKind, Place, Report
from tocsin.extract.fusion.mention import Mention
from tocsin.extract.fusion.towns import towns
from tocsin.extract.fusion.wording import streets, times, words

BUCKETS = 1 << 15
"""Words are known by a hash of so many values; which word a value stood for is not kept."""

STEP = 16.0
"""Rarities are kept in sixteenths, as one byte each."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Trace:
    """One telling as it is compared (`source`, its outlet, is only named in reasons): `published` and `days`
    (first, last) are proleptic ordinals of UTC days.

    `words` is the telling's vector of unit length by hash, empty where nothing may be compared; `streets`
    (and landmarks), `towns` and `times` of day are those it names, each with its rarity.
    """

    id: str
    report_id: str
    source: str = ""
    language: str = ""
    published: int | None = None
    place: Place | None = None
    days: tuple[int, int] | None = None
    kind: IncidentKind | None = None
    killed: int | None = None
    injured: int | None = None
    means: frozenset[str] = frozenset()
    targets: frozenset[str] = frozenset()
    words: Mapping[int, float] = field(default_factory=dict)
    streets: Mapping[str, float] = field(default_factory=dict)
    towns: Mapping[str, float] = field(default_factory=dict)
    times: Mapping[str, float] = field(default_factory=dict)


def trace(mention: Mention) -> Trace:
    """The trace of a mention; one told in passing has no words, for its report's words tell of another
    incident."""
    return trace_of(
        mention.id, mention.report, mention.incident, mention.language, worded=not mention.passing
    )


def trace_of(id: str, report: Report, told: Incident | None, language: str, *, worded: bool = True) -> Trace:
    """The trace of a report and the incident that was read of it, if any was; without words unless
    `worded`."""
    text = report.text if worded else ""
    return Trace(
        id=id,
        report_id=report.id,
        source=report.source,
        language=language,
        published=report.published.toordinal() if report.published else None,
        place=told.place if told else None,
        days=(told.when.first.toordinal(), told.when.last.toordinal()) if told and told.when else None,
        kind=told.kind if told else None,
        killed=_best(told.killed) if told else None,
        injured=_best(told.injured) if told else None,
        means=frozenset(told.weapons) if told else frozenset(),
        targets=frozenset(told.targets) if told else frozenset(),
        words=vector(f"{report.title}\n{text}" if worded else ""),
        streets=_weighed("street", streets(text, language)),
        towns=_weighed("town", towns(text)),
        times=_weighed("time", times(text)),
    )


def _weighed(sort: str, names: Iterable[str]) -> dict[str, float]:
    return {name: rarity(f"{sort} {name}") for name in names}


def _best(count: Count | None) -> int | None:
    return count.best if count else None


def bucket(word: str) -> int:
    """The hash by which a word is known.

    >>> bucket("market") == bucket("market") < BUCKETS
    True
    """
    return zlib.crc32(word.encode()) % BUCKETS


@cache
def _rarities() -> tuple[float, ...]:
    with np.load(str(files(__package__).joinpath("rarity.npz"))) as held:
        return tuple((held["rarity"] / STEP).tolist())


def rarity(word: str) -> float:
    """How rare a word is: the logarithm of how many reports it takes to meet it once."""
    return _rarities()[bucket(word)]


def vector(text: str) -> dict[int, float]:
    """The words of a text weighed by number and rarity (TF-IDF), of unit length.

    >>> vector("")
    {}
    """
    counts = Counter(map(bucket, words(text)))
    weights = {at: (1 + log(count)) * _rarities()[at] for at, count in counts.items()}
    length = sqrt(sum(weight * weight for weight in weights.values()))
    return {at: weight / length for at, weight in weights.items()} if length else {}
