"""What a page says when the service refuses: the service's own words, never a traceback."""

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme

from tocsin.errors import BadInput, NotAllowed, TocsinError

NO_SUCH_THING = "unknown"
"""Reasons of `BadInput` begin so where what the address names does not exist, or not for this viewer."""


class SizeMiddleware:
    """What is larger than anything that is taken is refused by its announced length, before a byte of it is
    read.

    A body of no announced length is not read at all by the servers this runs behind.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length.isascii() and length.isdecimal() and int(length) <= settings.LARGEST_REQUEST:
            return self.get_response(request)
        text = (
            f"The request is larger than {settings.LARGEST_REQUEST // 1_000_000} MB; nothing of it was read."
        )
        if request.path_info.startswith("/api/"):
            return JsonResponse({"error": text, "where": "body", "reason": "too_large"}, status=413)
        return HttpResponse(render_to_string("413.html", {"exception": text}), status=413)


class RefusalMiddleware:
    """An error raised on purpose becomes a page or, after a form, a message on the page the form stood on."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Django calls this for what a view raises; anything unforeseen is left to it."""
        if not isinstance(error, TocsinError):
            return None
        if request.method == "POST" and (back := _came_from(request)):
            messages.error(request, str(error))
            return HttpResponseRedirect(back)
        if isinstance(error, NotAllowed):
            return render(request, "403.html", {"exception": error}, status=403)
        if isinstance(error, BadInput) and error.reason.startswith(NO_SUCH_THING):
            return render(request, "404.html", {"exception": error}, status=404)
        return render(request, "400.html", {"exception": error}, status=400)


def _came_from(request: HttpRequest) -> str:
    """The page of this site that held the form."""
    page = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(page, {request.get_host()}, request.is_secure())
    return page if ours else ""
