"""Tocsin's own profile: what every alert that a site sends must keep, so that nobody has to guess.

It says something, where and until when, in polygons, circles or codes that can be matched; and a published
identifier lies under an authority's arc, not under the one where authorities are registered.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from tocsin.base import Alert
from tocsin.notify.problem import Problem, Rule
from tocsin.notify.rules import About

_REGISTER = "2.49.0.0."


class Tocsin:
    """The profile that alerts of a Tocsin site keep."""

    name = "tocsin"
    title = "Tocsin"
    source = "Tocsin's handbook, reference of CAP rules"
    forbids: frozenset[str] = frozenset(
        {
            Rule.INFO_MISSING,
            Rule.AREA_MISSING,
            Rule.EXPIRES_MISSING,
            Rule.EXPIRES_EFFECTIVE,
            Rule.EXPIRES_ONSET,
        }
    )
    rules: Mapping[str, About] = MappingProxyType(
        {
            "tocsin-register": About(
                "An identifier does not lie under 2.49.0.0, where authorities are registered.",
                "WMO Register of Alerting Authorities: alerts lie under 2.49.0.1",
            )
        }
    )

    def problems(self, alert: Alert) -> Iterator[Problem]:
        """See `Profile`."""
        if alert.identifier.removeprefix("urn:oid:").startswith(_REGISTER):
            text = f"{alert.identifier} lies where authorities are registered; begin it with 2.49.0.1"
            yield Problem("alert/identifier", "tocsin-register", text)
