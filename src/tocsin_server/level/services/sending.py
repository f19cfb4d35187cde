"""Sending: each notice goes once to its address, and what became of it can be seen."""

import logging

from django.db import transaction

from tocsin.errors import BadInput, Conflict, TocsinError
from tocsin.level import Answer as Said
from tocsin.level import AnswerKind, OrderState
from tocsin.notify.vocabulary import MEDIA_TYPE
from tocsin_server.jobs import outgoing
from tocsin_server.jobs.outgoing import Outcome
from tocsin_server.jobs.services import enqueue
from tocsin_server.ledger.services import Actor, act
from tocsin_server.level import selectors
from tocsin_server.level.channels import Attachment, Channel, Content, Letter, admit, get_channel
from tocsin_server.level.channels.text import subject
from tocsin_server.level.models import Contact, Notice, NoticeState
from tocsin_server.level.services.answering import hear
from tocsin_server.level.services.reaching import job_of, standing_of
from tocsin_server.smtp import DeliveryFailed
from tocsin_server.units.permissions import Permission, require
from tocsin_server.units.viewer import Viewer

COURIER = Actor("system:courier")
GONE = "the unit is no longer reached at this address"

log = logging.getLogger("tocsin.level")


def send_notice(key: str) -> None:
    """Hand one notice to its address. Trouble that may pass is raised, so that the job is tried again."""
    row = Notice.objects.select_related(
        "unit", "declaration__unit", "declaration__replaces", "meeting__unit", "meeting__declaration"
    ).get(key=key)
    channel = get_channel(row.channel)
    try:
        admit(channel, standing_of(row.declaration, row.meeting, exercise=row.exercise))
    except Conflict as error:
        _settle(row, Outcome(NoticeState.FAILED, str(error)))
        return
    secret = _secret(row, channel)
    if secret is None:
        _settle(row, Outcome(NoticeState.FAILED, GONE))
        return
    content = selectors.notice_content(row, cap_too=channel.carries_cap)
    letter = _letter(row, channel, content, secret)
    if _claim(row, letter.body):
        _send(row, channel, content, letter)


def resend_notice(viewer: Viewer, notice_id: int) -> None:
    """A person decides that a notice which was refused, or may not have been sent, is tried again."""
    with act(viewer.actor, "level.notice_resent") as entry:
        row = (
            Notice.objects.select_related("unit", "declaration", "meeting__declaration")
            .filter(pk=notice_id)
            .first()
        )
        if row is None:
            raise BadInput("there is no such notice", where=f"notice {notice_id}", reason="unknown_notice")
        require(viewer, Permission.ANSWER_FOR, row.unit)
        admit(get_channel(row.channel), standing_of(row.declaration, row.meeting, exercise=row.exercise))
        stuck = Notice.objects.filter(pk=row.pk, state__in=(NoticeState.FAILED, NoticeState.UNSURE))
        if not stuck.update(state=NoticeState.WAITING, error=""):
            raise Conflict(f"It is {row.get_state_display().lower()}; only what went wrong is sent again.")
        enqueue(*job_of(row.key, row.channel, row.attempts))
        entry.subject = f"notice:{row.pk}"
        entry.data = {"channel": row.channel, "unit": row.unit_id, "was": row.state}


def _send(row: Notice, channel: Channel, content: Content, letter: Letter) -> None:
    outcome = outgoing.attempt(lambda: channel.send(letter))
    if outcome.state == NoticeState.WAITING:
        outgoing.settle(Notice.objects.filter(pk=row.pk), outcome)
        raise DeliveryFailed(outcome.error)
    with transaction.atomic():
        _settle(row, outcome)
        if outcome.state == NoticeState.SENT and channel.confirms and row.kind == "orders":
            _note_receipt(row, content)


def _letter(row: Notice, channel: Channel, content: Content, secret: str) -> Letter:
    files = (Attachment("orders.xml", content.cap, MEDIA_TYPE),) if content.cap else ()
    return Letter(
        id=row.key,
        subject=subject(content),
        body=channel.write(content),
        address=row.address,
        secret=secret,
        attachments=files,
    )


def _secret(row: Notice, channel: Channel) -> str | None:
    """What signs it: the secret of the contact, None where that was removed meanwhile."""
    if not channel.addressed:
        return ""
    found = Contact.objects.filter(unit=row.unit_id, channel=row.channel, address=row.address)
    return found.values_list("secret", flat=True).first()


def _claim(row: Notice, body: str) -> bool:
    """Whether the caller may send it."""
    mine = Notice.objects.filter(pk=row.pk)
    if outgoing.claim(mine, body=body):
        return True
    if outgoing.left_behind(mine).exists():
        _settle(row, outgoing.LEFT_BEHIND)
    return False


def _note_receipt(row: Notice, content: Content) -> None:
    """The unit's own machine has the orders: that is no answer yet, but it shows that they arrived."""
    new = [each.number for each in content.asked if each.state == OrderState.ISSUED]
    if not new:
        return
    try:
        hear(
            Actor(f"machine:{row.unit_id}", row.unit_id),
            row.unit_id,
            new,
            Said(kind=AnswerKind.RECEIVED),
            via=row.channel,
        )
    except TocsinError as error:
        log.info("%s has arrived, but its orders need no receipt any more: %s", row.key, error)


def _settle(row: Notice, outcome: Outcome) -> None:
    with act(COURIER, f"level.notice_{outcome.state}") as entry:
        outgoing.settle(Notice.objects.filter(pk=row.pk), outcome)
        entry.subject = f"notice:{row.pk}"
        entry.data = {"channel": row.channel, "unit": row.unit_id, "error": outcome.error}
