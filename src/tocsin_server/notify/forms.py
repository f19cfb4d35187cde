"""The form in which an alert is written."""

import re
from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone

from tocsin.base import Alert, AlertStatus, Area
from tocsin.notify import vocabulary
from tocsin_server import clock
from tocsin_server.notify.drafting import area_of
from tocsin_server.units import selectors as units
from tocsin_server.units.choices import indented
from tocsin_server.units.permissions import Permission
from tocsin_server.units.viewer import Viewer

MINUTES = "%Y-%m-%dT%H:%M"
USUAL = timedelta(hours=24)
LANGUAGES = [("en", "English"), ("fr", "French"), ("es", "Spanish"), ("ar", "Arabic"), ("zh", "Chinese")]
STATUSES = [
    (AlertStatus.ACTUAL.value, "Actual: for everyone concerned"),
    (AlertStatus.EXERCISE.value, "Exercise: never leaves the house"),
    (AlertStatus.TEST.value, "Test: never leaves the house"),
]


def _words(words: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(word, word) for word in words]


class RingField(forms.CharField):
    """Corners typed or drawn, "48.9, 2.2" one a line: a closed ring of (latitude, longitude), or nothing."""

    def clean(self, value: Any) -> tuple[tuple[float, float], ...]:
        lines = [line for line in re.split(r"[\n;]+", super().clean(value) or "") if line.strip()]
        corners = [self._corner(line) for line in lines]
        if not corners:
            return ()
        if len(set(corners)) < 3:
            raise forms.ValidationError("An area needs at least three corners.")
        return tuple(corners if corners[0] == corners[-1] else [*corners, corners[0]])

    def _corner(self, line: str) -> tuple[float, float]:
        try:
            latitude, longitude = (float(part) for part in re.split(r"[,\s]+", line.strip()))
        except ValueError:
            raise forms.ValidationError(f"“{line.strip()}” is not a latitude and a longitude.") from None
        return latitude, longitude


class AlertForm(forms.Form):
    """The words of an alert, in the terms of CAP 1.2."""

    unit = forms.ChoiceField(label="Sent by")
    status = forms.ChoiceField(label="Status", choices=STATUSES)
    language = forms.ChoiceField(label="Language", choices=LANGUAGES)
    event = forms.CharField(label="Event", max_length=200, help_text="Two or three words: what it is.")
    headline = forms.CharField(
        label="Headline", max_length=160, help_text="One sentence that can stand alone."
    )
    description = forms.CharField(label="What has happened", widget=forms.Textarea({"rows": 4}))
    instruction = forms.CharField(
        label="What people should do", required=False, widget=forms.Textarea({"rows": 3})
    )
    category = forms.MultipleChoiceField(
        label="Category", choices=_words(vocabulary.CATEGORIES), widget=forms.CheckboxSelectMultiple
    )
    response = forms.MultipleChoiceField(
        label="Response",
        choices=_words(vocabulary.RESPONSES),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    urgency = forms.ChoiceField(label="Urgency", choices=_words(vocabulary.URGENCIES))
    severity = forms.ChoiceField(label="Severity", choices=_words(vocabulary.SEVERITIES))
    certainty = forms.ChoiceField(label="Certainty", choices=_words(vocabulary.CERTAINTIES))
    expires = forms.DateTimeField(
        label="Expires",
        input_formats=[MINUTES],
        widget=forms.DateTimeInput({"type": "datetime-local"}, format=MINUTES),
    )
    area_units = forms.MultipleChoiceField(
        label="Areas of units", required=False, widget=forms.CheckboxSelectMultiple
    )
    area_name = forms.CharField(label="Name of the area drawn", max_length=200, required=False)
    ring = RingField(
        label="Corners of the area drawn",
        required=False,
        widget=forms.Textarea({"rows": 4, "spellcheck": "false"}),
        help_text="Latitude, longitude in degrees, one corner a line. Clicking the map adds one.",
    )

    def __init__(self, viewer: Viewer, data: Any = None, *, earlier: Alert | None = None) -> None:
        super().__init__(data, initial=_initial(earlier), auto_id="alert-%s")
        self.earlier = earlier
        self.fields["expires"].help_text = f"In the site's time zone, {timezone.get_current_timezone_name()}."
        mine = [(unit.pk, indented(unit)) for unit in units.units_where(viewer, Permission.DRAFT_ALERT)]
        placed = [(unit.pk, indented(unit)) for unit in units.placed()]
        for name, choices in (("unit", mine), ("area_units", placed)):
            field: Any = self.fields[name]
            field.choices = choices
        if earlier is not None:
            del self.fields["unit"], self.fields["status"]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if given.get("ring") and not given.get("area_name"):
            self.add_error("area_name", "Say in words which area this is.")
        if not (given.get("area_units") or given.get("ring") or self.earlier or self.errors):
            self.add_error("area_units", "Choose at least one unit, or draw an area.")
        return given

    @property
    def words(self) -> dict[str, Any]:
        """The cleaned fields as `services` takes them; without new areas the old ones stay."""
        given = self.cleaned_data
        areas = [area_of(unit_id) for unit_id in given["area_units"]]
        if given["ring"]:
            areas.append(Area(description=given["area_name"], polygons=(given["ring"],)))
        apart = {"unit", "status", "area_units", "area_name", "ring"}
        words = {name: value for name, value in given.items() if name not in apart}
        return {**words, "areas": areas} if areas else words


def _initial(earlier: Alert | None) -> dict[str, Any]:
    expires = timezone.localtime(clock.now() + USUAL).replace(minute=0)
    if earlier is None:
        usual = {
            "category": ["Security"],
            "urgency": "Expected",
            "severity": "Moderate",
            "certainty": "Likely",
        }
        return {**usual, "response": ["Monitor"], "expires": expires}
    info = earlier.infos[0]
    names = (
        "language",
        "event",
        "headline",
        "description",
        "instruction",
        "urgency",
        "severity",
        "certainty",
    )
    said = {name: getattr(info, name) for name in names}
    until = timezone.localtime(info.expires) if info.expires else expires
    return {**said, "category": list(info.category), "response": list(info.response), "expires": until}
