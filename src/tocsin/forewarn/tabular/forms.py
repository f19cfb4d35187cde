"""Which form a table has, told by the names of its columns.

| Form | Columns |
|---|---|
| events | a date, and a place or kind or both; each row is one event |
| long | a date, a count, and what it counts; each row is one count |
| wide | a date, and one column of counts for each series |

A column `known` says of events and counts when they became known.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from tocsin.errors import BadInput


class Form(StrEnum):
    """How a table holds its counts."""

    EVENTS = "events"
    LONG = "long"
    WIDE = "wide"


NAMES: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "date": frozenset({"date", "day", "week", "month", "__index_level_0__"}),
        "count": frozenset(
            {
                "count",
                "counts",
                "cases",
                "incidents",
                "deaths",
                "killed",
                "fatalities",
                "number",
                "n",
                "value",
            }
        ),
        "series": frozenset(
            {"series", "country", "region", "division", "district", "location", "place", "kind"}
        ),
        "known": frozenset({"known", "reported"}),
    }
)
"""Names by which a column is known for what it is, whatever their case."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of a table by what they are; `values` hold counts: one in long form, none in events."""

    form: Form
    date: str
    series: tuple[str, ...]
    values: tuple[str, ...]
    known: str | None
    ignored: tuple[str, ...]


def recognise(
    columns: Sequence[str],
    *,
    where: str = "",
    form: Form | None = None,
    named: Mapping[str, Sequence[str]] = MappingProxyType({}),
    ignore: Collection[str] = (),
) -> Layout:
    """The layout of a table; `named` says which columns are its date, count, series or known.

    `BadInput` names the columns that cannot be placed, for a column passed over may be the one that matters.

    >>> recognise(["date", "place", "kind"]).form.value, recognise(["Week", "Oslo", "Bergen"]).values
    ('events', ('Oslo', 'Bergen'))
    """
    _check(columns, where, named, ignore)
    left = [column for column in columns if column not in ignore]
    roles = {role: _role(role, left, named) for role in NAMES}
    dates, known = (_one(role, roles[role], where) for role in ("date", "known"))
    counts = None if form is Form.WIDE else _one("count", roles["count"], where)
    if dates is None:
        how = "name it date, day, week or month, or say which it is"
        raise BadInput(f"no column of dates among {_listed(columns)}; {how}", where=where, reason="columns")
    form = form or _form(counts, roles["series"], [one for one in left if one not in {dates, known}])
    series = () if form is Form.WIDE else roles["series"]
    values: tuple[str, ...] = (counts,) if counts and form is Form.LONG else ()
    if form is Form.WIDE:
        values = tuple(column for column in left if column not in {dates, known})
    unplaced = [one for one in left if one not in {dates, known, *series, *values}]
    if unplaced or (form is not Form.EVENTS and not values):
        raise BadInput(_unplaced(form, unplaced), where=where, reason="columns")
    return Layout(form, dates, tuple(series), values, known, tuple(one for one in columns if one in ignore))


def _check(
    columns: Sequence[str], where: str, named: Mapping[str, Sequence[str]], ignore: Collection[str]
) -> None:
    for column in columns:
        if not column.strip():
            raise BadInput("a column has no name", where=where, reason="columns", line=1)
        if columns.count(column) > 1:
            raise BadInput(f"two columns are named {column!r}", where=where, reason="columns", line=1)
    for role in named:
        if role not in NAMES:
            raise BadInput(f"columns can be named as {_listed(NAMES)}, not {role!r}", reason="columns")
    for column in [*ignore, *(one for given in named.values() for one in given)]:
        if column not in columns:
            raise BadInput(
                f"there is no column {column!r}; there are {_listed(columns)}", where=where, reason="columns"
            )


def _role(role: str, columns: Sequence[str], named: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    if role in named:
        return tuple(named[role])
    taken = {column for given in named.values() for column in given}
    return tuple(
        column for column in columns if column.strip().casefold() in NAMES[role] and column not in taken
    )


def _one(role: str, columns: Sequence[str], where: str) -> str | None:
    if len(columns) > 1:
        text = f"{_listed(columns)} could each be the {role}; leave out all but one"
        raise BadInput(text, where=where, reason="columns")
    return columns[0] if columns else None


def _form(count: str | None, series: Sequence[str], rest: Sequence[str]) -> Form:
    if count:
        return Form.LONG
    return Form.EVENTS if series or not rest else Form.WIDE


def _unplaced(form: Form, columns: Sequence[str]) -> str:
    if not columns:
        return f"a table in {form} form needs a column of counts"
    subject = f"column {_listed(columns)} has" if len(columns) == 1 else f"columns {_listed(columns)} have"
    return f"the {subject} no place in {form} form; leave out what does not count, or say what it is"


def _listed(names: Collection[str]) -> str:
    return ", ".join(repr(name) for name in names)
