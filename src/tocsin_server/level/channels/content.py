"""What a message is to tell, before any channel gives it a form."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One order as its unit reads it; `unit` and `cause` are told of orders that went up."""

    number: int
    title: str
    text: str
    acknowledge_by: datetime
    do_by: datetime
    state: str
    unit: str = ""
    cause: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """A matter, one unit, one language. What a matter does not have is ""; times are aware.

    `kind` is the notice's; `over` is the unit that the level stands over; `link` opens the matter in the
    console; `code` is what the unit may answer with where it cannot; `cap` is the same as a CAP message.
    """

    id: str
    kind: str
    language: str
    exercise: bool
    tlp: str
    unit: str
    unit_name: str
    link: str
    declaration: str = ""
    level: str = ""
    over: str = ""
    basis: str = ""
    owner: str = ""
    reason: str = ""
    starts: datetime | None = None
    ends: datetime | None = None
    asked: tuple[Asked, ...] = ()
    code: str = ""
    about: str = ""
    title: str = ""
    agenda: str = ""
    place: str = ""
    cap: bytes = b""
