"""The page of warnings."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from tocsin_server.forewarn import selectors, services
from tocsin_server.units.middleware import Request
from tocsin_server.units.permissions import Permission, allowed

PAGE = 20


@require_safe
def warnings(request: Request) -> HttpResponse:
    """Each warning with what was observed, what was expected, the bound, and what a person made of it."""
    withdrawn = request.GET.get("withdrawn") == "yes"
    rows = selectors.warnings(request.viewer, standing=not withdrawn).select_related("unit")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    explained = [
        (row, selectors.explanation(row), allowed(request.viewer, Permission.JUDGE_WARNING, row.unit))
        for row in page
    ]
    return render(
        request,
        "forewarn/warnings.html",
        {"page": page, "explained": explained, "judgements": selectors.JUDGEMENTS, "withdrawn": withdrawn},
    )


@require_POST
def judge(request: Request, warning_id: int) -> HttpResponse:
    """What a person thinks of a warning."""
    services.judge(warning_id, request.POST.get("judgement", ""), request.viewer)
    messages.success(request, "Your judgement is recorded.")
    return redirect("forewarn:warnings")
