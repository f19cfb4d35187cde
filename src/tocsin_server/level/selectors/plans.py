"""What may be asked of plans: which version is in use, what it says, what units have added."""

from functools import lru_cache

from django.db.models import QuerySet

from tocsin.level import Addition, Plan
from tocsin.level import Measure as CoreMeasure
from tocsin_server.codec import decode
from tocsin_server.level.models import Measure
from tocsin_server.level.models import Plan as PlanRow


def plans() -> QuerySet[PlanRow]:
    """The versions that were adopted, the latest first."""
    return PlanRow.objects.order_by("-adopted", "-pk")


def current_plan() -> PlanRow | None:
    """The version under which levels are raised now; None before the first was adopted."""
    return plans().first()


@lru_cache(8)
def catalogue(plan_id: int) -> Plan:
    """A version as the core knows it. Versions never change, so what was read once holds."""
    row = PlanRow.objects.get(pk=plan_id)
    measures = row.measures.order_by("pk").values_list("data", flat=True)
    return Plan(
        id=row.name,
        version=row.version,
        title=row.title,
        measures=tuple(decode(CoreMeasure, m) for m in measures),
    )


def additions() -> list[Addition]:
    """The measures that units have added and not taken back."""
    rows = Measure.objects.filter(plan=None, dropped=None).order_by("pk")
    return [
        Addition(unit or "", decode(CoreMeasure, data), frozenset(only))
        for unit, data, only in rows.values_list("unit_id", "data", "only")
    ]
