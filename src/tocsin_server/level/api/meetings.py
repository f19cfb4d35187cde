"""Meetings over the API: convened, answered, recorded; papers shared and opened; decisions ordered."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from ninja import File, Form, Router, Schema, Status
from ninja.files import UploadedFile
from ninja.pagination import paginate
from pydantic import AwareDatetime, Field

from tocsin.base import TLP
from tocsin_server.level import selectors, services
from tocsin_server.units.middleware import Request

router = Router(tags=["meetings"])


class InvitationOut(Schema):
    """One unit's part: invited, accepted, declined, attended or absent, and the office that speaks for it."""

    unit_id: str
    attendance: str
    who: str
    changed: datetime | None
    changed_by: str


class MeetingOut(Schema):
    """Units convened by `unit_id`; `declaration_id` is the level that it is about."""

    id: UUID
    key: str
    unit_id: str
    tlp: str
    title: str
    agenda: str
    place: str
    starts: datetime
    ends: datetime
    exercise: bool
    declaration_id: UUID | None
    convened: datetime
    convened_by: str
    called_off: datetime | None
    minutes: str


class ReceiptOut(Schema):
    """That a unit received a paper."""

    unit_id: str
    at: datetime
    by: str


class PaperOut(Schema):
    """A paper without what it says: opening it tells that, and records that your unit received it.

    `readers` is for how many of the invited units it is; `owing` are those of your units that have still to
    receive it.
    """

    id: int
    title: str
    tlp: str
    file: str
    shared: datetime
    shared_by: str
    readers: int
    receipts: list[ReceiptOut]
    owing: list[str]


class OpenedOut(Schema):
    """What a paper says, and the name of its file where it has one."""

    id: int
    title: str
    tlp: str
    text: str
    file: str

    @staticmethod
    def resolve_file(row: Any) -> str:
        """The file's name."""
        return row.file.name if row.file else ""


class DecisionOut(Schema):
    """A decision, the measure it became, and where the orders to `units` stand."""

    id: int
    text: str
    declaration_id: UUID | None
    measure: str
    units: list[str]
    at: datetime
    by: str
    orders: int
    answered: int
    done: int
    late: int


class MeetingDetail(MeetingOut):
    """A meeting with who comes, the papers you may read, and what was decided."""

    invitations: list[InvitationOut]
    papers: list[PaperOut]
    decisions: list[DecisionOut]


class ConveneIn(Schema):
    """An invitation. `key` makes sending it twice the same as once; choose one for each meeting."""

    key: str = Field(min_length=1, max_length=200)
    unit_id: str
    title: str = Field(max_length=200)
    agenda: str = ""
    place: str = Field("", max_length=300)
    starts: AwareDatetime
    ends: AwareDatetime
    unit_ids: list[str]
    tlp: str = TLP.AMBER.value
    declaration_id: UUID | None = None
    exercise: bool = False


class ReasonIn(Schema):
    """Why."""

    reason: str


class ReplyIn(Schema):
    """Whether the unit comes: accepted or declined, and the office that will speak for it."""

    unit_id: str
    attendance: str
    who: str = Field("", max_length=200)


class AttendanceIn(Schema):
    """The units that were there, each with the office that spoke; "" leaves what it said before."""

    present: dict[str, str]


class MinutesIn(Schema):
    """The minutes, whole."""

    text: str


class PaperIn(Schema):
    """A paper's title, words and label, sent as a form; its file goes beside them as `file`."""

    title: str = Field(max_length=200)
    text: str = ""
    tlp: str = TLP.AMBER.value


class TrialIn(Schema):
    """Which units are to do it, under which level in force, and how soon (ISO 8601, as "PT2H")."""

    unit_ids: list[str]
    declaration_id: UUID
    acknowledge: timedelta
    do: timedelta


class DecideIn(TrialIn):
    """A decision. `area` is one of those of the catalogue of measures."""

    title: str = Field(max_length=100)
    text: str
    area: str
    basis: str
    owner: str = Field(max_length=200)


class DecisionsPreviewOut(Schema):
    """What it would order: one order to each unit; `capped` where the level ends before the time to do it."""

    orders: int
    unit_ids: list[str]
    acknowledge_by: datetime
    do_by: datetime
    capped: bool


@router.get("/meetings", response=list[MeetingOut])
@paginate(ordering=("-starts", "id"))
def meetings(request: Request) -> QuerySet[Any]:
    """The meetings you may see, the latest first."""
    return selectors.meetings(request.viewer)


@router.post("/meetings", response={201: MeetingOut})
def convene(request: Request, body: ConveneIn) -> Any:
    """Call units together and tell them."""
    return Status(201, services.convene(request.viewer, **body.dict()))


@router.get("/meetings/{meeting_id}", response=MeetingDetail)
def meeting(request: Request, meeting_id: UUID) -> Any:
    """One meeting with all that you may see of it."""
    row = selectors.meeting(meeting_id, request.viewer)
    same = {name: getattr(row, name) for name in MeetingOut.model_fields}
    return {
        **same,
        "invitations": list(selectors.invitations(row)),
        "papers": [_paper(each) for each in selectors.papers_shown(row, request.viewer)],
        "decisions": [_decision(each) for each in selectors.decisions(row)],
    }


@router.post("/meetings/{meeting_id}/call-off", response=MeetingOut)
def call_off(request: Request, meeting_id: UUID, body: ReasonIn) -> Any:
    """Let it not take place, and tell those invited."""
    return services.call_off(request.viewer, meeting_id, body.reason)


@router.post("/meetings/{meeting_id}/reply", response=InvitationOut)
def reply(request: Request, meeting_id: UUID, body: ReplyIn) -> Any:
    """Say for your unit whether it comes."""
    return services.reply(request.viewer, meeting_id, **body.dict())


@router.post("/meetings/{meeting_id}/attendance", response=list[InvitationOut])
def attendance(request: Request, meeting_id: UUID, body: AttendanceIn) -> Any:
    """Record who was there; all others were absent."""
    return selectors.invitations(services.record_attendance(request.viewer, meeting_id, body.present))


@router.post("/meetings/{meeting_id}/minutes", response=MeetingOut)
def minutes(request: Request, meeting_id: UUID, body: MinutesIn) -> Any:
    """Write the minutes, or a new version of them."""
    return services.write_minutes(request.viewer, meeting_id, body.text)


@router.post("/meetings/{meeting_id}/papers", response={201: PaperOut})
def share(
    request: Request,
    meeting_id: UUID,
    body: Form[PaperIn],
    file: File[UploadedFile | None] = None,
) -> Any:
    """Share a paper, sent as a multipart form."""
    kept = services.keep_file(request.viewer, file.name or "", file.chunks()) if file else None
    paper = services.share_paper(request.viewer, meeting_id, **body.dict(), file=kept)
    return Status(201, _paper(selectors.paper_shown(paper.meeting, paper, request.viewer)))


@router.post("/meetings/{meeting_id}/papers/{paper_id}/open", response=OpenedOut)
def open_paper(request: Request, meeting_id: UUID, paper_id: int) -> Any:
    """Read a paper; it is recorded once that your unit received it."""
    return services.open_paper(request.viewer, meeting_id, paper_id)


@router.post("/meetings/{meeting_id}/papers/{paper_id}/file")
def paper_file(request: Request, meeting_id: UUID, paper_id: int) -> HttpResponse:
    """The file of a paper; taking it is opening the paper."""
    file, data = services.paper_file(request.viewer, meeting_id, paper_id)
    answer = HttpResponse(data, content_type=file.media_type)
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@router.post("/meetings/{meeting_id}/decisions/preview", response=DecisionsPreviewOut)
def preview(request: Request, meeting_id: UUID, body: TrialIn) -> Any:
    """Count what a decision would order; nothing is ordered."""
    seen = services.preview_decision(request.viewer, meeting_id, **body.dict())
    ids = [unit.pk for unit in seen.units]
    same = {name: getattr(seen, name) for name in ("acknowledge_by", "do_by", "capped")}
    return {**same, "orders": len(ids), "unit_ids": ids}


@router.post("/meetings/{meeting_id}/decisions", response={201: DecisionOut})
def decide(request: Request, meeting_id: UUID, body: DecideIn) -> Any:
    """Record what was decided and order it of the units named."""
    decision = services.decide(request.viewer, meeting_id, **body.dict())
    shown = selectors.decisions(decision.meeting)
    return Status(201, _decision(next(each for each in shown if each.decision == decision)))


@router.get("/meetings/{meeting_id}/calendar")
def calendar(request: Request, meeting_id: UUID) -> HttpResponse:
    """The meeting as an iCalendar file."""
    row = selectors.meeting(meeting_id, request.viewer)
    page = request.build_absolute_uri(f"/console/meetings/{row.pk}/")
    return HttpResponse(selectors.calendar(row, page), content_type="text/calendar; charset=utf-8")


def _paper(shown: selectors.PaperShown) -> dict[str, Any]:
    paper = shown.paper
    same = {name: getattr(paper, name) for name in ("id", "title", "tlp", "shared", "shared_by")}
    return {
        **same,
        "file": paper.file.name if paper.file else "",
        "readers": shown.readers,
        "receipts": list(shown.receipts),
        "owing": list(shown.owing),
    }


def _decision(shown: selectors.DecisionShown) -> dict[str, Any]:
    decision = shown.decision
    same = {name: getattr(decision, name) for name in ("id", "text", "declaration_id", "at", "by")}
    stand = {name: getattr(shown, name) for name in ("orders", "answered", "done", "late")}
    measure = decision.measure
    return {
        **same, **stand, "measure": measure.slug if measure else "", "units": measure.only if measure else [],
    }  # fmt: skip
