"""The profile of the United States' Integrated Public Alert and Warning System.

Facts: CAP 1.2 USA IPAWS Profile 1.0 (OASIS, October 2009), section 3, and its schema; SAME codes are those of
47 CFR 11.31.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from tocsin.base import Alert
from tocsin.notify.problem import Problem, Rule
from tocsin.notify.profiles import demands
from tocsin.notify.rules import About

_CODE = re.compile(r"IPAWSv1\.0")
_SAME = re.compile("SAME")
_EVENT = re.compile(r"[A-Z0-9]{3}")
_PLACE = re.compile(r"[0-9]{6}")


class Ipaws:
    """CAP 1.2 for the United States' public warning gateways."""

    name = "ipaws"
    title = "CAP 1.2 USA IPAWS Profile 1.0"
    source = "OASIS, Common Alerting Protocol 1.2 USA IPAWS Profile 1.0, October 2009"
    forbids: frozenset[str] = frozenset({Rule.AREA_MISSING, Rule.EXPIRES_MISSING, Rule.INFO_MISSING})
    rules: Mapping[str, About] = MappingProxyType(
        {
            "ipaws-code": About("One code is IPAWSv1.0.", "3, code"),
            "ipaws-info": About("Every message has an info block.", "3, info; schema"),
            "ipaws-event-code": About(
                "Each info block has a SAME event code of three characters.", "3, eventCode"
            ),
            "ipaws-one-event": About("All info blocks are about the same event.", "3, info"),
            "ipaws-geocode": About("Each area has a SAME code of six digits.", "3, geocode"),
        }
    )

    def problems(self, alert: Alert) -> Iterator[Problem]:
        """See `Profile`."""
        yield from demands.code(alert, "ipaws-code", _CODE, "IPAWSv1.0")
        yield from demands.info(alert, "ipaws-info")
        yield from demands.event_code(alert, "ipaws-event-code", _SAME, _EVENT, "SAME, CEM")
        yield from demands.one_event(alert, "ipaws-one-event", _SAME)
        yield from demands.geocode(alert, "ipaws-geocode", _SAME, _PLACE, "SAME, 006109")
