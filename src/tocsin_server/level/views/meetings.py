"""The pages of meetings: those to come and before, one of them, convened, answered and recorded."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tocsin.errors import BadInput, Conflict
from tocsin_server import clock
from tocsin_server.level import selectors, services
from tocsin_server.level.forms.meetings import ConveneForm, convening_units
from tocsin_server.level.forms.refusals import refuse as refuse_in
from tocsin_server.units.middleware import Request
from tocsin_server.units.permissions import Permission, allowed, require_somewhere

PAGE = 25
FORM = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def meetings(request: Request) -> HttpResponse:
    """Meetings to come, the soonest first, then those before; and the invitations that wait for an answer."""
    context = {
        "page": Paginator(selectors.meetings(request.viewer), PAGE).get_page(request.GET.get("page")),
        "unanswered": list(selectors.unanswered_invitations(request.viewer)),
        "may_convene": bool(convening_units(request.viewer)),
    }
    return render(request, "level/meetings/list.html", context)


@require_safe
def meeting(request: Request, meeting_id: str) -> HttpResponse:
    """One meeting: what it is about, who comes, what was shared and decided."""
    row, now = selectors.meeting(meeting_id, request.viewer), clock.now()
    invitations = sorted(selectors.invitations(row), key=lambda each: each.attendance in selectors.COMES)
    own = [each for each in invitations if allowed(request.viewer, Permission.ATTEND, each.unit)]
    may_hold = allowed(request.viewer, Permission.CONVENE, row.unit)
    context = {
        "row": row,
        "invitations": invitations,
        "come": sum(each.attendance in selectors.COMES for each in invitations),
        "to_answer": [each for each in own if each.attendance not in ("attended", "absent")],
        "papers": selectors.papers_shown(row, request.viewer),
        "decisions": selectors.decisions(row),
        "recorded": any(each.attendance in ("attended", "absent") for each in invitations),
        "may_hold": may_hold,
        "may_share": may_hold or bool(own),
        "begun": row.starts <= now,
        "over": row.ends <= now,
    }
    return render(request, "level/meetings/meeting.html", context)


@FORM
def convene(request: Request) -> HttpResponse:
    """Call units together."""
    require_somewhere(request.viewer, Permission.CONVENE)
    mine = convening_units(request.viewer)
    chosen = next((unit for unit in mine if unit.pk == request.GET.get("unit")), mine[0])
    form = ConveneForm(request.viewer, chosen, request.POST or None)
    if form.is_valid():
        try:
            row = services.convene(request.viewer, **form.call)
        except (BadInput, Conflict) as error:
            refuse_in(form, error)
        else:
            messages.success(request, f"{row.title} is convened. Its units have been told.")
            return redirect("level:meeting", row.pk)
    context = {"form": form, "mine": mine, "chosen": chosen}
    return render(request, "level/meetings/convene.html", context, status=422 if form.errors else 200)


@require_POST
def call_off(request: Request, meeting_id: str) -> HttpResponse:
    """Let a meeting not take place."""
    row = services.call_off(request.viewer, meeting_id, request.POST.get("reason", ""))
    messages.success(request, f"{row.title} is called off. Its units have been told.")
    return redirect("level:meeting", row.pk)


@require_POST
def reply(request: Request, meeting_id: str, unit_id: str) -> HttpResponse:
    """Say for a unit whether it comes."""
    given = {name: request.POST.get(name, "") for name in ("attendance", "who")}
    answer = services.reply(request.viewer, meeting_id, unit_id, **given)
    comes = "comes" if answer.attendance == "accepted" else "does not come"
    messages.success(request, f"{answer.unit.name} {comes}.")
    return redirect("level:meeting", meeting_id)


@FORM
def attendance(request: Request, meeting_id: str) -> HttpResponse:
    """Record who was there."""
    if request.method == "POST":
        present = {unit: request.POST.get(f"who-{unit}", "") for unit in request.POST.getlist("present")}
        row = services.record_attendance(request.viewer, meeting_id, present)
        messages.success(request, f"{len(present)} of {row.invitations.count()} units were there.")
        return redirect("level:meeting", row.pk)
    row = selectors.meeting(meeting_id, request.viewer)
    context = {"row": row, "invitations": list(selectors.invitations(row)), "comes": selectors.COMES}
    return render(request, "level/meetings/attendance.html", context)


@require_POST
def minutes(request: Request, meeting_id: str) -> HttpResponse:
    """Write the minutes."""
    services.write_minutes(request.viewer, meeting_id, request.POST.get("minutes", ""))
    messages.success(request, "The minutes are kept.")
    return redirect("level:meeting", meeting_id)


@require_safe
def calendar(request: Request, meeting_id: str) -> HttpResponse:
    """The meeting as a file for a calendar."""
    row = selectors.meeting(meeting_id, request.viewer)
    page = request.build_absolute_uri(reverse("level:meeting", args=[row.pk]))
    answer = HttpResponse(selectors.calendar(row, page), content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="meeting-{row.starts:%Y%m%d-%H%M}.ics"'
    return answer
