"""The leased outbox: work is written down in the same transaction as what asks for it, claimed by one worker
at a time, and done at least once; keys make twice the same as once."""

import logging
import uuid
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F

from tocsin.errors import BadInput, Conflict
from tocsin_server import bulk, clock
from tocsin_server.jobs.models import Job, State, Worker
from tocsin_server.ledger.services import Actor, act

log = logging.getLogger("tocsin.jobs")

MAX_ATTEMPTS = 8
LEASE_SECONDS = 60.0
URGENT, USUAL = 0, 5
"""Priorities: what goes first, and that of most work."""
_FIRST_WAIT = 5.0
_LONGEST_WAIT = 3600.0


def enqueue(
    kind: str,
    key: str,
    payload: dict[str, Any] | None = None,
    run_at: datetime | None = None,
    priority: int = USUAL,
) -> bool:
    """Write down a piece of work, in the caller's transaction; False if `key` was written down before."""
    now = clock.now()
    fields = {"kind": kind, "payload": payload or {}, "run_at": run_at or now, "created": now}
    fields["priority"] = priority
    _, new = Job.objects.get_or_create(key=key, defaults=fields)
    return new


def enqueue_many(jobs: Iterable[tuple[str, str, dict[str, Any]]], priority: int = USUAL) -> None:
    """Write down very many pieces of work at once, each (kind, key, payload), in the caller's transaction.

    Keys must be new: one that was written down before breaks the transaction.
    """
    now = clock.now()
    columns = (
        "kind",
        "key",
        "payload",
        "state",
        "priority",
        "run_at",
        "attempts",
        "lease",
        "worker",
        "error",
    )
    waiting = State.WAITING.value
    rest = (waiting, priority, now, 0, "", "", "", now)
    bulk.insert(Job, (*columns, "created"), ((kind, key, payload, *rest) for kind, key, payload in jobs))


def claim(
    worker: str,
    kinds: Collection[str] | None = None,
    lease_seconds: float = LEASE_SECONDS,
    least: int | None = None,
) -> Job | None:
    """The next piece of work that is due, now leased to the caller; None if there is none. With `least`, only
    what has this priority or goes before it.

    Two workers may pick the same row: the update counts only for the one that still finds it as it was read.
    A job whose lease ran out is taken over; one that outlived `MAX_ATTEMPTS` workers is given up.
    """
    while job := _due(kinds, least):
        if job.attempts >= MAX_ATTEMPTS:
            _give_up(job, f"its worker died {job.attempts} times")
            continue
        lease = uuid.uuid4().hex
        taken = _as_read(job).update(
            state=State.LEASED,
            lease=lease,
            worker=worker,
            leased_until=clock.after(lease_seconds),
            attempts=F("attempts") + 1,
        )
        if taken:
            job.refresh_from_db()
            return job
    return None


def _due(kinds: Collection[str] | None, least: int | None) -> Job | None:
    """Of what is due, of all kinds or of these, the most urgent, then what was due first: each kind of which
    any waits is asked for by itself, so that an index finds it at once however much other work waits."""
    now = clock.now()
    waiting = Job.objects.filter(state=State.WAITING, run_at__lte=now)
    lapsed = Job.objects.filter(state=State.LEASED, leased_until__lte=now)
    if kinds is None:
        each = [waiting, lapsed]
    else:
        wanted = [kind for kind in _kinds_waiting() if kind in kinds]
        each = [*(waiting.filter(kind=kind) for kind in wanted), lapsed.filter(kind__in=kinds)]
    if least is not None:
        each = [jobs.filter(priority__lte=least) for jobs in each]
    found = [job for jobs in each if (job := jobs.order_by("priority", "run_at", "pk").first())]
    return min(found, key=lambda job: (job.priority, job.run_at, job.pk), default=None)


def _kinds_waiting() -> Iterator[str]:
    """The kinds of work of which any waits, due or not: the index leads from each to the next."""
    rows = Job.objects.filter(state=State.WAITING).order_by("kind").values_list("kind", flat=True)
    kind: str | None = ""
    while kind := rows.filter(kind__gt=kind).first():
        yield kind


def _as_read(job: Job) -> Any:
    return Job.objects.filter(pk=job.pk, state=job.state, lease=job.lease)


def heartbeat(job: Job, lease_seconds: float = LEASE_SECONDS) -> bool:
    """Lengthen the lease; False if it was lost to another worker."""
    return bool(_as_read(job).update(leased_until=clock.after(lease_seconds)))


def complete(job: Job) -> bool:
    """Done; False if the lease was lost: the job is now another worker's to do."""
    done = {"state": State.DONE, "lease": "", "leased_until": None, "error": "", "finished": clock.now()}
    return bool(_as_read(job).update(**done))


def fail(job: Job, error: str, permanent: bool = False) -> bool:
    """Try again later, waiting twice as long each time; give up if `permanent` or after `MAX_ATTEMPTS`.

    False if the lease was lost: then the failure is no longer the caller's to report.
    """
    if permanent or job.attempts >= MAX_ATTEMPTS:
        return _give_up(job, error)
    wait = wait_after(job.attempts)
    waiting = {"state": State.WAITING, "lease": "", "leased_until": None, "error": error}
    log.warning("%s %s failed, again in %.0f s: %s", job.kind, job.key, wait, error)
    return bool(_as_read(job).update(run_at=clock.after(wait), **waiting))


def wait_after(attempts: int, longest: float = _LONGEST_WAIT) -> float:
    """Seconds to wait after so many attempts: twice as long each time, up to a bound.

    >>> [wait_after(attempts) for attempts in (1, 2, 3, 20)]
    [5.0, 10.0, 20.0, 3600.0]
    """
    return min(longest, _FIRST_WAIT * 2.0 ** (attempts - 1))


def _give_up(job: Job, error: str) -> bool:
    dead = {"state": State.DEAD, "lease": "", "leased_until": None, "error": error, "finished": clock.now()}
    log.error("%s %s is given up: %s", job.kind, job.key, error)
    return bool(_as_read(job).update(**dead))


def retry(job_id: int, actor: Actor) -> Job:
    """A person asks for work that was given up to be tried again, now."""
    with act(actor, "jobs.retried") as entry:
        job = Job.objects.select_for_update().filter(pk=job_id).first()
        if job is None:
            raise BadInput(f"there is no job {job_id}", where="job", reason="unknown_job")
        if job.state != State.DEAD:
            raise Conflict(f"Job {job_id} was not given up: it is {job.get_state_display().lower()}.")
        entry.subject = f"job:{job_id}"
        entry.data = {"kind": job.kind, "key": job.key, "error": job.error}
        job.state, job.attempts, job.run_at, job.finished = State.WAITING, 0, clock.now(), None
        job.save(update_fields=["state", "attempts", "run_at", "finished"])
    return job


def beat(worker: str, started: datetime) -> None:
    """Say that a worker is alive."""
    seen = {"seen": clock.now()}
    Worker.objects.update_or_create(pk=worker, defaults=seen, create_defaults={**seen, "started": started})


def prune(days: int = 30) -> int:
    """Forget work done, and workers unseen, for so long, and with the work its keys; how much was forgotten.

    What was given up stays until a person retries it.
    """
    before = clock.now() - timedelta(days=days)
    Worker.objects.filter(seen__lt=before).delete()
    count, _ = Job.objects.filter(state=State.DONE, finished__lt=before).delete()
    return count
