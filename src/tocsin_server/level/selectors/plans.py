"""What may be asked of plans: which version is in use, what it says, what units have added."""

from datetime import datetime
from functools import lru_cache
from uuid import UUID

from django.db.models import QuerySet

from tocsin.level import Addition, Plan
from tocsin.level import Measure as CoreMeasure
from tocsin_server.codec import decode
from tocsin_server.level.models import Declaration, Measure
from tocsin_server.level.models import Plan as PlanRow


def plans() -> QuerySet[PlanRow]:
    """The versions that were adopted, the latest first."""
    return PlanRow.objects.order_by("-adopted", "-pk")


def current_plan() -> PlanRow | None:
    """The version under which levels are raised now; None before the first was adopted.

    One without its file was put together from orders of an earlier release: only those rest on it.
    """
    return plans().exclude(source="").first()


def catalogue(plan_id: int) -> Plan:
    """A version as the core knows it."""
    digest, adopted = PlanRow.objects.values_list("digest", "adopted").get(pk=plan_id)
    return _catalogue(plan_id, digest, adopted)


@lru_cache(8)
def _catalogue(plan_id: int, _digest: str, _adopted: datetime) -> Plan:
    """Versions never change, so what was read once holds, for the version with these words."""
    row = PlanRow.objects.get(pk=plan_id)
    measures = row.measures.order_by("pk").values_list("data", flat=True)
    return Plan(
        id=row.name,
        version=row.version,
        title=row.title,
        measures=tuple(decode(CoreMeasure, m) for m in measures),
    )


def additions(declaration: Declaration) -> list[Addition]:
    """The measures that units have added and not taken back, as far as they hold under a declaration.

    What a meeting decided holds under the level it was decided under, and under one that took its place: it
    goes with that level, and what an exercise decided never becomes a real order.
    """
    rows = Measure.objects.filter(plan=None, dropped=None).order_by("pk")
    found = list(rows.values_list("unit_id", "data", "only", "decision__declaration"))
    line = _line(declaration) if any(under for *_, under in found) else frozenset()
    return [
        Addition(unit or "", decode(CoreMeasure, data), frozenset(only))
        for unit, data, only, under in found
        if under is None or under in line
    ]


def _line(declaration: Declaration) -> frozenset[UUID]:
    """A declaration and those it took the place of, one after the other."""
    line, earlier = {declaration.pk}, declaration.replaces_id
    while earlier is not None:
        line.add(earlier)
        earlier = Declaration.objects.values_list("replaces", flat=True).get(pk=earlier)
    return frozenset(line)
