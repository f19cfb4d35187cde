"""The forms of levels and orders."""

import uuid
from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone

from tocsin_server import clock
from tocsin_server.extract import selectors as extract
from tocsin_server.forewarn import selectors as forewarn
from tocsin_server.level.selectors import SCHEME
from tocsin_server.units import selectors as units
from tocsin_server.units.choices import indented
from tocsin_server.units.permissions import Permission
from tocsin_server.units.viewer import Viewer

USUAL = timedelta(days=7)
OFFERED = 8
"""How many recent warnings and incidents are offered as grounds."""

MINUTES = "%Y-%m-%dT%H:%M"


class RaiseForm(forms.Form):
    """Everything a declaration must name. `key` makes sending it twice the same as once."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=100)
    rank = forms.TypedChoiceField(coerce=int, label="Level", widget=forms.RadioSelect)
    unit = forms.ChoiceField(label="Over", help_text="The level holds for this unit and all below it.")
    ends = forms.DateTimeField(
        label="Ends",
        input_formats=[MINUTES],
        widget=forms.DateTimeInput({"type": "datetime-local"}, format=MINUTES),
    )
    basis = forms.CharField(
        label="Legal basis",
        max_length=500,
        help_text="The law or rule, with its article.",
        widget=forms.TextInput,
    )
    owner = forms.CharField(label="Owner", max_length=200, help_text="The office answerable for it.")
    reason = forms.CharField(label="Reason", max_length=2000, widget=forms.Textarea({"rows": 3}))
    warnings = forms.TypedMultipleChoiceField(
        coerce=int, required=False, label="Rests on warnings", widget=forms.CheckboxSelectMultiple
    )
    incidents = forms.MultipleChoiceField(
        required=False, label="Rests on incidents", widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, viewer: Viewer, data: Any = None) -> None:
        super().__init__(data, initial=_initial(viewer), auto_id="raise-%s")
        self.fields["ends"].help_text = f"In the site's time zone, {timezone.get_current_timezone_name()}."
        self._choose("rank", [(level.rank, level.word) for level in SCHEME.levels[1:]])
        self._choose(
            "unit", [(unit.pk, indented(unit)) for unit in units.units_where(viewer, Permission.RAISE_LEVEL)]
        )
        self._warnings = list(forewarn.warnings(viewer)[:OFFERED])
        self._incidents = list(extract.incidents(viewer)[:OFFERED])
        self._choose("warnings", [(row.pk, row.sentence) for row in self._warnings])
        self._choose("incidents", [(row.pk, row.place_name) for row in self._incidents])

    def _choose(self, name: str, choices: list[tuple[Any, str]]) -> None:
        field: Any = self.fields[name]
        field.choices = choices

    @property
    def levels(self) -> list[tuple[Any, Any]]:
        """The radio button of each level, with the level itself."""
        return list(zip(self["rank"], SCHEME.levels[1:], strict=True))

    @property
    def offered_warnings(self) -> list[tuple[Any, Any]]:
        """The tick box of each warning offered, with the warning itself."""
        return list(zip(self["warnings"], self._warnings, strict=True))

    @property
    def offered_incidents(self) -> list[tuple[Any, Any]]:
        """The tick box of each incident offered, with the incident itself."""
        return list(zip(self["incidents"], self._incidents, strict=True))

    @property
    def decision(self) -> dict[str, Any]:
        """The cleaned fields as `services.raise_level` takes them."""
        given = self.cleaned_data
        same = {name: given[name] for name in ("key", "rank", "basis", "owner", "reason", "ends")}
        return {
            **same,
            "scheme": SCHEME.id,
            "unit_id": given["unit"],
            "warning_ids": given["warnings"],
            "incident_ids": given["incidents"],
        }


def _initial(viewer: Viewer) -> dict[str, Any]:
    return {
        "key": uuid.uuid4().hex,
        "ends": timezone.localtime(clock.now() + USUAL).replace(minute=0),
        "unit": viewer.memberships[0].unit_id if viewer.memberships else "",
    }
