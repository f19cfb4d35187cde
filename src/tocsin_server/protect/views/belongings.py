"""What is done on a venue's page: contacts, events, points, procedures, rehearsals, duties, proofs."""

import io
from typing import Any

import segno
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_POST, require_safe

from tocsin_server.level.views.files import file_answer
from tocsin_server.protect import selectors, services
from tocsin_server.protect.forms import venues as forms
from tocsin_server.units.middleware import Request
from tocsin_server.units.permissions import Permission, require


@require_POST
def add_contact(request: Request, slug: str) -> HttpResponse:
    """Note who is called."""
    services.add_contact(request.viewer, slug, **forms.cleaned(forms.ContactForm(request.POST)))
    return _back(request, slug, "contacts", "The contact is noted.")


@require_POST
def remove_contact(request: Request, slug: str, contact_id: int) -> HttpResponse:
    """Forget a contact."""
    services.remove_contact(request.viewer, slug, contact_id)
    return _back(request, slug, "contacts", "The contact is removed.")


@require_POST
def add_event(request: Request, slug: str) -> HttpResponse:
    """Note an event."""
    services.add_event(request.viewer, slug, **forms.cleaned(forms.EventForm(request.POST)))
    return _back(request, slug, "events", "The event is noted.")


@require_POST
def call_off_event(request: Request, slug: str, event_id: int) -> HttpResponse:
    """An event does not take place."""
    services.call_off_event(request.viewer, slug, event_id)
    return _back(request, slug, "events", "The event is called off.")


@require_POST
def add_point(request: Request, slug: str) -> HttpResponse:
    """Note an entrance or a checkpoint."""
    services.add_point(request.viewer, slug, **forms.cleaned(forms.PointForm(request.POST)))
    return _back(request, slug, "points-of", "It is noted. Print its QR code and put it up there.")


@require_POST
def remove_point(request: Request, slug: str, point_id: int) -> HttpResponse:
    """Take a point down."""
    services.remove_point(request.viewer, slug, point_id)
    return _back(request, slug, "points-of", "It is taken down; its QR code counts for nothing now.")


@require_POST
def adopt_procedure(request: Request, slug: str) -> HttpResponse:
    """Adopt a procedure, or its next version."""
    given = _with_file(request, slug, forms.cleaned(forms.ProcedureForm(request.POST, request.FILES)))
    row = services.adopt_procedure(request.viewer, slug, **given)
    return _back(request, slug, "procedures", f"Version {row.version} is adopted.")


@require_POST
def record_rehearsal(request: Request, slug: str, procedure_id: int) -> HttpResponse:
    """Note that a procedure was tried out."""
    given = _with_file(request, slug, forms.cleaned(forms.RehearsalForm(request.POST, request.FILES)))
    services.record_rehearsal(request.viewer, slug, procedure_id, **given)
    return _back(request, slug, "procedures", "The rehearsal is noted.")


@require_POST
def record_duty(request: Request, slug: str) -> HttpResponse:
    """Say where a duty stands."""
    given = _with_file(request, slug, forms.cleaned(forms.DutyForm(request.POST, request.FILES)))
    regime_id, event_id = given.pop("regime"), given.pop("event")
    services.record_duty(request.viewer, slug, regime_id=regime_id, event_id=event_id, **given)
    return _back(request, slug, "duties", "It is noted.")


@require_safe
def proof(request: Request, slug: str, file_id: int) -> HttpResponse:
    """A file that proves something, never shown within a page."""
    row, data = services.open_proof(request.viewer, slug, file_id)
    return file_answer(data, row.media_type, row.name)


@require_safe
def codes(request: Request, slug: str) -> HttpResponse:
    """The QR codes of a venue's points, to be printed and put up; for those who keep it alone."""
    row = selectors.venue(request.viewer, slug)
    require(request.viewer, Permission.MANAGE_VENUES, row.unit)
    sheet = [(point, _qr(point.code), _address(point.code)) for point in row.points.all()]
    return render(request, "protect/venues/codes.html", {"row": row, "sheet": sheet})


def _address(code: str) -> str:
    return f"{settings.TOCSIN_URL}{reverse('protect:patrol_point', args=[code])}"


def _qr(code: str) -> str:
    drawn = io.BytesIO()
    segno.make(_address(code), error="m").save(
        drawn, kind="svg", xmldecl=False, svgns=False, omitsize=True, border=4, nl=False
    )
    return mark_safe(drawn.getvalue().decode())  # noqa: S308 - drawn by us from our own address


def _with_file(request: Request, slug: str, given: dict[str, Any]) -> dict[str, Any]:
    """What a form gave, its file kept as evidence."""
    upload = given.pop("file", None)
    if upload is None:
        return given
    return {**given, "file": services.keep_proof(request.viewer, slug, upload.name, upload.chunks())}


def _back(request: Request, slug: str, part: str, said: str) -> HttpResponse:
    """To the part of the venue's page where the form stood."""
    messages.success(request, said)
    return redirect(f"{reverse('protect:venue', args=[slug])}#{part}")
