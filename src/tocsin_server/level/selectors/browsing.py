"""A plan's measures as people look through them: by area, for one step or one kind of unit."""

from tocsin.level import Area, Measure
from tocsin_server.level.selectors.plans import catalogue


def by_area(plan_id: int, *, step: str = "", kind: str = "") -> list[tuple[Area, list[Measure]]]:
    """The measures of a version by area, in the plan's order; "" narrows nothing, nor does a word that is
    none."""
    measures = [
        measure
        for measure in catalogue(plan_id).measures
        if (not step.isdecimal() or measure.step <= int(step)) and (not kind or kind in measure.kinds)
    ]
    found = {area: [measure for measure in measures if measure.area is area] for area in Area}
    return [(area, listed) for area, listed in found.items() if listed]
