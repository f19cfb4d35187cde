"""A table for spreadsheets (RFC 4180)."""

import csv
from typing import Any, TextIO

from tocsin.base import TOLLS
from tocsin.cli.findings import Findings
from tocsin.cli.formats.records import Record, records

_BOUNDS = ("low", "best", "high")
COLUMNS = (
    *("type", "id", "kind", "place", "division", "country", "latitude", "longitude", "first", "last"),
    *(f"{toll}_{bound}" for toll in TOLLS for bound in _BOUNDS),
    *("weapons", "targets", "claims", "summary", "quotes", "outlets", "reports", "copies", "notes"),
)

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def write(findings: Findings, stream: TextIO) -> None:
    """One row an incident or official action; lists are joined by " | "."""
    writer = csv.writer(stream)
    writer.writerow(COLUMNS)
    for record in records(findings):
        row = _row(record)
        writer.writerow([_safe(row.get(column)) for column in COLUMNS])


def _row(record: Record) -> dict[str, Any]:
    place, when = record["place"] or {}, record["when"] or {}
    tolls = {toll: record.get(toll) or {} for toll in TOLLS}
    sources = record["sources"]
    return {
        **{name: record[name] for name in ("type", "id", "kind")},
        **{name: place.get(name) for name in ("division", "country", "latitude", "longitude")},
        **{name: when.get(name) for name in ("first", "last")},
        **{f"{toll}_{bound}": count.get(bound) for toll, count in tolls.items() for bound in _BOUNDS},
        "place": place.get("name"),
        "weapons": _joined(record.get("weapons", [])),
        "targets": _joined(record.get("targets", [])),
        "claims": _joined(
            f"{each['organisation']} ({each['claimed_by']})" for each in record.get("claims", [])
        ),
        "summary": record.get("summary"),
        "quotes": _joined(each["quote"] for each in record["evidence"]),
        "outlets": _joined(dict.fromkeys(each["outlet"] for each in sources)),
        "reports": len(sources),
        "copies": sum(each["copy_of"] is not None for each in sources),
        "notes": _joined(record["notes"]),
    }


def _joined(values: Any) -> str:
    return " | ".join(values)


def _safe(value: Any) -> Any:
    """Text that a spreadsheet would take for a formula is marked as text (OWASP ASVS 5.0.0, 1.2.10)."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
