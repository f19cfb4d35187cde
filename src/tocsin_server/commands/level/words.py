"""How times, spans and scopes are read from the command line and told on it."""

import re
from datetime import datetime, timedelta

from tocsin.errors import BadInput
from tocsin_server.commands.level.client import Row

_SPAN = re.compile(r"(?:in )?(\d{1,6}) ?(min|h|d)", re.ASCII)
_SPANS = {"min": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}


def instant(given: str, now: datetime, where: str) -> datetime:
    """An instant as people give it: "in 7 d" from the site's now, or ISO 8601 with its zone.

    >>> from datetime import UTC
    >>> now = datetime(2015, 11, 14, 1, tzinfo=UTC)
    >>> instant("in 36 h", now, "ends").isoformat()
    '2015-11-15T13:00:00+00:00'
    >>> instant("2015-11-21T09:00", now, "ends")
    Traceback (most recent call last):
    ...
    tocsin.errors.BadInput: ends: say in which time zone, as in 2015-11-21T09:00+08:00
    """
    if span := _SPAN.fullmatch(given.strip()):
        return now + int(span[1]) * _SPANS[span[2]]
    try:
        at = datetime.fromisoformat(given.strip())
    except ValueError:
        text = f'{given!r} is neither "in 7 d" (min, h, d) nor a time such as 2015-11-21T09:00+08:00'
        raise BadInput(text, where=where) from None
    if at.tzinfo is None:
        raise BadInput(f"say in which time zone, as in {at:%Y-%m-%dT%H:%M}+08:00", where=where)
    return at


def told(given: str) -> str:
    """An instant of the API in this machine's zone, the zone beside it."""
    at = datetime.fromisoformat(given).astimezone()
    return f"{at:%Y-%m-%d %H:%M %Z}"


def due(given: str, now: datetime) -> str:
    """How far off a deadline is.

    >>> from datetime import UTC
    >>> due("2015-11-14T03:30:00Z", datetime(2015, 11, 14, 1, tzinfo=UTC))
    'in 2 h'
    >>> due("2015-11-14T00:15:00Z", datetime(2015, 11, 14, 1, tzinfo=UTC))
    '45 min late'
    """
    left = datetime.fromisoformat(given) - now
    return f"in {_span(left)}" if left >= timedelta(0) else f"{_span(-left)} late"


def after(given: str | None, start: datetime) -> str:
    """How long after a start something came.

    >>> from datetime import UTC
    >>> start = datetime(2015, 11, 14, 1, tzinfo=UTC)
    >>> after("2015-11-14T01:42:00Z", start), after(None, start)
    ('after 42 min', 'not yet')
    """
    if not given:
        return "not yet"
    taken = datetime.fromisoformat(given) - start
    return f"after {_span(taken)}" if taken >= _SPANS["min"] else "within a minute"


def scope(row: Row) -> str:
    """What a declaration is limited to, and whether it is an exercise; "" for a general real one.

    >>> scope({"threats": ["explosive"], "venues": [], "exercise": True})
    'EXERCISE, threats: explosive'
    """
    parts = ["EXERCISE"] if row["exercise"] else []
    parts += [f"{name}: {', '.join(row[name])}" for name in ("threats", "venues") if row[name]]
    return ", ".join(parts)


def short(id: str) -> str:
    """As much of an identifier as tells declarations apart by eye; commands take it."""
    return id[:8]


def _span(span: timedelta) -> str:
    for unit, least in (("d", 2), ("h", 2)):
        if span >= least * _SPANS[unit]:
            return f"{span // _SPANS[unit]} {unit}"
    return f"{span // _SPANS['min']} min"
