"""Many reports, one incident: grouping of mentions, and what a group together says.

`trace` is what of a mention is compared (never a person's name or age), `candidates` which mentions are
worth comparing, `likeness` the numbers in which two differ, `scorer` what these say, `grouping` which
mentions are of one incident and `reasons` why; `merging` makes the incident of a group, `toll` settles
conflicting counts. A person's rulings bind the grouping. Nothing depends on the order of arrival.
"""

from collections.abc import Mapping, Sequence

from tocsin.base import Incident, Reading, Report
from tocsin.extract.fusion.grouping import NO_CONSTRAINTS, Constraints, explained, group
from tocsin.extract.fusion.mention import Mention, mention_id, mentions
from tocsin.extract.fusion.merging import merge
from tocsin.extract.fusion.reasons import reason

__all__ = [
    "NO_CONSTRAINTS",
    "Constraints",
    "Mention",
    "explained",
    "fuse",
    "group",
    "mention_id",
    "mentions",
    "merge",
    "reason",
]


def fuse(
    readings: Sequence[Reading],
    reports: Mapping[str, Report],
    constraints: Constraints = NO_CONSTRAINTS,
    copies: Mapping[str, str] | None = None,
) -> tuple[Incident, ...]:
    """The incidents that these readings together tell of, gravest first.

    `reports` maps report ids to the reports read; `copies` maps the id of a wire copy to the report it
    repeats, so that both count as one source. The result does not depend on the order of `readings`.

    Raises `KeyError` if a reading's report is not in `reports`.

    >>> fuse([], {})
    ()
    """
    told = [mention for reading in readings for mention in mentions(reading, reports, copies or {})]
    incidents = [merge(members) for members in group(told, constraints)]
    return tuple(sorted(incidents, key=_gravity))


def _gravity(incident: Incident) -> tuple[int, int, str]:
    killed = incident.killed.best if incident.killed else 0
    injured = incident.injured.best if incident.injured else 0
    return -killed, -injured, incident.id
