"""The words that are broadcast: up to fifteen pages of them, and the 90 and 360 characters of WEA."""

from __future__ import annotations

import tomllib
from datetime import datetime, timedelta
from functools import cache, partial
from pathlib import Path

from tocsin.base import Alert, Info
from tocsin.notify.cells import alphabet, coding
from tocsin.notify.cells.fit import How, fit
from tocsin.notify.cells.records import Alphabet, Coding, Text

WEA_SHORT = 90
WEA_LONG = 360
PARAMETERS = {WEA_SHORT: "CMAMtext", WEA_LONG: "CMAMlongtext"}
"""Parameters of a CAP alert that give the WEA texts outright (IPAWS profile)."""

_WEA_ORDER = [
    ("event", How.MUST),
    ("instruction", How.FIRST),
    ("until", How.WHOLE),
    ("area", How.WHOLE),
    ("sender", How.WHOLE),
    ("instruction", How.MOST),
]
_ORDER = [
    ("headline", How.MUST),
    ("instruction", How.MOST),
    ("until", How.WHOLE),
    ("area", How.MOST),
    ("sender", How.WHOLE),
    ("description", How.MOST),
]


def text(alert: Alert, info: Info) -> tuple[Text, Coding]:
    """The text of an info block for at most fifteen pages, and its coding: headline (or event), description,
    instruction, area, until when, sender, a line each. What does not fit is cut from the description first.

    >>> from tocsin.base import AlertStatus, MessageType, Scope
    >>> info = Info(language="en", category=("Met",), event="Flood", urgency="Immediate", severity="Extreme",
    ...             certainty="Observed", instruction="Go up.", sender_name="River Office")
    >>> alert = Alert(identifier="1", sender="a", sent=datetime(2015, 11, 14), status=AlertStatus.ACTUAL,
    ...               message_type=MessageType.ALERT, scope=Scope.PUBLIC, infos=(info,))
    >>> text(alert, info)[0].text
    'Flood\\nGo up.\\nRiver Office'
    """
    parts = {
        "headline": info.headline.strip() or info.event,
        "description": info.description,
        "instruction": info.instruction,
        "area": _areas(info),
        "until": _until(alert, info),
        "sender": info.sender_name or alert.sender,
    }
    parts = _tidied(parts)
    how = coding.choose("".join(parts.values()), info.language)
    measure = partial(alphabet.width, gsm7=how.alphabet is Alphabet.GSM7)
    found = fit(parts, _ORDER, coding.most(how), measure, glue="\n")
    return found, coding.choose(found.text, info.language)


def wea(alert: Alert, info: Info, limit: int) -> Text:
    """The WEA text of at most `limit` characters: the alert's own parameter if it has one, else event, area,
    until when, instruction and sender, as far as they fit; the event and what to do go in first.

    WEA counts GSM-7 characters; a text that needs another alphabet is left out, and it is said why.

    >>> from tocsin.base import AlertStatus, MessageType, Scope
    >>> info = Info(language="en", category=("Met",), event="Flood", urgency="Immediate", severity="Extreme",
    ...             certainty="Observed", instruction="Go up.", sender_name="River Office")
    >>> alert = Alert(identifier="1", sender="a", sent=datetime(2015, 11, 14), status=AlertStatus.ACTUAL,
    ...               message_type=MessageType.ALERT, scope=Scope.PUBLIC, infos=(info,))
    >>> wea(alert, info, 90).text
    'Flood. Go up. River Office'
    """
    own = dict(info.parameters).get(PARAMETERS[limit], "").strip()
    given = {PARAMETERS[limit]: own} if own else {}
    order = [(PARAMETERS[limit], How.MUST)] if own else _WEA_ORDER
    parts = _tidied(given or _wea_parts(alert, info))
    if missing := alphabet.foreign("".join(parts.values())):
        return Text("", (f"everything: WEA has GSM-7 characters only, which lack {missing[:10]}",))
    return fit(parts, order, limit, partial(alphabet.width, gsm7=True))


def _wea_parts(alert: Alert, info: Info) -> dict[str, str]:
    return {
        "event": info.event,
        "area": _areas(info),
        "until": _until(alert, info),
        "instruction": " ".join(info.instruction.split()),
        "sender": info.sender_name or alert.sender,
    }


def _tidied(parts: dict[str, str]) -> dict[str, str]:
    """Each tidied; signs of print are made plain only where that makes GSM-7 of them all."""
    plain = {name: alphabet.tidy(part) for name, part in parts.items()}
    if alphabet.fits("".join(plain.values())):
        return plain
    return {name: alphabet.composed(part) for name, part in parts.items()}


def _areas(info: Info) -> str:
    return ", ".join(dict.fromkeys(area.description.strip() for area in info.areas))


def _until(alert: Alert, info: Info) -> str:
    """Until when it holds, as clocks there show it; the day too where it is not within a day of sending."""
    if info.expires is None:
        return ""
    near = _within_a_day(alert.sent, info.expires)
    time = f"{info.expires:%H:%M}" if near else f"{info.expires:%Y-%m-%d %H:%M}"
    if not info.expires.utcoffset():
        time += " UTC"
    return _words().get(info.language.split("-")[0].lower(), "-> {time}").format(time=time)


def _within_a_day(sent: datetime, expires: datetime) -> bool:
    known = sent.utcoffset() is not None and expires.utcoffset() is not None
    return known and timedelta(0) <= expires - sent < timedelta(days=1)


@cache
def _words() -> dict[str, str]:
    loaded = tomllib.loads(Path(__file__).with_name("wording.toml").read_text("utf-8"))
    return {str(language): str(words) for language, words in loaded["until"].items()}
