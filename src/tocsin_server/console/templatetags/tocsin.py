"""What every template needs to write times with their zone, tolls as ranges, and levels with word and shape."""

from datetime import UTC, date, datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString

from tocsin_server.console import words

register = template.Library()


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
    return date_format(utc, "H:i" if utc.date() == local.date() else "j M, H:i") + " UTC"


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
    """A whole number with thin spaces between thousands; others with one decimal."""
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


@register.inclusion_tag("console/level.html")
def level(rank: int, word: str, shape: str = "") -> dict[str, Any]:
    """A level as shape and word."""
    return {"rank": rank, "word": word, "shape": shape or words.SHAPES[rank]}
