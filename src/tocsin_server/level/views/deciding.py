"""The pages of a meeting's decisions: written, looked over, ordered."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from tocsin.errors import BadInput, Conflict
from tocsin_server.level import selectors, services
from tocsin_server.level.forms.meetings import DecideForm
from tocsin_server.level.forms.refusals import refuse as refuse_in
from tocsin_server.units.middleware import Request
from tocsin_server.units.permissions import Permission, require


@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: Request, meeting_id: str) -> HttpResponse:
    """Write a decision; then what it would order, before anything is."""
    row = selectors.meeting(meeting_id, request.viewer)
    require(request.viewer, Permission.CONVENE, row.unit)
    form = DecideForm(request.viewer, row, request.POST or None)
    if "change" not in request.POST and form.is_valid():
        try:
            seen = services.preview_decision(request.viewer, meeting_id, **form.trial)
        except (BadInput, Conflict) as error:
            refuse_in(form, error)
        else:
            return render(request, "level/meetings/confirm.html", {"row": row, "form": form, "seen": seen})
    return _form_page(request, row.pk, form)


@require_POST
def order(request: Request, meeting_id: str) -> HttpResponse:
    """Record the decision and give its orders."""
    row = selectors.meeting(meeting_id, request.viewer)
    form = DecideForm(request.viewer, row, request.POST)
    if not form.is_valid():
        return _form_page(request, row.pk, form)
    try:
        services.decide(request.viewer, meeting_id, **form.decision)
    except (BadInput, Conflict) as error:
        refuse_in(form, error)
        return _form_page(request, row.pk, form)
    count = len(form.chosen)
    messages.success(request, f"Decided: {count} unit{' has' if count == 1 else 's have'} the order.")
    return redirect("level:meeting", row.pk)


@require_POST
def take_back(request: Request, meeting_id: str) -> HttpResponse:
    """Withdraw the orders of a decision that are still open."""
    services.drop_measure(request.viewer, request.POST.get("measure", ""))
    messages.success(request, "Taken back: its open orders are withdrawn.")
    return redirect("level:meeting", meeting_id)


def _form_page(request: Request, meeting_id: object, form: DecideForm) -> HttpResponse:
    context = {"row": selectors.meeting(meeting_id, request.viewer), "form": form}
    return render(request, "level/meetings/decide.html", context, status=422 if form.errors else 200)
