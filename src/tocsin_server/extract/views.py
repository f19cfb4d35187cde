"""The page of one incident, and what an analyst may rule about it."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from tocsin_server.extract import selectors, services
from tocsin_server.units.middleware import Request
from tocsin_server.units.permissions import Permission, allowed


@require_safe
def incident(request: Request, incident_id: str) -> HttpResponse:
    """What, where and when; the toll as it grew; the reports it rests on, the words themselves marked."""
    row = selectors.incident(request.viewer, incident_id)
    if row is None:
        raise Http404("There is no such incident, or you may not see it.")
    told = selectors.tellings(request.viewer, row)
    may_rule = allowed(request.viewer, Permission.RULE_INCIDENT, row.unit)
    context = {
        "row": row,
        "record": selectors.record(row),
        "tellings": told,
        "copies": sum(len(each.copies) for each in told),
        "tolls": selectors.tolls(row, told),
        "decisions": selectors.decisions(row),
        "neighbours": selectors.neighbours(request.viewer, row) if may_rule else [],
        "may_rule": may_rule,
    }
    return render(request, "extract/incident.html", context)


@require_POST
def split(request: Request, incident_id: str) -> HttpResponse:
    """The chosen reports tell of another incident."""
    chosen = selectors.with_copies(request.POST.getlist("mention"))
    services.split(chosen, request.viewer, request.POST.get("reason", ""))
    messages.success(request, "Split off. What you ruled holds for every report that comes later.")
    return redirect("extract:incident", incident_id)


@require_POST
def merge(request: Request, incident_id: str) -> HttpResponse:
    """Another incident is this one."""
    both = [incident_id, request.POST.get("other", "")]
    services.merge(both, request.viewer, request.POST.get("reason", ""))
    messages.success(request, "Merged. What you ruled holds for every report that comes later.")
    return redirect("extract:incident", incident_id)


@require_POST
def withdraw(request: Request, incident_id: str, ruling_id: int) -> HttpResponse:
    """Take a decision back; the reports are fused again as if it had not been made."""
    services.withdraw(ruling_id, request.viewer)
    messages.success(request, "Ruling withdrawn.")
    return redirect("extract:incident", incident_id)
