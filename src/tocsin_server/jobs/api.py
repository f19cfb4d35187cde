"""The work in hand over the API."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from ninja import Router, Schema
from ninja.pagination import paginate

from tocsin_server.jobs import selectors, services
from tocsin_server.units.middleware import Request
from tocsin_server.units.permissions import Permission, require_somewhere

router = Router(tags=["jobs"])


class JobOut(Schema):
    """A piece of work and how it went."""

    id: int
    kind: str
    key: str
    state: str
    run_at: datetime
    attempts: int
    error: str
    worker: str
    created: datetime
    finished: datetime | None


class WorkerOut(Schema):
    """A worker and when it last showed itself."""

    id: str
    started: datetime
    seen: datetime


class Counts(Schema):
    """How much work is in each state."""

    waiting: int
    leased: int
    done: int
    dead: int


@router.get("", response=list[JobOut])
@paginate(ordering=("-id",))
def jobs(request: Request, state: str = "dead") -> QuerySet[Any]:
    """Work in one state (waiting, leased, done, dead), the latest first."""
    require_somewhere(request.viewer, Permission.RETRY_JOBS)
    return selectors.in_state(state)


@router.get("/counts", response=Counts)
def counts(request: Request) -> dict[str, int]:
    """How much work there is in each state."""
    require_somewhere(request.viewer, Permission.RETRY_JOBS)
    return selectors.counts()


@router.get("/workers", response=list[WorkerOut])
def workers(request: Request) -> QuerySet[Any]:
    """The workers that have shown themselves, the latest first."""
    require_somewhere(request.viewer, Permission.RETRY_JOBS)
    return selectors.workers()[:100]


@router.post("/{job_id}/retry", response=JobOut)
def retry(request: Request, job_id: int) -> Any:
    """Have work that was given up tried again, now."""
    require_somewhere(request.viewer, Permission.RETRY_JOBS)
    return services.retry(job_id, request.viewer.actor)
