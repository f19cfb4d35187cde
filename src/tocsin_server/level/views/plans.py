"""The pages of plans: the catalogue in use, its versions and what differs, units' own measures."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tocsin.base import UnitKind
from tocsin.errors import BadInput, Conflict
from tocsin.level import changes
from tocsin_server.level import selectors, services
from tocsin_server.level.forms.measures import MeasureForm
from tocsin_server.level.forms.refusals import refuse
from tocsin_server.level.views.languages import language_of, languages
from tocsin_server.units import selectors as units
from tocsin_server.units.middleware import Request
from tocsin_server.units.permissions import Permission, allowed, allowed_somewhere, require_somewhere

LARGEST = 2_000_000
"""Bytes of a plan's file that are read; the core refuses what is larger in its own words."""


@require_safe
def plan(request: Request, plan_id: int = 0) -> HttpResponse:
    """One version's measures by area; without a number the one in use."""
    row = selectors.plan(plan_id) if plan_id else services.plan_in_use()
    asked = {name: request.GET.get(name, "") for name in ("step", "kind")}
    shown = selectors.by_area(row.pk, step=asked["step"], kind=asked["kind"])
    root = units.root()
    context = {
        "plan": row,
        "in_use": services.plan_in_use().pk == row.pk,
        "versions": list(selectors.plans()),
        "areas": shown,
        "count": sum(len(measures) for _, measures in shown),
        "asked": asked,
        "steps": [(level.step, level.word) for level in selectors.SCHEME.levels if level.step > 1],
        "kinds": [kind.value for kind in UnitKind],
        "added": list(selectors.added_measures(request.viewer)),
        "may_adopt": root is not None and allowed(request.viewer, Permission.MANAGE_PLAN, root),
        "may_add": allowed_somewhere(request.viewer, Permission.RAISE_LEVEL),
        "language": language_of(request),
        "languages": languages(),
    }
    return render(request, "level/plans/plan.html", context)


@require_safe
def differences(request: Request, old_id: int, new_id: int) -> HttpResponse:
    """What changed from one version to another."""
    old, new = selectors.plan(old_id), selectors.plan(new_id)
    before, after = selectors.catalogue(old.pk), selectors.catalogue(new.pk)
    known = {measure.id: measure for measure in (*before.measures, *after.measures)}
    found = [(change, known[change.measure]) for change in changes(before, after)]
    return render(request, "level/plans/changes.html", {"old": old, "new": new, "changes": found})


@require_POST
def adopt(request: Request) -> HttpResponse:
    """Raise levels under a plan from a file, from now on."""
    upload = request.FILES.get("plan")
    if upload is None:
        raise BadInput("choose the TOML file of the plan", where="plan")
    row = services.adopt_plan(request.viewer, _text(upload))
    messages.success(request, f"Levels are raised under {row} from now on; those in force keep theirs.")
    return redirect("level:plan_version", row.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: Request) -> HttpResponse:
    """A unit adds a measure of its own."""
    require_somewhere(request.viewer, Permission.RAISE_LEVEL)
    form = MeasureForm(request.viewer, request.POST or None)
    if form.is_valid():
        try:
            row = services.add_measure(request.viewer, form.cleaned_data["unit"], form.measure)
        except (BadInput, Conflict) as error:
            refuse(form, error)
        else:
            messages.success(request, f"Added for {row.unit} and all below it.")
            return redirect("level:plan")
    return render(request, "level/plans/add.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
def drop(request: Request, slug: str) -> HttpResponse:
    """A unit takes a measure of its own back."""
    services.drop_measure(request.viewer, slug)
    messages.success(request, "The measure is taken back; its open orders are withdrawn.")
    return redirect("level:plan")


def _text(upload: Any) -> str:
    try:
        return str(upload.read(LARGEST).decode("utf-8"))
    except UnicodeDecodeError as error:
        raise BadInput(f"not UTF-8 text: byte {error.start}", where=upload.name, reason="encoding") from None
