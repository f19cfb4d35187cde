"""The forms that plan patrols, add teams and say what levels ask for."""

import uuid
from datetime import time, timedelta
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.utils import timezone

from tocsin.base import VenueKind
from tocsin_server import clock
from tocsin_server.protect.floors import Rule
from tocsin_server.protect.services.planning import MOST_DAYS, Wanted
from tocsin_server.units import selectors as units
from tocsin_server.units.choices import indented
from tocsin_server.units.permissions import Permission
from tocsin_server.units.viewer import Viewer

KINDS = [("", "Every kind"), *((kind.value, kind.value.replace("_", " ").capitalize()) for kind in VenueKind)]


class PlanForm(forms.Form):
    """What is to be planned. `key` makes sending it twice the same as once."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=100)
    unit = forms.ChoiceField(label="For", help_text="Its venues and those of all units below it.")
    first_day = forms.DateField(label="First day", widget=forms.DateInput({"type": "date"}))
    days = forms.IntegerField(label="Days", min_value=1, max_value=MOST_DAYS, initial=7)
    starts = forms.CharField(
        label="Shifts start at", initial="06:00, 14:00, 22:00", max_length=200,
        help_text="Each shift lasts until the next begins.",
    )  # fmt: skip
    zone = forms.CharField(label="By the clocks of", max_length=64, help_text="Such as Europe/Paris.")
    teams = forms.IntegerField(label="Teams on duty in a shift", min_value=1, max_value=2000, initial=2)
    visits = forms.IntegerField(
        label="Venues one team visits in a shift", min_value=1, max_value=50, initial=3
    )
    most_shifts = forms.IntegerField(
        label="Shifts a week of one team, at most", min_value=1, max_value=168, initial=5
    )
    rest_hours = forms.FloatField(
        label="Hours of rest between two", min_value=0, max_value=168, initial=11,
        help_text="Eleven is what the European Union asks for at least.",
    )  # fmt: skip
    reason = forms.CharField(label="What it is for", max_length=500, widget=forms.TextInput)

    def __init__(self, viewer: Viewer, data: Any = None, unit_id: str = "") -> None:
        today = timezone.localdate(clock.now())
        initial = {
            "key": uuid.uuid4().hex, "unit": unit_id, "first_day": today, "zone": settings.TIME_ZONE
        }  # fmt: skip
        super().__init__(data, initial=initial, auto_id="plan-%s")
        field: Any = self.fields["unit"]
        field.choices = [
            (unit.pk, indented(unit)) for unit in units.units_where(viewer, Permission.PLAN_PATROLS)
        ]

    def clean_starts(self) -> tuple[time, ...]:
        """The hours at which shifts start, in order."""
        given = [part for part in self.cleaned_data["starts"].replace(",", " ").split() if part]
        try:
            return tuple(sorted(time.fromisoformat(part) for part in given))
        except ValueError:
            raise forms.ValidationError("Write the times as 06:00, 14:00, 22:00.") from None

    def clean_zone(self) -> str:
        """A zone that there is."""
        zone: str = self.cleaned_data["zone"].strip()
        if zone not in available_timezones():
            raise forms.ValidationError("There is no such time zone; write one such as Europe/Paris.")
        return zone

    def clean_first_day(self) -> Any:
        """A day that is not past."""
        day = self.cleaned_data["first_day"]
        if day < clock.now().date() - timedelta(days=1):
            raise forms.ValidationError("That day is past.")
        return day

    @property
    def wanted(self) -> Wanted:
        """What was filled in."""
        given = self.cleaned_data
        names = ("first_day", "days", "starts", "zone", "teams", "visits", "most_shifts", "rest_hours")
        return Wanted(**{name: given[name] for name in names})


class TeamsForm(forms.Form):
    """Teams by their call signs, and where they set out."""

    names = forms.CharField(
        label="Call signs", widget=forms.Textarea({"rows": 3}), max_length=20_000,
        help_text="One in each line. A team is a call sign; who is in it stands nowhere here.",
    )  # fmt: skip
    skills = forms.CharField(label="Skills", required=False, max_length=200, help_text="Such as dog, medic.")
    latitude = forms.FloatField(label="Sets out at latitude", required=False, min_value=-90, max_value=90)
    longitude = forms.FloatField(label="and longitude", required=False, min_value=-180, max_value=180)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="teams-%s")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if (cleaned.get("latitude") is None) != (cleaned.get("longitude") is None):
            self.add_error("longitude", "Give both, or neither.")
        return cleaned

    @property
    def wanted(self) -> dict[str, Any]:
        """What was filled in, as the service takes it."""
        given = self.cleaned_data
        place = (given["latitude"], given["longitude"])
        return {
            "names": given["names"].splitlines(),
            "skills": [word.strip() for word in given["skills"].split(",") if word.strip()],
            "depot": None if None in place else place,
        }


class FloorForm(forms.Form):
    """One line of the table of what levels ask for."""

    step = forms.IntegerField(label="From step", min_value=1, max_value=10)
    kind = forms.ChoiceField(label="Kind of venue", choices=KINDS, required=False)
    percent = forms.FloatField(label="% of shifts with a visit, at least", min_value=0, max_value=100)

    @property
    def rule(self) -> Rule:
        """The line as the service takes it."""
        given = self.cleaned_data
        return Rule(given["step"], given["kind"], given["percent"] / 100)


FloorsForm = forms.formset_factory(FloorForm, extra=1, can_delete=True, max_num=60)


def floors_form(rules: tuple[Rule, ...], data: Any = None) -> Any:
    """The table, filled in with the rules that hold."""
    lines = [{"step": rule.step, "kind": rule.kind, "percent": round(100 * rule.share, 4)} for rule in rules]
    return FloorsForm(data, initial=lines, prefix="floors")
