"""What goes in and out of the API of alerts."""

from datetime import datetime
from typing import Any
from uuid import UUID

from ninja import Schema
from pydantic import AwareDatetime, Field

from tocsin.base import Area

Pair = tuple[str, str]


class AlertOut(Schema):
    """An alert; `data` is the whole message as the draft or as it went out. `proposal` is what a second
    person confirms, `returned` why a draft came back, `alone` why it went out without a second person."""

    id: int
    unit_id: str
    tlp: str
    identifier: str | None
    status: str
    message_type: str
    state: str
    event: str
    headline: str
    severity: str
    data: dict[str, Any]
    drafted: datetime
    drafted_by: str
    sent: datetime | None
    expires: datetime
    follows_id: int | None
    declaration_id: UUID | None
    channels: list[str]
    proposed: datetime | None
    proposed_by: str
    proposal: str
    publish_at: datetime | None
    returned: str
    published_by: str
    alone: str
    reviewed: datetime | None


class ProblemOut(Schema):
    """What is wrong with an element of an alert, by which rule, and how to mend it; `level` says whether that
    forbids the alert or is advice."""

    path: str
    rule: str
    message: str
    level: str


class LanguageIn(Schema):
    """The texts of one language."""

    language: str
    event: str | None = None
    headline: str | None = None
    description: str | None = None
    instruction: str | None = None
    audience: str | None = None


class AreaIn(Schema):
    """An area: closed rings of [latitude, longitude], circles of [latitude, longitude, km], codes."""

    description: str
    polygons: list[list[tuple[float, float]]] = Field(default=[], max_length=1000)
    circles: list[tuple[float, float, float]] = Field(default=[], max_length=1000)
    geocodes: list[Pair] = []
    altitude: float | None = None
    ceiling: float | None = None

    @property
    def area(self) -> Area:
        """The same as a record of the core."""
        return Area(
            description=self.description,
            polygons=tuple(tuple(ring) for ring in self.polygons),
            circles=tuple(self.circles),
            geocodes=tuple(self.geocodes),
            altitude=self.altitude,
            ceiling=self.ceiling,
        )


class Words(Schema):
    """What an alert says, in CAP's terms; what is left out stays. Texts are given in `languages`, a block for
    each, or by themselves for an alert in one language. `area_units` are the units it is for."""

    languages: list[LanguageIn] | None = None
    event: str | None = None
    headline: str | None = None
    description: str | None = None
    instruction: str | None = None
    language: str | None = None
    category: list[str] | None = None
    response: list[str] | None = None
    urgency: str | None = None
    severity: str | None = None
    certainty: str | None = None
    onset: AwareDatetime | None = None
    expires: AwareDatetime | None = None
    web: str | None = None
    contact: str | None = None
    note: str | None = None
    areas: list[AreaIn] | None = None
    area_units: list[str] | None = None

    @property
    def given(self) -> dict[str, Any]:
        """The words that were sent."""
        words = {name: getattr(self, name) for name in Words.model_fields if getattr(self, name) is not None}
        if self.languages is not None:
            words["languages"] = [each.dict(exclude_none=True) for each in self.languages]
        if self.areas is not None:
            words["areas"] = [each.area for each in self.areas]
        return words


class ReviseIn(Words):
    """Other words for a draft; `channels` are those beyond the usual."""

    channels: list[str] | None = None

    @property
    def changes(self) -> dict[str, Any]:
        """What was sent."""
        return {**self.given, **({} if self.channels is None else {"channels": self.channels})}


class DraftIn(ReviseIn):
    """A new alert of a unit. `status` other than Actual never leaves the site. `template_id` gives the words
    to start from, `blanks` what its blanks are filled with."""

    unit_id: str
    status: str = "Actual"
    scope: str = "Public"
    restriction: str = ""
    declaration_id: UUID | None = None
    template_id: int | None = None
    blanks: dict[str, str] = {}

    @property
    def head(self) -> dict[str, Any]:
        """All but the words."""
        return self.dict(include=set(DraftIn.model_fields) - set(ReviseIn.model_fields))


class UpdateIn(ReviseIn):
    """The words that change; `alone` says why nobody else could confirm, where it takes two people."""

    alone: str = ""


class CancelIn(Schema):
    """Why it no longer holds; `alone` as in an update."""

    reason: str
    alone: str = ""


class AloneIn(Schema):
    """Why nobody else could confirm it, where the site asks for two people."""

    alone: str = ""


class ProposeIn(Schema):
    """At which moment it is to go out, once confirmed; without one, at once."""

    publish_at: AwareDatetime | None = None


class ConfirmIn(Schema):
    """The `proposal` of the alert as it was read."""

    proposal: str


class MomentIn(Schema):
    """When it is to go out by itself."""

    publish_at: AwareDatetime


class ReasonIn(Schema):
    """Why."""

    reason: str


class ReviewIn(Schema):
    """What was found."""

    note: str


class TemplateOut(Schema):
    """A template; `data` holds its words with their blanks."""

    id: int
    unit_id: str
    name: str
    hours: int
    data: dict[str, Any]
    added: datetime


class TemplateChange(Words):
    """Other words, another name or length of a template."""

    name: str = Field(default="", max_length=200)
    hours: int = Field(default=0, ge=0)


class TemplateIn(Words):
    """A template of a unit and all below it; alerts made from it hold for so many hours."""

    unit_id: str
    name: str = Field(max_length=200)
    hours: int = Field(default=24, ge=1)
