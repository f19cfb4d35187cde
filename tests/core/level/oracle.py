"""What must be true of levels and orders, told the plain slow way and without calling what is under test."""

from collections.abc import Iterable
from datetime import datetime

from level.worlds import World

from tocsin.base import Declaration, Order, Scheme, ThreatKind, Unit, UnitKind, VenueKind
from tocsin.level import AnswerKind, Cause, Measure


def chain(units: Iterable[Unit], id: str) -> list[str]:
    """The unit and those above it, upwards."""
    parents = {unit.id: unit.parent for unit in units}
    found = []
    while id:
        found.append(id)
        id = parents[id]
    return found


def asked(world: World, level: Declaration) -> dict[tuple[str, str], Measure]:
    """Every unit and measure that a declaration calls for."""
    found: dict[tuple[str, str], Measure] = {}
    for unit in world.units:
        above = chain(world.units, unit.id)
        if level.unit not in above:
            continue
        added = [each for id in reversed(above) for each in world.additions if each.unit == id]
        added = [each.measure for each in added if not each.only or unit.id in each.only]
        for measure in [*world.plan.measures, *added]:
            if _fits(measure, unit, level, world.scheme):
                found.setdefault((unit.id, measure.id), measure)
    return found


def _fits(measure: Measure, unit: Unit, level: Declaration, scheme: Scheme) -> bool:
    (step,) = [each.step for each in scheme.levels if each.rank == level.rank]
    if measure.step > step or unit.kind not in measure.kinds:
        return False
    if level.threats and measure.threats and not any(each in measure.threats for each in level.threats):
        return False
    if level.venues and not any(each in measure.venues for each in level.venues):
        return False
    if unit.kind is not UnitKind.VENUE:
        return True
    if level.venues and unit.venue not in level.venues:
        return False
    return not measure.venues or unit.venue in measure.venues


def live(levels: Iterable[Declaration], now: datetime, *, exercise: bool) -> list[Declaration]:
    return [each for each in levels if each.exercise is exercise and each.starts <= now and now < each.ends]


def rank(units: Iterable[Unit], levels: Iterable[Declaration], unit: str, now: datetime) -> int | None:
    """The rank that holds for a unit; None where nothing is declared for all threats and venues."""
    above = chain(units, unit)
    ranks = [
        each.rank
        for each in live(levels, now, exercise=False)
        if each.unit in above and each.threats == frozenset() and each.venues == frozenset()
    ]
    return max(ranks) if ranks else None


def lowest(units: Iterable[Unit], levels: Iterable[Declaration], wanted: Declaration) -> int:
    """The rank that a new declaration must have at least."""
    above = chain(units, wanted.unit)[1:]
    ranks = [
        each.rank
        for each in live(levels, wanted.starts, exercise=wanted.exercise)
        if each.unit in above and about(each) >= about(wanted)
    ]
    return max([1, *ranks])


def about(level: Declaration) -> set[tuple[str, str]]:
    """Every threat and venue, each with each, that a declaration is about; "other" where it names none."""
    threats = [*(level.threats or [*ThreatKind, "other"])]
    venues = [*(level.venues or [*VenueKind, "other"])]
    return {(threat, venue) for threat in threats for venue in venues}


def cause(order: Order, said: list[AnswerKind], now: datetime) -> Cause | None:
    """Why an order must have gone up by now, from all that was ever said of it."""
    last = [each for each in said if each not in (AnswerKind.RECEIVED, AnswerKind.ACKNOWLEDGED)][-1:]
    if AnswerKind.DONE in said:
        return None
    if last == [AnswerKind.CANNOT]:
        return Cause.CANNOT
    if not last and AnswerKind.ACKNOWLEDGED not in said and now > order.acknowledge_by:
        return Cause.UNANSWERED
    if (last or AnswerKind.ACKNOWLEDGED in said) and now > order.do_by:
        return Cause.NOT_DONE
    return None
