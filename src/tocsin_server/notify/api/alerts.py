"""Alerts over the API: drafted, checked, changed, followed."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from ninja import Router, Status
from ninja.pagination import paginate

from tocsin.base import MessageType
from tocsin.notify import Problem
from tocsin.notify.vocabulary import MEDIA_TYPE
from tocsin_server.notify import selectors, services
from tocsin_server.notify.api.schemas import (
    AlertOut,
    CancelIn,
    DraftIn,
    ProblemOut,
    ReasonIn,
    ReviseIn,
    UpdateIn,
)
from tocsin_server.units.middleware import Request

router = Router(tags=["notify"])


@router.get("/alerts", response=list[AlertOut])
@paginate(ordering=("-id",))
def alerts(request: Request, state: str = "") -> QuerySet[Any]:
    """The alerts you may see, last drafted first; `state` is draft, proposed, scheduled, published or
    discarded."""
    return selectors.alerts(request.viewer, state=state)


@router.post("/alerts", response={201: AlertOut})
def draft(request: Request, body: DraftIn) -> Any:
    """Draft an alert. What CAP would not allow is kept in a draft, told by `problems`, and refused when it is
    published; what cannot be kept is refused here."""
    return Status(201, services.draft(request.viewer, **body.head, **body.changes))


@router.post("/alerts/check", response=list[ProblemOut])
def check(request: Request, body: DraftIn) -> list[ProblemOut]:
    """All that would be wrong with an alert, without saving it."""
    return _told(services.check(request.viewer, **body.head, **body.changes))


@router.post("/alerts/import", response={201: AlertOut})
def import_cap(request: Request, unit_id: str, status: str = "Actual") -> Any:
    """Take the words of a CAP file, sent as the body, as a draft of a unit."""
    return Status(201, services.import_cap(request.viewer, request.body, unit_id=unit_id, status=status))


@router.get("/alerts/{alert_id}", response=AlertOut)
def alert(request: Request, alert_id: int) -> Any:
    """One alert."""
    return selectors.alert(alert_id, request.viewer)


@router.get("/alerts/{alert_id}/problems", response=list[ProblemOut])
def problems(request: Request, alert_id: int) -> list[ProblemOut]:
    """What forbids publishing a draft, then what is advised against."""
    return _told(selectors.problems(selectors.alert(alert_id, request.viewer)))


@router.get("/alerts/{alert_id}/xml", response={200: str})
def xml(request: Request, alert_id: int) -> HttpResponse:
    """The CAP message, byte for byte as it went out; of a draft, what would go out."""
    return HttpResponse(selectors.xml(selectors.alert(alert_id, request.viewer)), content_type=MEDIA_TYPE)


@router.patch("/alerts/{alert_id}", response=AlertOut)
def revise(request: Request, alert_id: int, body: ReviseIn) -> Any:
    """Change the words of a draft; one that was proposed or planned is a draft again."""
    return services.revise(alert_id, request.viewer, **body.changes)


@router.post("/alerts/{alert_id}/discard", response=AlertOut)
def discard(request: Request, alert_id: int) -> Any:
    """Put a draft away for good."""
    return services.discard(alert_id, request.viewer)


@router.post("/alerts/{alert_id}/duplicate", response={201: AlertOut})
def duplicate(request: Request, alert_id: int) -> Any:
    """A new draft that says the same."""
    return Status(201, services.duplicate(alert_id, request.viewer))


@router.post("/alerts/{alert_id}/follow", response={201: AlertOut})
def follow(request: Request, alert_id: int, body: ReviseIn) -> Any:
    """Draft the message that is to update an alert, for a second person to confirm."""
    return Status(201, services.follow(alert_id, request.viewer, MessageType.UPDATE, **body.changes))


@router.post("/alerts/{alert_id}/end", response={201: AlertOut})
def end(request: Request, alert_id: int, body: ReasonIn) -> Any:
    """Draft the message that is to cancel an alert, for a second person to confirm."""
    return Status(201, services.follow_with_end(alert_id, request.viewer, body.reason))


@router.post("/alerts/{alert_id}/update", response={201: AlertOut})
def update(request: Request, alert_id: int, body: UpdateIn) -> Any:
    """Publish a new version of an alert that is out."""
    return Status(201, services.update(alert_id, request.viewer, alone=body.alone, **body.changes))


@router.post("/alerts/{alert_id}/cancel", response={201: AlertOut})
def cancel(request: Request, alert_id: int, body: CancelIn) -> Any:
    """Publish that an alert no longer holds."""
    return Status(201, services.cancel(alert_id, request.viewer, body.reason, alone=body.alone))


def _told(found: tuple[Problem, ...]) -> list[ProblemOut]:
    return [
        ProblemOut(path=each.path, rule=each.rule, message=each.message, level=each.level) for each in found
    ]
