"""What a cell broadcast is made of: pages, texts, the outline, and what a composer shows while typing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tocsin.base import AlertStatus

Ring = tuple[tuple[float, float], ...]
"""A closed ring of (latitude, longitude) in degrees, its first point repeated at the end."""


class Alphabet(StrEnum):
    """How characters become octets (3GPP TS 23.038)."""

    GSM7 = "GSM-7"
    UCS2 = "UCS-2"


class Action(StrEnum):
    """What the cell broadcast centre is asked to do."""

    BROADCAST = "broadcast"
    REPLACE = "replace"
    STOP = "stop"


class Scope(StrEnum):
    """Where a telephone that has shown a message need not show it again (TS 23.041, 9.4.1.2.1)."""

    CELL_IMMEDIATE = "cell, shown at once"
    NETWORK = "network"
    AREA = "location area"
    CELL = "cell"


@dataclass(frozen=True, slots=True)
class Coding:
    """How a text is coded: `scheme` is the data coding scheme's octet; `prefix` the two letters of the
    language that stand at the start of each page, "" where the scheme itself tells it or none is told.
    """

    alphabet: Alphabet
    scheme: int
    prefix: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its text, its 82 octets, and how many of them are used."""

    text: str
    content: bytes
    used: int


@dataclass(frozen=True, slots=True)
class Serial:
    """A serial number: the message code is from 0 to 1,023, the update number from 0 to 15."""

    code: int
    update: int
    scope: Scope = Scope.NETWORK


@dataclass(frozen=True, slots=True)
class Key:
    """By what telephones and networks know a message: its message identifier and its serial number."""

    identifier: int
    serial: Serial


@dataclass(frozen=True, slots=True)
class Text:
    """A text made to fit, and what of the alert it leaves out, in words for a person."""

    text: str
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outline:
    """Where to broadcast: rings that hold all of the warned area, and how far they reach beyond it.

    `overshoot_m` is the greatest distance in metres of a point inside from the warned area, never told too
    short; `extra_share` is how much of the inside is not warned, from 0 to 1; `corners` were drawn.
    """

    rings: tuple[Ring, ...]
    overshoot_m: float
    extra_share: float
    corners: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What is broadcast for one info block of an alert, in one language.

    `outline` is None, and `coordinates` (Warning Area Coordinates) empty, where the area cannot be carried as
    coordinates: then its names and codes are all the centre has. `every_s` is the repetition period.
    """

    key: Key
    language: str
    event: str
    coding: Coding
    pages: tuple[Page, ...]
    text: Text
    wea_90: Text
    wea_360: Text
    areas: tuple[str, ...]
    geocodes: tuple[tuple[str, str], ...]
    outline: Outline | None
    coordinates: bytes
    starts: datetime
    ends: datetime
    every_s: int
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Broadcast:
    """What a cell broadcast centre is asked to do for one alert: a message for each of its info blocks.

    `replaces` names the earlier alerts whose messages it takes the place of: what is on the air for them and
    is not overwritten by a message of this one, under the same identifier and message code, is to stop.
    """

    alert: str
    sender: str
    sent: datetime
    status: AlertStatus
    action: Action
    update: int
    messages: tuple[Message, ...]
    replaces: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """One language of an alert as telephones would show it; made from unfinished alerts too.

    `message_identifier` is None where the alert would not be broadcast, and `refused` says why. `used` and
    `left` count characters of the alphabet (an extension character of GSM-7 counts two) out of `most`.
    """

    language: str
    message_identifier: int | None
    refused: str
    alphabet: Alphabet
    pages: tuple[str, ...]
    used: int
    left: int
    most: int
    wea_90: str
    wea_360: str
    left_out: tuple[str, ...]
    overshoot_m: float | None
    warnings: tuple[str, ...]
