"""Templates of alerts: which a unit has, and what an alert made from one begins with."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from tocsin.base import Alert as AlertRecord
from tocsin.base import Info
from tocsin.errors import BadInput
from tocsin_server import clock
from tocsin_server.codec import decode
from tocsin_server.notify import library
from tocsin_server.notify.blanks import blanks, filled
from tocsin_server.notify.checking import OWN_WORDS
from tocsin_server.notify.drafting import whole_second
from tocsin_server.notify.models import Template
from tocsin_server.units.models import Unit
from tocsin_server.units.viewer import Viewer
from tocsin_server.units.visibility import above, in_or_above


def templates(viewer: Viewer) -> QuerySet[Template]:
    """The templates a viewer may write from: those of own units, of units below and of units above."""
    if not viewer.memberships:
        return Template.objects.none()
    rows = Template.objects.select_related("unit")
    return rows.filter(in_or_above(viewer) | Q(unit__in=above(viewer))).order_by("unit__path", "pk")


def templates_for(unit: Unit) -> QuerySet[Template]:
    """The templates of one unit, and those it has from the units above it."""
    line = unit.path.strip("/").split("/")
    return Template.objects.select_related("unit").filter(unit__in=line).order_by("unit__path", "pk")


def template(template_id: int, viewer: Viewer) -> Template:
    """One template; `BadInput` if there is none that the viewer may write from."""
    if row := templates(viewer).filter(pk=template_id).first():
        return row
    raise BadInput("there is no such template", where=f"template {template_id}", reason="unknown_template")


def template_record(row: Template) -> AlertRecord:
    """Its words, blanks and all."""
    return decode(AlertRecord, row.data)


def template_blanks(row: Template) -> list[str]:
    """The blanks to be filled in an alert made from it."""
    return blanks(getattr(info, name) for info in template_record(row).infos for name in OWN_WORDS)


def starting_words(row: Template, unit: Unit, values: Mapping[str, str]) -> tuple[Info, ...]:
    """The blocks of an alert of a unit made from it now: blanks that have a value filled, the end set."""
    ends = whole_second(clock.now() + timedelta(hours=row.hours))
    return tuple(_started(info, unit, ends, values) for info in template_record(row).infos)


def _started(info: Info, unit: Unit, ends: datetime, values: Mapping[str, str]) -> Info:
    words: dict[str, Any] = {name: filled(getattr(info, name), values) for name in OWN_WORDS}
    return replace(info, sender_name=unit.name, expires=ends, **words)


def lacks_library(unit: Unit) -> bool:
    """Whether a unit lacks, of its own and from above, any template that comes with Tocsin."""
    had = set(templates_for(unit).values_list("name", flat=True))
    return any(each.name not in had for each in library.templates())
