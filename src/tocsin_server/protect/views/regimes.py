"""The page of regimes: what the law asks of venues, unit by unit."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from tocsin.errors import BadInput
from tocsin.protect.duties import REGIMES, get_regime, regime_file
from tocsin_server.protect import selectors, services
from tocsin_server.protect.forms.venues import RegimeForm, cleaned
from tocsin_server.units.middleware import Request
from tocsin_server.units.permissions import Permission, allowed, allowed_somewhere

LARGEST = 2_000_000
"""Bytes of a regime's file that are read; the core refuses what is larger in its own words."""


@require_http_methods(["GET", "HEAD", "POST"])
def regimes(request: Request) -> HttpResponse:
    """The regimes in force with their duties, and the form that adopts one."""
    known = [(name, get_regime(name).title) for name in REGIMES]
    if request.method == "POST":
        given = cleaned(RegimeForm(request.viewer, known, request.POST, request.FILES))
        row = services.adopt_regime(request.viewer, given["unit"], _source(given))
        messages.success(request, f"{row.title} holds for {row.unit} and all below it.")
        return redirect("protect:regimes")
    may_adopt = allowed_somewhere(request.viewer, Permission.MANAGE_REGIMES)
    context = {
        "regimes": [
            (row, selectors.core_regime(row), allowed(request.viewer, Permission.MANAGE_REGIMES, row.unit))
            for row in selectors.regimes()
        ],
        "form": RegimeForm(request.viewer, known) if may_adopt else None,
    }
    return render(request, "protect/venues/regimes.html", context)


@require_POST
def drop(request: Request, regime_id: int) -> HttpResponse:
    """Let a regime hold no longer."""
    services.drop_regime(request.viewer, regime_id)
    messages.success(request, "The regime holds no longer; what was said of its duties stays.")
    return redirect("protect:regimes")


def _source(given: dict[str, Any]) -> str:
    """The regime's TOML: the file that was sent, or the one that comes with Tocsin."""
    upload = given["file"]
    if upload is None:
        if not given["known"]:
            raise BadInput("choose a regime, or a file of your own", where="regime")
        return regime_file(given["known"]).read_text("utf-8")
    try:
        return str(upload.read(LARGEST).decode("utf-8"))
    except UnicodeDecodeError as error:
        raise BadInput(f"not UTF-8 text: byte {error.start}", where=upload.name, reason="encoding") from None
