"""Which level holds for a unit at an instant."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from tocsin.base import Declaration
from tocsin.level.tree import Tree


def in_force(
    declarations: Iterable[Declaration], tree: Tree, unit: str, now: datetime, *, scheme: str
) -> Declaration | None:
    """The declaration of a scheme that holds for a unit at `now`, None where none does: then rank 1 holds.

    A declaration holds for its unit and all below, from its start until just before its end. The highest rank
    wins, so a unit may stand above its parent and never below; of equals, the one that lasts longest.

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
    holding = (
        declaration
        for declaration in declarations
        if declaration.scheme == scheme
        and declaration.unit in covering
        and declaration.starts <= now < declaration.ends
    )
    return max(
        holding, key=lambda declaration: (declaration.rank, declaration.ends, declaration.id), default=None
    )
