"""Getting alerts without an account: asked for, then confirmed, changed and ended by a secret link."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect
from django.utils.cache import patch_cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from tocsin.errors import BadInput, TocsinError
from tocsin.notify.vocabulary import SEVERITIES
from tocsin_server.notify import selectors as notify
from tocsin_server.notify import services
from tocsin_server.notify.channels import vapid
from tocsin_server.notify.languages import language
from tocsin_server.notify.subscriptions import Wish
from tocsin_server.public import reading
from tocsin_server.public.views.frame import page
from tocsin_server.public.wording import LANGUAGES

MOST_PLACES = 20
SENT = "sent"


@require_http_methods(["GET", "HEAD", "POST"])
def subscribe(request: HttpRequest) -> HttpResponse:
    """Choose places and a way to be told; nothing is sent until the address itself has confirmed it."""
    if request.method == "POST":
        try:
            return _asked(request)
        except TocsinError as error:
            return _form(request, request.POST, error)
    if SENT in request.GET:
        return _private(page(request, "public/sent.html"))
    return _form(request, request.GET)


@require_http_methods(["GET", "HEAD", "POST"])
def subscription(request: HttpRequest, secret: str) -> HttpResponse:
    """A subscription as only its address sees it: to confirm, to change, to end."""
    try:
        row = notify.subscription(secret)
    except BadInput:
        return _unknown(request)
    error = None
    if request.method == "POST":
        try:
            _changed(request, secret, row)
            return HttpResponseRedirect(f"{request.path}?saved=1")
        except TocsinError as refused:
            error = refused
    name = request.GET.get("name", "")
    context = {
        "row": row,
        "secret": secret,
        "interests": list(row.interests.order_by("pk")),
        "name": name,
        "found": notify.spots_named(name, reading.reader_of(request).language),
        "saved": "saved" in request.GET,
        "confirmed": "confirmed" in request.GET,
        "error": error,
        **_choices(),
    }
    return _private(page(request, "public/subscription.html", context, status=400 if error else 200))


@require_POST
def confirm(request: HttpRequest, secret: str) -> HttpResponse:
    """The button that the link leads to. Programs that open every link in a message press none."""
    try:
        services.confirm_subscription(secret)
    except BadInput:
        return _unknown(request)
    return HttpResponseRedirect(f"{redirect('public:subscription', secret).url}?confirmed=1")


@csrf_exempt  # the secret in the address is the authority, and mail programs have no cookie (RFC 8058)
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, secret: str) -> HttpResponse:
    """GET shows a button, POST ends the subscription; ending it again does no harm."""
    if request.method == "POST":
        services.unsubscribe(secret)
    return _private(page(request, "public/unsubscribe.html", {"done": request.method == "POST"}))


def _asked(request: HttpRequest) -> HttpResponse:
    given = request.POST
    channel = given.get("channel", "")
    keys = {name: given[name] for name in ("p256dh", "auth") if given.get(name)}
    _, secret = services.subscribe(
        channel,
        given.get(f"address_{channel}", "").strip(),
        keys=keys,
        language=given.get("language", ""),
        least_severity=given.get("least_severity", ""),
        interests=[notify.wish_of(notify.spot(key)) for key in given.getlist("place")[:MOST_PLACES]],
    )
    if secret:
        return HttpResponseRedirect(f"{redirect('public:subscription', secret).url}?confirmed=1")
    return HttpResponseRedirect(f"{request.path}?{SENT}=1")


def _form(request: HttpRequest, given: QueryDict, error: TocsinError | None = None) -> HttpResponse:
    keys = list(dict.fromkeys(given.getlist("place")))[:MOST_PLACES]
    chosen = [spot for key in keys if (spot := _spot(key))]
    reader = reading.reader_of(request)
    name = given.get("name", "").strip()[:100]
    found = [spot for spot in notify.spots_named(name, reader.language) if spot.key not in keys]
    channels = _channels()
    context = {
        "chosen": [(spot, _link(request, [key for key in keys if key != spot.key])) for spot in chosen],
        "found": [(spot, _link(request, [*keys, spot.key])) for spot in found],
        "name": name,
        "with_point": _link(request, [*keys, "0.00,0.00"]),
        "channels": channels,
        "channel": given.get("channel") or (channels[0] if channels else ""),
        "given": given,
        "push_key": vapid.public_key(),
        "error": error,
        **_choices(),
    }
    return _private(page(request, "public/subscribe.html", context, status=400 if error else 200))


def _changed(request: HttpRequest, secret: str, row: Any) -> None:
    """Keep the places that stay ticked, add what was found, take the other choices."""
    given = request.POST
    kept = {int(number) for number in given.getlist("keep") if number.isdecimal()}
    wishes = [_kept(one) for one in row.interests.order_by("pk") if one.pk in kept]
    wishes += [notify.wish_of(notify.spot(key)) for key in given.getlist("place")]
    services.change_subscription(
        secret,
        language=given.get("language", row.language),
        least_severity=given.get("least_severity", row.least_severity),
        interests=wishes,
    )


def _kept(interest: Any) -> Wish:
    if interest.rings:
        return Wish(name=interest.name, ring=tuple((north, east) for north, east in interest.rings[0]))
    return Wish(name=interest.name, at=(interest.south, interest.west))


def _choices() -> dict[str, Any]:
    return {"tongues": [(tag, language(tag).own) for tag in LANGUAGES], "severities": SEVERITIES[-2::-1]}


def _channels() -> list[str]:
    """The ways this site can send by, those that need no script first."""
    able = {"mail": settings.EMAIL_HOST, "sms": settings.TOCSIN_SMS, "webpush": True}
    return [name for name, can in able.items() if can]


def _spot(key: str) -> notify.Spot | None:
    try:
        return notify.spot(key)
    except BadInput:
        return None


def _link(request: HttpRequest, keys: list[str]) -> str:
    query = QueryDict(mutable=True)
    query.setlist("place", keys)
    return f"{request.path}?{query.urlencode(safe=',')}"


def _unknown(request: HttpRequest) -> HttpResponse:
    return _private(page(request, "public/unknown.html", status=404))


def _private(response: HttpResponse) -> HttpResponse:
    """Nobody keeps it, and no search engine lists it."""
    patch_cache_control(response, no_store=True, private=True)
    response["X-Robots-Tag"] = "noindex"
    return response
