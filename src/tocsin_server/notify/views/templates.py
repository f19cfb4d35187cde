"""The pages of templates: those there are, one written or changed, one taken from an alert."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from tocsin.base import AlertStatus, Scope
from tocsin_server import clock
from tocsin_server.notify import drafting, selectors, services
from tocsin_server.notify.forms import Composer, Task
from tocsin_server.notify.views.writing import FORM, show_or_save
from tocsin_server.units import selectors as units
from tocsin_server.units.middleware import Request
from tocsin_server.units.permissions import Permission, allowed, allowed_somewhere, require, require_somewhere


@require_safe
def templates(request: Request) -> HttpResponse:
    """The templates a person may write from, by the unit that keeps them."""
    viewer = request.viewer
    rows = [
        {
            "row": row,
            "record": selectors.template_record(row),
            "blanks": selectors.template_blanks(row),
            "mine": allowed(viewer, Permission.DRAFT_ALERT, row.unit),
        }
        for row in selectors.templates(viewer)
    ]
    lacking = [
        unit
        for unit in units.units_of(viewer)
        if allowed(viewer, Permission.DRAFT_ALERT, unit) and selectors.lacks_library(unit)
    ]
    context = {"rows": rows, "lacking": lacking, "may_add": allowed_somewhere(viewer, Permission.DRAFT_ALERT)}
    return render(request, "notify/templates.html", context)


@FORM
def add(request: Request) -> HttpResponse:
    """Write a template."""
    require_somewhere(request.viewer, Permission.DRAFT_ALERT)
    unit = units.units_where(request.viewer, Permission.DRAFT_ALERT).order_by("path").first()
    start = drafting.blank("", AlertStatus.ACTUAL, Scope.PUBLIC, "", clock.now())
    task = Task("template", start, unit=unit.pk if unit else "")

    def save(form: Composer, do: str) -> HttpResponse:  # noqa: ARG001 - a template is only ever kept
        given = form.given
        services.add_template(
            request.viewer, given["unit"], given["name"], hours=given["hours"], **_words(form)
        )
        messages.success(request, "The template is kept.")
        return redirect("notify:templates")

    return show_or_save(request, task, save, {"title": "Write a template"})


@FORM
def change(request: Request, template_id: int) -> HttpResponse:
    """Change a template."""
    row = selectors.template(template_id, request.viewer)
    require(request.viewer, Permission.DRAFT_ALERT, row.unit)
    start = replace(selectors.template_record(row), sent=drafting.whole_second(clock.now()))
    task = Task("template_change", start, name=row.name, hours=row.hours)

    def save(form: Composer, do: str) -> HttpResponse:  # noqa: ARG001 - a template is only ever kept
        given = form.given
        services.change_template(
            row.pk, request.viewer, name=given["name"], hours=given["hours"], **_words(form)
        )
        messages.success(request, "The template is changed. Alerts made from it stay as they are.")
        return redirect("notify:templates")

    return show_or_save(request, task, save, {"title": f"Change the template {row.name}"})


@require_POST
def keep(request: Request, alert_id: int) -> HttpResponse:
    """Keep what an alert says as a template."""
    row = services.template_from(alert_id, request.viewer, request.POST.get("name", ""))
    messages.success(request, "Kept as a template. Put blanks such as {place} where the words will differ.")
    return redirect("notify:template_change", row.pk)


@require_POST
def remove(request: Request, template_id: int) -> HttpResponse:
    """Offer a template no longer."""
    services.remove_template(template_id, request.viewer)
    messages.success(request, "The template is removed. Alerts made from it stay.")
    return redirect("notify:templates")


@require_POST
def adopt(request: Request) -> HttpResponse:
    """Take over the templates that come with Tocsin."""
    count = services.adopt_library(request.viewer, request.POST.get("unit", ""))
    messages.success(request, f"{count} template{'' if count == 1 else 's'} taken over.")
    return redirect("notify:templates")


def _words(form: Composer) -> dict[str, Any]:
    """The words with their blanks as they are: they are filled when an alert is made."""
    words = dict(form.words)
    words["languages"] = [each.block({}) for each in form.written]
    return words
