"""What may be asked of declarations beside what stands in them: which they are, and what they rest on."""

from dataclasses import dataclass

from django.db.models import QuerySet

from tocsin_server.extract import selectors as extracted
from tocsin_server.forewarn import selectors as warned
from tocsin_server.level.models import Declaration
from tocsin_server.level.selectors.levels import declarations, live
from tocsin_server.units.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Grounds:
    """The warnings and incidents that a declaration rests on and a viewer may see."""

    warning_ids: list[int]
    incident_ids: list[str]


def grounds(declaration: Declaration, viewer: Viewer) -> Grounds:
    """What a declaration rests on; a viewer who may see the one need not see the other."""
    warnings = warned.warnings(viewer, standing=False).filter(declarations=declaration)
    incidents = extracted.incidents(viewer).filter(declarations=declaration)
    return Grounds(
        sorted(warnings.values_list("pk", flat=True)), sorted(incidents.values_list("pk", flat=True))
    )


def declared_by(
    viewer: Viewer, *, unit_id: str = "", in_force: bool | None = None, exercise: bool | None = None
) -> QuerySet[Declaration]:
    """The declarations a viewer may see, latest first: over one unit, in force or not, exercises or not."""
    rows = declarations(viewer)
    if unit_id:
        rows = rows.filter(unit_id=unit_id)
    if exercise is not None:
        rows = rows.filter(exercise=exercise)
    if in_force is None:
        return rows
    now = live().values("pk")
    return rows.filter(pk__in=now) if in_force else rows.exclude(pk__in=now)
