"""What may be asked of the work in hand."""

from datetime import datetime, timedelta

from django.db.models import Count, QuerySet

from tocsin.errors import BadInput
from tocsin_server import clock
from tocsin_server.jobs.models import Job, State, Worker


def dead() -> QuerySet[Job]:
    """Work that was given up, latest first: a person must look at it."""
    return Job.objects.filter(state=State.DEAD).order_by("-finished", "-pk")


def in_state(state: str) -> QuerySet[Job]:
    """Work in one state, by when it is or was due."""
    return Job.objects.filter(state=state).order_by("run_at", "pk")


def counts() -> dict[str, int]:
    """How much work there is in each state; every state is named."""
    found = dict(Job.objects.values_list("state").annotate(Count("pk")).order_by("state"))
    return {state: found.get(state, 0) for state in State.values}


def job(job_id: int) -> Job:
    """One piece of work; `BadInput` if there is none of that number."""
    if found := Job.objects.filter(pk=job_id).first():
        return found
    raise BadInput(f"there is no job {job_id}", where="job", reason="unknown_job")


def dead_count() -> int:
    """How much work was given up."""
    return dead().count()


def waiting_count() -> int:
    """How much work is to be done, now or later."""
    return Job.objects.filter(state__in=(State.WAITING, State.LEASED)).count()


def newest(count: int = 100) -> dict[int, str]:
    """The kinds of the jobs written down last, by number.

    A look at the last one alone would miss those that were numbered earlier and committed later.
    """
    return dict(Job.objects.order_by("-pk").values_list("pk", "kind")[:count])


def is_fresh(kind: str) -> bool:
    """Whether work of a kind waits to be tried for the first time: whoever does it will see all that is true
    by then.
    """
    return Job.objects.filter(kind=kind, state=State.WAITING, attempts=0).exists()


def overdue(minutes: int = 5) -> int:
    """How much work should have been begun so long ago: a sign that no worker runs."""
    before = clock.now() - timedelta(minutes=minutes)
    return Job.objects.filter(state=State.WAITING, run_at__lt=before).count()


def last_heartbeat() -> datetime | None:
    """When any worker last showed itself; None if none ever did."""
    return Worker.objects.order_by("-seen").values_list("seen", flat=True).first()


def workers() -> QuerySet[Worker]:
    """The workers that have shown themselves, the latest first."""
    return Worker.objects.order_by("-seen", "pk")
