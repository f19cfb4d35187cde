"""What changed from one version of a plan to the next."""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any

from tocsin.level.plans.measure import Measure, Plan


class ChangeKind(StrEnum):
    """What became of a measure."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One measure that differs; for a changed one, one field of it, as it was and as it is now."""

    kind: ChangeKind
    measure: str
    field: str = ""
    before: Any = None
    after: Any = None


def changes(old: Plan, new: Plan) -> tuple[Change, ...]:
    """What differs, measure by measure: first those removed, then those added or changed in the new order.

    >>> from tocsin.level import get_plan
    >>> changes(get_plan("standard"), get_plan("standard"))
    ()
    """
    before = {measure.id: measure for measure in old.measures}
    after = {measure.id: measure for measure in new.measures}
    found = [Change(kind=ChangeKind.REMOVED, measure=id) for id in before if id not in after]
    for id, measure in after.items():
        if id in before:
            found += _changed(before[id], measure)
        else:
            found.append(Change(kind=ChangeKind.ADDED, measure=id))
    return tuple(found)


def _changed(old: Measure, new: Measure) -> list[Change]:
    return [
        Change(kind=ChangeKind.CHANGED, measure=new.id, field=field.name, before=was, after=now)
        for field in fields(Measure)
        if (was := getattr(old, field.name)) != (now := getattr(new, field.name))
    ]
