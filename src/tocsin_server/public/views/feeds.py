"""The feeds: of everything, of one language, of one place; Atom and RSS; the newest and every page before."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import http_date
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from tocsin_server.notify import selectors as notify

FRESH_SECONDS = 5
"""How long a cache on the way may keep what is newest: all that an alert may be seen late because of one."""

KEPT_SECONDS = 86400
"""How long it may keep a page of the archive, which never changes but for a new release of Tocsin."""


@gzip_page
@require_safe
def feed(
    request: HttpRequest, form: str, page: str = "", language: str = "", place: str = ""
) -> HttpResponse:
    """A document of a feed, or that it is what the reader has."""
    source = notify.source(form, language=language, place=place)
    document = notify.archived(source, int(page)) if page else notify.newest(source)
    modified = int(document.modified.timestamp()) if document.modified else None
    answer = get_conditional_response(request, etag=document.etag, last_modified=modified)
    if answer is None:
        answer = HttpResponse(document.write(), content_type=document.media_type)
    answer["ETag"] = document.etag
    if modified is not None:
        answer["Last-Modified"] = http_date(modified)
    answer["Access-Control-Allow-Origin"] = "*"
    answer["Content-Language"] = language or settings.LANGUAGE_CODE
    patch_cache_control(answer, public=True, max_age=KEPT_SECONDS if page else FRESH_SECONDS)
    return answer
