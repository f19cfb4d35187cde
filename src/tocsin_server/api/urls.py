from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path
from django.views.decorators.csrf import csrf_exempt

from tocsin_server.api.app import api


@csrf_exempt
def nothing_here(request: HttpRequest, address: str) -> HttpResponse:
    """Refuse an address that the API does not have in the API's own form, not with a page."""
    return api.on_exception(request, Http404())


urlpatterns: list[URLPattern | URLResolver] = [
    path("api/", api.urls),
    path("api/<path:address>", nothing_here),
]
