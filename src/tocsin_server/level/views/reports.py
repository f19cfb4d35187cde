"""The timeline of a level and the report on what came of it."""

from datetime import datetime

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tocsin_server.codec import encode
from tocsin_server.level import selectors
from tocsin_server.level.curve import curve
from tocsin_server.units.middleware import Request


@require_safe
def report(request: Request, declaration_id: str) -> HttpResponse:
    """What came of a level: a page to be read and printed."""
    found = selectors.report(request.viewer, declaration_id)
    context = {
        "declaration": selectors.declaration(declaration_id, request.viewer),
        "report": found,
        "times": _times(found),
        "curve": curve(found.answers, found.settled, found.orders, found.raised),
        "escalations": list(
            selectors.escalations(request.viewer, unseen=False, declaration_id=declaration_id)[:20]
        ),
    }
    return render(request, "level/report/report.html", context)


@require_safe
def as_json(request: Request, declaration_id: str) -> HttpResponse:
    """The same as a file."""
    data = encode(selectors.report(request.viewer, declaration_id))
    name = f'attachment; filename="level-{declaration_id}.json"'
    return JsonResponse(data, headers={"Content-Disposition": name})


def _times(found: selectors.Report) -> list[tuple[str, datetime | None]]:
    """The times that matter, each with its name, None where it did not come to that."""
    return [
        ("Raised", found.raised),
        ("First answer", found.first_answer),
        ("Half answered", found.half),
        ("All answered", found.all),
        ("First late order went up", found.first_late),
        ("Ends, or ended", found.until),
    ]
