"""The Australian profile, CAP-AU-STD.

Facts: CAP 1.2 Australia Profile 1.0 (OASIS Committee Specification 02, September 2013), with its list of
event codes; how they are used in practice is seen in alerts of the rural fire services.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from tocsin.base import Alert
from tocsin.notify.problem import Problem, Rule
from tocsin.notify.profiles import demands
from tocsin.notify.rules import About

_URN = r"urn:oasis:names:tc:emergency:cap:1\.2:profile:CAP-AU:\d+\.\d+"
_CODE = re.compile(_URN)
_EVENTS = re.compile(rf"(?:{_URN}|.*):AUeventLIST:\d+\.\d+")
_EVENT = re.compile(r"[A-Za-z]+")
_EXAMPLE = "urn:oasis:names:tc:emergency:cap:1.2:profile:CAP-AU:1.0"


class Australia:
    """CAP 1.2 for Australia."""

    name = "australia"
    title = "CAP Australian Profile (CAP-AU-STD)"
    source = "OASIS, CAP 1.2 Australia Profile 1.0, Committee Specification 02, September 2013"
    forbids: frozenset[str] = frozenset({Rule.INFO_MISSING, Rule.AREA_MISSING})
    rules: Mapping[str, About] = MappingProxyType(
        {
            "australia-code": About("One code names the profile and its version.", "3, code"),
            "australia-event-code": About("Each info block has a code of the AU event list.", "3, eventCode"),
            "australia-one-event": About("All info blocks are about the same event.", "3, info"),
        }
    )

    def problems(self, alert: Alert) -> Iterator[Problem]:
        """See `Profile`."""
        event = f"{_EXAMPLE}:AUeventLIST:1.0, bushFire"
        yield from demands.code(alert, "australia-code", _CODE, _EXAMPLE)
        yield from demands.event_code(alert, "australia-event-code", _EVENTS, _EVENT, event)
        yield from demands.one_event(alert, "australia-one-event", _EVENTS)
