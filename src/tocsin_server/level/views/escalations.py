"""The page of what went up: late, or impossible, and whether somebody took note."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from tocsin_server.level import selectors, services
from tocsin_server.units.middleware import Request
from tocsin_server.units.permissions import Permission, allowed_somewhere

PAGE = 25


@require_safe
def escalations(request: Request) -> HttpResponse:
    """What went up to the viewer's units and nobody took note of; or all of it."""
    every = request.GET.get("show") == "all"
    page = Paginator(selectors.escalations(request.viewer, unseen=not every), PAGE)
    context = {
        "page": page.get_page(request.GET.get("page")),
        "every": every,
        "may_note": allowed_somewhere(request.viewer, Permission.ANSWER_FOR),
    }
    return render(request, "level/orders/went_up.html", context)


@require_POST
def take_note(request: Request) -> HttpResponse:
    """A duty officer has seen what went up: what was ticked, or all that the page showed."""
    field = "shown" if "every" in request.POST else "escalation"
    chosen = [int(number) for number in request.POST.getlist(field)]
    noted = services.take_note(request.viewer, chosen)
    messages.success(request, f"{noted} noted.")
    return redirect("level:escalations")
