"""Telling units: one notice for each address of each unit, written down with what it tells of."""

from collections import Counter

from tocsin_server.level.models import Declaration, NoticeKind


def announce(declaration: Declaration, kind: NoticeKind, units: Counter[str] | None = None) -> None:
    """Write the notices of a declaration to the units that got orders, in the caller's transaction."""
