"""From an alert to what is broadcast, and to what its writer sees of it while typing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from tocsin.base import Alert, Info, MessageType
from tocsin.errors import BadInput, NotAllowed
from tocsin.notify.cells import alphabet, coding, coordinates, identifiers, pages, serials, texts
from tocsin.notify.cells.covering import outline
from tocsin.notify.cells.identifiers import Handling
from tocsin.notify.cells.records import (
    Action,
    Alphabet,
    Broadcast,
    Coding,
    Key,
    Message,
    Outline,
    Page,
    Preview,
    Scope,
    Serial,
    Text,
)

MOST_OVERSHOOT_M = 160.9344
"""A tenth of a mile: how far beyond the area a broadcast under WEA may reach."""

EVERY_S = 60
"""Seconds from one broadcast of a message to the next, where nobody says otherwise."""

_WEA_PERIOD = timedelta(hours=24)
_ACTIONS = {
    MessageType.ALERT: Action.BROADCAST,
    MessageType.UPDATE: Action.REPLACE,
    MessageType.CANCEL: Action.STOP,
}


def broadcast(
    alert: Alert,
    *,
    earlier: Iterable[Alert] = (),
    primary: str = "",
    handling: Handling | None = None,
    every_s: int = EVERY_S,
    scope: Scope = Scope.NETWORK,
) -> Broadcast:
    """What a centre is asked to do for an alert: a message for each info block, none to stop (a Cancel).

    An update keeps the message code of the first alert of its chain, and its update number is how many went
    before (modulo 16): those that its references name and, where they are among `earlier`, those that these
    name. `primary` is the language of those who get the first identifiers, the first block's if "".
    `handling` and `every_s` (repetition, 1 to 4,095 seconds) go for all messages.

    `NotAllowed` if none of it may be broadcast, and why; `BadInput` if a block does not say until when.

    >>> from datetime import datetime, timezone
    >>> from tocsin.base import AlertStatus, Scope as Audience
    >>> at = datetime(2015, 11, 14, 4, tzinfo=timezone.utc)
    >>> info = Info(language="en", category=("Met",), event="Flood", urgency="Immediate", severity="Extreme",
    ...             certainty="Observed", expires=at + timedelta(hours=2))
    >>> made = broadcast(Alert(identifier="a.1", sender="duty@centre.example", sent=at, infos=(info,),
    ...     status=AlertStatus.EXERCISE, message_type=MessageType.ALERT, scope=Audience.PUBLIC))
    >>> made.messages[0].key.identifier, made.messages[0].pages[0].text
    (4381, 'Flood\\nUntil 06:00 UTC\\nduty@centre.example')
    """
    if not 1 <= every_s <= 4095:
        raise BadInput(f"{every_s} s is not from 1 to 4,095", where="every_s", reason="number")
    before = serials.chain(alert, earlier)
    serial = serials.serial(alert, before, scope)
    stops = alert.message_type is MessageType.CANCEL
    found, kept_out = ([], []) if stops else _messages(alert, serial, primary, handling, every_s)
    if stops:
        identifiers.admit(alert)
    elif not found:
        raise NotAllowed("; ".join(dict.fromkeys(kept_out)) or "it says nothing that could be broadcast")
    return Broadcast(
        alert=alert.identifier,
        sender=alert.sender,
        sent=alert.sent,
        status=alert.status,
        action=_ACTIONS[alert.message_type],
        update=serial.update,
        messages=tuple(found),
        replaces=tuple(reference.identifier for reference in before),
        warnings=tuple(kept_out),
    )


def preview(alert: Alert, *, primary: str = "", handling: Handling | None = None) -> tuple[Preview, ...]:
    """Each language of an alert as telephones would show it. It never refuses: an alert that is not finished,
    or would not be broadcast, is shown as far as it goes, with what is amiss.

    >>> from datetime import datetime
    >>> from tocsin.base import AlertStatus, Scope as Audience
    >>> info = Info(language="en", category=(), event="Flood", urgency="", severity="", certainty="")
    >>> (seen,) = preview(Alert(identifier="", sender="", sent=datetime(2015, 11, 14), infos=(info,),
    ...     status=AlertStatus.ACTUAL, message_type=MessageType.ALERT, scope=Audience.PUBLIC))
    >>> seen.pages, seen.used, seen.left, seen.message_identifier
    (('Flood',), 5, 1390, None)
    """
    return tuple(_preview(alert, info, _primary(alert, primary), handling) for info in alert.infos)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Block:
    """What an info block looks like on the air, whether or not it gets there."""

    text: Text
    coding: Coding
    pages: tuple[Page, ...]
    wea_90: Text
    wea_360: Text
    outline: Outline | None
    warnings: tuple[str, ...]


def _primary(alert: Alert, chosen: str) -> str:
    return chosen or alert.infos[0].language


def _messages(
    alert: Alert, serial: Serial, primary: str, handling: Handling | None, every_s: int
) -> tuple[list[Message], list[str]]:
    """The messages of an alert, and why some of its blocks have none."""
    found, kept_out = [], []
    for place, info in enumerate(alert.infos):
        try:
            number = identifiers.identifier(alert, info, primary=_primary(alert, primary), handling=handling)
        except NotAllowed as refusal:
            kept_out.append(f"{info.language}: {refusal}")
            continue
        key = Key(number, serials.of_block(serial, place))
        found.append(_message(alert, info, key, every_s))
    return found, kept_out


def _message(alert: Alert, info: Info, key: Key, every_s: int) -> Message:
    if info.expires is None:
        text = "it does not say until when to broadcast; give the time at which it lapses"
        raise BadInput(text, where=f"{info.language}/expires", reason="expires-missing")
    block = _block(alert, info)
    return Message(
        key=key,
        language=info.language,
        event=info.event,
        coding=block.coding,
        pages=block.pages,
        text=block.text,
        wea_90=block.wea_90,
        wea_360=block.wea_360,
        areas=tuple(area.description for area in info.areas),
        geocodes=tuple(dict.fromkeys(code for area in info.areas for code in area.geocodes)),
        outline=block.outline,
        coordinates=coordinates.encode(block.outline.rings) if block.outline else b"",
        starts=info.effective or alert.sent,
        ends=info.expires,
        every_s=every_s,
        warnings=block.warnings,
    )


def _preview(alert: Alert, info: Info, primary: str, handling: Handling | None) -> Preview:
    number, refused = None, ""
    try:
        number = identifiers.identifier(alert, info, primary=primary, handling=handling)
    except NotAllowed as refusal:
        refused = str(refusal)
    block = _block(alert, info)
    return Preview(
        language=info.language,
        message_identifier=number,
        refused=refused,
        alphabet=block.coding.alphabet,
        pages=tuple(page.text for page in block.pages),
        used=_wide(block.text.text, block.coding),
        left=_left(block),
        most=coding.most(block.coding),
        wea_90=block.wea_90.text,
        wea_360=block.wea_360.text,
        left_out=block.text.left_out,
        overshoot_m=block.outline.overshoot_m if block.outline else None,
        warnings=block.warnings,
    )


def _block(alert: Alert, info: Info) -> _Block:
    text, how = texts.text(alert, info)
    where, why_not = _where(info)
    return _Block(
        text=text,
        coding=how,
        pages=pages.paginate(text.text, how),
        wea_90=texts.wea(alert, info, texts.WEA_SHORT),
        wea_360=texts.wea(alert, info, texts.WEA_LONG),
        outline=where,
        warnings=(
            *_text_warnings(text, how),
            *_where_warnings(where, why_not),
            *_time_warnings(alert, info),
        ),
    )


def _where(info: Info) -> tuple[Outline | None, str]:
    """The outline of a block's areas; None, and why, where coordinates cannot carry them."""
    try:
        return outline(info.areas), ""
    except BadInput as error:
        return None, str(error)


def _text_warnings(text: Text, how: Coding) -> Iterator[str]:
    if text.left_out:
        yield f"it is too long for {coding.MOST_PAGES} pages; left out: {', '.join(text.left_out)}"
    if how.alphabet is Alphabet.UCS2:
        signs = alphabet.foreign(text.text)[:10]
        yield f"GSM-7 lacks {signs}, so it goes in UCS-2: {coding.page_size(how)} characters a page"


def _where_warnings(where: Outline | None, why_not: str) -> Iterator[str]:
    if where is None:
        yield f"no coordinates, so it is broadcast by the names and codes of its areas: {why_not}"
    elif where.overshoot_m > MOST_OVERSHOOT_M:
        yield f"it reaches up to {where.overshoot_m:,.0f} m beyond the area; WEA allows 161 m (0.1 mile)"


def _time_warnings(alert: Alert, info: Info) -> Iterator[str]:
    starts, ends = info.effective or alert.sent, info.expires
    if ends is None or ends.utcoffset() is None or starts.utcoffset() is None:
        return
    if ends - starts > _WEA_PERIOD:
        yield "it is on the air for more than 24 hours, the most that WEA broadcasts"
    if ends <= starts:
        yield "it lapses before it would begin"


def _wide(text: str, how: Coding) -> int:
    return alphabet.width(text, gsm7=how.alphabet is Alphabet.GSM7)


def _left(block: _Block) -> int:
    """Characters that still fit: what the last page has room for, and the pages that are not begun."""
    size = coding.page_size(block.coding)
    room = size - _wide(block.pages[-1].text, block.coding) if block.pages else 0
    return room + (coding.MOST_PAGES - len(block.pages)) * size
