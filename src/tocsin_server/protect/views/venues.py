"""The pages of the register: its list with a map, one venue, the form that adds or changes one."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tocsin.errors import BadInput, Conflict
from tocsin_server import clock
from tocsin_server.level.forms.refusals import refuse
from tocsin_server.protect import hours, selectors, services
from tocsin_server.protect.forms import venues as forms
from tocsin_server.protect.services import VenueFaults
from tocsin_server.units.middleware import Request
from tocsin_server.units.permissions import (
    Permission,
    allowed,
    allowed_somewhere,
    require_somewhere,
)

PAGE = 50
MOST_POINTS = 2000
"""More points on one map help nobody; the page says when it leaves some out."""


@require_safe
def venues(request: Request) -> HttpResponse:
    """The register on a map and in a table."""
    form = forms.FilterForm(request.viewer, request.GET)
    rows = selectors.venues(request.viewer, form.filters)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "filtered": any(request.GET.values()),
        "page": page,
        "rows": [(row, _present_now(row)) for row in page],
        "points": [_pin(row) for row in rows[:MOST_POINTS]],
        "most_points": MOST_POINTS,
        "may_keep": allowed_somewhere(request.viewer, Permission.MANAGE_VENUES),
    }
    return render(request, "protect/venues/list.html", context)


@require_safe
def venue(request: Request, slug: str) -> HttpResponse:
    """One venue with all that belongs to it."""
    return _page(request, selectors.venue(request.viewer, slug))


def _page(request: Request, row: Any) -> HttpResponse:
    may_keep = allowed(request.viewer, Permission.MANAGE_VENUES, row.unit)
    presence = selectors.presence(row.present)
    near = selectors.incidents_near(row, request.viewer)
    shown = selectors.duties(row)
    context = {
        "row": row,
        "may_keep": may_keep,
        "week": hours.week(presence, row.capacity),
        "peak": presence.peak,
        "now_there": _present_now(row),
        "now": clock.now(),
        "duties": [
            (one, forms.DutyForm(shown=one, number=number) if may_keep else None)
            for number, one in enumerate(shown)
        ],
        "regimes": selectors.regimes_of(row),
        "notes_of": [selectors.core_regime(one) for one in selectors.regimes_of(row)],
        "procedures": [
            (one, forms.RehearsalForm(number=one.pk) if may_keep else None)
            for one in selectors.current_procedures(row)
        ],
        "earlier": selectors.earlier_procedures(row),
        "near": near,
        "points": [_pin(row), *(_incident_pin(one) for one in near)],
    }
    if may_keep:
        context |= {
            "contact_form": forms.ContactForm(),
            "event_form": forms.EventForm(),
            "point_form": forms.PointForm(),
            "procedure_form": forms.ProcedureForm(),
        }
    return render(request, "protect/venues/venue.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: Request) -> HttpResponse:
    """Take a venue into the register."""
    require_somewhere(request.viewer, Permission.MANAGE_VENUES)
    form = forms.VenueForm(request.viewer, request.POST or None)
    if form.is_valid() and (row := _saved(request, form)):
        messages.success(request, f"{row.name} is in the register.")
        return redirect("protect:venue", row.slug)
    return _form_page(request, form)


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: Request, slug: str) -> HttpResponse:
    """Change a venue's fields."""
    row = selectors.venue(request.viewer, slug)
    require_somewhere(request.viewer, Permission.MANAGE_VENUES)
    form = forms.VenueForm(request.viewer, request.POST or None, row)
    if form.is_valid() and (changed := _saved(request, form, row)):
        messages.success(request, f"{changed.name} is changed.")
        return redirect("protect:venue", row.slug)
    return _form_page(request, form, row)


@require_POST
def close(request: Request, slug: str) -> HttpResponse:
    """Look after a venue no longer."""
    row = services.close_venue(request.viewer, slug)
    messages.success(request, f"{row.name} is closed: it is planned for no more.")
    return redirect("protect:venue", row.slug)


@require_POST
def reopen(request: Request, slug: str) -> HttpResponse:
    """Look after a venue again."""
    row = services.reopen_venue(request.viewer, slug)
    messages.success(request, f"{row.name} is looked after again.")
    return redirect("protect:venue", row.slug)


def _saved(request: Request, form: forms.VenueForm, row: Any = None) -> Any:
    """The venue that was saved; None where something was refused, which the form then says."""
    unit = form.cleaned_data["unit"]
    try:
        if row is None:
            return services.add_venue(request.viewer, unit, form.texts)
        seen = datetime.fromisoformat(form.cleaned_data["seen"]) if form.cleaned_data["seen"] else None
        return services.change_venue(request.viewer, row.slug, unit, form.texts, seen=seen)
    except VenueFaults as error:
        form.blame(error)
    except (BadInput, Conflict) as error:
        refuse(form, error)
    except ValueError:  # a hidden field that somebody changed by hand
        form.add_error(None, "Open this form again from the venue's page.")
    return None


def _form_page(request: Request, form: forms.VenueForm, row: Any = None) -> HttpResponse:
    context = {"form": form, "row": row}
    return render(request, "protect/venues/form.html", context, status=422 if form.errors else 200)


def _present_now(row: Any) -> int:
    """How many people are taken to be there at this hour."""
    local = clock.now().astimezone(ZoneInfo(row.zone))
    return selectors.presence(row.present).hours[24 * local.weekday() + local.hour]


def _pin(row: Any) -> dict[str, Any]:
    return {
        "id": row.slug,
        "kind": "venue",
        "latitude": row.latitude,
        "longitude": row.longitude,
        "label": f"{row.name}, holds {row.capacity:,}",
    }


def _incident_pin(near: selectors.Near) -> dict[str, Any]:
    one = near.incident
    return {
        "id": one.pk,
        "kind": "incident",
        "latitude": one.latitude,
        "longitude": one.longitude,
        "label": f"{one.get_kind_display()} at {one.place_name}, {near.kilometres:.0f} km away",
    }
