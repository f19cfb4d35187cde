"""The pages on which alerts are written: new, changed, updated, extended, ended, and from a file."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from tocsin.base import Alert, AlertStatus, MessageType, Scope
from tocsin.errors import BadInput, Conflict
from tocsin_server import clock
from tocsin_server.notify import drafting, previews, selectors, services
from tocsin_server.notify.forms import Composer, Task
from tocsin_server.units import selectors as units
from tocsin_server.units.middleware import Request
from tocsin_server.units.permissions import Permission, allowed, require, require_somewhere
from tocsin_server.units.viewer import Viewer

FORM = require_http_methods(["GET", "HEAD", "POST"])
Save = Callable[[Composer, str], HttpResponse]
OUT = "publish"
PROPOSE = "propose"
KINDS = {"update": MessageType.UPDATE, "extend": MessageType.UPDATE, "cancel": MessageType.CANCEL}
TITLES = {
    "update": "Update the alert",
    "extend": "Let it hold longer, or end sooner",
    "cancel": "End the alert",
}


@FORM
def compose(request: Request) -> HttpResponse:
    """Write a new alert, from a template or from nothing; it is a draft until it is published."""
    viewer = request.viewer
    require_somewhere(viewer, Permission.DRAFT_ALERT)
    chosen = request.GET.get("template", "")
    template = selectors.template(int(chosen), viewer) if chosen.isdecimal() else None
    task = _new(viewer, template)

    def save(form: Composer, do: str) -> HttpResponse:
        given = form.given
        row = services.draft(
            viewer,
            unit_id=given["unit"],
            status=given["status"],
            template_id=template.pk if template else None,
            channels=form.channels,
            **form.words,
        )
        return _go_on(request, row, do)

    context = {
        "title": "Write an alert",
        "templates": selectors.templates(viewer),
        "template": template,
        "takes_two": selectors.takes_two(AlertStatus.ACTUAL),
    }
    return show_or_save(request, task, save, context)


@FORM
def revise(request: Request, alert_id: int) -> HttpResponse:
    """Change a draft."""
    row = selectors.alert(alert_id, request.viewer)
    require(request.viewer, Permission.DRAFT_ALERT, row.unit)
    start = replace(selectors.record(row), sent=drafting.whole_second(clock.now()))
    task = Task("revise", start, home=selectors.home(row.unit), channels=tuple(row.channels))

    def save(form: Composer, do: str) -> HttpResponse:
        saved = services.revise(row.pk, request.viewer, channels=form.channels, **form.words)
        return _go_on(request, saved, do)

    context = {"title": "Change the draft", "row": row, "takes_two": selectors.takes_two(row.status)}
    return show_or_save(request, task, save, context)


@FORM
def follow(request: Request, alert_id: int, kind: str) -> HttpResponse:
    """Write the message that updates, extends or ends an alert that is out."""
    row = selectors.alert(alert_id, request.viewer)
    require(request.viewer, Permission.DRAFT_ALERT, row.unit)
    if not selectors.can_follow(row):
        raise Conflict("Only a message that is out, holds, and is the last of its line can be followed.")
    start = drafting.successor(selectors.record(row), KINDS[kind], clock.now())
    if kind == "cancel":
        start = drafting.worded(start, {"languages": drafting.ended(start, ""), "response": ["AllClear"]})
    task = Task(kind, start, home=selectors.home(row.unit), channels=tuple(row.channels))

    def save(form: Composer, do: str) -> HttpResponse:
        ends = {"response": ["AllClear"], "note": _reason(form)} if kind == "cancel" else {}
        words = form.words | {"channels": form.channels} | ends
        follower = services.follow(row.pk, request.viewer, KINDS[kind], **words)
        return _go_on(request, follower, do)

    takes_two = selectors.takes_two(row.status)
    may_publish = allowed(request.viewer, Permission.PUBLISH_ALERT, row.unit)
    context = {
        "title": TITLES[kind],
        "row": row,
        "follows": True,
        "takes_two": takes_two,
        "may_publish": may_publish and not takes_two,
    }
    return show_or_save(request, task, save, context)


class FileForm(forms.Form):
    """A CAP file to start from."""

    unit = forms.ChoiceField(label="Draft of")
    file = forms.FileField(label="CAP file", widget=forms.FileInput({"accept": ".xml,.cap"}))

    def __init__(self, viewer: Viewer, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files, auto_id="file-%s")
        field: Any = self.fields["unit"]
        field.choices = [(unit.pk, unit.name) for unit in units.units_where(viewer, Permission.DRAFT_ALERT)]


@FORM
def import_cap(request: Request) -> HttpResponse:
    """Take the words of a CAP file as a draft."""
    require_somewhere(request.viewer, Permission.DRAFT_ALERT)
    form = FileForm(request.viewer, request.POST or None, request.FILES or None)
    if form.is_valid():
        data = form.cleaned_data["file"].read()
        try:
            row = services.import_cap(request.viewer, data, unit_id=form.cleaned_data["unit"])
        except BadInput as error:
            form.add_error("file", str(error))
        else:
            messages.success(request, "Taken as a draft. Look it over: nothing has gone out.")
            return redirect("notify:alert", row.pk)
    status = 422 if form.errors else 200
    return render(request, "notify/import.html", {"form": form}, status=status)


@require_POST
def duplicate(request: Request, alert_id: int) -> HttpResponse:
    """A new draft that says the same."""
    row = services.duplicate(alert_id, request.viewer)
    messages.success(request, "Copied to a new draft.")
    return redirect("notify:revise", row.pk)


def _new(viewer: Viewer, template: Any) -> Task:
    """The task of writing a new alert: the unit is the first one the viewer writes for."""
    unit = units.units_where(viewer, Permission.DRAFT_ALERT).order_by("path").first()
    name, home = (unit.name, selectors.home(unit)) if unit else ("", None)
    start = drafting.blank(name, AlertStatus.ACTUAL, Scope.PUBLIC, "", clock.now())
    if template is not None and unit is not None:
        start = replace(start, infos=selectors.starting_words(template, unit, {}))

    def base(given: dict[str, Any]) -> Alert:
        chosen = units.unit(given["unit"]) if given.get("unit") else unit
        sender = chosen.name if chosen else ""
        status = AlertStatus(given.get("status") or AlertStatus.ACTUAL)
        infos = tuple(replace(info, sender_name=sender) for info in start.infos)
        return replace(start, status=status, infos=infos)

    return Task("new", start, base, home=home, unit=unit.pk if unit else "")


def _reason(form: Composer) -> str:
    """Why the alert ends, in the first language, as the note that goes with the message."""
    blocks = form.words.get("languages") or [{}]
    return str(blocks[0].get("description", ""))


def show_or_save(request: Request, task: Task, save: Save, context: dict[str, Any]) -> HttpResponse:
    """Show what is typed as it would be met; or save what is whole and go on."""
    form = Composer(request.viewer, task, request.POST or None)
    if request.method == "POST" and "preview" not in request.POST:
        do = request.POST.get("do", "")
        goes_on = do in (OUT, PROPOSE) and form.forbidding
        if form.is_whole() and not goes_on:
            try:
                with transaction.atomic():  # what cannot go on as asked is not saved either
                    return save(form, do)
            except (BadInput, Conflict) as error:
                form.refuse(error if isinstance(error, BadInput) else BadInput(str(error), reason="conflict"))
        context["refused"] = True
    context |= {"form": form, "preview": _preview(form, request), "shapes": previews.shapes_of(_areas(form))}
    if getattr(request, "htmx", False) and "preview" in request.POST:
        return render(request, "notify/compose/live.html", context)
    return render(request, "notify/compose/page.html", context, status=422 if "refused" in context else 200)


def _preview(form: Composer, request: Request) -> dict[str, Any]:
    """What stands beside the form: the alert in one language, and whom it would reach."""
    tags = [info.language for info in form.alert.infos]
    shown = request.POST.get("show", "")
    seen = previews.seen(form.alert, shown)
    return {"seen": seen, "tags": tags, "reach": previews.reach(form.alert)}


def _areas(form: Composer) -> Any:
    return form.alert.infos[0].areas if form.alert.infos else ()


def _go_on(request: Request, row: Any, do: str) -> HttpResponse:
    """What is to be done with what was saved."""
    if do == PROPOSE:
        services.propose(row.pk, request.viewer)
        messages.success(request, "It waits for a second person. Nothing has gone out.")
    elif do == OUT:
        row = services.publish(row.pk, request.viewer)
        messages.success(request, f"Published as {row.identifier}.")
    else:
        messages.success(request, "Saved as a draft. Nothing has gone out.")
    return redirect("notify:alert", row.pk)
