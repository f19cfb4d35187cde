"""A request larger than anything that is taken is refused by its announced length, before it is read."""

from typing import Any

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from tocsin_server.console.errors import SizeMiddleware


class Unread(RequestFactory):
    """Requests whose body nobody may read."""

    def generic(self, *args: Any, **extra: Any) -> Any:
        class Body:
            def read(self, *_: Any) -> bytes:
                raise AssertionError("it was read")

        request = super().generic(*args, **extra)
        request._stream = Body()
        return request


def answer(path: str, length: str) -> HttpResponse:
    def reached(_: HttpRequest) -> HttpResponse:
        return HttpResponse("reached")

    return SizeMiddleware(reached)(Unread().post(path, CONTENT_LENGTH=length))


@pytest.mark.parametrize("length", ["0", "", str(settings.LARGEST_REQUEST)])
def test_what_may_be_taken_goes_through(length: str) -> None:
    assert answer("/console/", length).content == b"reached"


@pytest.mark.parametrize("length", [str(settings.LARGEST_REQUEST + 1), "100000000", "-1", "many", "\u0663"])
def test_what_is_too_large_is_answered_with_413(length: str) -> None:
    page = answer("/console/orders/", length)
    assert page.status_code == 413
    assert "larger than 12 MB" in page.content.decode()


def test_the_api_says_so_in_its_own_form() -> None:
    refused = answer("/api/level/files", "100000000")
    assert refused.status_code == 413
    assert b'"reason": "too_large"' in refused.content


def test_every_address_is_guarded_before_anyone_is_asked_who_they_are(client: Client) -> None:
    for path in ("/", "/console/", "/api/level/orders", "/accounts/login/"):
        page = client.generic("POST", path, b"", CONTENT_LENGTH="100000000")
        assert page.status_code == 413
        assert "default-src" in page.headers["Content-Security-Policy"]
