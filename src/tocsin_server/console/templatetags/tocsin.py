"""Template tags: times with their zone, tolls as ranges, levels with word and shape."""

import json
from collections.abc import Container, Iterable
from datetime import UTC, date, datetime
from typing import Any

from django import template
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString

from tocsin.base import Area, Level
from tocsin.forewarn import SeriesKey
from tocsin_server.console import charts, words
from tocsin_server.console.sketch import sketch
from tocsin_server.level import selectors as levels

register = template.Library()

JOB_STATES = {"leased": "Being worked on", "dead": "Given up"}


@register.filter
def json_data(value: object, id: str) -> SafeString:
    """What a page's own script reads, as hidden text: HTMX drops every script of a part that it loads, those
    of Django's `json_script` too."""
    return format_html('<div id="{}" hidden>{}</div>', id, json.dumps(value, cls=DjangoJSONEncoder))


@register.simple_tag
def when(moment: datetime | None, absent: str = "never") -> str | SafeString:
    """An instant in the site's zone, and in UTC where that differs."""
    if moment is None:
        return format_html('<span class="soft">{}</span>', absent)
    local, utc = timezone.localtime(moment), moment.astimezone(UTC)
    shown = format_html(
        '<time datetime="{}">{} <span class="zone">{}</span></time>',
        utc.isoformat(timespec="seconds"),
        date_format(local, "j M Y, H:i"),
        words.zone(local),
    )
    if local.utcoffset() == utc.utcoffset():
        return shown
    return format_html('{} <span class="utc">{}</span>', shown, _as_utc(utc, local))


def _as_utc(utc: datetime, local: datetime) -> str:
    clock = date_format(utc, "H:i" if utc.date() == local.date() else "j M, H:i")
    return f"({clock} UTC)"


@register.simple_tag
def ago(moment: datetime | None, now: datetime) -> str:
    """How long ago, or how long until, in one unit."""
    if moment is None:
        return ""
    span = words.span(abs((now - moment).total_seconds()))
    return f"{span} ago" if moment <= now else f"in {span}"


@register.filter
def day(value: date | None) -> str:
    """A calendar day, as people write it."""
    return date_format(value, "D j M Y") if value else "day not known"


@register.filter
def number(value: float | None) -> str:
    """A whole number with commas between thousands; others with one decimal."""
    if value is None:
        return "?"
    return words.number(value)


@register.simple_tag
def toll(low: int | None, best: int | None, high: int | None) -> str | SafeString:
    """The figure to show and, where reports differ, the range it stands in."""
    if best is None:
        return format_html('<span class="soft">{}</span>', "not known")
    if spread := words.spread(low, best, high):
        return format_html('<b>{}</b> <span class="soft nowrap">{}</span>', words.number(best), spread)
    return format_html("<b>{}</b>", words.number(best))


@register.filter
def killed_spread(row: Any) -> str:
    """The range of the number killed in an incident."""
    return words.spread(row.killed_low, row.killed_best, row.killed_high)


@register.filter
def chance(p: float) -> str:
    """A chance as people read it: 1 in 250."""
    return words.chance(p)


@register.filter
def zone(moment: datetime) -> str:
    """The site's zone at an instant."""
    return words.zone(timezone.localtime(moment))


@register.filter
def plain(value: Any) -> str:
    """A word of a closed vocabulary as people read it: vehicle_attack, Vehicle attack."""
    return words.plain(str(value))


@register.filter
def country(code: str) -> str:
    """The English name of a country by its ISO 3166-1 code."""
    return words.country(code)


@register.filter
def office(actor: str) -> str:
    """Who acted, without the prefix that the ledger puts before it."""
    return actor.partition(":")[2] or actor


@register.filter
def act(action: str) -> str:
    """A ledger's action as people read it: level.feed_added, Feed added."""
    return words.plain(action.rpartition(".")[2])


@register.filter(name="json")
def as_json(data: Any) -> str:
    """Data as indented JSON, all scripts readable."""
    return json.dumps(data, indent=2, ensure_ascii=False)


@register.filter
def job_state(state: str) -> str:
    """The name of a job's state."""
    return JOB_STATES.get(state, words.plain(state))


@register.filter
def among(item: Any, found: Container[Any]) -> bool:
    """Whether an item is one of some."""
    return item in found


@register.filter
def as_text(data: bytes | memoryview) -> str:
    """Bytes as far as they are text."""
    return bytes(data).decode("utf-8", "replace")


@register.filter
def series(series_id: str) -> str:
    """What a series counts: FR/attack, France: attack; FR/reports, France: reports; of a point its name."""
    place, _, what = series_id.rpartition("/")
    if what in ("reports", "killed"):
        return f"{words.country(place)}: {what}"
    key = SeriesKey.parse(series_id)
    part = key.division.partition("@")[0]
    place = f"{part}, {words.country(key.country)}" if part else words.country(key.country)
    return f"{place}: {words.plain(key.kind).lower()}"


@register.inclusion_tag("console/level.html")
def level(rank: int, scheme: str) -> dict[str, Level]:
    """A level of a scheme as shape and word."""
    return {"level": levels.scheme(scheme).level(rank)}


@register.inclusion_tag("console/charts/histogram.html")
def histogram(drawn: charts.Histogram, what: str) -> dict[str, Any]:
    """Bars over days."""
    return {"chart": drawn, "what": what}


@register.filter
def most(bars: Iterable[charts.Bar]) -> int:
    """The count of the tallest bar."""
    return max((bar.count for bar in bars), default=0)


@register.inclusion_tag("console/charts/growth.html")
def growth(figures: Iterable[charts.Told], what: str) -> dict[str, Any]:
    """How a toll grew, a row for each source."""
    return {"chart": charts.growth(figures), "what": what}


@register.inclusion_tag("console/charts/reach.html")
def reach(low: int | None, best: int | None, high: int | None, what: str) -> dict[str, Any]:
    """A toll as a range."""
    drawn = None if best is None else charts.reach(best if low is None else low, best, high)
    return {"chart": drawn, "low": low, "best": best, "high": high, "what": what}


@register.inclusion_tag("console/sketch.html")
def sketch_spot(latitude: float, longitude: float, name: str) -> dict[str, Any]:
    """A small map around one place."""
    return {"map": sketch(((latitude, longitude, name),)), "label": f"Map around {name}"}


@register.inclusion_tag("console/sketch.html")
def sketch_areas(areas: Iterable[Area], label: str = "", source: str = "") -> dict[str, Any]:
    """A map of the areas of an alert; its name and where it is from in another language, if need be."""
    found = list(areas)
    label = label or "Map of " + ", ".join(area.description for area in found)
    return {"map": sketch((), *_shapes(found)), "label": label, "source": source}


@register.inclusion_tag("console/sketch.html")
def sketch_numbered(listed: Iterable[Iterable[Area]], label: str, source: str = "") -> dict[str, Any]:
    """A map of the areas of several alerts, each with its number in the list."""
    found = [list(areas) for areas in listed]
    spots = tuple((*_middle(areas), str(number)) for number, areas in enumerate(found, 1) if _shaped(areas))
    drawn = sketch(spots, *_shapes([area for areas in found for area in areas]))
    return {"map": drawn, "label": label, "source": source}


Rings = tuple[tuple[tuple[float, float], ...], ...]
Circles = tuple[tuple[float, float, float], ...]


def _shapes(areas: Iterable[Area]) -> tuple[Rings, Circles]:
    found = list(areas)
    return (
        tuple(ring for area in found for ring in area.polygons),
        tuple(circle for area in found for circle in area.circles),
    )


def _shaped(areas: Iterable[Area]) -> bool:
    return any(area.polygons or area.circles for area in areas)


def _middle(areas: Iterable[Area]) -> tuple[float, float]:
    """The middle of the corners of the first shape."""
    rings, circles = _shapes(areas)
    points = rings[0][:-1] if rings else [circles[0][:2]]
    return sum(point[0] for point in points) / len(points), sum(point[1] for point in points) / len(points)
