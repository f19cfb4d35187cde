"""The pages of a meeting's papers: shared, opened, received."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tocsin.errors import BadInput, Conflict
from tocsin_server.level import selectors, services
from tocsin_server.level.forms.meetings import ShareForm
from tocsin_server.level.forms.refusals import refuse as refuse_in
from tocsin_server.level.views.files import file_answer
from tocsin_server.units.middleware import Request


@require_http_methods(["GET", "HEAD", "POST"])
def share(request: Request, meeting_id: str) -> HttpResponse:
    """Share words, a file or both with a meeting."""
    row = selectors.meeting(meeting_id, request.viewer)
    form = ShareForm(request.POST or None, request.FILES or None)
    if form.is_valid() and _shared(request, meeting_id, form):
        messages.success(request, f"{form.cleaned_data['title']} is shared.")
        return redirect("level:meeting", row.pk)
    context = {"row": row, "form": form}
    return render(request, "level/meetings/share.html", context, status=422 if form.errors else 200)


@require_safe
def paper(request: Request, meeting_id: str, paper_id: int) -> HttpResponse:
    """A paper; what it says only once the viewer's unit has received it."""
    row = selectors.meeting(meeting_id, request.viewer)
    shown = selectors.paper_shown(row, selectors.paper(row, paper_id, request.viewer), request.viewer)
    owing = [each.unit.name for each in selectors.invitations(row) if each.unit_id in shown.owing]
    return render(request, "level/meetings/paper.html", {"row": row, "shown": shown, "owing": owing})


@require_POST
def open_paper(request: Request, meeting_id: str, paper_id: int) -> HttpResponse:
    """Receive a paper for the viewer's units, and read it."""
    services.open_paper(request.viewer, meeting_id, paper_id)
    return redirect("level:meeting_paper", meeting_id, paper_id)


@require_safe
def paper_file(request: Request, meeting_id: str, paper_id: int) -> HttpResponse:
    """The file of a paper that the viewer's unit has received."""
    row = selectors.meeting(meeting_id, request.viewer)
    found = selectors.paper(row, paper_id, request.viewer)
    if not selectors.paper_shown(row, found, request.viewer).open:
        return redirect("level:meeting_paper", meeting_id, paper_id)
    file, data = services.paper_file(request.viewer, meeting_id, paper_id)
    return file_answer(data, file.media_type, file.name)


def _shared(request: Request, meeting_id: str, form: ShareForm) -> bool:
    """Whether the service took the paper; if not, the form says why."""
    given = dict(form.cleaned_data)
    upload = given.pop("file")
    try:
        file = services.keep_file(request.viewer, upload.name, upload.chunks()) if upload else None
    except BadInput as error:
        form.add_error("file", str(error))
        return False
    try:
        services.share_paper(request.viewer, meeting_id, **given, file=file)
    except (BadInput, Conflict) as error:
        refuse_in(form, error)
        return False
    return True
