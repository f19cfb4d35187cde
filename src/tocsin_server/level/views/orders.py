"""The pages of orders: a unit's own, what was said of each, and its answers."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tocsin.errors import BadInput, Conflict
from tocsin.level import Answer, AnswerKind, Measure, OrderState
from tocsin_server.codec import decode
from tocsin_server.level import selectors, services
from tocsin_server.level.forms.answering import FIELDS, AnswerForm
from tocsin_server.level.forms.refusals import refuse
from tocsin_server.level.views.languages import language_of, languages
from tocsin_server.units import selectors as units
from tocsin_server.units.middleware import Request
from tocsin_server.units.permissions import Permission, allowed

RECEIVED = Answer(kind=AnswerKind.RECEIVED)
TELLING = {
    OrderState.ISSUED: tuple(FIELDS),
    OrderState.RECEIVED: tuple(FIELDS),
    OrderState.DONE: (),
    OrderState.WITHDRAWN: (),
}
"""The kinds of answer that tell something new; from any other state all but that it is known."""


@require_safe
def orders(request: Request) -> HttpResponse:
    """The orders of the viewer's own units: those to be answered, those to be done, those settled."""
    rows = selectors.own_orders(request.viewer)
    context = {"groups": _by_unit(rows), **_words(request)}
    return render(request, "level/orders/orders.html", context)


@require_safe
def unit_orders(request: Request, declaration_id: str, unit_id: str) -> HttpResponse:
    """Every order that one unit was given under one declaration."""
    declaration = selectors.declaration(declaration_id, request.viewer)
    unit = units.unit(unit_id)
    rows = list(selectors.orders(request.viewer, declaration_id=declaration.pk, unit_id=unit_id))
    context = {
        "declaration": declaration,
        "unit": unit,
        "orders": rows,
        "waiting": [row for row in rows if row.state in ("issued", "received")],
        "may_answer_for": rows and allowed(request.viewer, Permission.ANSWER_FOR, unit),
        "is_live": bool(rows) and selectors.live_now(rows[0]),
        **_words(request),
    }
    return render(request, "level/orders/unit.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def order(request: Request, order_id: int) -> HttpResponse:
    """One order: what it asks, what was said of it, and the forms to answer it."""
    row = selectors.order(order_id, request.viewer)
    own = allowed(request.viewer, Permission.ACKNOWLEDGE, row.unit)
    taken_down = not own and allowed(request.viewer, Permission.ANSWER_FOR, row.unit)
    forms = _forms(request, row, taken_down=taken_down) if own or taken_down else []
    if request.method == "POST":
        sent = next((form for form in forms if form.is_bound), None)
        if sent is None:
            raise Conflict("This order cannot be answered so now; load its page again.")
        if sent.is_valid() and _answered(request, row, sent):
            messages.success(request, "The answer is recorded.")
            return redirect("level:order", row.pk)
    context = {
        "order": row,
        "answers": list(selectors.answers(row)),
        "passed_on": list(selectors.passed_on(row)),
        "forms": forms,
        "taken_down": taken_down,
        **_words(request),
    }
    wrong = any(form.errors for form in forms)
    return render(request, "level/orders/order.html", context, status=422 if wrong else 200)


@require_POST
def acknowledge(request: Request, unit_id: str) -> HttpResponse:
    """A unit says that it knows its orders: the one chosen, or all."""
    chosen = [int(number) for number in request.POST.getlist("order")] or None
    done = services.acknowledge(request.viewer, unit_id, chosen, request.POST.get("note", ""))
    messages.success(request, f"{_count(done)} acknowledged for {units.unit(unit_id).name}.")
    return redirect("level:orders")


@require_POST
def received(request: Request, unit_id: str) -> HttpResponse:
    """The page with a unit's new orders was opened by somebody who answers for it."""
    chosen = [int(number) for number in request.POST.getlist("order")]
    if chosen:
        services.answer(request.viewer, unit_id, chosen, RECEIVED)
    return HttpResponse(status=204)


@require_POST
def answer_for(request: Request, declaration_id: str, unit_id: str) -> HttpResponse:
    """Take down what a unit without a network said: that it knows all its orders."""
    done = services.acknowledge_for(request.viewer, unit_id, request.POST.get("note", ""))
    messages.success(request, f"{_count(done)} acknowledged for {units.unit(unit_id).name}.")
    return redirect("level:unit_orders", declaration_id, unit_id)


def _words(request: Request) -> dict[str, Any]:
    return {"language": language_of(request), "languages": languages()}


def _by_unit(rows: list[Any]) -> list[tuple[Any, list[list[Any]], Any]]:
    """For each unit its orders in three parts, and the declaration of the most pressing."""
    groups: dict[str, tuple[Any, list[list[Any]], Any]] = {}
    for row in rows:
        _, parts, _ = groups.setdefault(row.unit_id, (row.unit, [[], [], []], row.declaration_id))
        parts[row.part].append(row)
    return list(groups.values())


def _forms(request: Request, row: Any, *, taken_down: bool) -> list[AnswerForm]:
    """A form for each answer that tells something new; the one that was sent holds what was written."""
    if not selectors.live_now(row):
        return []
    telling = TELLING.get(
        OrderState(row.state), tuple(kind for kind in FIELDS if kind != AnswerKind.ACKNOWLEDGED)
    )
    measure, below = decode(Measure, row.measure.data), list(selectors.units_below(row.unit_id))
    sent = request.POST.get("kind", "")
    return [
        AnswerForm(
            kind,
            measure,
            below,
            taken_down=taken_down,
            data=request.POST if sent == kind else None,
            files=request.FILES if sent == kind else None,
        )
        for kind in telling
        if below or kind != AnswerKind.DELEGATED
    ]


def _answered(request: Request, row: Any, form: AnswerForm) -> bool:
    """Send an answer; what is refused stands in the form."""
    viewer, upload = request.viewer, form.cleaned_data.get("file")
    try:
        file = services.keep_file(viewer, upload.name, upload.chunks()) if upload else None
        if "note" in form.fields:
            note = form.cleaned_data["note"]
            services.answer_for(viewer, row.unit_id, [row.pk], form.said, note, file=file)
        else:
            services.answer(viewer, row.unit_id, [row.pk], form.said, file=file)
    except (BadInput, Conflict) as error:
        refuse(form, error, {upload.name: "file"} if upload else None)
        return False
    return True


def _count(done: tuple[int, ...]) -> str:
    return f"{len(done)} order{'' if len(done) == 1 else 's'}"
