"""The pages of levels: in force, past, to be raised."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from tocsin.errors import BadInput
from tocsin_server import clock
from tocsin_server.level import selectors, services
from tocsin_server.level.forms import RaiseForm
from tocsin_server.units import selectors as units
from tocsin_server.units.middleware import Request
from tocsin_server.units.permissions import Permission, allowed_somewhere, require_somewhere

SHOWN = 20
"""Declarations listed on one page; the ledger has them all."""


@require_safe
def level(request: Request) -> HttpResponse:
    """The levels in force, those that were, and the form that raises one."""
    may_raise = allowed_somewhere(request.viewer, Permission.RAISE_LEVEL)
    return _level_page(request, RaiseForm(request.viewer) if may_raise else None)


@require_POST
def check(request: Request) -> HttpResponse:
    """What raising the level would set in motion, before anything is."""
    require_somewhere(request.viewer, Permission.RAISE_LEVEL)
    form = RaiseForm(request.viewer, request.POST)
    if not form.is_valid():
        return _level_page(request, form)
    decision = form.decision
    preview = services.preview(scheme=decision["scheme"], rank=decision["rank"], unit_id=decision["unit_id"])
    context = {
        "form": form,
        "decision": decision,
        "preview": preview,
        "level": selectors.SCHEME.level(decision["rank"]),
        "unit": units.unit(decision["unit_id"]),
    }
    return render(request, "level/confirm.html", context)


@require_POST
def raise_level(request: Request) -> HttpResponse:
    """Put the level in force."""
    form = RaiseForm(request.viewer, request.POST)
    if "change" in request.POST or not form.is_valid():
        return _level_page(request, form)
    try:
        raised = services.raise_level(request.viewer, **form.decision)
    except BadInput as error:
        form.add_error(error.where if error.where in form.fields else None, str(error))
        return _level_page(request, form)
    messages.success(
        request, f"{raised.word} is in force over {raised.unit.name}. Its orders have been given."
    )
    return redirect("level:orders")


@require_POST
def end(request: Request, declaration_id: str) -> HttpResponse:
    """End a level before its time."""
    row = services.end_level(declaration_id, request.viewer, request.POST.get("reason", ""))
    messages.success(request, f"{row.word} over {row.unit.name} has ended.")
    return redirect("level:level")


def _level_page(request: Request, form: RaiseForm | None) -> HttpResponse:
    now = clock.now()
    rows = list(selectors.declarations(request.viewer)[:SHOWN])
    live = set(selectors.live(now).values_list("pk", flat=True))
    context = {
        "form": form,
        "standing": [row for row in rows if row.pk in live],
        "past": [row for row in rows if row.pk not in live],
        "scheme": selectors.SCHEME,
        "may_raise": form is not None,
    }
    return render(request, "level/level.html", context, status=422 if form and form.errors else 200)
