"""Telling units: one notice for each address of each unit, written down with what it tells of.

What is written here is sent by `sending`, each notice as a piece of work of its own, so that none waits for
another.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from tocsin_server import bulk, clock
from tocsin_server.jobs.services import enqueue_many
from tocsin_server.level.channels import CHANNELS, Standing, admit, get_channel
from tocsin_server.level.models import (
    Contact,
    Declaration,
    DeclarationState,
    Escalation,
    Meeting,
    Notice,
    NoticeKind,
    NoticeState,
    Tally,
)

_COLUMNS = (
    "key", "kind", "unit_id", "declaration_id", "meeting_id", "channel", "address", "language", "exercise",
    "about", "written", "state", "attempts", "error", "body",
)  # fmt: skip

FEW = 500
"""So many units are asked for by name, since a database takes only so many parameters; of more, all are
read."""


class _Route(NamedTuple):
    """One address of one unit: of the contact `mark`, or the unit's own where it needs none."""

    mark: int | str
    unit: str
    channel: str
    address: str
    language: str


@dataclass(frozen=True, slots=True)
class _Matter:
    """What a notice tells of; `mark` tells it from every other notice of its kind to the same address."""

    kind: NoticeKind
    mark: str
    at: datetime
    declaration: Declaration | None = None
    meeting: Meeting | None = None
    about: str = ""

    @property
    def standing(self) -> Standing:
        return standing_of(self.declaration, self.meeting)

    def key(self, route: _Route) -> str:
        return f"{self.kind}:{self.mark}:{route.mark}"

    def rows(self, keyed: Mapping[str, _Route]) -> Iterator[tuple[object, ...]]:
        """The values of notices in the order of `_COLUMNS`."""
        kind, exercise, waiting = self.kind.value, self.standing.exercise, NoticeState.WAITING.value
        declaration = self.declaration.pk if self.declaration else None
        meeting = self.meeting.pk if self.meeting else None
        for key, (_, unit, channel, address, language) in keyed.items():
            yield (
                key, kind, unit, declaration, meeting, channel, address, language, exercise, self.about,
                self.at, waiting, 0, "", "",
            )  # fmt: skip


def standing_of(
    declaration: Declaration | None, meeting: Meeting | None, *, exercise: bool = False
) -> Standing:
    """How real a notice is, by what it tells of and not by what it says of itself alone."""
    levels = [each for each in (declaration, meeting.declaration if meeting else None) if each]
    rehearsed = (
        exercise or (meeting is not None and meeting.exercise) or any(each.exercise for each in levels)
    )
    declared = all(each.state == DeclarationState.DECLARED for each in levels)
    return Standing(exercise=rehearsed, decided=declared and bool(levels or meeting))


def announce(declaration: Declaration, kind: NoticeKind, units: Counter[str] | None = None) -> None:
    """Write the notices of a declaration in the caller's transaction: to `units`, or to all that have its
    orders.

    Who is told of a level that takes the place of another is told by `announce_replacement`.
    """
    now = clock.now()
    told = _concerned(declaration) if units is None else set(units)
    _write(_Matter(kind, f"{declaration.pk}:{_stamp(now)}", now, declaration), told)


def announce_replacement(declaration: Declaration, units: Counter[str]) -> None:
    """Tell `units` of their new orders, and all others that had orders under the declaration, or under the
    one it replaces, that the level changed: some of their orders may have been withdrawn."""
    announce(declaration, NoticeKind.ORDERS, units)
    now, concerned = clock.now(), _concerned(declaration)
    if declaration.replaces is not None:
        concerned |= _concerned(declaration.replaces)
    changed = _Matter(NoticeKind.CHANGED, f"{declaration.pk}:{_stamp(now)}", now, declaration)
    _write(changed, concerned - set(units))


def notify_escalation(to_unit_id: str, escalations: Sequence[Escalation]) -> None:
    """Tell a unit of the orders that went up to it, in the caller's transaction: one notice for each
    declaration."""
    batches: dict[tuple[Declaration, datetime], list[int]] = {}
    for each in escalations:
        batches.setdefault((each.order.declaration, each.at), []).append(each.pk)
    for (declaration, at), numbers in batches.items():
        mark = f"{declaration.pk}:{_stamp(at)}:{min(numbers)}"
        _write(_Matter(NoticeKind.ESCALATED, mark, at, declaration), [to_unit_id])


def notify_meeting(meeting: Meeting, unit_ids: Collection[str], kind_words: str) -> None:
    """Tell units of a meeting, in the caller's transaction; `kind_words` says what of it, as "Meeting called
    off"."""
    now = clock.now()
    matter = _Matter(
        NoticeKind.MEETING, f"{meeting.pk}:{_stamp(now)}", now, meeting=meeting, about=kind_words
    )
    _write(matter, unit_ids)


def notify_patrols(declaration: Declaration, unit_id: str, kind: NoticeKind, about: str) -> None:
    """Tell a unit, in the caller's transaction, what a level did to its patrols: `about` says when they begin
    and end, or which number is short."""
    now = clock.now()
    _write(_Matter(kind, f"{declaration.pk}:{_stamp(now)}", now, declaration, about=about[:200]), [unit_id])


def job_of(notice_key: str, channel: str, attempts: int = 0) -> tuple[str, str, dict[str, str]]:
    """The work of sending a notice: its kind is the channel's own, so that a channel that hangs delays no
    other."""
    return f"notice.{channel}", f"notice:{notice_key}:{attempts}", {"notice": notice_key}


def _write(matter: _Matter, unit_ids: Collection[str]) -> None:
    """One notice for each address of each unit, and the work of sending it; nothing is sent before the
    commit.

    One that is there already is not written again: it tells what stands when it is sent.
    """
    written = Notice.objects.filter(declaration=matter.declaration, meeting=matter.meeting, written=matter.at)
    if len(unit_ids) <= FEW:
        written = written.filter(unit__in=unit_ids)
    there = set(written.values_list("key", flat=True))
    keyed = {key: route for route in _routes(matter, unit_ids) if (key := matter.key(route)) not in there}
    for name in {route.channel for route in keyed.values()}:
        admit(get_channel(name), matter.standing)
    bulk.insert(Notice, _COLUMNS, matter.rows(keyed))
    enqueue_many(job_of(key, route.channel) for key, route in keyed.items())


def _routes(matter: _Matter, unit_ids: Collection[str]) -> Iterator[_Route]:
    """The real thing goes to the units' contacts, everything else to the rehearsal folder alone."""
    wanted = set(unit_ids)
    if matter.standing.exercise:
        return (_Route(unit, unit, "rehearsal", "rehearsal", "en") for unit in sorted(wanted))
    contacts = Contact.objects.filter(channel__in=[channel.name for channel in CHANNELS if channel.addressed])
    if len(wanted) <= FEW:
        contacts = contacts.filter(unit__in=wanted)
    rows = contacts.order_by("pk").values_list("pk", "unit_id", "channel", "address", "language")
    return (_Route(*row) for row in rows.iterator(chunk_size=2000) if row[1] in wanted)


def _concerned(declaration: Declaration) -> set[str]:
    """The units that have, or had, orders under a declaration."""
    return set(Tally.objects.filter(declaration=declaration).values_list("unit_id", flat=True))


def _stamp(moment: datetime) -> str:
    return f"{moment:%Y%m%dT%H%M%S%f}"
