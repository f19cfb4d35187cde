"""What every public page shares: the reader's language, how long it may be kept, and its mark."""

from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from tocsin_server import clock
from tocsin_server.level import selectors as level
from tocsin_server.notify import selectors as notify
from tocsin_server.public import reading
from tocsin_server.public.wording import LANGUAGES, phrase
from tocsin_server.units import selectors as units

FRESH_SECONDS = 15
"""How long a cache on the way may keep a page: an alert must not be seen late for the sake of one."""

OFFLINE = ("stale", "now", "minutes", "hours", "days")
_BLANKS = {"age": "{age}", "count": "{count}"}
"""The words that a page needs to say how old it is; the script fills the blanks."""

View = Callable[..., HttpResponse]


def page(
    request: HttpRequest, template: str, context: dict[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    """A page in the reader's language, with its choices of how to read."""
    reader = reading.reader_of(request)
    framed = {
        "reader": reader,
        "languages": reading.languages(request, reader),
        "text_link": reading.address(request, text="usual" if reader.text == "large" else "large"),
        "contrast_link": reading.address(request, contrast="usual" if reader.contrast == "more" else "more"),
        "site_name": site_name(),
        "offline": {name: phrase(reader.language, f"offline_{name}", **_BLANKS) for name in OFFLINE},
        **(context or {}),
    }
    with translation.override(LANGUAGES[reader.language]):
        response = render(request, template, framed, status=status)
    response["Content-Language"] = reader.language
    patch_vary_headers(response, ("Cookie", "Accept-Language"))
    reading.remember(request, response)
    return response


def kept(view: View) -> View:
    """A page that changes only when the level, the alerts in force or what is posted do: caches on the way
    may keep it for a moment, and whoever has it is told so."""

    @require_safe
    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
        if reading.chooses(request):  # the answer sets a cookie, which is one reader's own
            response = view(request, *args, **named)
            patch_cache_control(response, private=True, no_cache=True)
            return response
        mark = mark_of_site(request)
        response = get_conditional_response(request, etag=mark) or view(request, *args, **named)
        response["ETag"] = mark
        patch_vary_headers(response, ("Cookie", "Accept-Language"))
        patch_cache_control(response, public=True, max_age=FRESH_SECONDS)
        return response

    return answered


def mark_of_site(request: HttpRequest) -> str:
    """Changes when the level, the alerts in force, what others have in force, what was posted or how the
    reader reads do."""
    told = (
        level.public_level(),
        [row.pk for row in notify.in_force()],
        [row.pk for row in notify.heard_in_force()],
        notify.last_number(),
        reading.reader_of(request),
        site_name(),
        f"{clock.now():%Y-%m}",
    )
    return quote_etag(sha256(repr((told, request.get_full_path())).encode()).hexdigest()[:32])


def site_name() -> str:
    """Who speaks here: the body at the head of the tree of units."""
    root = units.root()
    return root.name if root else "Tocsin"
