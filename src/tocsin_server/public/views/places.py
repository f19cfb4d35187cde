"""One's own place: found by name, by the device's position, or bookmarked."""

from itertools import islice

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from tocsin_server.notify import selectors as notify
from tocsin_server.public import reading
from tocsin_server.public.views.frame import kept, page

EARLIER = 10


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """The places that a name may mean."""
    name = request.GET.get("name", "").strip()[:100]
    found = notify.spots_named(name, reading.reader_of(request).language)
    answer = page(request, "public/search.html", {"name": name, "found": found})
    patch_cache_control(answer, private=True, max_age=0)
    return answer


@kept
def place(request: HttpRequest, key: str) -> HttpResponse:
    """What is in force for a place, and what was sent for it before."""
    spot = notify.spot(key)
    points = notify.points(spot)
    standing = [one for one in notify.gravest_first(notify.in_force()) if notify.concerns(one.alert, points)]
    shown = {one.row.pk for one in standing}
    posted = notify.postings(notify.Share(points=points), last=notify.last_number())
    earlier = (notify.Published(row.alert, alert) for row, alert in posted if row.alert_id not in shown)
    context = {
        "spot": spot,
        "alerts": standing,
        "areas": [one.alert.infos[0].areas for one in standing],
        "earlier": list(islice(earlier, EARLIER)),
    }
    return page(request, "public/place.html", context)
