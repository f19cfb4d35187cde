"""What changed from one version of a plan to the next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import timedelta
from enum import StrEnum
from typing import Any

from tocsin.base.tables import span_text
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


def change_text(change: Change) -> str:
    """A change in one line, for a person: field by field, texts by language, lists by what came and went.

    >>> from datetime import timedelta
    >>> was, now = timedelta(hours=2), timedelta(hours=1)
    >>> change_text(Change(kind=ChangeKind.CHANGED, measure="mail", field="do", before=was, after=now))
    'mail: do 2 h -> 1 h'
    >>> change_text(Change(kind=ChangeKind.ADDED, measure="mail"))
    'mail: added'
    """
    if change.kind is not ChangeKind.CHANGED:
        return f"{change.measure}: {change.kind.value}"
    return f"{change.measure}: {change.field} {_difference(change.before, change.after)}"


def _difference(before: Any, after: Any) -> str:
    if isinstance(before, Mapping):
        languages = [each for each in {**before, **after} if before.get(each) != after.get(each)]
        return "; ".join(f"in {each} {_pair(before.get(each), after.get(each))}" for each in languages)
    if isinstance(before, frozenset):
        came = [f"with {each}" for each in sorted(after - before)]
        return ", ".join([*came, *(f"without {each}" for each in sorted(before - after))])
    return _pair(before, after)


def _pair(before: Any, after: Any) -> str:
    return f"{_value(before)} -> {_value(after)}"


def _value(value: Any) -> str:
    if isinstance(value, timedelta):
        return span_text(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None or value == "":
        return "(nothing)"
    return value.value if isinstance(value, StrEnum) else str(value)


def _changed(old: Measure, new: Measure) -> list[Change]:
    return [
        Change(kind=ChangeKind.CHANGED, measure=new.id, field=field.name, before=was, after=now)
        for field in fields(Measure)
        if (was := getattr(old, field.name)) != (now := getattr(new, field.name))
    ]
