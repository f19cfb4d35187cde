"""The pages of a team on patrol: light, for a phone, and there without a network."""

import json
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.staticfiles import finders
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_POST, require_safe

from tocsin import __version__
from tocsin.errors import BadInput, Conflict, NotAllowed, TocsinError
from tocsin_server import clock
from tocsin_server.protect.selectors import field as selectors
from tocsin_server.protect.selectors import patrols, point_of, venue
from tocsin_server.protect.services.walking import Check, Taken, check_in
from tocsin_server.units.middleware import Request
from tocsin_server.units.permissions import Permission, allowed, require, require_somewhere

SHELL = (
    "console/tokens.css", "console/base.css", "console/layout.css", "console/parts.css", "console/theme.js",
    "console/bell.svg", "console/fonts/plex-sans-latin.woff2", "protect/field.css", "protect/field.js",
    "protect/queue.js",
)  # fmt: skip
"""What the page needs to look and work as it should."""

STATUS = {BadInput: 400, NotAllowed: 403, Conflict: 409}


@require_safe
def field(request: Request) -> HttpResponse:
    """Choose one's team."""
    require_somewhere(request.viewer, Permission.PATROL)
    context = {"teams": selectors.teams_to_walk(request.viewer), "code": request.GET.get("code", "")}
    return render(request, "protect/field/teams.html", context)


@require_safe
def team(request: Request, team_id: int) -> HttpResponse:
    """Today's plan of a team."""
    row = patrols.team(team_id)
    require(request.viewer, Permission.PATROL, row.unit)
    now = clock.now()
    duty = selectors.duty(row, now)
    context = {
        "team": row,
        "duty": duty,
        "stops": selectors.told(duty) if duty else [],
        "missed": selectors.missed(row, now),
        "code": request.GET.get("code", ""),
        "ahead": clock.ahead_ms(),
    }
    return render(request, "protect/field/team.html", context)


@require_POST
def check(request: Request, team_id: int) -> HttpResponse:
    """Take one check: from the page's form, or from what a phone kept, which wants JSON."""
    wants_json = "application/json" in request.headers.get("accept", "")
    try:
        taken = check_in(request.viewer, team_id, _check(request.POST), _photo(request))
    except TocsinError as error:
        if not wants_json:
            raise
        return JsonResponse({"error": str(error)}, status=STATUS.get(type(error), 400))
    if wants_json:
        return JsonResponse(asdict(taken))
    messages.success(request, _words(taken))
    return redirect("protect:field_team", team_id)


@require_safe
def point(request: Request, code: str) -> HttpResponse:
    """Where the QR code of a point leads: to the page of the team that checks in there, with the code filled
    in; to the venue for whoever patrols nowhere near."""
    found = point_of(code)
    if found is None:
        raise BadInput("this code belongs to no point, or it was taken down", where="code", reason="code")
    if not allowed(request.viewer, Permission.PATROL, found.venue.unit):
        return redirect("protect:venue", venue(request.viewer, found.venue.slug).slug)
    teams = selectors.waiting_at(request.viewer, found, clock.now())
    base = reverse("protect:field_team", args=[teams[0].pk]) if len(teams) == 1 else reverse("protect:field")
    return redirect(f"{base}?{urlencode({'code': code})}")


@require_safe
def worker(_request: Request) -> HttpResponse:
    """The script that keeps the pages; it stands in their folder, so that it answers for them alone."""
    shell = [reverse("protect:field"), *map(static, SHELL)]
    head = f"const RELEASE = {json.dumps(__version__)}, SHELL = {json.dumps(shell)};\n"
    script = Path(str(finders.find("protect/worker.js"))).read_text("utf-8")
    answer = HttpResponse(head + script, content_type="text/javascript; charset=utf-8")
    patch_cache_control(answer, no_cache=True)
    return answer


def _check(sent: Any) -> Check:
    venue = sent.get("venue", "")
    return Check(
        key=sent.get("key", ""),
        at=_moment(sent.get("at", "")),
        sent=_moment(sent["sent"]) if sent.get("sent") else None,
        venue_id=int(venue) if venue.isdecimal() and len(venue) < 19 else None,
        code=sent.get("code", "").strip(),
        latitude=_degrees(sent, "latitude", 90),
        longitude=_degrees(sent, "longitude", 180),
        accuracy=_degrees(sent, "accuracy", 10_000_000),
        note=sent.get("note", ""),
    )


def _moment(given: str) -> datetime:
    """When it was, by the phone; now where a form without scripts does not say."""
    try:
        return datetime.fromisoformat(given) if given else clock.now()
    except ValueError:
        raise BadInput(f"{given[:40]!r} is not a time", where="at", reason="time") from None


def _degrees(sent: Any, name: str, most: float) -> float | None:
    given = sent.get(name, "")
    try:
        value = float(given) if given else None
    except ValueError:
        raise BadInput(f"{given[:40]!r} is no number", where=name, reason="number") from None
    if value is not None and not -most <= value <= most:
        raise BadInput(f"{value:g} is not from -{most} to {most}", where=name, reason="number")
    return value


def _photo(request: Request) -> Any:
    upload = request.FILES.get("photo")
    return (upload.name, upload.chunks()) if upload else None


def _words(taken: Taken) -> str:
    odd = f" To be looked at: {'; '.join(taken.flags)}." if taken.flags else ""
    return f"{taken.venue}: checked.{odd}"
