"""What `tocsin warn` writes: tables for people, JSON for programs."""

from collections.abc import Sequence
from math import isfinite
from typing import Any

from rich import box
from rich.table import Table
from rich.text import Text

from tocsin.base import Explanation
from tocsin.cli.messages import printable
from tocsin.forewarn import Decision, Detection, Outcome
from tocsin.forewarn.backtest import Report

Record = dict[str, Any]


_WHEN = {"day": "Day", "week": "Week of", "month": "Month of"}


def table_of(decisions: Sequence[Decision], title: str) -> Table:
    """One row a decision: its sentence holds what was expected; what was held back says by which rule."""
    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    held = any(one.outcome is not Outcome.ALARM for one in decisions)
    when = _WHEN[decisions[0].explanation.step]
    for name in ("Series", when, "Seen", "p", "Why", *(["Held back"] * held)):
        right = name in {"Seen", "p"}
        table.add_column(name, overflow="fold", no_wrap=name == when, justify="right" if right else "left")
    for one in decisions:
        why = one.explanation
        cells = [one.series, one.day.isoformat(), f"{why.observed:,}", chance(why.p), why.reason]
        cells += [f"{one.outcome.value}. {one.note}".strip()] if held else []
        table.add_row(*(Text(printable(cell)) for cell in cells))
    return table


def chance(p: float | None) -> str:
    """A chance as people read it.

    >>> chance(None), chance(0.0312), chance(0.00000412)
    ('', '0.031', '4.1e-06')
    """
    return "" if p is None else f"{p:.2g}"


def detection_record(found: Detection) -> Record:
    """All that was found; the figures of every series are in `table`, not here."""
    return {
        "day": found.day.isoformat(),
        "step": found.history.step.value,
        "notes": list(found.notes),
        "methods": list(found.sweep.why),
        "series": len(found.history.ids),
        "summary": found.summary,
        "warnings": [_decision(one) for one in found.sweep.decisions if one.outcome is Outcome.ALARM],
        "held_back": [_decision(one) for one in found.held_back],
    }


def _decision(one: Decision) -> Record:
    return {
        "series": one.series,
        "day": one.day.isoformat(),
        "outcome": one.outcome.value,
        "note": one.note,
        "explanation": explanation_record(one.explanation),
    }


def explanation_record(explanation: Explanation) -> Record:
    """Every field of an explanation, so that a program can recompute the decision."""
    return {
        "method": explanation.method,
        "reason": explanation.reason,
        "observed": explanation.observed,
        "expected": _finite(explanation.expected),
        "bound": _finite(explanation.bound),
        "p": explanation.p,
        "statistic": _finite(explanation.statistic),
        "threshold": _finite(explanation.threshold),
        "step": explanation.step,
        "told": explanation.told,
        "known": explanation.known.isoformat() if explanation.known else None,
        "parameters": dict(explanation.parameters),
        "baseline": [[day.isoformat(), count] for day, count in explanation.baseline],
        "weights": list(explanation.weights),
        "exposures": list(explanation.exposures),
    }


def _finite(number: float) -> float | None:
    """A number that JSON knows; infinity and the like are null."""
    return number if isfinite(number) else None


def report_record(report: Report) -> Record:
    """A back-test."""
    scored = report.scored
    return {
        "first": report.first.isoformat(),
        "last": report.last.isoformat(),
        "step": report.step.value,
        "series": report.series,
        "judged": report.judged,
        "too_little_history": report.short,
        "unknown_at_the_time": report.unknown,
        "alarms_a_week": report.alarms_a_week,
        "warnings_a_week": report.warnings_a_week,
        "held_back": {outcome.value: count for outcome, count in report.held_back.items()},
        "warnings": [
            {"series": one.series, "day": one.day.isoformat(), **explanation_record(one.explanation)}
            for one in report.warnings
        ],
        "labels": None
        if scored is None
        else {
            "outbreaks": scored.outbreaks,
            "detected": scored.detected,
            "sensitivity": scored.sensitivity,
            "specificity": scored.specificity,
            "median_delay": scored.delay,
        },
    }


def report_lines(report: Report) -> list[str]:
    """A back-test in sentences."""
    span = f"{report.first.isoformat()} to {report.last.isoformat()}"
    lines = [
        f"{report.judged:,} tests of {report.series:,} series by the {report.step}, {span}.",
        f"Not tested: {report.short:,} times with too little history, {report.unknown:,} times with no count "
        "known then.",
        f"Warnings: {len(report.warnings):,}, {report.warnings_a_week:.2f} a week; without the rules "
        f"{report.alarms_a_week:.2f} a week. Each recomputes from its explanation.",
    ]
    lines += [f"Held back as {outcome.value}: {count:,}." for outcome, count in report.held_back.items()]
    scored = report.scored
    if scored is not None:
        lines.append(
            f"Outbreaks detected: {len(scored.delays)} of {scored.outbreaks}{_late(scored.delay, report)}; "
            f"sensitivity {_share(scored.sensitivity)}, specificity {_share(scored.specificity)}."
        )
    return lines


def _late(delay: float | None, report: Report) -> str:
    return "" if delay is None else f", after {delay:g} {report.step}s in the median"


def _share(share: float | None) -> str:
    return "unknown" if share is None else f"{share:.3f}"
