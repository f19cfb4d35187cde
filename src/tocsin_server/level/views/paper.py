"""What leaves and enters the pages as files: printed orders, sheets, evidence."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from tocsin.errors import BadInput
from tocsin_server.level import selectors, services
from tocsin_server.level.services.sheets import MOST_BYTES
from tocsin_server.level.views.files import file_answer
from tocsin_server.level.views.languages import language_of
from tocsin_server.units.middleware import Request


@require_safe
def printed(request: Request, declaration_id: str, unit_id: str) -> HttpResponse:
    """A unit's orders on paper, with the code by which it answers."""
    from tocsin_server.level import paper

    data = paper.orders_pdf(request.viewer, declaration_id, unit_id, language_of(request))
    return file_answer(data, "application/pdf", f"orders-{unit_id}.pdf", inline=True)


@require_safe
def sheet(request: Request, declaration_id: str, unit_id: str = "") -> HttpResponse:
    """The orders of a branch as a sheet to be filled in."""
    data = services.write_sheet(request.viewer, declaration_id, unit_id, language=language_of(request))
    return file_answer(data, "text/csv; charset=utf-8", f"orders-{unit_id or 'all'}.csv")


@require_POST
def read_sheet(request: Request) -> HttpResponse:
    """Take a filled-in sheet back: all of it, or nothing."""
    upload = request.FILES.get("sheet")
    if upload is None:
        raise BadInput("choose the file that was filled in", where="sheet")
    result = services.read_sheet(request.viewer, upload.read(MOST_BYTES + 1))
    messages.success(
        request, f"{result.answers} answers recorded from the sheet; {result.unchanged} rows change nothing."
    )
    return redirect("level:orders")


@require_safe
def evidence(request: Request, file_id: int) -> HttpResponse:
    """A file that was sent along as evidence, never shown within a page."""
    row, data = services.open_file(request.viewer, file_id)
    return file_answer(data, row.media_type, row.name)


@require_safe
def cap(request: Request, declaration_id: str) -> HttpResponse:
    """The level as a CAP message of restricted scope."""
    data = selectors.cap_message(request.viewer, declaration_id)
    return file_answer(data, "application/cap+xml; charset=utf-8", "level.cap.xml")
