"""The sentence of a report that a conclusion rests on."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Evidence:
    """A span of one report's text: `quote == report.text[start:end]` (offsets in code points)."""

    report_id: str
    start: int
    end: int
    quote: str
