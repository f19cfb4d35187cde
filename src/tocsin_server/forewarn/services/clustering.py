"""Clusters of incidents become warnings, once each: while one goes on it is held back, unless it doubles."""

from dataclasses import replace
from datetime import date, timedelta

from tocsin.forewarn import Decision, Outcome
from tocsin.forewarn.decide import decide
from tocsin.forewarn.scan import NAME, same_cluster
from tocsin.forewarn.series import Step
from tocsin_server.forewarn.models import Counted, Of, Warning
from tocsin_server.forewarn.selectors.clusters import LONGEST, Crowd, clusters
from tocsin_server.forewarn.selectors.counts import owned_between
from tocsin_server.forewarn.selectors.tallies import Owned
from tocsin_server.forewarn.selectors.warnings import explanation
from tocsin_server.forewarn.services import counting, keeping, ruling
from tocsin_server.forewarn.services.ruling import Kept, Ruled
from tocsin_server.ledger.services import Actor, act
from tocsin_server.locks import one_at_a_time


def owners(first: date, last: date) -> list[Owned]:
    """Whose incidents are to be scanned: with any that a cluster of these days could hold, or with a
    cluster's warning that may have to go."""
    reach = first - timedelta(days=LONGEST - 1)
    warned = Warning.objects.filter(day__range=(first, last), detector=NAME, withdrawn=None)
    found = {Owned(*pair) for pair in warned.values_list("unit_id", "tlp")}
    return sorted(found | owned_between(reach, last, of=Of.PLACES))


def look(actor: Actor, owned: Owned, day: date) -> list[int]:
    """Scan what an owner knows of the days up to this one; the ids of the warnings that this changed.

    A strong cluster among very many incidents takes a minute's work, which is done before anything is locked,
    and once more only if something became known meanwhile.
    """
    newest = counting.newest()
    found = clusters(owned, day, counting.moment())
    with act(actor, "forewarn.clusters") as entry:
        one_at_a_time("forewarn.scan")
        if counting.newest() != newest:
            found = clusters(owned, day, counting.moment())
        changed = _keep(owned, day, found)
        entry.subject = f"unit:{owned.unit_id}"
        entry.data = {"tlp": owned.tlp, "day": day.isoformat(), "warnings": changed}
        if not changed:
            entry.cancel()
    return changed


def _keep(owned: Owned, day: date, found: tuple[Crowd, ...]) -> list[int]:
    """Raise, hold back and withdraw, by what was found."""
    kept = _matched(keeping.kept(owned, day, Step.DAY, clusters=True), found)
    before = {row.series: _before(owned, counted, row) for counted, row in found}
    ruled = _ruled(owned, day, found, kept, before)
    changed = keeping.keep(owned, kept, ruled)
    for _, decision in ruled:
        _link(owned, decision, before[decision.series])
    return changed


def _matched(kept: Kept, found: tuple[Crowd, ...]) -> Kept:
    """What is kept of the day, each row under the name that its cluster has now: later news may move a
    cluster's middle. A row whose name some cluster still has stays with it."""
    named = {ruling.key(decision) for _, decision in found}
    taken = {at: row for at, row in kept.items() if at in named}
    left = {at: row for at, row in kept.items() if at not in named}
    for counted, decision in found:
        if ruling.key(decision) in taken:
            continue
        for at, row in left.items():
            if row.kind == counted.kind and same_cluster(explanation(row), decision.explanation):
                taken[ruling.key(decision)] = left.pop(at)
                break
    return taken | left


def _before(owned: Owned, counted: Counted, decision: Decision) -> Warning | None:
    """The standing warning that told of this cluster on an earlier day, if any did."""
    since = decision.day - timedelta(days=LONGEST - 1)
    rows = Warning.objects.filter(
        unit_id=owned.unit_id, tlp=owned.tlp, detector=NAME, kind=counted.kind, withdrawn=None,
        held__in=("", Outcome.ALREADY_WARNED), day__gte=since, day__lt=decision.day,
    )  # fmt: skip
    told = (
        row.same_as or row
        for row in rows.select_related("same_as").order_by("-day")
        if same_cluster(explanation(row), decision.explanation)
    )
    return max(
        (row for row in told if not row.held and row.withdrawn is None),
        key=lambda row: (row.observed, row.day),
        default=None,
    )


def _ruled(
    owned: Owned, day: date, found: tuple[Crowd, ...], kept: Kept, before: dict[str, Warning | None]
) -> Ruled:
    """The clusters with the rule that holds one back, if one does; chance among many is in the scan's own p.

    What was raised stays raised, as for counts by the series.
    """
    stays = [pair for pair in found if ruling.stands(kept.get(ruling.key(pair[1])))]
    rest = [pair for pair in found if not ruling.stands(kept.get(ruling.key(pair[1])))]
    rules = replace(ruling.rules(), discovery_rate=None)
    told = [_unless_told(decision, before[decision.series], rules.louder) for _, decision in rest]
    passed = decide(told, rules, earlier=ruling.earlier(owned, day, Step.DAY, rules))
    return stays + [(counted, one) for (counted, _), one in zip(rest, passed, strict=True)]


def _unless_told(decision: Decision, before: Warning | None, louder: float) -> Decision:
    """A decision, held back where it tells of a cluster that a warning told of already."""
    observed = decision.explanation.observed
    if decision.outcome is not Outcome.ALARM or before is None or observed >= louder * before.observed:
        return decision
    note = (
        f"The same cluster was warned of on {before.day.isoformat()}; while it goes on, only {louder:g} "
        "times its count raises another."
    )
    return replace(decision, outcome=Outcome.ALREADY_WARNED, note=note)


def _link(owned: Owned, decision: Decision, before: Warning | None) -> None:
    """Keep which warning told of a cluster before."""
    rows = Warning.objects.filter(
        unit_id=owned.unit_id, tlp=owned.tlp, series=decision.series, day=decision.day, detector=NAME
    )
    rows.update(same_as=before if decision.outcome is Outcome.ALREADY_WARNED else None)
