"""Keeping: what was found of a day becomes warnings, and what was held back is kept with its reason."""

from dataclasses import replace
from datetime import date
from typing import Any

from tocsin.base import Explanation
from tocsin.forewarn import Decision, Outcome, scan
from tocsin.forewarn.detectors.wording import unusual
from tocsin.forewarn.series import Step
from tocsin_server import clock
from tocsin_server.codec import decode, encode
from tocsin_server.extract.models import Incident
from tocsin_server.forewarn.models import Counted, Of, Warning
from tocsin_server.forewarn.selectors.clusters import inside
from tocsin_server.forewarn.selectors.tallies import Owned, told_between
from tocsin_server.forewarn.selectors.unusual import WEEK
from tocsin_server.forewarn.services.ruling import Kept, Ruled, key


def kept(owned: Owned, day: date, step: Step, *, clusters: bool = False) -> Kept:
    """What is kept of an owner's day or week: of its series, or of clusters."""
    rows = Warning.objects.filter(unit_id=owned.unit_id, tlp=owned.tlp, day=day, step=step)
    rows = rows.filter(detector=scan.NAME) if clusters else rows.exclude(detector=scan.NAME)
    return {(row.series, row.detector): row for row in rows}


def keep(owned: Owned, kept: Kept, ruled: Ruled) -> list[int]:
    """Raise, bring up to date, hold back and withdraw; the ids of the warnings that this changed."""
    found = {key(decision): (counted, decision) for counted, decision in ruled}
    changed = [
        _apply(owned, kept.get(at), counted, decision)
        for at, (counted, decision) in sorted(found.items(), key=lambda pair: pair[0])
    ]
    gone = [row for at, row in kept.items() if at not in found and row.withdrawn is None]
    return [*(id for id in changed if id), *(_withdraw(row) for row in gone)]


def _apply(owned: Owned, row: Warning | None, counted: Counted, decision: Decision) -> int | None:
    """What a decision makes of the row there is, if any; its id where that changed anything."""
    held = "" if decision.outcome is Outcome.ALARM else decision.outcome.value
    if held and row and not row.held:  # it was raised, and is no longer to be
        return _withdraw(row) if row.withdrawn is None else None
    explanation = _vintage_kept(row, decision.explanation)
    behind = _behind(owned, counted, decision)
    if row and _same(row, held, decision.note, explanation, behind):
        return None
    if row is None or (row.held and not held):
        row = row or Warning(unit_id=owned.unit_id, tlp=owned.tlp, raised=clock.now())
        row.raised = clock.now()
    return _write(row, counted, replace(decision, explanation=explanation), held, behind)


def _same(row: Warning, held: str, note: str, explanation: Explanation, behind: list[str]) -> bool:
    """Whether all is kept already as it is now."""
    if row.withdrawn is not None or (row.held, row.note) != (held, note):
        return False
    return row.explanation == encode(explanation) and behind == sorted(
        row.incidents.values_list("pk", flat=True)
    )


def _vintage_kept(row: Warning | None, explanation: Explanation) -> Explanation:
    """The explanation, as of the time from which on its figures were known: they are no newer than that where
    what became known since changes none of them."""
    if row is None or row.known is None:
        return explanation
    before = decode(Explanation, row.explanation)
    return before if replace(explanation, known=before.known) == before else explanation


def _write(row: Warning, counted: Counted, decision: Decision, held: str, behind: list[str]) -> int:
    for name, value in _columns(counted, decision).items():
        setattr(row, name, value)
    row.held, row.note, row.withdrawn = held, decision.note, None
    row.save()
    row.incidents.set(Incident.objects.filter(pk__in=behind))
    return row.pk


def _columns(counted: Counted, decision: Decision) -> dict[str, Any]:
    why = decision.explanation
    return {
        "counted": counted,
        "series": counted.series,
        "country": counted.country,
        "kind": counted.kind,
        "day": decision.day,
        "step": why.step,
        "detector": why.method,
        "observed": why.observed,
        "expected": why.expected,
        "bound": why.bound,
        "p": why.p,
        "surprise": why.statistic / why.threshold if why.threshold else why.statistic,
        "sentence": _sentence(counted, why),
        "explanation": encode(why),
        "known": why.known,
    }


def _sentence(counted: Counted, why: Explanation) -> str:
    """The detector's own sentence; of reports in other words, for detectors speak of incidents."""
    if counted.of != Of.REPORTS:
        return why.reason
    noun = "report tells" if why.observed == 1 else "reports tell"
    return (
        f"{why.observed:,} {noun} of incidents in the country; {why.expected:.1f} a {why.step} were "
        f"expected, and {unusual(why.bound)}."
    )


def _behind(owned: Owned, counted: Counted, decision: Decision) -> list[str]:
    """The incidents that a count adds up, or of which the reports tell that it adds up."""
    if counted.of == Of.PLACES:
        rows = inside(owned, counted.kind, decision.explanation)
        return sorted(rows.values_list("pk", flat=True))
    day = decision.day
    last = day + WEEK if decision.explanation.step == Step.WEEK else day
    rows = Incident.objects.filter(
        retired=False, unit_id=counted.unit_id, tlp=counted.tlp, country=counted.country
    )
    if counted.of == Of.REPORTS:
        told = told_between(day, last).filter(country=counted.country, incident__in=rows)
        return sorted({pk for pk in told.values_list("incident_id", flat=True) if pk})
    rows = rows.filter(kind=counted.kind, first_day__range=(day, last), precision="day")
    if counted.division:
        rows = rows.filter(division=counted.division)
    return sorted(rows.values_list("pk", flat=True))


def _withdraw(row: Warning) -> int:
    row.withdrawn = clock.now()
    row.save(update_fields=["withdrawn"])
    return row.pk
