"""What each source of an incident is judged by: the facts that the others settle without it.

A fact is settled where at least two of the others agree on it and they are more than half of the others that
tell of it. What only one other says settles nothing: which of the two is wrong could not be told.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tocsin.extract.grading.facts import Fact, same
from tocsin.extract.grading.statement import Statement

SEVERAL = 2


@dataclass(frozen=True, slots=True)
class Finding:
    """Whether a source agrees with what the others settle of a fact, and the names of those who settle it."""

    fact: Fact
    agrees: bool
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Judgement:
    """All findings on one statement."""

    findings: tuple[Finding, ...] = ()

    @property
    def agreed(self) -> bool | None:
        """Whether it agrees with all that is settled; None where nothing is."""
        return all(finding.agrees for finding in self.findings) if self.findings else None


def judge(told: Sequence[Statement]) -> dict[str, Judgement]:
    """A judgement for the source of each statement of one incident; each source once, in any order.

    >>> judge([])
    {}
    """
    found: dict[str, list[Finding]] = {one.source: [] for one in sorted(told, key=lambda one: one.source)}
    for fact in Fact:
        agree, differ = _compared(fact, told)
        for source in found:
            if finding := _finding(fact, source, agree, differ):
                found[source].append(finding)
    return {source: Judgement(tuple(findings)) for source, findings in found.items()}


Named = Mapping[str, set[str]]


def _compared(fact: Fact, told: Sequence[Statement]) -> tuple[Named, Named]:
    """For each source that tells of a fact those that agree with it, itself among them, and those that do
    not."""
    agree: dict[str, set[str]] = {}
    differ: dict[str, set[str]] = {}
    for one in told:
        verdicts = {other.source: same(fact, one, other) for other in told}
        if verdicts[one.source] is not None:
            agree[one.source] = {source for source, verdict in verdicts.items() if verdict}
            differ[one.source] = {source for source, verdict in verdicts.items() if verdict is False}
    return agree, differ


def _finding(fact: Fact, source: str, agree: Named, differ: Named) -> Finding | None:
    if source not in agree:
        return None
    others = [other for other in agree if other != source]
    settled = {other for other in others if _is_settled(agree[other] - {source}, len(others))}
    with_it, against = settled & agree[source], settled & differ[source]
    if not with_it and not against:
        return None
    return Finding(fact, bool(with_it), tuple(sorted(with_it or against)))


def _is_settled(supporters: set[str], voices: int) -> bool:
    return len(supporters) >= SEVERAL and 2 * len(supporters) > voices
