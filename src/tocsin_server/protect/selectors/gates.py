"""What may be asked of gates."""

from django.db.models import F, QuerySet

from tocsin.errors import BadInput
from tocsin_server.protect.models import Gate
from tocsin_server.units import selectors as units
from tocsin_server.units.permissions import Permission
from tocsin_server.units.viewer import Viewer
from tocsin_server.units.visibility import in_or_above


def gates(viewer: Viewer) -> QuerySet[Gate]:
    """The gates of the units that a viewer holds a role in or above: open ones first, then the newest."""
    rows = Gate.objects.filter(in_or_above(viewer)).select_related("unit")
    return rows.order_by(F("closed").desc(nulls_first=True), "-opened")


def gate(gate_id: int, viewer: Viewer) -> Gate:
    """One gate; `BadInput` where there is none that the viewer may see."""
    if row := gates(viewer).filter(pk=gate_id).first():
        return row
    raise BadInput("there is no such gate", where=f"gate {gate_id}", reason="unknown_gate")


def units_with_gates(viewer: Viewer) -> list[tuple[str, str]]:
    """The units for which a viewer may open a gate: the choices of a form."""
    return list(units.units_where(viewer, Permission.PATROL).values_list("pk", "name"))
