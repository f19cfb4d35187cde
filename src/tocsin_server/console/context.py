"""What every page of the site needs."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from tocsin_server import clock
from tocsin_server.console.frame import Frame
from tocsin_server.units.viewer import PUBLIC


def site(request: HttpRequest) -> dict[str, Any]:
    """The clock, whether this is the sample site, and the frame of the console."""
    viewer = getattr(request, "viewer", PUBLIC)
    simulated = settings.TOCSIN_CLOCK
    return {
        "now": clock.now(),
        "speed": simulated.speed if simulated else 1,
        "time_zone": settings.TIME_ZONE,
        "sample": settings.SAMPLE,
        "frame": Frame(viewer, request.path),
    }
