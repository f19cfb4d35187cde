"""The page of work in hand."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from tocsin_server.jobs import selectors, services
from tocsin_server.units.middleware import Request
from tocsin_server.units.permissions import Permission, require_somewhere

PAGE = 25


@require_safe
def jobs(request: Request) -> HttpResponse:
    """How much work there is, who does it, and what was given up."""
    require_somewhere(request.viewer, Permission.RETRY_JOBS)
    context = {
        "counts": selectors.counts(),
        "workers": list(selectors.workers()),
        "overdue": selectors.overdue(),
        "page": Paginator(selectors.dead(), PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "jobs/jobs.html", context)


@require_POST
def retry(request: Request, job_id: int) -> HttpResponse:
    """Try again what was given up."""
    require_somewhere(request.viewer, Permission.RETRY_JOBS)
    job = services.retry(job_id, request.viewer.actor)
    messages.success(request, f"Job {job.pk} is tried again now.")
    return redirect("jobs:jobs")
