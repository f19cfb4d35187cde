"""Template tags of the public pages: words in the reader's language, what an alert says, maps."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.template import Context

from tocsin.base import Alert, Area, Info
from tocsin.notify.feed import told_in
from tocsin_server.notify.languages import Language, language
from tocsin_server.public import wording
from tocsin_server.public.reading import Reader

register = template.Library()


@register.simple_tag(takes_context=True)
def say(context: Context, key: str, **values: object) -> str:
    """A phrase in the reader's language."""
    return wording.phrase(_reader(context).language, key, **values)


@register.simple_tag(takes_context=True)
def cap_word(context: Context, kind: str, word: str) -> str:
    """A word of CAP's in the reader's language; one that CAP does not know as it stands."""
    name = f"{kind}_{word}"
    tongue = _reader(context).language
    return wording.phrase(tongue, name) if wording.has(tongue, name) else word


@register.filter
def told_for(alert: Alert, tongue: str) -> Info | None:
    """The block of an alert in a language, or its first."""
    return told_in(alert.infos, tongue)


@register.filter
def tongue(tag: str) -> Language:
    """What is known of a language."""
    return language(tag)


@register.filter
def names(areas: Iterable[Area]) -> str:
    """What areas are called."""
    return ", ".join(area.description for area in areas)


def _reader(context: Context) -> Reader:
    """Who reads; pages that others make, as of errors and log-in, are in English."""
    found: Any = context.get("reader")
    return found if isinstance(found, Reader) else Reader(wording.FALLBACK, "usual", "usual")
