"""What may be asked of warnings."""

from collections.abc import Collection
from datetime import date

from django.db.models import QuerySet

from tocsin.base import Explanation
from tocsin.errors import BadInput
from tocsin_server.codec import decode
from tocsin_server.forewarn.models import Judgement, Warning
from tocsin_server.units.viewer import Viewer
from tocsin_server.units.visibility import visible

JUDGEMENTS = [(value, label) for value, label in Judgement.choices if value]
"""What a person may make of a warning."""


def warnings(
    viewer: Viewer, *, standing: bool = True, since: date | None = None, country: str = ""
) -> QuerySet[Warning]:
    """The warnings a viewer may see, latest day first; with `standing` without those withdrawn."""
    rows = visible(Warning.objects.prefetch_related("incidents"), viewer)
    if standing:
        rows = rows.filter(withdrawn=None)
    if since:
        rows = rows.filter(day__gte=since)
    if country:
        rows = rows.filter(country=country)
    return rows.order_by("-day", "-raised", "-pk")


def warning(warning_id: int, viewer: Viewer) -> Warning:
    """One warning; `BadInput` if there is none that the viewer may see."""
    if row := warnings(viewer, standing=False).filter(pk=warning_id).first():
        return row
    raise BadInput("there is no such warning", where=f"warning {warning_id}", reason="unknown_warning")


def named(warning_ids: Collection[int], viewer: Viewer) -> list[Warning]:
    """The warnings of the given ids, if the viewer may see them all; `BadInput` names one not seen."""
    found = list(warnings(viewer, standing=False).filter(pk__in=warning_ids))
    if missing := sorted(set(warning_ids) - {row.pk for row in found}):
        raise BadInput(f"there is no warning {missing[0]}", where="warnings", reason="unknown_warning")
    return found


def explanation(row: Warning) -> Explanation:
    """Why a warning was raised, as the core knows it: its baseline, what was expected, the bound."""
    return decode(Explanation, row.explanation)
