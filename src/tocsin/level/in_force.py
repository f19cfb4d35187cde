"""Which level holds for a unit at an instant, and below which none may be raised."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from tocsin.base import Declaration, Scheme
from tocsin.base.tables import span_text
from tocsin.errors import BadInput
from tocsin.level.tree import Tree


def in_force(
    declarations: Iterable[Declaration], tree: Tree, unit: str, now: datetime, *, scheme: str
) -> Declaration | None:
    """The general declaration of a scheme that holds for a unit at `now`; None where none does: rank 1 holds.

    A declaration holds for its unit and all below, from its start until just before its end. The highest
    rank wins, so a unit may stand above its parent and never below; of equals, the one that lasts longest.
    One that is limited to some threats or venues, and an exercise, never set the level of a unit.

    >>> from datetime import timedelta, timezone
    >>> from tocsin.base import Unit, UnitKind
    >>> start = datetime(2015, 11, 14, 1, tzinfo=timezone.utc)
    >>> raised = Declaration(id="d1", scheme="generic", rank=3, unit="cn", basis="Public safety act",
    ...                      owner="National group", reason="Attacks abroad", starts=start,
    ...                      ends=start + timedelta(days=7))
    >>> tree = Tree([Unit(id="cn", name="National group", kind=UnitKind.NATIONAL)])
    >>> found = [in_force([raised], tree, "cn", start + timedelta(days=d), scheme="generic") for d in (0, 7)]
    >>> [level and level.rank for level in found]
    [3, None]
    """
    covering = {above.id for above in tree.path(unit)}
    holding = (each for each in _live(declarations, now, scheme) if each.unit in covering and each.general)
    return max(holding, key=lambda each: (each.rank, each.ends, each.id), default=None)


def floor(declarations: Iterable[Declaration], tree: Tree, wanted: Declaration) -> int:
    """The rank below which `wanted` may not be raised: the highest that units above impose at its start.

    What counts is in force when `wanted` starts, is about at least all that it is about, and is real where it
    is real: an exercise is held up by no level, and holds up none. 1 where nothing above binds it.

    >>> from datetime import datetime, timedelta, timezone
    >>> from tocsin.base import Unit, UnitKind
    >>> start = datetime(2015, 11, 14, 1, tzinfo=timezone.utc)
    >>> def raised(id, unit, rank):
    ...     return Declaration(id=id, scheme="generic", rank=rank, unit=unit, basis="Act", owner="Group",
    ...                        reason="Attacks", starts=start, ends=start + timedelta(days=7))
    >>> tree = Tree([Unit(id="cn", name="Nation", kind=UnitKind.NATIONAL),
    ...              Unit(id="cn-gd", name="Guangdong", kind=UnitKind.REGION, parent="cn")])
    >>> floor([raised("d1", "cn", 3)], tree, raised("d2", "cn-gd", 2))
    3
    """
    above = {unit.id for unit in tree.path(wanted.unit)} - {wanted.unit}
    binding = (
        each.rank
        for each in _live(declarations, wanted.starts, wanted.scheme, exercise=wanted.exercise)
        if each.unit in above and each.covers(wanted)
    )
    return max(binding, default=1)


def refuse_below_floor(declarations: Iterable[Declaration], tree: Tree, wanted: Declaration) -> None:
    """Pass if a declaration does not go below what units above impose; else `BadInput` says what they do."""
    lowest = floor(declarations, tree, wanted)
    if wanted.rank < lowest:
        over = f"level {wanted.rank} over {tree.unit(wanted.unit).name}"
        text = f"{over} would be below level {lowest}, which a unit above it has in force"
        raise BadInput(text, where="rank", reason="below_floor")


def refuse_unraisable(scheme: Scheme, wanted: Declaration, *, decided: datetime | None = None) -> None:
    """Pass if the level may be declared, and until that end; else `BadInput`.

    The level at rest, of step 1, is never declared: it is what holds when nothing is. The longest time that a
    level allows counts from `decided`, the start unless told: whoever extends it decides again.

    >>> from datetime import timedelta, timezone
    >>> from tocsin.level import get_scheme
    >>> start = datetime(2015, 11, 14, 1, tzinfo=timezone.utc)
    >>> imminent = Declaration(id="d1", scheme="us-ntas", rank=4, unit="us", basis="Act", owner="Secretary",
    ...                        reason="A threat", starts=start, ends=start + timedelta(days=8))
    >>> refuse_unraisable(get_scheme("us-ntas"), imminent)
    Traceback (most recent call last):
    ...
    tocsin.errors.BadInput: ends: Imminent threat alert may be declared for 7 d at most, then decided again
    """
    level = scheme.level(wanted.rank)
    if level.step == 1:
        text = f"{level.word} holds when nothing is declared; to go back to it, end what is in force"
        raise BadInput(text, where="rank", reason="at_rest")
    since = wanted.starts if decided is None else decided
    if level.longest and wanted.ends - since > level.longest:
        text = f"{level.word} may be declared for {span_text(level.longest)} at most, then decided again"
        raise BadInput(text, where="ends", reason="too_long")


def _live(
    declarations: Iterable[Declaration], now: datetime, scheme: str, *, exercise: bool = False
) -> Iterable[Declaration]:
    return (
        each
        for each in declarations
        if each.scheme == scheme and each.exercise is exercise and each.starts <= now < each.ends
    )
