"""The incident that a group of mentions together tells of."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import attrgetter

from tocsin.base import TOLLS, Claim, Count, Incident, IncidentKind, Place, PlaceKind, When
from tocsin.extract.fusion.mention import Mention
from tocsin.extract.fusion.toll import disagreement, lowerings, settle


def merge(members: Sequence[Mention]) -> Incident:
    """One incident from its mentions, in order of time; there must be at least one.

    The id is derived from the earliest mention, so it stays the same while later reports arrive.
    """
    incidents = [mention.incident for mention in members]
    tolls = {toll: settle(members, attrgetter(f"incident.{toll}")) for toll in TOLLS}
    return Incident(
        id=_identity(members),
        kind=_kind(incidents),
        place=_place(incidents),
        when=_when(incidents),
        **tolls,
        weapons=_by_frequency(incidents, lambda incident: incident.weapons),
        targets=_by_frequency(incidents, lambda incident: incident.targets),
        claims=_claims(incidents),
        evidence=tuple(dict.fromkeys(span for incident in incidents for span in incident.evidence)),
        report_ids=tuple(dict.fromkeys(mention.report.id for mention in members)),
        notes=_notes(members, tolls),
    )


def _identity(members: Sequence[Mention]) -> str:
    earliest = min(members, key=lambda mention: mention.order)
    return "i" + hashlib.sha256(earliest.id.encode()).hexdigest()[:15]


def _kind(incidents: Sequence[Incident]) -> IncidentKind:
    """The commonest kind; an attack where another has a third of its weight or more."""
    counts = Counter(incident.kind for incident in incidents)
    (first, most), *others = counts.most_common()
    if any(count * 3 >= most for _, count in others):
        return IncidentKind.ATTACK
    return first


def _place(incidents: Sequence[Incident]) -> Place | None:
    """The settlement most mentions name; a wider place only where none names a settlement."""
    places = [incident.place for incident in incidents if incident.place is not None]
    exact = [place for place in places if place.kind == PlaceKind.SETTLEMENT]
    counted = Counter(exact or places).most_common(1)
    return counted[0][0] if counted else None


def _when(incidents: Sequence[Incident]) -> When | None:
    """The day most mentions give, the most exact first."""
    whens = [incident.when for incident in incidents if incident.when is not None]
    if not whens:
        return None
    shortest = min(when.last - when.first for when in whens)
    return Counter(when for when in whens if when.last - when.first == shortest).most_common(1)[0][0]


def _by_frequency(
    incidents: Sequence[Incident], words: Callable[[Incident], Iterable[str]]
) -> tuple[str, ...]:
    counts = Counter(word for incident in incidents for word in words(incident))
    return tuple(sorted(counts, key=lambda word: (-counts[word], word)))


def _claims(incidents: Sequence[Incident]) -> tuple[Claim, ...]:
    """Each organisation once for each who says it was behind it, with the first evidence."""
    claims: dict[tuple[str, str], Claim] = {}
    for claim in (claim for incident in incidents for claim in incident.claims):
        claims.setdefault((claim.organisation, claim.claimed_by), claim)
    return tuple(claims.values())


def _notes(members: Sequence[Mention], tolls: Mapping[str, Count | None]) -> tuple[str, ...]:
    own = [note for mention in members for note in mention.incident.notes]
    for toll, count in tolls.items():
        own.extend(lowerings(count, toll))
        own.append(disagreement(members, attrgetter(f"incident.{toll}"), toll))
    return tuple(dict.fromkeys(note for note in own if note))
