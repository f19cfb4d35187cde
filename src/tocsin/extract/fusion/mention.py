"""One report's telling of one incident."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from tocsin.base import Incident, Reading, Report

UNDATED = datetime.max.replace(tzinfo=UTC)
"""Sorts reports without a publication time last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """An incident as told by one report.

    `source` is the outlet counted for independence: that of the original where the report is a wire copy.
    `passing` tells that the report is mainly about another incident and only recalls this one; `language` is
    that of the report's text.
    """

    id: str
    incident: Incident
    report: Report
    source: str
    passing: bool = False
    language: str = ""

    @property
    def published(self) -> datetime:
        """When it was published, or a moment after all others where that is unknown."""
        return self.report.published or UNDATED

    @property
    def order(self) -> tuple[datetime, str]:
        """Sorts mentions by time, and by id where times are equal."""
        return self.published, self.id


def mention_id(report_id: str, number: int) -> str:
    """Identity of the incident a report tells of in the given place, counted from 0.

    >>> mention_id("9f1c2a3b4c5d6e7f", 0)
    '9f1c2a3b4c5d6e7f#0'
    """
    return f"{report_id}#{number}"


def mentions(reading: Reading, reports: Mapping[str, Report], copies: Mapping[str, str]) -> Iterator[Mention]:
    """The mentions of one reading, in the order of its incidents.

    >>> list(mentions(Reading(report_id="a", language="en", relevant=False, reason="sport"), {}, {}))
    []
    """
    for number, incident in enumerate(reading.incidents):
        original = copies.get(reading.report_id, reading.report_id)
        yield Mention(
            id=mention_id(reading.report_id, number),
            incident=incident,
            report=reports[reading.report_id],
            source=reports[original if original in reports else reading.report_id].source,
            passing=number > 0,
            language=reading.language,
        )
