"""What may be asked of the ledger. Who may ask is `units.selectors.ledger_entries`."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import QuerySet

from tocsin_server.ledger.models import Entry, Head


def head() -> int:
    """The number of the last entry: the pulse by which pages learn that something has changed."""
    return Head.objects.filter(pk=1).values_list("sequence", flat=True).first() or 0


def last(action: str) -> int:
    """The number of the last act of a kind; 0 while there is none."""
    found = Entry.objects.filter(action=action).order_by("-sequence")
    return found.values_list("sequence", flat=True).first() or 0


def last_instant() -> datetime | None:
    """When the last act was done; None while nothing has been."""
    return Entry.objects.order_by("-sequence").values_list("at", flat=True).first()


def entries(
    *, units: Collection[str] | None = None, action: str = "", subject: str = "", actor: str = ""
) -> QuerySet[Entry]:
    """Entries, newest first; `units` limits them to acts for those units, `None` to nothing.

    `action` is a whole name ("level.raised") or the part before the dot ("level").
    """
    asked = {"action" if "." in action else "stage": action, "subject": subject, "actor": actor}
    found = Entry.objects.filter(**{name: value for name, value in asked.items() if value})
    if units is not None:
        found = found.filter(unit__in=units)
    return found.order_by("-sequence")
