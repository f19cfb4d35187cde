"""The ledger over the API. It stands here, not in `ledger`, for it asks `units` who may read."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from ninja import Query, Router, Schema
from ninja.pagination import paginate

from tocsin_server.ledger import selectors, services
from tocsin_server.units.middleware import Request
from tocsin_server.units.permissions import Permission, require_somewhere
from tocsin_server.units.selectors import ledger_entries

router = Router(tags=["ledger"])


class EntryOut(Schema):
    """One act: who did what to what, when, and the hashes that bind it to the acts before it."""

    sequence: int
    at: datetime
    actor: str
    unit: str
    action: str
    subject: str
    data: dict[str, Any]
    previous: str
    hash: str


class Filters(Schema):
    """Empty means any. `action` is a whole name or the part before the dot."""

    action: str = ""
    subject: str = ""
    actor: str = ""


class Head(Schema):
    """The number of the last act: when it has moved, something has changed."""

    sequence: int


class VerdictOut(Schema):
    """Whether the chain holds; if not, the first entry that is wrong and why."""

    ok: bool
    entries: int
    first_bad: int | None
    reason: str


@router.get("", response=list[EntryOut])
@paginate(ordering=("-sequence",))
def entries(request: Request, filters: Query[Filters]) -> QuerySet[Any]:
    """Acts for the units you audit or administer, the latest first."""
    return ledger_entries(request.viewer, **filters.dict())


@router.get("/head", response=Head)
def head(request: Request) -> dict[str, int]:
    """The pulse; anyone with a token may ask."""
    return {"sequence": selectors.head()}


@router.get("/verdict", response=VerdictOut)
def verdict(request: Request) -> services.Verdict:
    """Recompute the whole chain now."""
    require_somewhere(request.viewer, Permission.READ_LEDGER)
    return services.verify()
