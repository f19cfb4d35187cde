"""The pages of alerts: the list, one looked over, let out, sent back, planned, reviewed."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from tocsin.errors import BadInput
from tocsin_server import clock
from tocsin_server.notify import previews, selectors, services
from tocsin_server.notify.forms.fields import MINUTES
from tocsin_server.units.middleware import Request
from tocsin_server.units.permissions import Permission, allowed, allowed_somewhere

PAGE = 25
OPEN = ("draft", "proposed", "scheduled")


@require_safe
def alerts(request: Request) -> HttpResponse:
    """Every alert and draft, the latest first; above them what waits for this person."""
    viewer = request.viewer
    page = Paginator(selectors.alerts(viewer), PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "in_force": _in_force(),
        "waiting": selectors.waiting(viewer),
        "unreviewed": selectors.unreviewed(viewer),
        "may_draft": allowed_somewhere(viewer, Permission.DRAFT_ALERT),
        "templates": selectors.templates(viewer),
    }
    return render(request, "notify/alerts.html", context)


@require_safe
def alert(request: Request, alert_id: int) -> HttpResponse:
    """One alert as people will read it, where it holds, and how its deliveries fare."""
    viewer = request.viewer
    row = selectors.alert(alert_id, viewer)
    record = selectors.record(row)
    context: dict[str, Any] = {
        "row": row,
        "alert": record,
        "areas": previews.sound(record.infos[0].areas) if record.infos else [],
        "in_force": row.pk in _in_force(),
        "can_follow": selectors.can_follow(row),
        "line": selectors.line(row, viewer),
        "deliveries": list(selectors.deliveries([row.pk], viewer)),
        "may_draft": allowed(viewer, Permission.DRAFT_ALERT, row.unit),
        "may_publish": allowed(viewer, Permission.PUBLISH_ALERT, row.unit),
        "open": row.state in OPEN,
        "proposer": row.proposed_by == viewer.label,
        "publisher": row.published_by == viewer.label,
    }
    if row.state in OPEN:
        context |= _before(request, row, record)
    context["xml"] = None if context.get("faults") else selectors.xml(row)
    return render(request, "notify/alert.html", context)


def _before(request: Request, row: Any, record: Any) -> dict[str, Any]:
    """What is shown of an alert that has not gone out."""
    found = selectors.problems(row)
    tags = [info.language for info in record.infos]
    return {
        "faults": [each for each in found if each.level == "forbids"],
        "advice": [each for each in found if each.level == "advises"],
        "takes_two": selectors.takes_two(row.status),
        "may_alone": selectors.may_alone(),
        "preview": {
            "seen": previews.seen(record, request.GET.get("show", "")),
            "tags": tags,
            "reach": previews.reach(record),
        },
        "now": timezone.localtime(clock.now()),
    }


def _in_force() -> set[int]:
    return {each.pk for each in selectors.in_force()}


@require_POST
def publish(request: Request, alert_id: int) -> HttpResponse:
    """Send a draft out."""
    row = services.publish(alert_id, request.viewer, alone=request.POST.get("alone", ""))
    messages.success(request, f"Published as {row.identifier}.")
    return redirect("notify:alert", row.pk)


@require_POST
def propose(request: Request, alert_id: int) -> HttpResponse:
    """Put a draft before a second person."""
    services.propose(alert_id, request.viewer, publish_at=_moment(request, required=False))
    messages.success(request, "It waits for a second person. Nothing has gone out.")
    return redirect("notify:alert", alert_id)


@require_POST
def confirm(request: Request, alert_id: int) -> HttpResponse:
    """The second person lets it out."""
    row = services.confirm(alert_id, request.viewer, request.POST.get("proposal", ""))
    told = (
        f"Published as {row.identifier}."
        if row.state == "published"
        else "Confirmed; it goes out as planned."
    )
    messages.success(request, told)
    return redirect("notify:alert", row.pk)


@require_POST
def send_back(request: Request, alert_id: int) -> HttpResponse:
    """The second person, or whoever proposed it, makes it a draft again."""
    services.send_back(alert_id, request.viewer, request.POST.get("reason", ""))
    messages.success(request, "It is a draft again. Nothing has gone out.")
    return redirect("notify:alert", alert_id)


@require_POST
def schedule(request: Request, alert_id: int) -> HttpResponse:
    """Let a draft go out by itself at a moment."""
    moment = _moment(request, required=True)
    services.schedule(alert_id, request.viewer, moment)
    messages.success(request, "Planned. It goes out by itself.")
    return redirect("notify:alert", alert_id)


@require_POST
def unschedule(request: Request, alert_id: int) -> HttpResponse:
    """Keep a planned alert from going out."""
    services.unschedule(alert_id, request.viewer)
    messages.success(request, "It is a draft again and does not go out by itself.")
    return redirect("notify:alert", alert_id)


@require_POST
def review(request: Request, alert_id: int) -> HttpResponse:
    """Another person has looked into an alert that went out by one alone."""
    services.review(alert_id, request.viewer, request.POST.get("note", ""))
    messages.success(request, "Reviewed. The ledger has your note.")
    return redirect("notify:alert", alert_id)


@require_POST
def discard(request: Request, alert_id: int) -> HttpResponse:
    """Put a draft away."""
    services.discard(alert_id, request.viewer)
    messages.success(request, "Discarded. It stays to be read, and never goes out.")
    return redirect("notify:alerts")


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


class _MomentForm(forms.Form):
    publish_at = forms.DateTimeField(input_formats=[MINUTES], required=False)


def _moment(request: Request, *, required: bool) -> Any:
    """The moment chosen, in the site's zone."""
    form = _MomentForm(request.POST)
    if not form.is_valid() or (required and form.cleaned_data["publish_at"] is None):
        raise BadInput("give a day and a time", where="publish_at")
    return form.cleaned_data["publish_at"]
