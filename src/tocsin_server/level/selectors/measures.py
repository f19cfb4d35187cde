"""What may be asked of single plans, and of the measures that units added for themselves."""

from django.db.models import Q, QuerySet

from tocsin.errors import BadInput
from tocsin_server.level.models import Measure, Plan
from tocsin_server.units.viewer import Viewer
from tocsin_server.units.visibility import above


def plan(plan_id: int) -> Plan:
    """One version that was adopted; `BadInput` if there is none."""
    if row := Plan.objects.filter(pk=plan_id).first():
        return row
    raise BadInput("there is no such version of a plan", where=f"plan {plan_id}", reason="unknown_plan")


def added_measures(viewer: Viewer, unit_id: str = "") -> QuerySet[Measure]:
    """The measures that units at, above or below the viewer's added and did not take back, oldest first.

    Those of a unit concern it and all below it, and those above it know of them; units beside it do not.
    """
    rule = Q(unit_id__in=above(viewer))
    for held in viewer.memberships:
        rule |= Q(unit__path__startswith=held.path)
    rows = Measure.objects.filter(rule, plan=None, dropped=None).order_by("pk")
    return rows.filter(unit_id=unit_id) if unit_id else rows
