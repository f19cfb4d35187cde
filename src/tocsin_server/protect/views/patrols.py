"""The pages of patrols: plans, teams, what levels ask for."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tocsin.errors import BadInput, Conflict
from tocsin.protect.patrols import compare as compared
from tocsin_server.level import selectors as level
from tocsin_server.level.forms.refusals import refuse
from tocsin_server.level.services import evidence
from tocsin_server.level.views.files import file_answer
from tocsin_server.protect.forms.patrols import PlanForm, TeamsForm, floors_form
from tocsin_server.protect.selectors import field
from tocsin_server.protect.selectors import patrols as selectors
from tocsin_server.protect.selectors.plan_page import points, shown
from tocsin_server.protect.services import planning, teams
from tocsin_server.units import selectors as units
from tocsin_server.units.middleware import Request
from tocsin_server.units.permissions import (
    Permission,
    allowed,
    allowed_somewhere,
    require,
    require_somewhere,
)

PAGE = 25
MOST_POINTS = 500
"""More points on one map help nobody; the page says when it leaves some out."""

CHANGES = 50
"""So many venues are compared on the page of two plans: those that change most."""

MADE = "made"


@require_safe
def plans(request: Request) -> HttpResponse:
    """The plans, the newest first, and the units whose teams may be looked after."""
    page = Paginator(selectors.plans(request.viewer), PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "units": selectors.units_with_teams(request.viewer),
        "may_plan": allowed_somewhere(request.viewer, Permission.PLAN_PATROLS),
        "may_patrol": allowed_somewhere(request.viewer, Permission.PATROL),
    }
    return render(request, "protect/patrols/plans.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request) -> HttpResponse:
    """Plan patrols: what would be guaranteed is shown before anything is written."""
    require_somewhere(request.viewer, Permission.PLAN_PATROLS)
    form = PlanForm(request.viewer, request.POST or None, request.GET.get("unit", ""))
    context: dict[str, Any] = {"form": form}
    if form.is_valid():
        unit_id, reason = form.cleaned_data["unit"], form.cleaned_data["reason"]
        try:
            if "confirm" in request.POST:
                key = form.cleaned_data["key"]
                row = planning.ask_for_plan(request.viewer, unit_id, form.wanted, reason, key=key)
                return redirect("protect:plan", row.pk)
            require(request.viewer, Permission.PLAN_PATROLS, units.unit(unit_id))
            context["seen"] = shown(planning.preview(unit_id, form.wanted))
            context["demand"] = selectors.demand(unit_id)
        except (BadInput, Conflict) as error:
            refuse(form, error)
    return render(request, "protect/patrols/new.html", context, status=422 if form.errors else 200)


@require_safe
def plan(request: Request, plan_id: str) -> HttpResponse:
    """One plan: what it guarantees, where, and who goes where; while it is made, how far that is."""
    row = selectors.plan(plan_id, request.viewer)
    context: dict[str, Any] = {
        "plan": row,
        "may_plan": allowed(request.viewer, Permission.PLAN_PATROLS, row.unit),
    }
    if row.state == MADE:
        seen = shown(selectors.patrols_of(row))
        context |= {
            "seen": seen,
            "page": Paginator(seen.venues, PAGE).get_page(request.GET.get("page")),
            "points": points(seen.venues, MOST_POINTS),
            "most_points": MOST_POINTS,
            "shifts": selectors.shifts_of(row),
            "seed": selectors.seed_of(row),
            "others": list(selectors.others(row, request.viewer)),
        }
    return render(request, "protect/patrols/plan.html", context)


@require_safe
def shift(request: Request, plan_id: str, number: int) -> HttpResponse:
    """Who goes where in one shift, and what was done of it."""
    row = selectors.plan(plan_id, request.viewer)
    found = selectors.shift_of(row, number)
    context = {"plan": row, "shift": found, "rounds": selectors.rounds(found)}
    return render(request, "protect/patrols/shift.html", context)


@require_safe
def compare(request: Request, before_id: str, after_id: str) -> HttpResponse:
    """What one plan does otherwise than another."""
    before, after = (selectors.plan(each, request.viewer) for each in (before_id, after_id))
    found = compared(selectors.patrols_of(before), selectors.patrols_of(after))
    names = {id: name for _, id, name, *_ in (*before.venues, *after.venues)}
    changes = [
        (names[id], round(100 * was), round(100 * now), round(100 * (now - was)))
        for id, was, now in found.changes[:CHANGES]
    ]
    context = {
        "before": before,
        "after": after,
        "found": found,
        "changes": changes,
        "gone": [names[id] for id in found.gone],
        "new": [names[id] for id in found.new],
    }
    return render(request, "protect/patrols/compare.html", context)


@require_safe
def paper(request: Request, plan_id: str) -> HttpResponse:
    """The plan as the file that an auditor checks with `tocsin plan verify`."""
    row = selectors.plan(plan_id, request.viewer)
    return file_answer(
        selectors.paper(row), "application/json", f"patrols-{row.unit_id}-{row.first_day}.json"
    )


@require_safe
def printed(request: Request, plan_id: str) -> HttpResponse:
    """The plan on paper."""
    from tocsin_server.protect import paper

    row = selectors.plan(plan_id, request.viewer)
    return file_answer(paper.plan_pdf(row), "application/pdf", f"patrols-{row.unit_id}-{row.first_day}.pdf")


@require_safe
def photo(request: Request, check_id: int) -> HttpResponse:
    """The photo that came with a check, never shown within a page."""
    row = field.photo(request.viewer, check_id)
    return file_answer(evidence.read(row), row.media_type, row.name)


@require_safe
def patrols_of(request: Request, unit_id: str) -> HttpResponse:
    """A unit's newest plan: where notices and orders lead."""
    if row := selectors.newest(unit_id, request.viewer):
        return redirect("protect:plan", row.pk)
    context = {"unit": units.unit(unit_id)}
    return render(request, "protect/patrols/none.html", context)


@require_safe
def patrols_for(request: Request, order_id: int) -> HttpResponse:
    """The plan that an order for patrols is carried out by."""
    return patrols_of(request, level.order(order_id, request.viewer).unit_id)


@require_http_methods(["GET", "HEAD", "POST"])
def unit_teams(request: Request, unit_id: str) -> HttpResponse:
    """A unit's teams, and what each step of preparedness asks of them."""
    unit = units.unit(unit_id)
    require(request.viewer, Permission.PLAN_PATROLS, unit)
    sent = request.POST.get("what") if request.method == "POST" else None
    add = TeamsForm(request.POST if sent == "teams" else None)
    floors = floors_form(selectors.rules(unit_id), request.POST if sent == "floors" else None)
    if _changed(request, unit_id, sent, add, floors):
        return redirect("protect:teams", unit_id)
    context = {
        "unit": unit,
        "teams": list(selectors.teams(unit_id)),
        "form": add,
        "floors": floors,
        "own": selectors.has_own_rules(unit_id),
        "demand": selectors.demand(unit_id),
    }
    wrong = bool(add.errors or (floors.is_bound and not floors.is_valid()))
    return render(request, "protect/patrols/teams.html", context, status=422 if wrong else 200)


@require_POST
def stand_down(request: Request, team_id: int) -> HttpResponse:
    """Plan no more for a team."""
    unit_id = selectors.team(team_id).unit_id
    teams.stand_down(request.viewer, team_id)
    messages.success(request, "It is planned for no more.")
    return redirect("protect:teams", unit_id)


def _changed(request: Request, unit_id: str, sent: str | None, add: TeamsForm, floors: Any) -> bool:
    """Do what a form of the page asks for; False where there is nothing, or it was refused."""
    try:
        if sent == "teams" and add.is_valid():
            rows = teams.add_teams(request.viewer, unit_id, **add.wanted)
            messages.success(request, f"Added: {len(rows)}.")
            return True
        if sent == "floors" and floors.is_valid():
            rules = [form.rule for form in floors.initial_forms if not floors._should_delete_form(form)]
            rules += [form.rule for form in floors.extra_forms if form.has_changed()]
            teams.set_floors(request.viewer, unit_id, rules)
            messages.success(request, "Kept. Where a plan is in force, it is made anew.")
            return True
        if sent == "standard":
            teams.set_floors(request.viewer, unit_id, [])
            messages.success(request, "The standard table holds again.")
            return True
    except (BadInput, Conflict) as error:
        refuse(add, error) if sent == "teams" else messages.error(request, str(error))
    return False
