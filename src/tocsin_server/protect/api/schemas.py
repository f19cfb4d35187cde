"""What of venues goes over the API, and in which form."""

from datetime import date, datetime
from typing import Any

from ninja import Schema
from pydantic import AwareDatetime, Field

from tocsin.base import TLP, VenueKind
from tocsin.protect.duties import ProcedureKind
from tocsin_server.protect import selectors


class VenueIn(Schema):
    """A venue's fields. `present` is people by hour of the week, "400" or "Mo-Fr 08-18=400; Sa,Su 10-16=900";
    left empty, as many as it holds are taken to be there at all hours."""

    unit: str
    name: str = Field(max_length=200)
    kind: VenueKind
    place: str = ""
    latitude: float
    longitude: float
    zone: str
    capacity: int
    present: str = ""
    district: str = ""
    floor: float = 0.0
    ceiling: float = 1.0
    tlp: TLP = TLP.AMBER
    notes: str = ""

    @property
    def texts(self) -> dict[str, str]:
        """The fields as the service takes them."""
        return {name: str(value) for name, value in self.dict(exclude={"unit"}).items()}


class NewVenue(VenueIn):
    """A venue to be taken into the register under an id of its own."""

    id: str = Field(max_length=100)


class VenueOut(Schema):
    """A venue; `closed` is when it stopped being looked after."""

    id: str = Field(alias="slug")
    unit_id: str
    name: str
    kind: str
    place: str
    latitude: float
    longitude: float
    zone: str
    capacity: int
    present: str
    district: str
    floor: float
    ceiling: float
    tlp: str
    notes: str
    changed: datetime
    closed: datetime | None


class VenueContactOut(Schema):
    """Who is called: a function and its number."""

    id: int
    function: str
    number: str
    position: int


class EventOut(Schema):
    """Something for which many people come: `expected` is the most at a time."""

    id: int
    name: str
    starts: datetime
    ends: datetime
    expected: int
    entry_checks: bool
    called_off: datetime | None


class PointOut(Schema):
    """An entrance or a checkpoint; its code stands on the sheet to print alone."""

    id: int
    name: str
    kind: str
    latitude: float | None
    longitude: float | None


class ProcedureOut(Schema):
    """The version in force of a procedure; `file` is the SHA-256 of a file kept with it."""

    id: int
    kind: str
    version: int
    text: str
    file: str | None
    adopted: datetime
    adopted_by: str

    @staticmethod
    def resolve_file(row: Any) -> str | None:
        """By its digest."""
        return row.file.digest if row.file else None


class DutyOut(Schema):
    """A duty of the venue, or of an event at it, and where it stands."""

    regime_id: int = Field(alias="regime.pk")
    regime: str = Field(alias="regime.title")
    tier: str = Field(alias="tier.title")
    duty: str = Field(alias="duty.id")
    title: str = Field(alias="duty.title")
    event_id: int | None
    state: str
    due: date | None
    late: bool

    @staticmethod
    def resolve_event_id(shown: Any) -> int | None:
        """None for a duty of the venue itself."""
        return shown.event.pk if shown.event else None


class VenueDetail(VenueOut):
    """A venue with all that belongs to it."""

    contacts: list[VenueContactOut]
    points: list[PointOut]
    events: list[EventOut]
    procedures: list[ProcedureOut]
    duties: list[DutyOut]


class VenueFilter(Schema):
    """Empty means any; `unit`: with all below it; `least`: holds at least so many."""

    text: str = ""
    kind: str = ""
    unit: str = ""
    least: int | None = None
    closed: bool = False

    @property
    def filters(self) -> selectors.Filters:
        """As the selectors take them."""
        return selectors.Filters(**self.dict())


class TableFaultOut(Schema):
    """What is wrong with a cell of a table."""

    row: int
    column: str
    reason: str


class TableOut(Schema):
    """What taking a table would do; nothing where there are faults. `changed`: before and after by column."""

    id: int
    new: list[str]
    changed: dict[str, dict[str, list[Any]]]
    unchanged: int
    faults: list[TableFaultOut]


class VenueContactIn(Schema):
    """A function, never a person's name."""

    function: str
    number: str
    position: int = 1


class EventIn(Schema):
    """`entry_checks`: tickets, passes or membership are looked at."""

    name: str
    starts: AwareDatetime
    ends: AwareDatetime
    expected: int
    entry_checks: bool = False
    notes: str = Field("", max_length=10_000)


class PointIn(Schema):
    """`kind` is "entrance" or "checkpoint"."""

    name: str
    kind: str
    latitude: float | None = None
    longitude: float | None = None


class ProcedureIn(Schema):
    """In words, or a file kept before, by its SHA-256."""

    kind: ProcedureKind
    text: str = ""
    file: str = Field("", max_length=64)


class RehearsalIn(Schema):
    """`outcome` is "worked", "with_faults" or "failed"."""

    held: AwareDatetime
    outcome: str
    note: str = ""
    file: str = Field("", max_length=64)


class DutyIn(Schema):
    """`state` is "open", "in_progress", "met" or "not_applicable"."""

    regime_id: int
    duty: str
    state: str
    due: date | None = None
    note: str = ""
    file: str = Field("", max_length=64)
    event_id: int | None = None


class RegimeIn(Schema):
    """A regime as its TOML file, to hold for a unit and all below it."""

    unit: str
    source: str


class RegimeOut(Schema):
    """A regime in force."""

    id: int
    unit_id: str
    name: str
    version: str
    title: str
    digest: str
    adopted: datetime
    adopted_by: str


class Made(Schema):
    """The number of what was noted."""

    id: int
