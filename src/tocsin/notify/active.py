"""Which alerts are in force, given all messages so far in whatever order they came.

CAP 1.2, section 3.2.1, lets an Update or Cancel end "the earlier message(s)" it refers to. What senders mean
by that, seen in what they send: some name the message before, some all of the line, some only the first. So

- a message ends all that it names, and all that these had ended before it: naming the last is enough;
- one that names a single message means the line from there on: it also ends what followed that message and
  was sent before itself, so naming the first is enough;
- one that names several has listed what it ends, and leaves other branches alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from tocsin.base import Alert, AlertStatus, MessageType, Reference

WITHOUT_EXPIRY = timedelta(hours=24)
"""How long another body's alert counts when it does not say (CAP 1.2, 3.2.2 leaves that to the receiver)."""

_ENDING = (MessageType.UPDATE, MessageType.CANCEL)
_STANDING = (MessageType.ALERT, MessageType.UPDATE)


@dataclass(frozen=True, slots=True)
class Ignored:
    """A reference of a message that ends nothing, and why."""

    alert: Alert
    reference: Reference
    why: str


@dataclass(frozen=True, slots=True)
class Situation:
    """`active` are the alerts and updates in force, oldest first. `ended` names, for each message that is out
    of force, heard or not, the first message that ended it; what merely lapsed is in neither. `ignored` are
    the references that count for nothing; `contradicted` the names under which different messages came."""

    active: tuple[Alert, ...]
    ended: Mapping[Reference, Alert]
    ignored: tuple[Ignored, ...]
    contradicted: tuple[Reference, ...]


def active(
    alerts: Iterable[Alert], now: datetime, *, statuses: Collection[AlertStatus] = (AlertStatus.ACTUAL,)
) -> tuple[Alert, ...]:
    """The alerts and updates in force at `now`, oldest first; drafts, tests and exercises only if asked for.

    >>> from datetime import timezone
    >>> from tocsin.base import Info, Scope
    >>> at = lambda hour: datetime(2015, 11, 14, hour, tzinfo=timezone.utc)
    >>> info = Info(language="en", category=("Security",), event="Attack", urgency="Immediate",
    ...             severity="Severe", certainty="Observed", expires=at(20))
    >>> def message(number, kind, hour, *references):
    ...     return Alert(identifier=f"a.{number}", sender="duty@centre.example", sent=at(hour),
    ...                  status=AlertStatus.ACTUAL, message_type=kind, scope=Scope.PUBLIC,
    ...                  references=references, infos=(info,))
    >>> first = message(1, MessageType.ALERT, 4)
    >>> update = message(2, MessageType.UPDATE, 6, first.reference)
    >>> [[alert.identifier for alert in active([update, first], at(hour))] for hour in (3, 5, 7, 20)]
    [[], ['a.1'], ['a.2'], []]
    """
    return situation(alerts, now, statuses=statuses).active


def situation(
    alerts: Iterable[Alert], now: datetime, *, statuses: Collection[AlertStatus] = (AlertStatus.ACTUAL,)
) -> Situation:
    """What is in force at `now`, with a zone, and what ended the rest: the same in any order of arrival.

    Messages sent after `now` do not count yet. Only its own sender can end a message, only one of the same
    status (an exercise ends nothing real), and only one that was not sent before it; where messages of one
    second refer to each other in a circle, those references end nothing. One that came twice counts once; of
    different messages under one name all are shown, and only what all of them end is ended.
    """
    known = {alert for alert in alerts if alert.sent <= now and alert.status in statuses}
    parts = [_Messages(each for each in known if each.status is status) for status in AlertStatus]
    standing = (each for part in parts for each in part.standing() if _holds(each, now))
    return Situation(
        active=tuple(sorted(standing, key=_order)),
        ended={name: ender for part in parts for name, ender in part.ended.items()},
        ignored=tuple(each for part in parts for each in part.ignored),
        contradicted=tuple(name for part in parts for name in part.contradicted),
    )


class _Messages:
    """Messages of one status by name, and what each ends."""

    def __init__(self, alerts: Iterable[Alert]) -> None:
        self._versions: dict[Reference, list[Alert]] = {}
        for alert in sorted(alerts, key=_order):
            self._versions.setdefault(alert.reference, []).append(alert)
        self.contradicted = [name for name, found in self._versions.items() if len(found) > 1]
        self.ignored: list[Ignored] = []
        self._of_a_line: set[Reference] = set()
        named = {name: self._named(name, found) for name, found in self._versions.items()}
        self._ends = {name: self._without_circles(name, named) for name in named}
        self._followers: dict[Reference, list[Reference]] = {}
        for name, olds in self._ends.items():
            for old in olds:
                self._followers.setdefault(old, []).append(name)
        self.ended = self._all_ended()

    def standing(self) -> Iterator[Alert]:
        """The alerts and updates that nothing has ended."""
        for name, versions in self._versions.items():
            if name not in self.ended:
                yield from (each for each in versions if each.message_type in _STANDING)

    def _all_ended(self) -> dict[Reference, Alert]:
        """Every name that is out of force, with the first message that ended it."""
        ended: dict[Reference, Alert] = {}
        for name, olds in self._ends.items():  # in the order in which they were sent
            for old in self._reach(name, olds):
                ended.setdefault(old, self._versions[name][0])
        return ended

    def _reach(self, name: Reference, olds: frozenset[Reference]) -> Iterator[Reference]:
        """All that a message ends: what it names; if that is one, what followed it; and what these ended."""
        seen = set(olds)
        if name in self._of_a_line:
            seen |= {each for old in olds for each in self._line(name, old)}
        waiting = list(seen)
        while waiting:
            old = waiting.pop()
            yield old
            further = self._ends.get(old, frozenset()) - seen
            seen |= further
            waiting += further

    def _line(self, name: Reference, first: Reference) -> set[Reference]:
        """What followed `first`, as far as it was sent before `name`; and itself."""
        line, waiting = {first}, [first]
        while waiting:
            later = {each for each in self._followers.get(waiting.pop(), ()) if each.sent < name.sent} - line
            line |= later
            waiting += later
        return line

    def _named(self, name: Reference, versions: list[Alert]) -> frozenset[Reference]:
        """What all versions of a message name and may end."""
        named = [frozenset(self._valid(each)) for each in versions]
        if all(len(each) == 1 for each in named):
            self._of_a_line.add(name)
        return frozenset.intersection(*named)

    def _valid(self, alert: Alert) -> Iterator[Reference]:
        if alert.message_type not in _ENDING:
            return
        for old in dict.fromkeys(alert.references):
            if why := _refusal(alert, old):
                self.ignored.append(Ignored(alert, old, why))
            else:
                yield old

    def _without_circles(
        self, name: Reference, named: Mapping[Reference, frozenset[Reference]]
    ) -> frozenset[Reference]:
        """Only messages of one second can refer to each other in a circle: time itself breaks all others."""
        circles = {old for old in named[name] if old.sent == name.sent and _leads(old, name, named)}
        self.ignored += [
            Ignored(each, old, "it refers back to this message, in a circle")
            for old in sorted(circles, key=str)
            for each in self._versions[name]
        ]
        return named[name] - circles


def _refusal(alert: Alert, old: Reference) -> str:
    if old == alert.reference:
        return "it refers to itself"
    if old.sender != alert.sender:
        return f"only its own sender, {old.sender}, can end it"
    if old.sent > alert.sent:
        return "it was sent later than this message"
    return ""


def _leads(start: Reference, goal: Reference, named: Mapping[Reference, frozenset[Reference]]) -> bool:
    """Whether references lead from one message to another."""
    seen, waiting = {start}, [start]
    while waiting:
        found = named.get(waiting.pop(), frozenset()) - seen
        if goal in found:
            return True
        seen |= found
        waiting += found
    return False


def _order(alert: Alert) -> tuple[datetime, str, str, str]:
    """The order in which messages were sent; for those of one name, one that depends on nothing else."""
    return alert.sent, alert.sender, alert.identifier, repr(alert)


def _holds(alert: Alert, now: datetime) -> bool:
    return any(now < (info.expires or alert.sent + WITHOUT_EXPIRY) for info in alert.infos)
