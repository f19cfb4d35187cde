"""The pages of levels: in force, proposed, past, to be raised."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from tocsin.errors import BadInput, Conflict
from tocsin_server.level import selectors, services
from tocsin_server.level.forms.raising import ExtendForm, RaiseForm
from tocsin_server.level.forms.refusals import refuse as refuse_in
from tocsin_server.units.middleware import Request
from tocsin_server.units.permissions import Permission, allowed_somewhere, require_somewhere

SHOWN = 20
"""Declarations listed on one page; the ledger has them all."""

PROPOSED = "proposed"
NAMES = {"unit_id": "unit"}
"""The service's names of fields that the form calls otherwise."""


@require_safe
def level(request: Request) -> HttpResponse:
    """The levels in force, proposed and past, and the form that raises one."""
    may_raise = allowed_somewhere(request.viewer, Permission.RAISE_LEVEL)
    ground = request.GET.get("warning", "")
    form = (
        RaiseForm(request.viewer, ground=int(ground) if ground.isdecimal() else None) if may_raise else None
    )
    return _level_page(request, form)


@require_POST
def check(request: Request) -> HttpResponse:
    """What raising the level would set in motion, before anything is."""
    require_somewhere(request.viewer, Permission.RAISE_LEVEL)
    form = RaiseForm(request.viewer, request.POST)
    if not form.is_valid():
        return _level_page(request, form)
    trial = form.trial
    try:
        preview = services.preview(**trial)
        scheme = trial.pop("scheme")
        seen = selectors.foresight(
            scheme_id=scheme, ends=form.cleaned_data["ends"], kinds=preview.by_kind, **trial
        )
    except (BadInput, Conflict) as error:
        refuse_in(form, error, NAMES)
        return _level_page(request, form)
    context = {
        "form": form,
        "preview": preview,
        "by_measure": selectors.by_title(preview.by_measure),
        "seen": seen,
        "waits": seen.takes_two or form.cleaned_data["propose"],
    }
    return render(request, "level/declare/confirm.html", context)


@require_POST
def raise_level(request: Request) -> HttpResponse:
    """Put the level in force, or propose it to a second person."""
    form = RaiseForm(request.viewer, request.POST)
    if "change" in request.POST or not form.is_valid():
        return _level_page(request, form)
    try:
        raised = services.raise_level(request.viewer, **form.decision)
    except (BadInput, Conflict) as error:
        refuse_in(form, error, NAMES)
        return _level_page(request, form)
    if raised.state == PROPOSED:
        messages.success(request, f"{raised} waits for a second person. Nothing is ordered yet.")
        return redirect("level:level")
    messages.success(
        request, f"{raised.word} is in force over {raised.unit.name}. Its orders have been given."
    )
    return redirect("level:board", raised.pk)


@require_POST
def confirm(request: Request, declaration_id: str) -> HttpResponse:
    """A second person puts a proposed level in force."""
    row = services.confirm(declaration_id, request.viewer)
    messages.success(request, f"{row.word} is in force over {row.unit.name}. Its orders have been given.")
    return redirect("level:board", row.pk)


@require_POST
def refuse(request: Request, declaration_id: str) -> HttpResponse:
    """A proposed level does not come into force."""
    row = services.refuse(declaration_id, request.viewer, request.POST.get("reason", ""))
    messages.success(request, f"{row} is refused. Nothing was ordered.")
    return redirect("level:level")


@require_POST
def extend(request: Request, declaration_id: str) -> HttpResponse:
    """Let a level in force end later, or sooner."""
    row = selectors.declaration(declaration_id, request.viewer)
    form = ExtendForm(row.pk, row.ends, request.POST)
    if form.is_valid():
        try:
            services.extend_level(row.pk, request.viewer, **form.cleaned_data)
        except BadInput as error:
            refuse_in(form, error)
        else:
            messages.success(request, f"The end of {row} has changed.")
            return redirect("level:level")
    may_raise = RaiseForm(request.viewer)
    return _level_page(request, may_raise, extending=form, extended=row.pk)


@require_POST
def end(request: Request, declaration_id: str) -> HttpResponse:
    """End a level before its time."""
    row = services.end_level(declaration_id, request.viewer, request.POST.get("reason", ""))
    messages.success(request, f"{row.word} over {row.unit.name} has ended.")
    return redirect("level:level")


def _level_page(request: Request, form: RaiseForm | None, **more: Any) -> HttpResponse:
    rows = list(selectors.declarations(request.viewer)[:SHOWN])
    live = set(selectors.live().values_list("pk", flat=True))
    context = {
        "form": form,
        "standing": [(row, _extend_form(row, **more)) for row in rows if row.pk in live],
        "proposals": list(selectors.proposals(request.viewer)),
        "past": [row for row in rows if row.pk not in live],
        "scheme": selectors.SCHEME,
        "may_raise": form is not None,
    }
    wrong = more.get("extending") or form
    return render(request, "level/declare/level.html", context, status=422 if wrong and wrong.errors else 200)


def _extend_form(row: Any, extending: ExtendForm | None = None, extended: Any = None) -> ExtendForm:
    return extending if extending and row.pk == extended else ExtendForm(row.pk, row.ends)
