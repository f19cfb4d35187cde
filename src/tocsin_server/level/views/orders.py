"""The pages of orders: who has answered what, and a unit's own."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from tocsin_server.level import selectors, services
from tocsin_server.units import selectors as units
from tocsin_server.units.middleware import Request

SHOWN = 20
"""Declarations to choose from; the ledger has them all."""


@require_safe
def orders(request: Request) -> HttpResponse:
    """Who has acknowledged what, down the tree; and the orders of the viewer's own units."""
    declarations = list(selectors.declarations(request.viewer)[:SHOWN])
    chosen = _chosen(request, declarations)
    context = {
        "declarations": declarations,
        "chosen": chosen,
        "nodes": [],
        "mine": list(selectors.mine(request.viewer)),
    }
    return render(request, "level/orders.html", context)


@require_safe
def unit_orders(request: Request, declaration_id: str, unit_id: str) -> HttpResponse:
    """Every order that one unit was given under one declaration."""
    declaration = selectors.declaration(declaration_id, request.viewer)
    rows = selectors.orders(request.viewer, declaration_id=declaration.pk, unit_id=unit_id)
    context = {"declaration": declaration, "unit": units.unit(unit_id), "orders": list(rows)}
    return render(request, "level/unit_orders.html", context)


@require_POST
def acknowledge(request: Request, unit_id: str) -> HttpResponse:
    """A unit says that it knows its orders: the one chosen, or all."""
    chosen = [int(number) for number in request.POST.getlist("order")] or None
    done = services.acknowledge(request.viewer, unit_id, chosen, request.POST.get("note", ""))
    count = len(done)
    messages.success(
        request, f"{count} order{'' if count == 1 else 's'} acknowledged for {units.unit(unit_id).name}."
    )
    return redirect("level:orders")


def _chosen(request: Request, declarations: list[Any]) -> Any:
    """The declaration the address names; without one the latest."""
    if named := request.GET.get("declaration"):
        return selectors.declaration(named, request.viewer)
    return declarations[0] if declarations else None
