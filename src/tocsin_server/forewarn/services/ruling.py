"""Ruling: of the alarms of one owner's day, which are passed on and which are held back, and why."""

from datetime import date, timedelta

from django.conf import settings

from tocsin.base import Explanation
from tocsin.base import Warning as Alarm
from tocsin.forewarn import Decision
from tocsin.forewarn.decide import Rules, decide
from tocsin.forewarn.series import Step
from tocsin.forewarn.watch import without_echoes
from tocsin_server.forewarn.models import Counted, Of, Warning
from tocsin_server.forewarn.selectors.tallies import Owned
from tocsin_server.forewarn.selectors.unusual import TESTED, Found

Kept = dict[tuple[str, str], Warning]
"""What is kept of an owner's day already, by series and detector."""

Ruled = list[tuple[Counted, Decision]]


def rules() -> Rules:
    """What the site's settings ask of an alarm."""
    budget = settings.TOCSIN_WARNING_BUDGET
    return Rules(
        minimum_count=settings.TOCSIN_WARNING_MINIMUM,
        cool_down=settings.TOCSIN_WARNING_COOL_DOWN,
        budget=budget or None,
    )


def ruled(owned: Owned, day: date, step: Step, found: Found, kept: Kept) -> Ruled:
    """The decisions of one owner's day or week, alarms that may not pass with the rule that says so.

    What was raised stays raised as long as its detector sounds: whoever read it is not to find it gone
    because something else is more unusual.
    """
    decisions = [pair for of in TESTED for pair in _told_once(found, of)]
    stays = [pair for pair in decisions if stands(kept.get(key(pair[1])))]
    rest = [pair for pair in decisions if not stands(kept.get(key(pair[1])))]
    passed = decide(
        [decision for _, decision in rest],
        rules(),
        earlier=earlier(owned, day, step, rules()),
        tested=found.tested,
    )
    return stays + [(counted, one) for (counted, _), one in zip(rest, passed, strict=True)]


def key(decision: Decision) -> tuple[str, str]:
    """What tells the alarms of one day apart."""
    return decision.series, decision.explanation.method


def _told_once(found: Found, of: Of) -> Ruled:
    """Decisions on one sort of counts; alarms of a country that a division tells in full are
    echoes. Reports are counted by country alone."""
    pairs = [pair for pair in found.decisions if pair[0].of == of]
    if of is Of.REPORTS:
        return pairs
    told = without_echoes([decision for _, decision in pairs])
    return [(counted, decision) for (counted, _), decision in zip(pairs, told, strict=True)]


def stands(row: Warning | None) -> bool:
    """Whether a warning is raised."""
    return row is not None and not row.held and row.withdrawn is None


def earlier(owned: Owned, day: date, step: Step, rules: Rules) -> list[Alarm]:
    """The warnings raised before that cool a series down or count against the budget."""
    since = day - timedelta(days=max(rules.cool_down, rules.budget_days))
    rows = Warning.objects.filter(
        unit_id=owned.unit_id, tlp=owned.tlp, held="", withdrawn=None, day__range=(since, day)
    )
    return [
        _alarm(row, row.detector in rules.always or row.step != step) for row in rows.defer("explanation")
    ]


def _alarm(row: Warning, apart: bool) -> Alarm:
    """A warning as the core's rules look at it. Where it counts other things, as the killed of one incident
    or those of a week, it stands under no series' name and cools nothing down."""
    why = Explanation(
        method=row.detector, baseline=(), observed=row.observed, expected=row.expected, bound=row.bound,
        statistic=row.surprise, threshold=1.0, reason=row.sentence,
    )  # fmt: skip
    return Alarm(series="" if apart else row.series, day=row.day, explanation=why)
