"""The level and the alerts in force, each alert as page and as CAP, and all alerts month by month."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from tocsin.base import Info, MessageType
from tocsin.notify.feed import told_in
from tocsin.notify.vocabulary import SEVERITIES
from tocsin_server import clock
from tocsin_server.level import selectors as level
from tocsin_server.notify import selectors as notify
from tocsin_server.notify import services
from tocsin_server.public import reading, wording
from tocsin_server.public.views.frame import kept, page

CAP = "application/cap+xml; charset=utf-8"
ON_A_PAGE = 50
SIGNED = b"http://www.w3.org/2000/09/xmldsig#"


@kept
def home(request: HttpRequest) -> HttpResponse:
    """The level in force in plain words, and the alerts in force."""
    found = notify.gravest_first(notify.in_force())
    others = [(row, notify.heard_record(row)) for row in notify.heard_in_force()]
    standing = level.public_level()
    told = told_level(standing, reading.reader_of(request).language)
    context = {"level": standing, "told": told, "alerts": found, "areas": areas(found), "others": others}
    return page(request, "public/home.html", context)


@kept
def alert(request: HttpRequest, identifier: str) -> HttpResponse:
    """One alert, in force or not: an alert that was sent never disappears."""
    row = _alert(identifier)
    record = notify.record(row)
    tongue = reading.reader_of(request).language
    info = told_in(record.infos, request.GET.get("in", "") or tongue)
    if wanted := request.GET.get("in"):
        info = next((each for each in record.infos if each.language == wanted), info)
    followers = list(notify.public_followers(row))
    context = {
        "row": row,
        "alert": record,
        "info": info,
        "foreign": info is not None and told_in((info,), tongue) is not None and not _same(info, tongue),
        "state": _state(row, followers),
        "chain": [*notify.public_line(row), row, *reversed(followers)],
        "newest": followers[0] if followers else None,
        "address": notify.page_address(identifier),
        "signed": SIGNED in bytes(row.xml),
    }
    return page(request, "public/alert.html", context)


@kept
def cap(_request: HttpRequest, identifier: str) -> HttpResponse:
    """The alert as it was published, byte for byte."""
    answer = HttpResponse(bytes(_alert(identifier).xml), content_type=CAP)
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


@require_safe
def certificate(_request: HttpRequest) -> HttpResponse:
    """The certificate by which a signature of ours is verified."""
    answer = HttpResponse(services.signing_certificate(), content_type="application/x-pem-file")
    patch_cache_control(answer, public=True, max_age=3600)
    return answer


@dataclass(frozen=True, slots=True)
class Month:
    """A month of the archive: from its first moment until before the next one's, in the site's zone."""

    first: datetime
    next: datetime

    @property
    def name(self) -> str:
        """As in its address: 2015-11."""
        return f"{self.first:%Y-%m}"


@kept
def archive(request: HttpRequest, month: str = "") -> HttpResponse:
    """All that was published in a month, by severity and words if asked for, the latest first."""
    since = notify.first_sent()
    shown = _month(month) if month else _month(f"{timezone.localtime(clock.now()):%Y-%m}")
    severity = request.GET.get("severity", "")
    words = request.GET.get("words", "").strip()[:100]
    rows = notify.public_between(shown.first, shown.next, severity if severity in SEVERITIES else "", words)
    pages = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "since": since,
        "shown": shown,
        "months": _months(since, clock.now()) if since else [],
        "severity": severity,
        "severities": SEVERITIES[:-1],
        "words": words,
        "page": pages,
        "alerts": [notify.Published(row, notify.record(row)) for row in pages],
    }
    return page(request, "public/archive.html", context)


def areas(alerts: list[notify.Published]) -> list[Any]:
    """The areas of each alert, in the order of the list."""
    return [one.alert.infos[0].areas for one in alerts]


def told_level(standing: level.PublicLevel, tongue: str) -> dict[str, str]:
    """The word and meaning of a level in a language; in the scheme's own where there is no other."""
    scheme = level.SCHEME.id
    return {
        "word": wording.of_level(tongue, scheme, standing.rank, "word") or standing.word,
        "meaning": wording.of_level(tongue, scheme, standing.rank, "meaning") or standing.meaning,
    }


def _same(info: Info, tongue: str) -> bool:
    return info.language.partition("-")[0].lower() == tongue


def _state(row: Any, followers: list[Any]) -> str:
    """Where a message stands: what ended it, if anything did."""
    if row.message_type == MessageType.CANCEL:
        return "ends"
    if followers:
        return "cancelled" if followers[0].message_type == MessageType.CANCEL else "updated"
    return "now" if row.pk in {each.pk for each in notify.in_force()} else "lapsed"


def _alert(identifier: str) -> Any:
    if row := notify.public_alert(identifier):
        return row
    raise Http404("There is no alert of this identifier.")


def _month(name: str) -> Month:
    if not re.fullmatch(r"(19|2\d)\d\d-(0[1-9]|1[0-2])", name):
        raise Http404("There is no such month.")
    year, month = int(name[:4]), int(name[5:])
    following = (year + month // 12, month % 12 + 1)
    zone = timezone.get_default_timezone()
    return Month(datetime(year, month, 1, tzinfo=zone), datetime(*following, 1, tzinfo=zone))


def _months(since: datetime, until: datetime) -> list[Month]:
    """Every month from the first message until now, the latest first."""
    first, last = timezone.localtime(since), timezone.localtime(until)
    count = (last.year - first.year) * 12 + last.month - first.month
    start = first.year * 12 + first.month - 1
    numbers = range(start + count, start - 1, -1)
    return [_month(f"{number // 12}-{number % 12 + 1:02}") for number in numbers]
