"""What enters and leaves the register as files."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tocsin.errors import BadInput
from tocsin_server.level.views.files import file_answer
from tocsin_server.protect import services
from tocsin_server.protect.forms.venues import FilterForm, ImportForm
from tocsin_server.protect.services.importing import MOST_BYTES
from tocsin_server.units.middleware import Request
from tocsin_server.units.permissions import Permission, require_somewhere

SHOWN = 200
"""Rows of each kind that a preview lists."""


@require_http_methods(["GET", "HEAD", "POST"])
def hand_in(request: Request) -> HttpResponse:
    """Hand in a table, to see what taking it would do."""
    require_somewhere(request.viewer, Permission.MANAGE_VENUES)
    form = ImportForm(request.viewer, request.POST or None, request.FILES or None)
    if form.is_valid():
        upload = form.cleaned_data["table"]
        try:
            row, _ = services.hand_in(
                request.viewer, form.cleaned_data["unit"], upload.name, upload.read(MOST_BYTES + 1)
            )
        except BadInput as error:
            form.add_error("table", str(error).removeprefix(f"{upload.name}: "))
        else:
            return redirect("protect:look_at", row.pk)
    return render(request, "protect/venues/import.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
def look_at(request: Request, import_id: int) -> HttpResponse:
    """What taking a table would do: what is new, what changes, what is refused and why."""
    row, preview = services.look_at(request.viewer, import_id)
    context = {"table": row, "preview": preview, "shown": f":{SHOWN}", "most": SHOWN}
    return render(request, "protect/venues/preview.html", context)


@require_POST
def take(request: Request, import_id: int) -> HttpResponse:
    """Take a table, whole."""
    found = services.take_table(request.viewer, import_id)
    told = f"{len(found.new):,} new, {len(found.changed):,} changed, {len(found.unchanged):,} unchanged."
    messages.success(request, told)
    return redirect("protect:venues")


@require_safe
def as_csv(request: Request) -> HttpResponse:
    """The register as CSV, with the filters of the page."""
    filters = FilterForm(request.viewer, request.GET).filters
    return file_answer(services.export_csv(request.viewer, filters), "text/csv; charset=utf-8", "venues.csv")


@require_safe
def as_geojson(request: Request) -> HttpResponse:
    """The register as GeoJSON, with the filters of the page."""
    filters = FilterForm(request.viewer, request.GET).filters
    data = services.export_geojson(request.viewer, filters)
    return file_answer(data, "application/geo+json", "venues.geojson")
