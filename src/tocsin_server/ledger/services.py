"""The one way to write: an act is a transaction, its entry in the ledger, its publication once committed."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from tocsin_server import clock
from tocsin_server.ledger.chain import GENESIS, Link, plain, text
from tocsin_server.ledger.models import Entry, Head

log = logging.getLogger("tocsin.ledger")


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: "person:<username>", "token:<name>" or "system:<part>", and the id of the unit acted for."""

    label: str
    unit: str = ""


@dataclass(slots=True)
class Draft:
    """The entry in the making: the body of `act` fills it in, and may find that the act is another one."""

    action: str
    subject: str = ""
    data: dict[str, Any] = field(default_factory=dict)
    cancelled: bool = False

    def cancel(self) -> None:
        """Record nothing: the act turned out to change nothing."""
        self.cancelled = True


@contextmanager
def act(actor: Actor, action: str) -> Iterator[Draft]:
    """One transaction with one entry, logged with its hash once it is committed.

        with act(actor, "level.raised") as entry:
            ...
            entry.subject = f"declaration:{declaration.id}"
            entry.data = {"rank": 3}

    The chain's head is locked last, when the body is done, so that a long body does not hold up others.
    The log line carries the hash: a log kept elsewhere is a witness that the chain was not rewritten.
    """
    draft = Draft(action)
    with transaction.atomic():
        yield draft
        if not draft.cancelled:
            entry = _append(actor, draft)
            transaction.on_commit(lambda: _publish(entry))


def _append(actor: Actor, draft: Draft) -> Entry:
    head, _ = Head.objects.select_for_update().get_or_create(pk=1, defaults={"hash": GENESIS})
    link = Link(
        sequence=head.sequence + 1,
        at=_instant(),
        actor=text(actor.label),
        unit=actor.unit,
        action=draft.action,
        subject=text(draft.subject),
        data=plain(draft.data),
        previous=head.hash,
    )
    entry = Entry(
        hash=link.hash(),
        stage=draft.action.partition(".")[0],
        **{name: getattr(link, name) for name in Link.__slots__},
    )
    entry.save()
    Head.objects.filter(pk=1).update(sequence=entry.sequence, hash=entry.hash)
    return entry


def _instant() -> datetime:
    """Now, to the millisecond: all that a backup's JSON keeps."""
    now = clock.now()
    return now.replace(microsecond=now.microsecond // 1000 * 1000)


def _publish(entry: Entry) -> None:
    log.info("%s %s %s by %s %s", entry.sequence, entry.action, entry.subject, entry.actor, entry.hash)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the chain holds; if not, the first entry that is wrong and why."""

    ok: bool
    entries: int
    first_bad: int | None = None
    reason: str = ""


def verify() -> Verdict:
    """Recompute every hash from the first entry to the head."""
    # The last entry is read before the head: an act meanwhile moves the head on, never behind that entry.
    last = Entry.objects.aggregate(last=Max("sequence"))["last"] or 0
    head = Head.objects.filter(pk=1).first() or Head(sequence=0, hash=GENESIS)
    previous, count = GENESIS, 0
    rows = Entry.objects.filter(sequence__lte=head.sequence).order_by("sequence")
    for row in rows.values_list(*Link.__slots__, "hash").iterator(chunk_size=2000):
        link, stored = Link(**dict(zip(Link.__slots__, row[:-1], strict=True))), row[-1]
        if reason := _fault(link, stored, count + 1, previous):
            return Verdict(False, count, count + 1, reason)
        previous, count = stored, count + 1
    return _verdict_on_end(count, previous, max(last, head.sequence), head)


def _fault(link: Link, stored: str, expected: int, previous: str) -> str:
    if link.sequence != expected:
        return f"entry {expected} is missing"
    if link.previous != previous:
        return f"entry {expected} is not bound to the entry before it"
    if link.hash() != stored:
        return f"entry {expected} was changed after it was written"
    return ""


def _verdict_on_end(count: int, hash: str, last: int, head: Head) -> Verdict:
    if (count, hash, last) == (head.sequence, head.hash, head.sequence):
        return Verdict(True, count)
    reason = f"it holds to entry {count}, but its head says {head.sequence} and the last stored is {last}"
    return Verdict(False, count, count + 1, reason)
