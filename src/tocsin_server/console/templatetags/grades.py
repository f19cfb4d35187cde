"""Template tags: the two scales by which sources and incidents are graded."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django import template

from tocsin.extract.grading import DIGITS, LETTERS, UNKNOWN_LETTER
from tocsin_server.console import charts
from tocsin_server.extract import grades

register = template.Library()

TONES = {
    "A": "good",
    "B": "good",
    "D": "caution",
    "E": "bad",
    "1": "good",
    "2": "good",
    "4": "caution",
    "5": "bad",
}


@register.filter
def letter_means(letter: str) -> str:
    """A letter in words."""
    return LETTERS[letter]


@register.filter
def digit_means(digit: int) -> str:
    """A figure in words."""
    return DIGITS[digit]


@register.filter
def tone(grade: str | int) -> str:
    """The kind of chip that a letter or figure is shown as."""
    return TONES.get(str(grade), "")


@register.filter
def unjudged(letter: str) -> bool:
    """Whether a letter says that nothing can be said."""
    return letter == UNKNOWN_LETTER


@register.simple_tag(takes_context=True)
def source_grades(context: Mapping[str, Any]) -> Mapping[grades.Owner, Any]:
    """All grades of sources that the viewer may see, for `of_feed`."""
    return grades.by_owner(context["request"].viewer)


@register.filter
def of_feed(found: Mapping[grades.Owner, Any], feed: Any) -> Any:
    """The grade of a feed's outlet by what its unit holds under its label."""
    return found.get((feed.unit_id, feed.tlp, feed.outlet))


@register.inclusion_tag("console/charts/course.html")
def course(points: Iterable[grades.Point], judged: Iterable[tuple[datetime, bool]]) -> dict[str, Any]:
    """How a source stood over time."""
    return {"chart": charts.course(list(points), judged)}
