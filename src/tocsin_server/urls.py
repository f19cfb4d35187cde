"""Every address of the site: public pages at its root, the console under /console/, the API under /api/."""

from django.urls import URLPattern, URLResolver, include, path

CONSOLE = ("console", "extract", "forewarn", "level", "protect", "notify", "collect", "jobs")

urlpatterns: list[URLPattern | URLResolver] = [
    *(path("console/", include(f"tocsin_server.{app}.urls")) for app in CONSOLE),
    path("", include("tocsin_server.units.urls")),
    path("", include("tocsin_server.api.urls")),
    path("", include("tocsin_server.public.urls")),
]
