"""What any reader of reports offers, whether made of rules or of models."""

from typing import Protocol

from tocsin.base import Reading, Report


class ReportReader(Protocol):
    """Turns one report into what it tells of."""

    def read(self, report: Report) -> Reading:
        """The incidents and official actions that a report tells of; never raises for any text."""
        ...
