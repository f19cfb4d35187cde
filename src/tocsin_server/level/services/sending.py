"""Sending: each notice goes once to its address, and what became of it can be seen."""

import logging

from django.db import transaction
from django.db.models import F

from tocsin.errors import BadInput, Conflict, TocsinError
from tocsin.level import Answer as Said
from tocsin.level import AnswerKind, OrderState
from tocsin.notify.vocabulary import MEDIA_TYPE
from tocsin_server import clock
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
DIED = "the worker died while sending: it may have been sent"
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
        _settle(row, NoticeState.FAILED, str(error))
        return
    secret = _secret(row, channel)
    if secret is None:
        _settle(row, NoticeState.FAILED, GONE)
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
    try:
        channel.send(letter)
    except DeliveryFailed as error:
        _note_failure(row, error)
        return
    with transaction.atomic():
        _settle(row, NoticeState.SENT)
        if channel.confirms and row.kind == "orders":
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
    """Whether the caller may send: of all who try, the one whose update finds it waiting.

    One that is found being sent was left so by a worker that died: nobody knows how far it got. It is not
    sent again unless a person says so.
    """
    mine = Notice.objects.filter(pk=row.pk)
    waiting = mine.filter(state=NoticeState.WAITING)
    if waiting.update(state=NoticeState.SENDING, attempts=F("attempts") + 1, body=body):
        return True
    if mine.filter(state=NoticeState.SENDING).exists():
        _settle(row, NoticeState.UNSURE, DIED)
    return False


def _note_failure(row: Notice, error: DeliveryFailed) -> None:
    if error.unsure:
        _settle(row, NoticeState.UNSURE, str(error))
    elif error.permanent:
        _settle(row, NoticeState.FAILED, str(error))
    else:
        Notice.objects.filter(pk=row.pk).update(state=NoticeState.WAITING, error=str(error))
        raise error


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


def _settle(row: Notice, state: NoticeState, error: str = "") -> None:
    with act(COURIER, f"level.notice_{state}") as entry:
        sent = clock.now() if state is NoticeState.SENT else None
        Notice.objects.filter(pk=row.pk).update(state=state, error=error, sent=sent)
        entry.subject = f"notice:{row.pk}"
        entry.data = {"channel": row.channel, "unit": row.unit_id, "error": error}
