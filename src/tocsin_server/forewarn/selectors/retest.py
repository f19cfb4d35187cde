"""Looking again: whether a warning follows from what it keeps, and what a day looked like at any moment."""

from dataclasses import dataclass
from datetime import date, datetime

from tocsin.base import Explanation
from tocsin.errors import BadInput
from tocsin.forewarn import Decision, Series, get_detector, scan
from tocsin.forewarn.detectors import rejudge, same_figures
from tocsin.forewarn.series import Step
from tocsin_server.forewarn.models import Counted, Warning
from tocsin_server.forewarn.selectors.clusters import replayed
from tocsin_server.forewarn.selectors.tallies import Owned
from tocsin_server.forewarn.selectors.unusual import as_it_was, unusual
from tocsin_server.forewarn.selectors.warnings import explanation
from tocsin_server.units.viewer import Viewer
from tocsin_server.units.visibility import visible


@dataclass(frozen=True, slots=True)
class Recomputed:
    """Whether the same comes out to the last bit: `figures`, from the counts that the warning keeps itself;
    `counts`, from the site's counts as they were known when it was raised, None where they were not kept yet.
    `reason` says what came out otherwise or is worded otherwise today, "" where nothing is. Where the
    detector is set otherwise since, the counts are held against those that the warning keeps."""

    figures: bool
    counts: bool | None
    reason: str = ""


def recomputed(row: Warning) -> Recomputed:
    """A warning judged again, twice: from its own figures, and from the counts as they were then known."""
    stored = explanation(row)
    try:
        _, again = rejudge(stored)
    except BadInput as error:
        return Recomputed(False, None, str(error))
    reworded = "" if again.reason == stored.reason else f"Today's wording of it: {again.reason}"
    if row.counted is None or stored.known is None:
        return Recomputed(True, None, reworded)
    if row.detector == scan.NAME:
        amiss = replayed(row, stored, stored.known)
        return Recomputed(True, not amiss, amiss or reworded)
    series = as_it_was(row.counted, row.day, Step(row.step), stored.known, held=row.held)
    then = get_detector(row.detector).test(series, row.day)
    if same_figures(then.explanation, stored):
        return Recomputed(True, True, reworded)
    if _rests_on(stored, row.day, series):
        return Recomputed(True, True, "The detector has other settings today than those it was judged by.")
    return Recomputed(True, False, f"From the counts as known then: {then.explanation.reason}")


def _rests_on(stored: Explanation, day: date, series: Series) -> bool:
    """Whether each count that an explanation keeps is that of the series."""
    kept = [*stored.baseline, (day, stored.observed)]
    return all(series.first <= at <= series.last and series.count(at) == count for at, count in kept)


@dataclass(frozen=True, slots=True)
class Seen:
    """What one detector says of one series on a day, by what was known at a moment."""

    unit_id: str
    tlp: str
    series: str
    detector: str
    outcome: str
    observed: int
    expected: float
    bound: float
    p: float | None
    sentence: str


def as_known(day: date, known: datetime, viewer: Viewer) -> list[Seen]:
    """What was unusual of a day by what was known at a moment, before any rule held anything back: of each
    owner whose counts the viewer may see. Nothing learnt later is looked at."""
    owners = visible(Counted.objects.all(), viewer).order_by().values_list("unit_id", "tlp").distinct()
    found = (unusual(owned, day, known) for owned in sorted(Owned(*pair) for pair in owners))
    return [_seen(*pair) for each in found for pair in each.decisions]


def _seen(counted: Counted, decision: Decision) -> Seen:
    why = decision.explanation
    return Seen(
        counted.unit_id, counted.tlp, counted.series, why.method, decision.outcome.value,
        why.observed, why.expected, why.bound, why.p, why.reason,
    )  # fmt: skip
