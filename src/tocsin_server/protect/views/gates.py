"""The pages of gates: open one, tap for each who comes, close it."""

import uuid
from typing import Any

from django import forms
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tocsin.errors import BadInput, Conflict
from tocsin_server.level.forms.refusals import refuse
from tocsin_server.protect.selectors import gates as selectors
from tocsin_server.protect.services import gates as services
from tocsin_server.units.middleware import Request
from tocsin_server.units.permissions import Permission, allowed, require_somewhere

SHOWN = 50


class GateForm(forms.Form):
    """A gate's name, whose it is, and which share of those who come is asked to stop."""

    unit = forms.ChoiceField(label="Unit")
    name = forms.CharField(label="Gate", max_length=100)
    percent = forms.DecimalField(
        label="Asked to stop, %", min_value=0, max_value=100, decimal_places=2, initial=10,
        help_text="Of those who come, whoever they are.",
    )  # fmt: skip

    def __init__(self, choices: list[tuple[str, str]], data: Any = None) -> None:
        super().__init__(data, auto_id="gate-%s")
        field: Any = self.fields["unit"]
        field.choices = choices


@require_http_methods(["GET", "HEAD", "POST"])
def gates(request: Request) -> HttpResponse:
    """The gates, and the form that opens one."""
    require_somewhere(request.viewer, Permission.PATROL)
    form = GateForm(selectors.units_with_gates(request.viewer), request.POST or None)
    if form.is_valid():
        given = form.cleaned_data
        try:
            row = services.open_gate(request.viewer, given["unit"], given["name"], given["percent"])
            return redirect("protect:gate", row.pk)
        except (BadInput, Conflict) as error:
            refuse(form, error)
    context = {"form": form, "gates": selectors.gates(request.viewer)[:SHOWN]}
    return render(request, "protect/gates/gates.html", context, status=422 if form.errors else 200)


@require_safe
def gate(request: Request, gate_id: int) -> HttpResponse:
    """One gate: while it is open the button for each who comes, then what anybody may check."""
    row = selectors.gate(gate_id, request.viewer)
    context = {
        "gate": row,
        "may_work": allowed(request.viewer, Permission.PATROL, row.unit),
        "key": uuid.uuid4(),
        "drawn": request.GET.get("drawn", ""),
    }
    return render(request, "protect/gates/gate.html", context)


@require_POST
def next_one(request: Request, gate_id: int) -> HttpResponse:
    """Somebody comes."""
    drawn = services.next_at_gate(request.viewer, gate_id, request.POST.get("key", ""))
    if "application/json" in request.headers.get("accept", ""):
        return JsonResponse({"stops": drawn.stops, "came": drawn.came, "stopped": drawn.stopped})
    answer = redirect("protect:gate", gate_id)
    answer["Location"] += f"?drawn={'stop' if drawn.stops else 'pass'}"
    return answer


@require_POST
def close(request: Request, gate_id: int) -> HttpResponse:
    """Close a gate; its seed is told."""
    services.close_gate(request.viewer, gate_id)
    return redirect("protect:gate", gate_id)
