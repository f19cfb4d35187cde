"""Venues over the API: the register, tables of it, and what belongs to a venue."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.db.models import QuerySet
from django.http import HttpResponse
from ninja import Query, Router, Schema, Status
from ninja.pagination import paginate
from pydantic import AwareDatetime, Field

from tocsin.base import TLP, VenueKind
from tocsin.errors import BadInput
from tocsin.protect.duties import ProcedureKind
from tocsin_server.level.services.evidence import file_of
from tocsin_server.protect import selectors, services
from tocsin_server.units.middleware import Request

router = Router(tags=["protect"])


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


class ContactOut(Schema):
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

    contacts: list[ContactOut]
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


class FaultOut(Schema):
    """What is wrong with a cell of a table."""

    row: int
    column: str
    reason: str


class PreviewOut(Schema):
    """What taking a table would do; nothing where there are faults. `changed`: before and after by column."""

    id: int
    new: list[str]
    changed: dict[str, dict[str, list[Any]]]
    unchanged: int
    faults: list[FaultOut]


class ContactIn(Schema):
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


@router.get("/venues", response=list[VenueOut])
@paginate(ordering=("slug",))
def venues(request: Request, filters: Query[VenueFilter]) -> QuerySet[Any]:
    """The venues you may see, by id."""
    return selectors.venues(request.viewer, filters.filters)


@router.post("/venues", response={201: VenueOut})
def add(request: Request, body: NewVenue) -> Any:
    """Take a venue into the register."""
    return Status(201, services.add_venue(request.viewer, body.unit, body.texts))


@router.get("/venues.csv")
def as_csv(request: Request, filters: Query[VenueFilter]) -> HttpResponse:
    """The venues you may see as CSV, which comes in again unchanged."""
    data = services.export_csv(request.viewer, filters.filters)
    return HttpResponse(data, content_type="text/csv; charset=utf-8")


@router.get("/venues.geojson")
def as_geojson(request: Request, filters: Query[VenueFilter]) -> HttpResponse:
    """The same as GeoJSON."""
    data = services.export_geojson(request.viewer, filters.filters)
    return HttpResponse(data, content_type="application/geo+json")


@router.post("/venues/tables", response={201: PreviewOut})
def hand_in(request: Request, unit: str, name: str = "table") -> Any:
    """Hand in a CSV or GeoJSON file as the request's body, to see what taking it would do."""
    try:
        data = request.body
    except RequestDataTooBig:
        raise BadInput("it is too large; send it as several files", where="body", reason="size") from None
    row, preview = services.hand_in(request.viewer, unit, name, data)
    return Status(201, _told(row.pk, preview))


@router.post("/venues/tables/{import_id}/take", response=PreviewOut)
def take(request: Request, import_id: int) -> Any:
    """Take a table that was handed in: all of it, or nothing."""
    return _told(import_id, services.take_table(request.viewer, import_id))


@router.get("/venues/{slug}", response=VenueDetail)
def venue(request: Request, slug: str) -> Any:
    """One venue with all that belongs to it."""
    return _whole(request, slug)


@router.put("/venues/{slug}", response=VenueOut)
def change(request: Request, slug: str, body: VenueIn) -> Any:
    """Change a venue's fields, all of them given."""
    return services.change_venue(request.viewer, slug, body.unit, body.texts)


@router.post("/venues/{slug}/close", response=VenueOut)
def close(request: Request, slug: str) -> Any:
    """Look after a venue no longer."""
    return services.close_venue(request.viewer, slug)


@router.post("/venues/{slug}/reopen", response=VenueOut)
def reopen(request: Request, slug: str) -> Any:
    """Look after a venue again."""
    return services.reopen_venue(request.viewer, slug)


@router.post("/venues/{slug}/contacts", response={201: Made})
def add_contact(request: Request, slug: str, body: ContactIn) -> Any:
    """Note who is called."""
    return Status(201, services.add_contact(request.viewer, slug, **body.dict()))


@router.delete("/venues/{slug}/contacts/{contact_id}", response={204: None})
def remove_contact(request: Request, slug: str, contact_id: int) -> Any:
    """Forget a contact."""
    services.remove_contact(request.viewer, slug, contact_id)
    return Status(204, None)


@router.post("/venues/{slug}/events", response={201: Made})
def add_event(request: Request, slug: str, body: EventIn) -> Any:
    """Note an event."""
    return Status(201, services.add_event(request.viewer, slug, **body.dict()))


@router.post("/venues/{slug}/events/{event_id}/call-off", response={204: None})
def call_off_event(request: Request, slug: str, event_id: int) -> Any:
    """An event does not take place."""
    services.call_off_event(request.viewer, slug, event_id)
    return Status(204, None)


@router.post("/venues/{slug}/points", response={201: Made})
def add_point(request: Request, slug: str, body: PointIn) -> Any:
    """Note an entrance or a checkpoint."""
    return Status(201, services.add_point(request.viewer, slug, **body.dict()))


@router.delete("/venues/{slug}/points/{point_id}", response={204: None})
def remove_point(request: Request, slug: str, point_id: int) -> Any:
    """Take a point down."""
    services.remove_point(request.viewer, slug, point_id)
    return Status(204, None)


@router.post("/venues/{slug}/procedures", response={201: ProcedureOut})
def adopt_procedure(request: Request, slug: str, body: ProcedureIn) -> Any:
    """Adopt a procedure, or its next version."""
    return Status(201, services.adopt_procedure(request.viewer, slug, **_with_file(body)))


@router.post("/venues/{slug}/procedures/{procedure_id}/rehearsals", response={201: Made})
def record_rehearsal(request: Request, slug: str, procedure_id: int, body: RehearsalIn) -> Any:
    """Note that a procedure was tried out."""
    row = services.record_rehearsal(request.viewer, slug, procedure_id, **_with_file(body))
    return Status(201, row)


@router.post("/venues/{slug}/duties", response={201: Made})
def record_duty(request: Request, slug: str, body: DutyIn) -> Any:
    """Say where a duty stands."""
    return Status(201, services.record_duty(request.viewer, slug, **_with_file(body)))


@router.get("/regimes", response=list[RegimeOut])
@paginate(ordering=("id",))
def regimes(request: Request) -> QuerySet[Any]:
    """The regimes in force."""
    return selectors.regimes()


@router.post("/regimes", response={201: RegimeOut})
def adopt_regime(request: Request, body: RegimeIn) -> Any:
    """Let a regime hold for a unit and all below it."""
    return Status(201, services.adopt_regime(request.viewer, body.unit, body.source))


@router.delete("/regimes/{regime_id}", response={204: None})
def drop_regime(request: Request, regime_id: int) -> Any:
    """Let a regime hold no longer."""
    services.drop_regime(request.viewer, regime_id)
    return Status(204, None)


def _whole(request: Request, slug: str) -> dict[str, Any]:
    row = selectors.venue(request.viewer, slug)
    belonging = {name: list(getattr(row, name).all()) for name in ("contacts", "points", "events")}
    return {
        **VenueOut.from_orm(row).dict(by_alias=True),
        **belonging,
        "procedures": selectors.current_procedures(row),
        "duties": selectors.duties(row),
    }


def _told(import_id: int, preview: services.Preview) -> dict[str, Any]:
    return {
        "id": import_id,
        "new": [checked.venue.id for checked, _ in preview.new],
        "changed": {change.row.slug: dict(change.differs) for change in preview.changed},
        "unchanged": len(preview.unchanged),
        "faults": preview.faults,
    }


def _with_file(body: Schema) -> dict[str, Any]:
    """What was sent, its file looked up by its digest."""
    given = body.dict()
    digest = given.pop("file")
    return {**given, "file": file_of(digest) if digest else None}
