"""Answers over the API: one, many at once from a gateway, as a sheet; and the files that go with them."""

from collections.abc import Iterator
from functools import partial
from typing import Any
from uuid import UUID

from django.core.exceptions import RequestDataTooBig
from django.http import HttpResponse
from ninja import Router, Schema, Status
from pydantic import AwareDatetime, Field

from tocsin.errors import BadInput, TocsinError
from tocsin.level import Answer, AnswerKind
from tocsin_server.level import services
from tocsin_server.level.api.orders import EvidenceOut
from tocsin_server.level.services.evidence import file_of
from tocsin_server.units.middleware import Request

router = Router(tags=["level"])

MOST_ANSWERS = 500
"""Answers in one request."""

PIECE = 65_536
"""Bytes of a file read at a time, so that one too large is refused before it is read whole."""


class Said(Schema):
    """A unit's word: `text` is the note, report or reason; `time` is when it was done.

    `to` is the unit that a delegated order is passed on to, `file` the digest of evidence sent before.
    """

    kind: AnswerKind
    text: str = Field("", max_length=10_000)
    place: str = Field("", max_length=300)
    time: AwareDatetime | None = None
    to: str = ""
    file: str = Field("", max_length=64)

    @property
    def said(self) -> Answer:
        """As the core knows it; it refuses what an answer of the kind lacks."""
        return Answer(
            kind=self.kind, text=self.text, place=self.place, time=self.time, to=self.to, file=self.file
        )


class AnswerIn(Said):
    """The same word on some orders of a unit; null: on all that have no answer."""

    orders: list[int] | None = Field(None, min_length=1, max_length=1000)


class AnswerForIn(AnswerIn):
    """What a unit without a network said, and how: by telephone, by messenger."""

    note: str = Field(max_length=1000)


class AnswerOfUnit(AnswerIn):
    """One of many answers: whose it is."""

    unit_id: str


class AnswersIn(Schema):
    """Answers of several units, as a gateway collects them."""

    answers: list[AnswerOfUnit] = Field(min_length=1, max_length=MOST_ANSWERS)


class AcknowledgeIn(Schema):
    """Which orders, or all that are open; and a note."""

    orders: list[int] | None = Field(None, min_length=1, max_length=1000)
    note: str = ""


class Answered(Schema):
    """The orders to which the answer was new."""

    orders: list[int]


class SheetOut(Schema):
    """How many orders got a new answer, and how many rows were left empty or told nothing new."""

    answers: int
    unchanged: int


@router.post("/units/{unit_id}/acknowledge", response=Answered)
def acknowledge(request: Request, unit_id: str, body: AcknowledgeIn) -> Any:
    """Say for your unit that it knows its orders."""
    return {"orders": services.acknowledge(request.viewer, unit_id, body.orders, body.note, via="api")}


@router.post("/units/{unit_id}/answers", response=Answered)
def answer(request: Request, unit_id: str, body: AnswerIn) -> Any:
    """Give one answer to some orders of your unit: they are answered together or not at all."""
    return {"orders": services.answer(request.viewer, unit_id, body.orders, body.said, via="api")}


@router.post("/units/{unit_id}/answers/taken-down", response=Answered)
def answer_for(request: Request, unit_id: str, body: AnswerForIn) -> Any:
    """Take down, as a duty officer of the unit or of one above it, what a unit without a network said."""
    return {"orders": services.answer_for(request.viewer, unit_id, body.orders, body.said, body.note)}


@router.post("/answers", response=Answered)
def answers(request: Request, body: AnswersIn) -> Any:
    """Give up to 500 answers of several units: all, or none, and `faults` then lists all that is wrong."""
    return {"orders": services.answer_all(request.viewer, _sayings(body.answers), via="api")}


@router.post("/evidence", response={201: EvidenceOut})
def keep_evidence(request: Request, name: str) -> Any:
    """Send a picture, PDF or text as the body; answers then name it by its `digest`."""
    pieces: Iterator[bytes] = iter(partial(request.read, PIECE), b"")
    return Status(201, services.keep_file(request.viewer, name, pieces))


@router.get("/evidence/{file_id}", response={200: bytes})
def evidence(request: Request, file_id: int) -> HttpResponse:
    """A file that came with an answer you may see, as it was sent."""
    row, data = services.open_file(request.viewer, file_id)
    answer = HttpResponse(data, content_type=row.media_type)
    answer.headers["Content-Disposition"] = f"attachment; filename=evidence-{row.pk}"
    return answer


@router.get("/declarations/{declaration_id}/sheet", response={200: str})
def write_sheet(request: Request, declaration_id: UUID, unit: str = "", language: str = "en") -> HttpResponse:
    """The orders of a branch as CSV, to be filled in without a network and sent back."""
    data = services.write_sheet(request.viewer, declaration_id, unit, language=language)
    return HttpResponse(data, content_type="text/csv; charset=utf-8")


@router.post("/sheet", response=SheetOut)
def read_sheet(request: Request) -> Any:
    """Take back such a sheet as the body: all of it, or nothing; `faults` then lists every line."""
    try:
        data = request.body
    except RequestDataTooBig as error:
        raise BadInput("it is too large for a sheet", where="body", reason="too_large") from error
    return services.read_sheet(request.viewer, data)


def _sayings(given: list[AnswerOfUnit]) -> list[services.Saying]:
    """The answers as the service takes them, each with its place; `Faults` names those that are none."""
    sayings, faults = list[services.Saying](), list[tuple[str, str]]()
    for number, each in enumerate(given):
        where = f"answers[{number}]"
        try:
            file = file_of(each.file) if each.file else None
            sayings.append(services.Saying(each.unit_id, each.orders, each.said, file, where))
        except TocsinError as error:
            faults.append((where, str(error)))
    if faults:
        raise services.Faults(faults)
    return sayings
