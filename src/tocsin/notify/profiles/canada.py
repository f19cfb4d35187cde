"""The Canadian profile, CAP-CP.

Facts: CAP-CP Introduction and Rule Set, Beta 0.4A (Public Safety Canada, 2012), and its references of events
and of locations, whose codes are those of Statistics Canada's Standard Geographical Classification.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from tocsin.base import Alert
from tocsin.notify.problem import Level, Problem, Rule
from tocsin.notify.profiles import demands
from tocsin.notify.rules import About

_CODE = re.compile(r"profile:CAP-CP:\d+\.\d+")
_EVENTS = re.compile(r"profile:CAP-CP:Event:\d+\.\d+")
_EVENT = re.compile(r"[A-Za-z]+")
_PLACES = re.compile(r"profile:CAP-CP:Location:\d+\.\d+")
_PLACE = re.compile(r"[0-9]{2,7}")
_LANGUAGE = re.compile(r"[a-z]{2,3}-CA", re.IGNORECASE)


class Canada:
    """CAP 1.2 for Canada."""

    name = "canada"
    title = "CAP Canadian Profile (CAP-CP)"
    source = "Public Safety Canada, CAP-CP Introduction and Rule Set, Beta 0.4A, 2012"
    forbids: frozenset[str] = frozenset({Rule.AREA_MISSING, Rule.INFO_MISSING})
    rules: Mapping[str, About] = MappingProxyType(
        {
            "canada-code": About("One code names the profile and its version.", "Rules, profile version"),
            "canada-event-code": About("Each info block has an event code of the profile.", "Rules, event"),
            "canada-one-event": About("All info blocks are about the same event.", "Rules, one event type"),
            "canada-geocode": About(
                "Each area has a location code of two to seven digits.", "Rules, location"
            ),
            "canada-language": About(
                "Each info block is in a language of Canada, such as fr-CA.", "Rules, language", Level.ADVISES
            ),
        }
    )

    def problems(self, alert: Alert) -> Iterator[Problem]:
        """See `Profile`."""
        yield from demands.code(alert, "canada-code", _CODE, "profile:CAP-CP:0.4")
        event, place = "profile:CAP-CP:Event:0.4, tornado", "profile:CAP-CP:Location:0.3, 3520005"
        for number, info in enumerate(alert.infos, 1):
            if not _LANGUAGE.fullmatch(info.language):
                text = f"{info.language} is not written as a language of Canada; use en-CA or fr-CA"
                path = f"alert/info[{number}]/language"
                yield Problem(path, "canada-language", text, level=Level.ADVISES)
        yield from demands.event_code(alert, "canada-event-code", _EVENTS, _EVENT, event)
        yield from demands.one_event(alert, "canada-one-event", _EVENTS)
        yield from demands.geocode(alert, "canada-geocode", _PLACES, _PLACE, place)
