"""The verdict on a CAP document: its schema's, and every rule it breaks."""

from __future__ import annotations

from dataclasses import dataclass

from tocsin.base import Alert
from tocsin.notify.cap.reading import parse
from tocsin.notify.check import problems
from tocsin.notify.problem import Problem


@dataclass(frozen=True, slots=True)
class Verdict:
    """`schema_valid` as the schema of CAP 1.2 has it; `alert` is None where its head cannot be read."""

    schema_valid: bool
    problems: tuple[Problem, ...]
    alert: Alert | None


def validate(data: bytes, *, where: str) -> Verdict:
    """The verdict on one document."""
    parsed = parse(data, where=where)
    found = problems(parsed.alert) if parsed.alert else ()
    return Verdict(parsed.alert is not None, (*parsed.noted, *parsed.lost, *found), parsed.alert)
