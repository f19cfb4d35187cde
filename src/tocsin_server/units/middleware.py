"""Puts the viewer on each request, and guards the console's door."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django_htmx.http import HttpResponseClientRedirect

from tocsin_server.units import selectors
from tocsin_server.units.viewer import Viewer, viewer_of

GetResponse = Callable[[HttpRequest], HttpResponse]


class Request(HttpRequest):
    """A request as views get it."""

    viewer: Viewer


class ViewerMiddleware:
    """Sets `request.viewer`; the session is read only when somebody asks."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.viewer = SimpleLazyObject(lambda: viewer_of(request.user))  # type: ignore[attr-defined]
        return self.get_response(request)


class DoorMiddleware:
    """Nobody gets a page of the console without log-in, second factor (the sample excepted) and a role.

    What it lets through, and the pages of log-in, no cache may keep.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(settings.PRIVATE_PATHS):
            return self.get_response(request)
        response = self._turned_away(request) or self.get_response(request)
        response["Cache-Control"] = "no-store"
        return response

    def _turned_away(self, request: HttpRequest) -> HttpResponse | None:
        if not request.path_info.startswith(settings.CONSOLE_PATH):
            return None
        if not request.user.is_authenticated:
            return _sent(request, redirect_to_login(request.get_full_path()))
        if not settings.SAMPLE and not selectors.has_second_factor(request.user):
            return _sent(request, redirect(reverse("mfa_index")))
        if not viewer_of(request.user).memberships:
            raise PermissionDenied("You have no role in any unit; ask an administrator of yours for one.")
        return None


def _sent(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """A part of a page that is refreshed must not receive a log-in page: the whole page goes there."""
    return HttpResponseClientRedirect(answer["Location"]) if request.headers.get("HX-Request") else answer
