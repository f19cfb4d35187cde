"""The pages of other authorities and what was heard from them."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tocsin.errors import BadInput
from tocsin_server.notify import selectors, services
from tocsin_server.notify.forms import AuthorityForm, NewAuthorityForm
from tocsin_server.units.middleware import Request
from tocsin_server.units.permissions import Permission, allowed_somewhere

PAGE = 25
REFUSED = 50
FORM = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def heard(request: Request) -> HttpResponse:
    """What was heard, whom it was heard from, and what could not be taken."""
    only = request.GET.get("authority", "")
    rows = selectors.heard(request.viewer, authority_id=only)
    context = {
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "only": only,
        "in_force": {row.pk for row in selectors.heard_in_force()},
        "authorities": list(selectors.authorities(request.viewer)),
        "refused": list(selectors.not_heard(request.viewer)[:REFUSED]),
        "may_manage": allowed_somewhere(request.viewer, Permission.MANAGE_AUTHORITIES),
    }
    return render(request, "notify/heard/heard.html", context)


@require_safe
def heard_alert(request: Request, heard_id: int) -> HttpResponse:
    """One alert of another authority, with what is known of its signature."""
    row = selectors.heard_alert(request.viewer, heard_id)
    return render(request, "notify/heard/alert.html", {"row": row, "alert": selectors.heard_record(row)})


@require_safe
def heard_xml(request: Request, heard_id: int) -> HttpResponse:
    """The message as a file, byte for byte."""
    row = selectors.heard_alert(request.viewer, heard_id)
    return HttpResponse(bytes(row.xml), content_type="application/cap+xml; charset=utf-8")


@FORM
def add_authority(request: Request) -> HttpResponse:
    """Listen to another authority."""
    form = NewAuthorityForm(request.POST or None)
    if _saved(form, lambda words: services.add_authority(request.viewer, **words)):
        return redirect("notify:authority", form.cleaned_data["id"])
    return render(request, "notify/heard/add.html", {"form": form}, status=422 if form.errors else 200)


@FORM
def authority(request: Request, authority_id: str) -> HttpResponse:
    """How one is listened to, and the certificates pinned for it."""
    row = selectors.authority(authority_id)
    form = AuthorityForm(request.POST or None, authority=row)
    if _saved(form, lambda words: services.change_authority(request.viewer, row.pk, **words)):
        messages.success(request, "Saved.")
        return redirect("notify:authority", row.pk)
    context = {
        "row": row,
        "form": form,
        "certificates": list(selectors.certificates(request.viewer, row.pk)),
        "may_manage": allowed_somewhere(request.viewer, Permission.MANAGE_AUTHORITIES),
    }
    return render(request, "notify/heard/authority.html", context, status=422 if form.errors else 200)


@require_POST
def pin_certificate(request: Request, authority_id: str) -> HttpResponse:
    """Trust a certificate."""
    row = services.pin_certificate(request.viewer, authority_id, request.POST.get("pem", ""))
    messages.success(request, f"Pinned: {row.fingerprint}.")
    return redirect("notify:authority", authority_id)


@require_POST
def withdraw_certificate(request: Request, authority_id: str, fingerprint: str) -> HttpResponse:
    """Trust a certificate no longer."""
    services.withdraw_certificate(request.viewer, fingerprint, request.POST.get("why", ""))
    messages.success(request, "Withdrawn.")
    return redirect("notify:authority", authority_id)


@require_POST
def dismiss_refusal(request: Request, refused_id: int) -> HttpResponse:
    """What was set aside has been looked at."""
    services.dismiss(refused_id, request.viewer)
    messages.success(request, "Dismissed.")
    return redirect("notify:heard")


def _saved(form: AuthorityForm, save: Callable[[dict[str, Any]], object]) -> bool:
    """Whether the service took the form; if not, the form says why."""
    if not form.is_valid():
        return False
    try:
        save(form.words)
    except BadInput as error:
        form.add_error(error.where if error.where in form.fields else None, str(error))
        return False
    return True
