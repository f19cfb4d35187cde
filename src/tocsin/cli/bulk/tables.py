"""The tables that an archive becomes: reports, and the incidents, official actions and refusals in them.

No column holds a person: a report has neither its headline nor its text here, only where it is found, and
the sentences that an incident or action rests on are the evidence that every output of Tocsin shows.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

import pyarrow as pa

from tocsin.base import TOLLS, Claim, Count, Evidence, Incident, OfficialAction, Place, Reading, Report, When
from tocsin.cli.findings import action_id
from tocsin.collect import SetAside

Row = dict[str, Any]
Tables = Mapping[str, pa.RecordBatch]
"""One record batch for each name of `SCHEMAS`."""

_TEXT, _TEXTS, _DAY, _DEGREES = pa.string(), pa.list_(pa.string()), pa.date32(), pa.float64()
_EVIDENCE = pa.list_(pa.struct([("start", pa.int32()), ("end", pa.int32()), ("quote", _TEXT)]))
_CLAIMS = pa.list_(pa.struct([("organisation", _TEXT), ("claimed_by", _TEXT), ("quote", _TEXT)]))
_COUNT = pa.struct(
    [
        ("low", pa.int64()),
        ("best", pa.int64()),
        ("high", pa.int64()),
        ("corrects", pa.bool_()),
        ("quotes", _TEXTS),
    ]
)
_KEY = [("input", _TEXT), ("report", _TEXT)]
_WHERE_AND_WHEN = [
    *(("place", _TEXT), ("division", _TEXT), ("country", _TEXT), ("place_kind", _TEXT)),
    *(("latitude", _DEGREES), ("longitude", _DEGREES), ("geonames_id", pa.int64())),
    *(("first", _DAY), ("last", _DAY), ("precision", _TEXT)),
]

SCHEMAS: Mapping[str, pa.Schema] = MappingProxyType(
    {
        "incidents": pa.schema(
            [
                *(*_KEY, ("id", _TEXT), ("kind", _TEXT), *_WHERE_AND_WHEN),
                *((toll, _COUNT) for toll in TOLLS),
                *(("weapons", _TEXTS), ("targets", _TEXTS), ("claims", _CLAIMS)),
                *(("evidence", _EVIDENCE), ("notes", _TEXTS)),
            ]
        ),
        "actions": pa.schema(
            [
                *_KEY,
                ("id", _TEXT),
                ("kind", _TEXT),
                *_WHERE_AND_WHEN,
                ("summary", _TEXT),
                ("evidence", _EVIDENCE),
            ]
        ),
        "set_aside": pa.schema([("input", _TEXT), ("where", _TEXT), ("reason", _TEXT), ("message", _TEXT)]),
        "reports": pa.schema(
            [
                *(*_KEY, ("number", pa.int32()), ("outlet", _TEXT), ("url", _TEXT)),
                *(("published", pa.timestamp("us", "UTC")), ("language", _TEXT)),
                *(("relevant", pa.bool_()), ("reason", _TEXT), ("notes", _TEXTS)),
            ]
        ),
    }
)
"""The columns of each table."""


class Rows:
    """Rows of all tables, as they are found."""

    def __init__(self) -> None:
        self._rows: dict[str, list[Row]] = {name: [] for name in SCHEMAS}

    def add_reading(
        self, name: str, number: int, report: Report, reading: Reading, notes: Iterable[str]
    ) -> None:
        """What the report that is the `number`-th of an input tells of; `notes` are those of the input."""
        key = {"input": name, "report": report.id}
        told = {
            "outlet": report.source,
            "url": report.url,
            "published": report.published,
            "language": reading.language,
            "relevant": reading.relevant,
            "reason": reading.reason,
            "notes": [*notes, *reading.notes],
        }
        self._rows["reports"].append(key | {"number": number} | told)
        self._rows["incidents"].extend(key | _incident(incident) for incident in reading.incidents)
        self._rows["actions"].extend(key | _action(action) for action in reading.actions)

    def add_set_aside(self, name: str, aside: SetAside) -> None:
        """Something of an input that could not be used."""
        self._rows["set_aside"].append(
            {"input": name, "where": aside.where, "reason": aside.reason, "message": aside.message}
        )

    def tables(self) -> Tables:
        """The rows in Arrow's form."""
        return {
            name: pa.RecordBatch.from_pylist([_storable(row) for row in rows], SCHEMAS[name])
            for name, rows in self._rows.items()
        }


def join(parts: Iterable[Tables]) -> Tables:
    """The tables of one batch that was read in several pieces."""
    pieces = list(parts)
    return {name: pa.concat_batches([piece[name] for piece in pieces]) for name in SCHEMAS}


def _incident(incident: Incident) -> Row:
    return {
        "id": incident.id,
        "kind": incident.kind.value,
        **_place(incident.place),
        **_when(incident.when),
        **{toll: _count(getattr(incident, toll)) for toll in TOLLS},
        "weapons": list(incident.weapons),
        "targets": list(incident.targets),
        "claims": [_claim(claim) for claim in incident.claims],
        "evidence": [_evidence(each) for each in incident.evidence],
        "notes": list(incident.notes),
    }


def _action(action: OfficialAction) -> Row:
    return {
        "id": action_id(action),
        "kind": action.kind.value,
        **_place(action.place),
        **_when(action.when),
        "summary": action.summary,
        "evidence": [_evidence(each) for each in action.evidence],
    }


def _place(place: Place | None) -> Row:
    if place is None:
        return {}
    return {
        "place": place.name,
        "division": place.division,
        "country": place.country,
        "place_kind": place.kind.value,
        "latitude": place.latitude,
        "longitude": place.longitude,
        "geonames_id": place.geonames_id or None,
    }


def _when(when: When | None) -> Row:
    return {"first": when.first, "last": when.last, "precision": when.precision.value} if when else {}


def _count(count: Count | None) -> Row | None:
    if count is None:
        return None
    quotes = list(dict.fromkeys(each.quote for each in count.evidence))
    return {
        "low": count.low,
        "best": count.best,
        "high": count.high,
        "corrects": count.corrects,
        "quotes": quotes,
    }


def _claim(claim: Claim) -> Row:
    return {
        "organisation": claim.organisation,
        "claimed_by": claim.claimed_by,
        "quote": claim.evidence.quote,
    }


def _evidence(evidence: Evidence) -> Row:
    return {"start": evidence.start, "end": evidence.end, "quote": evidence.quote}


def _storable(value: Any) -> Any:
    """With every text in Unicode proper: JSON can smuggle in half characters, which no table holds."""
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode()
    if isinstance(value, list):
        return [_storable(each) for each in value]
    if isinstance(value, dict):
        return {name: _storable(each) for name, each in value.items()}
    return value
