"""The picture, and the pulse by which every page learns that something has changed."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseNotModified, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from tocsin_server import clock
from tocsin_server.console import charts, words
from tocsin_server.console.filters import FilterForm
from tocsin_server.extract import selectors as extract
from tocsin_server.forewarn import selectors as forewarn
from tocsin_server.ledger import selectors as ledger
from tocsin_server.ledger.services import verify
from tocsin_server.units import selectors as units
from tocsin_server.units.middleware import Request
from tocsin_server.units.permissions import Permission, require_somewhere
from tocsin_server.units.viewer import Viewer

PAGE = 50
MOST_POINTS = 2000
"""More points on one map help nobody; the page says when it leaves some out."""

HOURLY = 5
"""Up to so many days the timeline counts reports by the hour, beyond it incidents by the day."""

LONGEST = timedelta(days=366)
NEWS = 5
ACTIONS = 8
"""How many of the latest warnings and official actions stand beside the map."""


@require_safe
def pulse(request: Request) -> HttpResponse:
    """The ledger's head; 304 while nothing was done."""
    head = ledger.head()
    mark = f'"{head}"'
    if request.headers.get("If-None-Match") == mark:
        return HttpResponseNotModified(headers={"ETag": mark})
    return JsonResponse({"head": head}, headers={"ETag": mark})


@require_safe
def picture(request: Request) -> HttpResponse:
    """Incidents as map, list and timeline, with the latest warnings and official actions beside them."""
    form = FilterForm(request.GET, extract.countries(request.viewer))
    filters = form.filters
    rows = extract.incidents(request.viewer, filters)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "points": [_point(row) for row in rows.filter(latitude__isnull=False)[:MOST_POINTS]],
        "most_points": MOST_POINTS,
        "timeline": _timeline(request.viewer, rows, filters),
        "warnings": forewarn.warnings(request.viewer).filter(judgement="")[:NEWS],
        "actions": extract.reported_actions(request.viewer, ACTIONS),
        "filtered": any(request.GET.values()),
    }
    return render(request, "console/picture.html", context)


@require_safe
def ledger_page(request: Request) -> HttpResponse:
    """Who did what, the latest first."""
    asked = {name: request.GET.get(name, "").strip() for name in ("action", "subject", "actor")}
    rows = units.ledger_entries(request.viewer, **asked)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    return render(
        request, "console/ledger.html", {"page": page, "asked": asked, "filtered": any(asked.values())}
    )


@require_safe
def chain(request: Request) -> HttpResponse:
    """Whether the ledger's chain holds: every hash computed anew."""
    require_somewhere(request.viewer, Permission.READ_LEDGER)
    return render(request, "console/chain.html", {"verdict": verify()})


def _point(row: Any) -> dict[str, Any]:
    """An incident as the map needs it."""
    killed = "toll not known" if row.killed_best is None else f"{words.number(row.killed_best)} killed"
    return {
        "id": row.pk,
        "latitude": row.latitude,
        "longitude": row.longitude,
        "killed": row.killed_best,
        "label": f"{words.plain(row.kind)}, {row.place_name or words.country(row.country)}, {killed}",
    }


def _timeline(viewer: Viewer, rows: Any, filters: extract.Filters) -> charts.Histogram | None:
    """Reports by the hour where few days are shown, else incidents by the day."""
    span = extract.days(rows)
    if span is None:
        return None
    first, last = filters.first or span[0], filters.last or max(span[1], span[0])
    first = max(first, last - LONGEST)
    if (last - first).days >= HOURLY:
        return charts.histogram(map(_midnight, extract.incident_days(rows)), first, last, hourly=False)
    last = max(last, min(first + timedelta(days=HOURLY - 1), timezone.localdate(clock.now())))
    found = extract.report_times(viewer, rows, _midnight(first), _midnight(last + timedelta(days=1)))
    return charts.histogram(map(timezone.localtime, found), first, last, hourly=True)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
