"""The pages of one incident and of one source, and what an analyst may rule about them."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from tocsin.extract.grading import DIGITS, LETTERS
from tocsin_server import clock
from tocsin_server.extract import grades, selectors, services
from tocsin_server.extract.forms import OverruleForm
from tocsin_server.units.middleware import Request
from tocsin_server.units.permissions import Permission, allowed

PAGE = 25


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
        **_graded(request, row, DIGITS),
    }
    return render(request, "extract/incident.html", context)


@require_safe
def source(request: Request, source_id: int) -> HttpResponse:
    """How reliable a source has proved, how that came about, and what it rests on."""
    row = grades.source(request.viewer, source_id)
    told = grades.statements(row)
    context = {
        "row": row,
        "course": grades.course(row, clock.now()),
        "judged": list(told.exclude(agreed=None).values_list("at", "agreed")),
        "page": Paginator(told, PAGE).get_page(request.GET.get("page")),
        **_graded(request, row, LETTERS),
    }
    return render(request, "extract/source.html", context)


def _graded(request: Request, row: Any, scale: Mapping[Any, str]) -> dict[str, Any]:
    """What a page tells of people's grades, and the form for one."""
    may_overrule = allowed(request.viewer, Permission.OVERRULE_GRADE, row.unit)
    return {
        "overruling": grades.in_force(row),
        "overrulings": grades.overrulings(row).exclude(ended=None),
        "may_overrule": may_overrule,
        "overrule": OverruleForm(scale) if may_overrule else None,
    }


@require_POST
def overrule_source(request: Request, source_id: int) -> HttpResponse:
    """A person grades a source."""
    services.overrule_source(source_id, *OverruleForm(LETTERS, request.POST).given, request.viewer)
    messages.success(request, "Your grade stands. What this source tells is graded anew by it.")
    return redirect("extract:source", source_id)


@require_POST
def overrule_incident(request: Request, incident_id: str) -> HttpResponse:
    """A person grades an incident."""
    services.overrule_incident(incident_id, *OverruleForm(DIGITS, request.POST).given, request.viewer)
    messages.success(request, "Your grade stands, whatever is reported until it ends.")
    return redirect("extract:incident", incident_id)


@require_POST
def withdraw_overruling(request: Request, overruling_id: int) -> HttpResponse:
    """Back to the grade that is worked out, and to the page the word stood on."""
    word = services.withdraw_overruling(overruling_id, request.viewer)
    messages.success(request, "The grade that is worked out stands again.")
    if word.source_id:
        return redirect("extract:source", word.source_id)
    return redirect("extract:incident", word.incident_id)


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
