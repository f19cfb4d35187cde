"""Incidents and official actions as plain records: what every format writes."""

from collections.abc import Iterable, Iterator
from typing import Any

from tocsin.base import TOLLS, Count, Evidence, Incident, OfficialAction, Place, When
from tocsin.cli.findings import Findings, action_id

Record = dict[str, Any]

NO_DATE = "the date is unknown: give the day of the report with --published"


def records(findings: Findings) -> Iterator[Record]:
    """One record an incident, then one an official action, with values that JSON knows."""
    for incident in findings.incidents:
        yield _incident(incident, findings)
    for action in findings.actions:
        yield _action(action, findings)


def _incident(incident: Incident, findings: Findings) -> Record:
    return {
        "type": "incident",
        "id": incident.id,
        "kind": incident.kind.value,
        "place": _place(incident.place),
        "when": _when(incident.when),
        **{toll: _count(getattr(incident, toll)) for toll in TOLLS},
        "weapons": list(incident.weapons),
        "targets": list(incident.targets),
        "claims": [
            {"organisation": claim.organisation, "claimed_by": claim.claimed_by, **_evidence(claim.evidence)}
            for claim in incident.claims
        ],
        "evidence": [_evidence(each) for each in incident.evidence],
        "sources": _sources(incident.report_ids, findings),
        "notes": _notes(incident.notes, incident.when),
    }


def _action(action: OfficialAction, findings: Findings) -> Record:
    return {
        "type": "action",
        "id": action_id(action),
        "kind": action.kind.value,
        "place": _place(action.place),
        "when": _when(action.when),
        "summary": action.summary,
        "evidence": [_evidence(each) for each in action.evidence],
        "sources": _sources((each.report_id for each in action.evidence), findings),
        "notes": _notes((), action.when),
    }


def _place(place: Place | None) -> Record | None:
    if place is None:
        return None
    return {
        "name": place.name,
        "country": place.country,
        "division": place.division,
        "latitude": place.latitude,
        "longitude": place.longitude,
    }


def _when(when: When | None) -> Record | None:
    if when is None:
        return None
    return {
        "first": when.first.isoformat(),
        "last": when.last.isoformat(),
        "precision": when.precision.value,
    }


def _count(count: Count | None) -> Record | None:
    if count is None:
        return None
    quotes = list(dict.fromkeys(each.quote for each in count.evidence))
    return {
        "low": count.low,
        "best": count.best,
        "high": count.high,
        "quotes": quotes,
        "steps": [
            {
                "at": step.at.isoformat() if step.at else None,
                "outlet": step.source,
                "best": step.best,
                "reason": step.reason,
            }
            for step in count.steps
        ],
    }


def _evidence(evidence: Evidence) -> Record:
    return {
        "report": evidence.report_id,
        "quote": evidence.quote,
        "start": evidence.start,
        "end": evidence.end,
    }


def _sources(report_ids: Iterable[str], findings: Findings) -> list[Record]:
    reports = (findings.reports[each] for each in dict.fromkeys(report_ids))
    return [
        {
            "report": report.id,
            "outlet": report.source,
            "url": report.url,
            "published": report.published.isoformat() if report.published else None,
            "copy_of": findings.copies.get(report.id),
        }
        for report in reports
    ]


def _notes(notes: Iterable[str], when: When | None) -> list[str]:
    told = list(notes)
    return told if when or any("--published" in note for note in told) else [*told, NO_DATE]
