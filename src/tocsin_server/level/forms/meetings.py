"""The forms of meetings: convened, answered, recorded, papers shared, decisions taken."""

import uuid
from collections import Counter
from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone

from tocsin.base import TLP
from tocsin.base.tables import Table
from tocsin.errors import BadInput
from tocsin.level import Area
from tocsin_server import clock
from tocsin_server.level import selectors
from tocsin_server.level.forms.raising import in_site_zone, moment_field
from tocsin_server.units import selectors as units
from tocsin_server.units.permissions import Permission
from tocsin_server.units.viewer import Viewer

SOON = timedelta(hours=2)
USUAL = timedelta(hours=1)
OFFERED = 400
"""Units offered to be ticked, the nearest to the one that convenes; others are named by their ids."""

MEETING_LABELS = [
    (TLP.RED.value, "TLP:RED, certain persons of its units"),
    (TLP.AMBER.value, "TLP:AMBER, its units and those above"),
    (TLP.GREEN.value, "TLP:GREEN, everyone with a role here"),
]
PAPER_LABELS = [
    (TLP.RED.value, "TLP:RED: duty officers, analysts and administrators of the units that come, in person"),
    (TLP.AMBER_STRICT.value, "TLP:AMBER+STRICT: the units of the meeting alone"),
    (TLP.AMBER.value, "TLP:AMBER: the units of the meeting and those above them"),
    (TLP.GREEN.value, "TLP:GREEN: everyone who sees the meeting"),
]


class SpanField(forms.CharField):
    """A length of time as plans write it: "30 min", "2 h", "3 d"."""

    longest = timedelta(days=365)

    def clean(self, value: Any) -> timedelta:
        text = " ".join(super().clean(value).split())
        try:
            return Table("", {"time": text}).span("time", self.longest)
        except BadInput:
            raise forms.ValidationError("Write a time such as 30 min, 2 h or 3 d.") from None


class UnitsField(forms.MultipleChoiceField):
    """Units to be ticked, as they stand in the tree."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, **options)
        self.offered: list[Any] = []

    def offer(self, found: list[Any]) -> None:
        """Let these units be ticked."""
        self.offered = found
        self.choices = [(unit.pk, unit.name) for unit in found]


class WithUnits(forms.Form):
    """A form in which units of a branch are ticked one by one or by kind, or named by their ids."""

    units = UnitsField(label="Units")
    every = forms.MultipleChoiceField(
        required=False,
        label="Every unit directly below of these kinds",
        widget=forms.CheckboxSelectMultiple,
    )
    others = forms.CharField(
        required=False,
        label="Units not in the list",
        help_text="Their ids, parted by spaces.",
        max_length=4000,
    )

    def offer(self, top: Any, branch: Any) -> None:
        """Let the units of a branch be ticked, the nearest to `top`; only those left out need be named."""
        found, beyond = _nearest(branch)
        field: Any = self.fields["units"]
        field.offer(found)
        if not beyond:
            del self.fields["others"]
        self._below = [(unit.pk, unit.kind) for unit in found if unit.parent_id == top.pk]
        kinds = Counter(kind for _, kind in self._below)
        _choose(self, "every", [(kind, _counted(kind, count)) for kind, count in sorted(kinds.items())])

    @property
    def boxes(self) -> list[tuple[Any, Any, int]]:
        """The tick box of each unit, with the unit and how deep it stands in the list."""
        field: Any = self.fields["units"]
        depths = [unit.path.count("/") for unit in field.offered]
        top = min(depths, default=0)
        rows = zip(self["units"], field.offered, depths, strict=True)
        return [(box, unit, min(depth - top, 3)) for box, unit, depth in rows]

    @property
    def chosen(self) -> list[str]:
        """The ids that were ticked or named."""
        given = self.cleaned_data
        every = {pk for pk, kind in self._below if kind in given["every"]}
        return sorted({*given["units"], *every, *given.get("others", "").replace(",", " ").split()})


class ConveneForm(WithUnits):
    """Everything an invitation says. `key` makes sending it twice the same as once."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=100)
    title = forms.CharField(label="Title", max_length=200)
    agenda = forms.CharField(
        label="Agenda", required=False, max_length=4000, widget=forms.Textarea({"rows": 4})
    )
    place = forms.CharField(
        label="Place", required=False, max_length=300, help_text="A room, or the address of a call."
    )
    starts = moment_field("Begins")
    ends = moment_field("Ends")
    tlp = forms.ChoiceField(label="Who may know of it", choices=MEETING_LABELS)
    declaration = forms.ChoiceField(label="About the level", required=False)
    exercise = forms.BooleanField(
        required=False, label="This is an exercise", help_text="Its messages reach no live channel."
    )
    field_order = ("key", "title", "agenda", "place", "starts", "ends")

    def __init__(self, viewer: Viewer, convening: Any, data: Any = None) -> None:
        super().__init__(data, initial=_initial(), auto_id="convene-%s")
        self.convening = convening
        self.fields["starts"].help_text = in_site_zone()
        self.offer(convening, selectors.invitable(convening))
        levels = selectors.declarations(viewer).filter(pk__in=selectors.live())
        _choose(self, "declaration", [("", "None in particular"), *((row.pk, _level(row)) for row in levels)])

    @property
    def call(self) -> dict[str, Any]:
        """The cleaned fields as `services.convene` takes them."""
        given = self.cleaned_data
        names = ("key", "title", "agenda", "place", "starts", "ends", "tlp", "exercise")
        return {
            **{name: given[name] for name in names},
            "unit_id": self.convening.pk,
            "unit_ids": self.chosen,
            "declaration_id": given["declaration"] or None,
        }


class ShareForm(forms.Form):
    """A paper: words, a file, or both, under its label."""

    title = forms.CharField(label="Title", max_length=200)
    text = forms.CharField(
        label="Text", required=False, max_length=20_000, widget=forms.Textarea({"rows": 8})
    )
    file = forms.FileField(
        label="File", required=False, help_text="JPEG, PNG, PDF or plain text, at most 10 MB."
    )
    tlp = forms.ChoiceField(label="Who may read it", choices=PAPER_LABELS, widget=forms.RadioSelect)

    def __init__(self, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files, initial={"tlp": TLP.AMBER.value}, auto_id="share-%s")


class DecideForm(WithUnits):
    """A decision, and the order it becomes."""

    title = forms.CharField(label="Title", max_length=60, help_text="A few words, as orders are listed by.")
    text = forms.CharField(label="What is to be done", max_length=4000, widget=forms.Textarea({"rows": 4}))
    area = forms.ChoiceField(label="Area", choices=[(area.value, area.value.capitalize()) for area in Area])
    acknowledge = SpanField(label="Time to acknowledge", initial="1 h", help_text="As 30 min, 2 h or 1 d.")
    do = SpanField(label="Time to do it", initial="1 d", help_text="As 30 min, 2 h or 1 d.")
    basis = forms.CharField(
        label="Legal basis", max_length=500, help_text="The law or rule, with its article."
    )
    owner = forms.CharField(label="Owner", max_length=200, help_text="The office answerable for it.")
    declaration = forms.ChoiceField(label="Ordered under the level")

    def __init__(self, viewer: Viewer, meeting: Any, data: Any = None) -> None:
        super().__init__(data, auto_id="decide-%s")
        self.offer(meeting.unit, units.subtree(meeting.unit))
        levels = selectors.declarations(viewer).filter(pk__in=selectors.live(), exercise=meeting.exercise)
        _choose(self, "declaration", [(row.pk, _level(row)) for row in levels])
        if meeting.declaration_id:
            self.initial["declaration"] = meeting.declaration_id

    @property
    def trial(self) -> dict[str, Any]:
        """The cleaned fields as `services.preview_decision` takes them."""
        given = self.cleaned_data
        same = {name: given[name] for name in ("acknowledge", "do")}
        return {**same, "unit_ids": self.chosen, "declaration_id": given["declaration"]}

    @property
    def decision(self) -> dict[str, Any]:
        """The cleaned fields as `services.decide` takes them."""
        names = ("title", "text", "area", "basis", "owner")
        return {**self.trial, **{name: self.cleaned_data[name] for name in names}}


def convening_units(viewer: Viewer) -> list[Any]:
    """The viewer's own units for which it may convene."""
    mine = units.units_of(viewer) & units.units_where(viewer, Permission.CONVENE)
    return list(mine.distinct())


def _initial() -> dict[str, Any]:
    starts = timezone.localtime(clock.now() + SOON).replace(minute=0)
    return {"key": uuid.uuid4().hex, "starts": starts, "ends": starts + USUAL, "tlp": TLP.AMBER.value}


def _nearest(branch: Any) -> tuple[list[Any], int]:
    """The units of a branch that are offered, the nearest, in the order of the tree; and how many are not."""
    depths = sorted((path.count("/"), path) for path in branch.values_list("path", flat=True))
    paths = [path for _, path in depths[:OFFERED]]
    return list(branch.filter(path__in=paths).order_by("path")), len(depths) - len(paths)


def _counted(kind: str, count: int) -> str:
    return f"{kind.replace('_', ' ').capitalize()} ({count})"


def _level(row: Any) -> str:
    return f"{'EXERCISE: ' if row.exercise else ''}{row.word} over {row.unit.name}"


def _choose(form: forms.Form, name: str, choices: list[tuple[Any, str]]) -> None:
    field: Any = form.fields[name]
    field.choices = choices
