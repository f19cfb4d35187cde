"""What every page of the site needs."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from tocsin_server import clock


def site(request: HttpRequest) -> dict[str, Any]:
    """The clock and whether this is the sample site."""
    return {"now": clock.now(), "sample": settings.SAMPLE}
