"""The pages of warnings: the list with its map, one warning, how useful they proved."""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.template.defaultfilters import date as written
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_POST, require_safe

from tocsin_server import clock
from tocsin_server.forewarn import selectors, services
from tocsin_server.forewarn.forms import FilterForm
from tocsin_server.units.middleware import Request
from tocsin_server.units.permissions import Permission, allowed, allowed_somewhere

PAGE = 25
MOST_POINTS = 500
"""More points on one map help nobody; the page says when it leaves some out."""

POINT = re.compile(r"@[^/]*")
"""The coordinates in the name of a series that counts at one point."""

PERIODS = ((24, "24 hours"), (72, "3 days"), (168, "7 days"))
"""The hours that a briefing can be of."""

COLUMNS = (
    "id", "series", "country", "kind", "day", "step", "detector", "observed", "expected", "bound", "p",
    "surprise", "sentence", "held", "note", "raised", "withdrawn", "known", "judgement", "judged",
)  # fmt: skip
"""The columns of the list as a file, named as over the API."""


@require_safe
def warnings(request: Request) -> HttpResponse:
    """Warnings on a map and in a table, each with the course of its series."""
    form = _filters(request)
    filters = form.filters
    rows = selectors.listed(request.viewer, filters)
    page = Paginator(rows.defer("explanation"), PAGE).get_page(request.GET.get("page"))
    drawn = selectors.sparklines(page)
    context = {
        "form": form,
        "filtered": any(request.GET.values()),
        "held": filters.held,
        "page": page,
        "rows": [(row, mark_safe(drawn.get(row.pk, ""))) for row in page],  # noqa: S308 - drawn by the core
        "points": _points(selectors.located(rows)),
        "most_points": MOST_POINTS,
        "rates": selectors.rates(request.viewer, clock.now().date()),
    }
    return render(request, "forewarn/warnings.html", context)


@require_safe
def warning(request: Request, warning_id: int) -> HttpResponse:
    """One warning with all it rests on; with `recompute`, judged again."""
    row = selectors.warning(warning_id, request.viewer)
    wide, narrow = selectors.charts(row)
    context = {
        "row": row,
        "why": selectors.explanation(row),
        "wide": mark_safe(wide),  # noqa: S308 - drawn by the core, which escapes what it writes
        "narrow": mark_safe(narrow),  # noqa: S308
        "area": selectors.area(row),
        "places": selectors.places(row),
        "stretch": selectors.stretch(row),
        "held_beside": selectors.held_beside(row, request.viewer),
        "may_judge": allowed(request.viewer, Permission.JUDGE_WARNING, row.unit),
        "may_raise": allowed_somewhere(request.viewer, Permission.RAISE_LEVEL),
        "judgements": selectors.JUDGEMENTS,
        "recomputed": selectors.recomputed(row) if "recompute" in request.GET else None,
    }
    return render(request, "forewarn/warning.html", context)


@require_safe
def briefing(request: Request) -> HttpResponse:
    """What was raised in the last hours, each with its sentence and chart: a page to be read and printed."""
    hours = next((each for each, _ in PERIODS if request.GET.get("hours") == str(each)), PERIODS[0][0])
    found = selectors.briefing(request.viewer, clock.now(), hours)
    drawn = [[mark_safe(chart) for chart in selectors.charts(row)] for row in found.warnings]  # noqa: S308
    context = {
        "briefing": found,
        "rows": [(row, *charts) for row, charts in zip(found.warnings, drawn, strict=True)],
        "hours": hours,
        "period": dict(PERIODS)[hours],
        "periods": PERIODS,
    }
    return render(request, "forewarn/briefing.html", context)


@require_safe
def forecasts(request: Request) -> HttpResponse:
    """What the next months may bring, country by country."""
    found = selectors.outlooks(request.viewer, clock.now().date())
    context = {
        "outlooks": [(one, mark_safe(one.wide), mark_safe(one.narrow)) for one in found],  # noqa: S308 - as above
        "several": len({(one.head.unit_id, one.head.tlp) for one in found}) > 1,
    }
    return render(request, "forewarn/forecasts.html", context)


@require_safe
def sheet(request: Request) -> StreamingHttpResponse:
    """The list as CSV, with the filters of the page."""
    rows = selectors.listed(request.viewer, _filters(request).filters).defer("explanation")
    lines = csv.writer(_Line())
    body = (lines.writerow(line) for line in _lines(rows.prefetch_related(None)))
    headers = {"Content-Disposition": 'attachment; filename="warnings.csv"'}
    return StreamingHttpResponse(body, content_type="text/csv; charset=utf-8", headers=headers)


@require_POST
def judge(request: Request, warning_id: int) -> HttpResponse:
    """What a person thinks of a warning."""
    services.judge(warning_id, request.POST.get("judgement", ""), request.viewer)
    messages.success(request, "Your judgement is recorded.")
    return redirect("forewarn:warning", warning_id)


def _filters(request: Request) -> FilterForm:
    found = selectors.countries(request.viewer)
    return FilterForm(request.GET, [(code, code) for code in found], selectors.detectors(request.viewer))


def _points(rows: Any) -> list[dict[str, Any]]:
    """Warnings as the map needs them."""
    placed = rows.filter(latitude__isnull=False).prefetch_related(None).defer("explanation")[:MOST_POINTS]
    areas = selectors.areas(placed)
    return [
        {
            "id": row.pk,
            "latitude": row.latitude,
            "longitude": row.longitude,
            "killed": row.observed,
            "label": f"{POINT.sub('', row.series)}, {written(row.day, 'j M Y')}, {row.observed:,} observed",
            "area": areas.get(row.pk),
        }
        for row in placed
    ]


@dataclass(frozen=True, slots=True)
class _Line:
    """A file that gives back what is written to it, for a CSV that is sent as it is made."""

    def write(self, line: str) -> str:
        return line


def _lines(rows: Any) -> Iterator[tuple[Any, ...]]:
    yield COLUMNS
    for row in rows.iterator(chunk_size=500):
        yield tuple(_cell(getattr(row, name)) for name in COLUMNS)


def _cell(value: Any) -> Any:
    """Text that a spreadsheet would take for a formula is kept from being one."""
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@"):
        return f"'{value}"
    return value.isoformat() if hasattr(value, "isoformat") else value
