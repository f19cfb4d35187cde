"""What makes the public site an application that opens without a network."""

import json
from pathlib import Path

from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from tocsin import __version__
from tocsin_server.public import wording
from tocsin_server.public.views.frame import page, site_name

SHELL = (
    "console/tokens.css", "console/base.css", "console/layout.css", "console/parts.css", "console/charts.css",
    "console/theme.js", "console/bell.svg", "console/fonts/plex-sans-latin.woff2",
    "public/public.css", "public/public.js", "public/fresh.js",
)  # fmt: skip
"""What every page needs to look as it should."""


@require_safe
def service_worker(_request: HttpRequest) -> HttpResponse:
    """The script that keeps pages; it stands at the root, so that it may answer for all of the site."""
    words = {tongue: _offline_words(tongue) for tongue in wording.LANGUAGES}
    shell = [reverse("public:offline"), *map(static, SHELL)]
    head = f"const RELEASE = {_js(__version__)}, SHELL = {_js(shell)}, WORDS = {_js(words)};\n"
    script = Path(str(finders.find("public/service-worker.js"))).read_text("utf-8")
    answer = HttpResponse(head + script, content_type="text/javascript; charset=utf-8")
    patch_cache_control(answer, no_cache=True)
    return answer


@require_safe
def manifest(_request: HttpRequest) -> HttpResponse:
    """How the site stands among the applications of a device."""
    told = {
        "name": site_name(),
        "short_name": site_name()[:30],
        "start_url": reverse("public:home"),
        "scope": "/",
        "display": "minimal-ui",
        "background_color": "#f3f5f7",
        "theme_color": "#0b57a4",
        "icons": [{"src": static("console/bell.svg"), "sizes": "any", "type": "image/svg+xml"}],
    }
    answer = JsonResponse(told, content_type="application/manifest+json")
    patch_cache_control(answer, public=True, max_age=3600)
    return answer


@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """What stands for a page that was not kept."""
    return page(request, "public/offline.html")


def _offline_words(tongue: str) -> dict[str, str]:
    return {name: text for name, text in wording.words(tongue).items() if name.startswith("offline_")}


def _js(data: object) -> str:
    return json.dumps(data, ensure_ascii=False)
