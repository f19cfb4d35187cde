"""The pages of reach: whom somebody must call, what became of each message, how units are told."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tocsin.errors import BadInput, Conflict
from tocsin_server.level import codes, selectors, services
from tocsin_server.level.forms.contacts import ContactForm
from tocsin_server.level.forms.refusals import refuse
from tocsin_server.units import selectors as units
from tocsin_server.units.middleware import Request
from tocsin_server.units.permissions import Permission, allowed, allowed_somewhere

PAGE = 50
STATES = ("waiting", "sending", "sent", "failed", "unsure")


@require_safe
def call_down(request: Request, declaration_id: str) -> HttpResponse:
    """The units that no channel has brought to answer, with their telephone numbers."""
    context = {
        "declaration": selectors.declaration(declaration_id, request.viewer),
        "calls": selectors.call_down(request.viewer, declaration_id),
    }
    return render(request, "level/reach/call_down.html", context)


@require_POST
def called(request: Request, declaration_id: str, unit_id: str) -> HttpResponse:
    """Take down what a unit said on the telephone, and go on with the list. A code that it gives must be its
    own; none is needed where the number that was called is known."""
    _refuse_strange_code(request, declaration_id, unit_id)
    done = services.acknowledge_for(request.viewer, unit_id, request.POST.get("note", ""))
    name = units.unit(unit_id).name
    messages.success(request, f"{len(done)} order{'' if len(done) == 1 else 's'} acknowledged for {name}.")
    return redirect("level:call_down", declaration_id)


@require_safe
def notices(request: Request, declaration_id: str) -> HttpResponse:
    """What was sent under a level, to whom, and what became of it."""
    asked = {name: request.GET.get(name, "") for name in ("state", "unit")}
    rows = selectors.notices(
        request.viewer, declaration_id=declaration_id, state=asked["state"], unit_id=asked["unit"]
    )
    context = {
        "declaration": selectors.declaration(declaration_id, request.viewer),
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "asked": asked,
        "states": STATES,
        "may_resend": allowed_somewhere(request.viewer, Permission.RAISE_LEVEL),
    }
    return render(request, "level/reach/notices.html", context)


@require_POST
def resend(request: Request, declaration_id: str, notice_id: int) -> HttpResponse:
    """Try again to send what was refused."""
    services.resend_notice(request.viewer, notice_id)
    messages.success(request, "It is sent again.")
    return redirect("level:notices", declaration_id)


@require_http_methods(["GET", "HEAD", "POST"])
def contacts(request: Request, unit_id: str) -> HttpResponse:
    """How one unit is reached; its administrators add to it."""
    unit = units.unit(unit_id)
    may_manage = allowed(request.viewer, Permission.MANAGE_UNITS, unit)
    form = ContactForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            row = services.add_contact(request.viewer, unit_id, **form.cleaned_data)
        except (BadInput, Conflict) as error:
            refuse(form, error)
        else:
            messages.success(request, _added(row))
            return redirect("level:contacts", unit_id)
    context = {
        "unit": unit,
        "contacts": list(selectors.contacts(request.viewer, unit_id)),
        "form": form if may_manage else None,
    }
    return render(request, "level/reach/contacts.html", context, status=422 if form.errors else 200)


@require_POST
def remove_contact(request: Request, unit_id: str, contact_id: int) -> HttpResponse:
    """A unit is no longer told at this address."""
    services.remove_contact(request.viewer, contact_id)
    messages.success(request, "The contact is removed.")
    return redirect("level:contacts", unit_id)


def _refuse_strange_code(request: Request, declaration_id: str, unit_id: str) -> None:
    given = request.POST.get("code", "").strip()
    if not given:
        return
    declaration, unit = selectors.declaration(declaration_id, request.viewer), units.unit(unit_id)
    code, _ = codes.found_in(given)
    if not codes.is_same(code, selectors.answer_code(declaration, unit)):
        text = f"{given} is not the answer code of {unit.name} under this level; ask for it again"
        raise BadInput(text, where="code", reason="wrong_code")


def _added(row: "object") -> str:
    secret = getattr(row, "secret", "")
    return f"Added. It signs with {secret}: note it now, it is not shown again." if secret else "Added."
