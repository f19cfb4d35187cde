"""Answers by SMS: "OK K7Q4-92F" acknowledges a unit's orders, "NO K7Q4-92F the road is closed" says that it
cannot."""

import logging
import unicodedata

from django.db.models import QuerySet

from tocsin.errors import BadInput, TocsinError
from tocsin.level import SETTLED, UNANSWERED, AnswerKind
from tocsin.level import Answer as Said
from tocsin_server.ledger.services import Actor
from tocsin_server.level import codes, selectors
from tocsin_server.level.channels.numbers import number
from tocsin_server.level.models import Contact, Declaration, Order
from tocsin_server.level.selectors.contents import is_answer_code, name_in
from tocsin_server.level.services.answering import hear
from tocsin_server.level.wording import FALLBACK, phrase

log = logging.getLogger("tocsin.security")

LONGEST = 2000
"""Characters of a message: more than any telephone sends in one."""


def take_sms(sender: str, text: str) -> str:
    """Take a text message that a unit sent, and say what to reply, in its language.

    Only numbers among the units' contacts are heard, and only with the code of orders in force of their own
    unit. Saying it twice changes nothing.
    """
    contacts = _contacts(sender)
    if not contacts:
        log.warning("an SMS from a number that is no contact was not heard")
        return phrase(FALLBACK, "reply_unknown")
    verb, _, rest = _plain(text).partition(" ")
    code, reason = codes.found_in(rest.strip())
    if verb.upper() not in ("OK", "NO") or not rest.strip():
        return phrase(contacts[0].language, "reply_form")
    for contact in contacts:
        if declaration := _declaration(contact, code):
            said = _said(verb.upper(), reason)
            return (
                _take(contact, declaration, said)
                if said
                else phrase(contact.language, "reply_reason", code=code)
            )
    log.warning("an SMS from contact %s had the code of none of its orders", contacts[0].pk)
    return phrase(contacts[0].language, "reply_code")


def _plain(text: str) -> str:
    """The text without marks that nobody sees, such as those around a code between words in Arabic."""
    seen = (letter for letter in text[:LONGEST] if unicodedata.category(letter) != "Cf")
    return " ".join("".join(seen).split())


def _contacts(sender: str) -> list[Contact]:
    """The contacts of a number: several units may share a telephone."""
    try:
        address = number(sender)
    except BadInput:
        return []
    found = Contact.objects.filter(channel__in=("sms", "telephone"), address=address).select_related("unit")
    return list(found.order_by("channel", "pk"))


def _declaration(contact: Contact, code: str) -> Declaration | None:
    """The declaration in force to whose orders for this unit the code belongs."""
    given = Order.objects.filter(unit=contact.unit_id).values("declaration")
    for row in selectors.live().filter(pk__in=given):
        if is_answer_code(row, contact.unit, code):
            return row
    return None


def _said(verb: str, reason: str) -> Said | None:
    if verb == "OK":
        return Said(kind=AnswerKind.ACKNOWLEDGED, text=reason)
    return Said(kind=AnswerKind.CANNOT, text=reason) if reason else None


def _take(contact: Contact, declaration: Declaration, said: Said) -> str:
    by = Actor(f"contact:{contact.pk}", contact.unit_id)
    waiting = list(_waiting(contact, declaration, said).values_list("pk", flat=True))
    name = name_in(contact.unit, contact.language)
    try:
        new = hear(by, contact.unit_id, waiting, said, via="sms") if waiting else ()
    except TocsinError as error:
        return phrase(contact.language, "reply_later", why=error)
    if not new:
        return phrase(contact.language, "reply_nothing", unit=name)
    reply = "reply_ok" if said.kind is AnswerKind.ACKNOWLEDGED else "reply_no"
    return phrase(contact.language, reply, unit=name, count=len(new))


def _waiting(contact: Contact, declaration: Declaration, said: Said) -> QuerySet[Order]:
    """The orders that the answer is about: without an answer yet, or, where it cannot be done, not settled
    yet."""
    orders = Order.objects.filter(unit=contact.unit_id, declaration=declaration)
    if said.kind is AnswerKind.ACKNOWLEDGED:
        return orders.filter(state__in=UNANSWERED)
    return orders.exclude(state__in=SETTLED)
