"""The file that a cell broadcast centre gets: a broadcast as JSON, and back.

Its form is written down in docs/reference/cell-broadcast.md and, for machines, in `hand-off.schema.json`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from tocsin.base import AlertStatus
from tocsin.errors import BadInput
from tocsin.notify.cells import pages as pages_
from tocsin.notify.cells.coding import OCTETS
from tocsin.notify.cells.identifiers import NOT_LIVE
from tocsin.notify.cells.records import (
    Action,
    Alphabet,
    Broadcast,
    Coding,
    Key,
    Message,
    Outline,
    Page,
    Ring,
    Text,
)
from tocsin.notify.times import parse_stamp, stamp

FORM = "tocsin-cell-broadcast/1"
SCHEMA = Path(__file__).with_name("hand-off.schema.json")

Record = dict[str, object]
Kind = TypeVar("Kind")
Word = TypeVar("Word", bound=StrEnum)


def hand_off(broadcast: Broadcast) -> bytes:
    """A broadcast as the file that a centre gets: JSON in UTF-8, the same bytes for the same broadcast.

    >>> from datetime import timezone
    >>> at = datetime(2015, 11, 14, tzinfo=timezone.utc)
    >>> stop = Broadcast(alert="a.2", sender="x", sent=at, status=AlertStatus.ACTUAL, action=Action.STOP,
    ...                  update=1, messages=(), replaces=("a.1",))
    >>> read(hand_off(stop)) == stop
    True
    """
    record: Record = {
        "form": FORM,
        "alert": broadcast.alert,
        "sender": broadcast.sender,
        "sent": stamp(broadcast.sent),
        "status": broadcast.status.value,
        "action": broadcast.action.value,
        "update": broadcast.update,
        "replaces": list(broadcast.replaces),
        "warnings": list(broadcast.warnings),
        "messages": [_message(message) for message in broadcast.messages],
    }
    return (json.dumps(record, ensure_ascii=False, indent=1) + "\n").encode()


def read(data: bytes, *, where: str = "hand-off") -> Broadcast:
    """The broadcast in a hand-off file. `BadInput` names the field that is missing, is not what it should be,
    or contradicts another: pages that do not say the text, an exercise under the identifier of a warning.
    """
    try:
        parsed = json.loads(data)
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise BadInput(f"it is not JSON: {error}", where=where, reason="json") from error
    record = _Fields(parsed, where)
    if record.get("form", str) != FORM:
        raise BadInput(f"it is not of the form {FORM}", where=f"{where}/form", reason="form")
    made = Broadcast(
        alert=record.get("alert", str),
        sender=record.get("sender", str),
        sent=record.time("sent"),
        status=record.word("status", AlertStatus),
        action=record.word("action", Action),
        update=record.get("update", int),
        messages=tuple(_read_message(each) for each in record.records("messages")),
        replaces=record.texts("replaces"),
        warnings=record.texts("warnings"),
    )
    _check(made, where)
    return made


def _message(message: Message) -> Record:
    how = message.coding
    return {
        "message_identifier": message.key.identifier,
        "serial_number": pages_.serial_number(message.key.serial),
        "language": message.language,
        "event": message.event,
        "alphabet": how.alphabet.value,
        "data_coding_scheme": how.scheme,
        "language_prefix": how.prefix,
        "text": _text(message.text),
        "wea_90": _text(message.wea_90),
        "wea_360": _text(message.wea_360),
        "pages": [
            {"text": page.text, "content": page.content.hex(), "used": page.used} for page in message.pages
        ],
        "areas": list(message.areas),
        "geocodes": [list(code) for code in message.geocodes],
        "outline": _outline(message.outline) if message.outline else None,
        "warning_area_coordinates": message.coordinates.hex(),
        "starts": stamp(message.starts),
        "ends": stamp(message.ends),
        "every_s": message.every_s,
        "warnings": list(message.warnings),
    }


def _text(text: Text) -> Record:
    return {"text": text.text, "left_out": list(text.left_out)}


def _outline(outline: Outline) -> Record:
    return {
        "rings": [[list(point) for point in ring] for ring in outline.rings],
        "overshoot_m": round(outline.overshoot_m, 1),
        "extra_share": round(outline.extra_share, 6),
        "corners": outline.corners,
    }


def _read_message(record: _Fields) -> Message:
    key = Key(
        record.number("message_identifier", 0xFFFF),
        pages_.read_serial_number(record.number("serial_number", 0xFFFF)),
    )
    outline = record.optional("outline")
    return Message(
        key=key,
        language=record.get("language", str),
        event=record.get("event", str),
        coding=Coding(
            record.word("alphabet", Alphabet),
            record.number("data_coding_scheme", 0xFF),
            record.get("language_prefix", str),
        ),
        pages=tuple(_read_page(each) for each in record.records("pages")),
        text=_read_text(record.record("text")),
        wea_90=_read_text(record.record("wea_90")),
        wea_360=_read_text(record.record("wea_360")),
        areas=record.texts("areas"),
        geocodes=tuple(record.pairs("geocodes", str)),
        outline=_read_outline(outline) if outline else None,
        coordinates=record.octets("warning_area_coordinates"),
        starts=record.time("starts"),
        ends=record.time("ends"),
        every_s=record.get("every_s", int),
        warnings=record.texts("warnings"),
    )


def _read_page(record: _Fields) -> Page:
    content = record.octets("content")
    if len(content) != OCTETS:
        text = f"it has {len(content)} octets; a page has {OCTETS}"
        raise BadInput(text, where=f"{record.where}/content", reason="length")
    return Page(record.get("text", str), content, record.number("used", OCTETS))


def _read_text(record: _Fields) -> Text:
    return Text(record.get("text", str), record.texts("left_out"))


def _read_outline(record: _Fields) -> Outline:
    rings: list[Ring] = []
    drawn: list[object] = record.get("rings", list)
    for place, ring in enumerate(drawn, 1):
        rings.append(tuple(_Fields({"ring": ring}, f"{record.where}/rings[{place}]").pairs("ring", float)))
    return Outline(
        tuple(rings),
        record.get("overshoot_m", float),
        record.get("extra_share", float),
        record.get("corners", int),
    )


def _check(made: Broadcast, where: str) -> None:
    for place, message in enumerate(made.messages, 1):
        at = f"{where}/messages[{place}]"
        if made.status is not AlertStatus.ACTUAL and message.key.identifier not in NOT_LIVE:
            text = (
                f"{message.key.identifier} is the identifier of a live warning; its status is {made.status}"
            )
            raise BadInput(text, where=f"{at}/message_identifier", reason="live")
        if pages_.text_of(message.pages, message.coding) != message.text.text:
            raise BadInput("its pages do not say its text", where=f"{at}/pages", reason="pages")


class _Fields:
    """An object of JSON, whose fields are asked for by name and kind; `where` leads to it."""

    def __init__(self, value: object, where: str) -> None:
        if not isinstance(value, dict):
            raise BadInput("it is not an object", where=where, reason="kind")
        self._value: Mapping[str, object] = value
        self.where = where

    def get(self, name: str, kind: type[Kind]) -> Kind:
        if name not in self._value:
            raise BadInput("it is missing", where=f"{self.where}/{name}", reason="missing")
        value = self._value[name]
        if kind is float and type(value) is int:
            value = float(value)
        if not isinstance(value, kind) or isinstance(value, bool):
            raise self._wrong(name, f"{value!r:.40} is not of the kind {kind.__name__}")
        return value

    def number(self, name: str, most: int) -> int:
        value = self.get(name, int)
        if not 0 <= value <= most:
            raise self._wrong(name, f"{value} is not from 0 to {most}")
        return value

    def word(self, name: str, kind: type[Word]) -> Word:
        try:
            return kind(self.get(name, str))
        except ValueError as error:
            raise self._wrong(name, str(error)) from error

    def time(self, name: str) -> datetime:
        moment, complaint = parse_stamp(self.get(name, str))
        if moment is None:
            raise self._wrong(name, complaint)
        return moment

    def octets(self, name: str) -> bytes:
        try:
            return bytes.fromhex(self.get(name, str))
        except ValueError as error:
            raise self._wrong(name, "it is not hexadecimal") from error

    def texts(self, name: str) -> tuple[str, ...]:
        values: list[object] = self.get(name, list)
        if not all(isinstance(value, str) for value in values):
            raise self._wrong(name, "it is not a list of texts")
        return tuple(str(value) for value in values)

    def pairs(self, name: str, kind: type[Kind]) -> list[tuple[Kind, Kind]]:
        found = []
        values: list[object] = self.get(name, list)
        for value in values:
            if not (isinstance(value, list) and len(value) == 2):
                raise self._wrong(name, "it is not a list of pairs")
            pair = _Fields(dict(zip("12", value, strict=True)), f"{self.where}/{name}")
            found.append((pair.get("1", kind), pair.get("2", kind)))
        return found

    def record(self, name: str) -> _Fields:
        return _Fields(self.get(name, dict), f"{self.where}/{name}")

    def optional(self, name: str) -> _Fields | None:
        return None if self._value.get(name, "") is None else self.record(name)

    def records(self, name: str) -> Sequence[_Fields]:
        values: list[object] = self.get(name, list)
        return [_Fields(value, f"{self.where}/{name}[{place}]") for place, value in enumerate(values, 1)]

    def _wrong(self, name: str, text: str) -> BadInput:
        return BadInput(text, where=f"{self.where}/{name}", reason="value")
