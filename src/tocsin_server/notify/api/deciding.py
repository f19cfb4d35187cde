"""Letting alerts go out over the API: by one person or two, now or later."""

from typing import Any

from ninja import Router

from tocsin_server.notify import services
from tocsin_server.notify.api.schemas import (
    AlertOut,
    AloneIn,
    ConfirmIn,
    MomentIn,
    ProposeIn,
    ReasonIn,
    ReviewIn,
)
from tocsin_server.units.middleware import Request

router = Router(tags=["notify"])


@router.post("/alerts/{alert_id}/publish", response=AlertOut)
def publish(request: Request, alert_id: int, body: AloneIn | None = None) -> Any:
    """Send a draft out; it is refused with all that CAP does not allow."""
    return services.publish(alert_id, request.viewer, alone=body.alone if body else "")


@router.post("/alerts/{alert_id}/propose", response=AlertOut)
def propose(request: Request, alert_id: int, body: ProposeIn | None = None) -> Any:
    """Put a draft before a second person."""
    return services.propose(alert_id, request.viewer, publish_at=body.publish_at if body else None)


@router.post("/alerts/{alert_id}/confirm", response=AlertOut)
def confirm(request: Request, alert_id: int, body: ConfirmIn) -> Any:
    """Let go out what another person proposed; never for a token."""
    return services.confirm(alert_id, request.viewer, body.proposal)


@router.post("/alerts/{alert_id}/send-back", response=AlertOut)
def send_back(request: Request, alert_id: int, body: ReasonIn) -> Any:
    """Make a proposal a draft again, and say why."""
    return services.send_back(alert_id, request.viewer, body.reason)


@router.post("/alerts/{alert_id}/schedule", response=AlertOut)
def schedule(request: Request, alert_id: int, body: MomentIn) -> Any:
    """Let a draft go out by itself at a moment."""
    return services.schedule(alert_id, request.viewer, body.publish_at)


@router.post("/alerts/{alert_id}/unschedule", response=AlertOut)
def unschedule(request: Request, alert_id: int) -> Any:
    """Keep a planned alert from going out."""
    return services.unschedule(alert_id, request.viewer)


@router.post("/alerts/{alert_id}/review", response=AlertOut)
def review(request: Request, alert_id: int, body: ReviewIn) -> Any:
    """Note that another person has looked into an alert that went out by one alone."""
    return services.review(alert_id, request.viewer, body.note)
