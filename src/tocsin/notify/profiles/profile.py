"""What every profile of CAP is: further rules of a country or body, on top of the standard's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Protocol

from tocsin.base import Alert
from tocsin.notify.problem import Problem
from tocsin.notify.rules import About


class Profile(Protocol):
    """A rule set. It is not asked about what CAP itself forbids, and must bear any alert all the same."""

    @property
    def name(self) -> str:
        """The name to choose it by, as in "ipaws": lower case, and the beginning of its rules' names."""

    @property
    def title(self) -> str:
        """What it is called in full."""

    @property
    def source(self) -> str:
        """The document whose sections its rules cite."""

    @property
    def forbids(self) -> frozenset[str]:
        """Which of CAP's words of advice it makes prohibitions."""

    @property
    def rules(self) -> Mapping[str, About]:
        """Its own rules by name."""

    def problems(self, alert: Alert) -> Iterator[Problem]:
        """The breaches of its own rules, in the order of the alert's elements."""
