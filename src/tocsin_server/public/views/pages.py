"""The public site: the level in force, the alerts in force, each alert as page, as CAP and in the feed."""

from hashlib import sha256
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.utils.http import quote_etag
from django.views.decorators.http import condition, require_safe

from tocsin_server.level import selectors as level
from tocsin_server.notify import selectors as notify

CAP = "application/cap+xml; charset=utf-8"
FRESH_SECONDS = 15
"""How long a proxy may keep an answer: an alert must not be seen late for the sake of a cache."""


def _mark_of_site(request: HttpRequest, **_: Any) -> str:
    """Changes when the level, the alerts in force, or what the feed lists change."""
    told = (
        level.public_level(),
        [row.pk for row in notify.in_force()],
        notify.last_number(),
    )
    return quote_etag(sha256(repr((told, request.get_full_path())).encode()).hexdigest()[:32])


@require_safe
@condition(etag_func=_mark_of_site)
def home(request: HttpRequest) -> HttpResponse:
    """The level in force in plain words, and the alerts in force."""
    alerts = [(row, notify.record(row)) for row in reversed(notify.in_force())]
    areas = [area for _, alert in alerts for info in alert.infos[:1] for area in info.areas]
    context = {"level": level.public_level(), "alerts": alerts, "areas": areas}
    return _fresh(render(request, "public/home.html", context))


@require_safe
@condition(etag_func=_mark_of_site)
def alert(request: HttpRequest, identifier: str) -> HttpResponse:
    """One alert, in force or not: an alert that was sent never disappears."""
    row = _alert(identifier)
    context = {
        "row": row,
        "alert": notify.record(row),
        "in_force": row.pk in {each.pk for each in notify.in_force()},
        "followers": notify.public_followers(row),
    }
    return _fresh(render(request, "public/alert.html", context))


@require_safe
@condition(etag_func=_mark_of_site)
def cap(_request: HttpRequest, identifier: str) -> HttpResponse:
    """The alert as it was published, byte for byte."""
    return _fresh(HttpResponse(bytes(_alert(identifier).xml), content_type=CAP))


def _alert(identifier: str) -> Any:
    if row := notify.public_alert(identifier):
        return row
    raise Http404("There is no alert of this identifier.")


def _fresh(response: HttpResponse) -> HttpResponse:
    patch_cache_control(response, public=True, max_age=FRESH_SECONDS)
    return response
