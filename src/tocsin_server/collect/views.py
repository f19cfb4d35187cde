"""The page of sources: how each feed fares, and what was set aside."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tocsin.errors import BadInput
from tocsin_server.collect import selectors, services
from tocsin_server.collect.forms import FeedForm
from tocsin_server.units import selectors as units
from tocsin_server.units.middleware import Request
from tocsin_server.units.permissions import Permission, allowed_somewhere, require, require_somewhere

PAGE = 25


@require_safe
def sources(request: Request) -> HttpResponse:
    """Every feed with its health, and what could not be taken from them."""
    aside = selectors.set_aside(request.viewer, feed_id=request.GET.get("feed", ""))
    context = {
        "feeds": list(selectors.feeds(request.viewer)),
        "page": Paginator(aside, PAGE).get_page(request.GET.get("page")),
        "only": request.GET.get("feed", ""),
        "may_manage": allowed_somewhere(request.viewer, Permission.MANAGE_FEEDS),
    }
    return render(request, "collect/sources.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: Request) -> HttpResponse:
    """Add a feed."""
    require_somewhere(request.viewer, Permission.MANAGE_FEEDS)
    form = FeedForm(request.viewer, request.POST or None)
    if form.is_valid() and _added(request, form):
        messages.success(request, f"{form.cleaned_data['name']} is added.")
        return redirect("collect:sources")
    return render(request, "collect/add.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
def enable(request: Request, feed_id: str) -> HttpResponse:
    """Poll a feed, or stop."""
    feed = services.enable(feed_id, request.POST.get("on") == "yes", request.viewer)
    messages.success(request, f"{feed.name} is {'polled again' if feed.enabled else 'no longer polled'}.")
    return redirect("collect:sources")


@require_POST
def poll(request: Request, feed_id: str) -> HttpResponse:
    """Ask a feed now."""
    services.poll_soon(feed_id, request.viewer)
    messages.success(request, "The feed is asked at the next turn, within seconds if a worker runs.")
    return redirect("collect:sources")


@require_POST
def dismiss(request: Request, set_aside_id: int) -> HttpResponse:
    """What was set aside has been looked at."""
    services.dismiss(set_aside_id, request.viewer)
    messages.success(request, "Dismissed.")
    return redirect("collect:sources")


def _added(request: Request, form: FeedForm) -> bool:
    """Whether the service took the feed; if not, the form says why."""
    fields = dict(form.cleaned_data)
    unit = units.unit(fields.pop("unit"))
    require(request.viewer, Permission.MANAGE_FEEDS, unit)
    try:
        services.add_feed(request.viewer.acting_for(unit.pk), unit=unit, **fields)
    except BadInput as error:
        form.add_error(error.where if error.where in form.fields else None, str(error))
        return False
    return True
