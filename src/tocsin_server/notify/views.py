"""The pages of alerts: written, looked over, published, updated, cancelled."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tocsin.errors import BadInput
from tocsin_server.notify import selectors, services
from tocsin_server.notify.forms import AlertForm
from tocsin_server.units.middleware import Request
from tocsin_server.units.permissions import Permission, allowed, allowed_somewhere, require_somewhere

PAGE = 25
FORM = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def alerts(request: Request) -> HttpResponse:
    """Every alert and draft, the latest first."""
    page = Paginator(selectors.alerts(request.viewer), PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "in_force": {row.pk for row in selectors.in_force()},
        "may_draft": allowed_somewhere(request.viewer, Permission.DRAFT_ALERT),
    }
    return render(request, "notify/alerts.html", context)


@require_safe
def alert(request: Request, alert_id: int) -> HttpResponse:
    """One alert as people will read it, where it holds, and how its deliveries fare."""
    row = selectors.alert(alert_id, request.viewer)
    context = {
        "row": row,
        "alert": selectors.record(row),
        "xml": selectors.xml(row),
        "faults": selectors.faults(row) if row.state == "draft" else (),
        "in_force": row.pk in {each.pk for each in selectors.in_force()},
        "can_follow": selectors.can_follow(row),
        "deliveries": list(selectors.deliveries([row.pk], request.viewer)),
        "may_draft": allowed(request.viewer, Permission.DRAFT_ALERT, row.unit),
        "may_publish": allowed(request.viewer, Permission.PUBLISH_ALERT, row.unit),
    }
    return render(request, "notify/alert.html", context)


@FORM
def compose(request: Request) -> HttpResponse:
    """Write a new alert; it is a draft until it is published."""
    require_somewhere(request.viewer, Permission.DRAFT_ALERT)
    form = AlertForm(request.viewer, request.POST or None)

    def drafted() -> Any:
        given = form.cleaned_data
        return services.draft(request.viewer, unit_id=given["unit"], status=given["status"], **form.words)

    return _written(
        request, form, drafted, {"title": "Write an alert", "act": "Save as draft and look it over"}
    )


@FORM
def revise(request: Request, alert_id: int) -> HttpResponse:
    """Change a draft."""
    row = selectors.alert(alert_id, request.viewer)
    form = AlertForm(request.viewer, request.POST or None, earlier=selectors.record(row))
    words = {"title": "Change the draft", "act": "Save and look it over", "row": row}
    return _written(request, form, lambda: services.revise(row.pk, request.viewer, **form.words), words)


@FORM
def update(request: Request, alert_id: int) -> HttpResponse:
    """Publish a new version of an alert that is out."""
    row = selectors.alert(alert_id, request.viewer)
    form = AlertForm(request.viewer, request.POST or None, earlier=selectors.record(row))
    words = {"title": "Update the alert", "act": "Publish the update now", "row": row, "publishes": True}
    return _written(request, form, lambda: services.update(row.pk, request.viewer, **form.words), words)


@require_POST
def publish(request: Request, alert_id: int) -> HttpResponse:
    """Send a draft out."""
    row = services.publish(alert_id, request.viewer)
    messages.success(request, f"Published as {row.identifier}.")
    return redirect("notify:alert", row.pk)


@require_POST
def cancel(request: Request, alert_id: int) -> HttpResponse:
    """Publish that an alert no longer holds."""
    row = services.cancel(alert_id, request.viewer, request.POST.get("reason", ""))
    messages.success(request, f"Cancelled by {row.identifier}.")
    return redirect("notify:alert", row.pk)


@require_POST
def resend(request: Request, alert_id: int, delivery_id: int) -> HttpResponse:
    """Try again to deliver what was refused."""
    services.resend(delivery_id, request.viewer)
    messages.success(request, "It is sent again.")
    return redirect("notify:alert", alert_id)


@require_safe
def xml(request: Request, alert_id: int) -> HttpResponse:
    """The CAP message as a file."""
    row = selectors.alert(alert_id, request.viewer)
    return HttpResponse(selectors.xml(row), content_type="application/cap+xml; charset=utf-8")


def _written(
    request: Request, form: AlertForm, save: Callable[[], Any], words: dict[str, Any]
) -> HttpResponse:
    """Save a form that is whole and show the alert; else show the form with all that is wrong."""
    if form.is_valid():
        try:
            return redirect("notify:alert", save().pk)
        except BadInput as error:
            form.add_error(error.where if error.where in form.fields else None, str(error))
    return render(request, "notify/compose.html", {"form": form, **words}, status=422 if form.errors else 200)
