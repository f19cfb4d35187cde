"""All that is wrong with an alert, and all that could be better, told the same way while it is typed, when it
is published, over the API and in the composer."""

from collections import Counter
from collections.abc import Iterator
from math import cos, hypot, radians

from django.conf import settings

from tocsin.base import Alert, Area, Info, MessageType
from tocsin.errors import BadInput
from tocsin.notify import Problem
from tocsin.notify.check import review
from tocsin.notify.problem import Level
from tocsin.notify.profiles import PROFILES, TOCSIN, Profile
from tocsin_server.notify.blanks import blanks

LONGEST = {"event": 200, "headline": 300}
"""More could not be listed or searched."""

FAR = 20.0
"""Degrees. An area that lies so far off, but near once latitude and longitude are swapped, likely was."""

OWN_WORDS = ("event", "headline", "description", "instruction")
SHARED = ("category", "urgency", "severity", "certainty", "response", "expires", "onset", "areas")
_CAP_NAMES = {"response": "responseType", "areas": "area"}


class Forbidden(BadInput):
    """An alert that may not go out: `problems` are all the reasons, the text tells them one after another."""

    def __init__(self, found: tuple[Problem, ...]) -> None:
        first, *others = found
        text = "; ".join([first.message, *map(str, others)])
        super().__init__(text, where=first.path, reason=first.rule)
        self.problems = found


def found(alert: Alert, home: tuple[float, float] | None = None) -> tuple[Problem, ...]:
    """What forbids the alert, then what is advised against; `home` is where its sender is, if known."""
    every = (*review(alert, site_profiles()), *_own_rules(alert), *_advice(alert, home))
    return tuple(sorted(dict.fromkeys(every), key=lambda one: one.level is not Level.FORBIDS))


def forbidding(alert: Alert) -> tuple[Problem, ...]:
    """What forbids publishing the alert; empty if it may go out."""
    return tuple(one for one in found(alert) if one.level is Level.FORBIDS)


def site_profiles() -> tuple[Profile, ...]:
    """The rule sets that the site's alerts keep: Tocsin's own, and those the site names."""
    return (TOCSIN, *(PROFILES[name] for name in settings.TOCSIN_CAP_PROFILES))


def _own_rules(alert: Alert) -> Iterator[Problem]:
    tags = Counter(info.language.lower() for info in alert.infos)
    for number, info in enumerate(alert.infos, 1):
        path = f"alert/info[{number}]"
        if tags[info.language.lower()] > 1:
            text = f"{info.language} is there more than once; keep one block for each language"
            yield Problem(f"{path}/language", "language-twice", text)
        for name in OWN_WORDS:
            for blank in blanks([getattr(info, name)]):
                text = f"{{{blank}}} is not filled in; say what stands there, or take it out"
                yield Problem(f"{path}/{name}", "blank", text)
        for name, limit in LONGEST.items():
            if len(getattr(info, name)) > limit:
                text = f"it has more than {limit} characters; shorten it"
                yield Problem(f"{path}/{name}", "too-long", text)


def _advice(alert: Alert, home: tuple[float, float] | None) -> Iterator[Problem]:
    for number, info in enumerate(alert.infos, 1):
        path = f"alert/info[{number}]"
        yield from _thin(path, info, alert)
        if number > 1:
            yield from _apart(path, info, alert.infos[0])
        for place, area in enumerate(info.areas, 1):
            yield from _shape_advice(f"{path}/area[{place}]", area, home)


def _thin(path: str, info: Info, alert: Alert) -> Iterator[Problem]:
    """What people would miss."""
    if not info.headline.strip():
        yield _advises(f"{path}/headline", "no-headline", "it has none; telephones show the event alone")
    if not info.description.strip():
        yield _advises(f"{path}/description", "no-description", "it does not say what has happened")
    if not info.instruction.strip() and alert.message_type is not MessageType.CANCEL:
        yield _advises(f"{path}/instruction", "no-instruction", "it does not say what people should do")


def _apart(path: str, info: Info, first: Info) -> Iterator[Problem]:
    """The languages of one alert are to say the same."""
    for name in SHARED:
        if getattr(info, name) != getattr(first, name):
            text = f"it is not the same as in {first.language}; saving it in the composer makes it so"
            yield _advises(f"{path}/{_CAP_NAMES.get(name, name)}", "languages-differ", text)


def _shape_advice(path: str, area: Area, home: tuple[float, float] | None) -> Iterator[Problem]:
    for number, ring in enumerate(area.polygons, 1):
        where = f"{path}/polygon[{number}]"
        if home and _swapped(ring[0], home):
            yield _advises(where, "swapped", _SWAPPED)
    for number, circle in enumerate(area.circles, 1):
        if home and _swapped((circle[0], circle[1]), home):
            yield _advises(f"{path}/circle[{number}]", "swapped", _SWAPPED)


_SWAPPED = "it lies far from here, but would be near with latitude and longitude swapped; are they?"


def _swapped(point: tuple[float, float], home: tuple[float, float]) -> bool:
    return _degrees(point, home) > FAR > _degrees((point[1], point[0]), home)


def _degrees(one: tuple[float, float], other: tuple[float, float]) -> float:
    """About how far apart two points are: exact enough to tell a continent from a city."""
    across = abs(one[1] - other[1])
    return hypot(one[0] - other[0], min(across, 360 - across) * cos(radians(other[0])))


def _advises(path: str, rule: str, text: str) -> Problem:
    return Problem(path, rule, text, level=Level.ADVISES)
