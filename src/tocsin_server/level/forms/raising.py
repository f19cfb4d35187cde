"""The form that raises a level, and those that change or end one in force."""

import uuid
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone

from tocsin.base import ThreatKind, VenueKind
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
RAISABLE = [level for level in SCHEME.levels if level.step > 1]
"""The levels that can be declared: the one at rest holds by itself."""


def moment_field(label: str) -> forms.DateTimeField:
    """A date and time as browsers offer it, in the site's zone."""
    widget = forms.DateTimeInput({"type": "datetime-local"}, format=MINUTES)
    return forms.DateTimeField(label=label, input_formats=[MINUTES], widget=widget)


def in_site_zone() -> str:
    """What stands beside a field of date and time."""
    return f"In the site's time zone, {timezone.get_current_timezone_name()}."


def _kinds(words: type[ThreatKind] | type[VenueKind]) -> list[tuple[str, str]]:
    return [(word.value, word.value.replace("_", " ").capitalize()) for word in words]


class RaiseForm(forms.Form):
    """Everything a declaration must name. `key` makes sending it twice the same as once."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=100)
    rank = forms.TypedChoiceField(coerce=int, label="Level", widget=forms.RadioSelect)
    unit = forms.ChoiceField(label="Over", help_text="The level holds for this unit and all below it.")
    ends = moment_field("Ends")
    threats = forms.MultipleChoiceField(
        required=False,
        label="Only against these kinds of threat",
        choices=_kinds(ThreatKind),
        widget=forms.CheckboxSelectMultiple,
    )
    venues = forms.MultipleChoiceField(
        required=False,
        label="Only at these kinds of venue",
        choices=_kinds(VenueKind),
        widget=forms.CheckboxSelectMultiple,
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
    exercise = forms.BooleanField(
        required=False,
        label="This is an exercise",
        help_text="It sets no level and reaches no live channel; every page and message says EXERCISE.",
    )
    propose = forms.BooleanField(required=False, label="A second person confirms it first")

    def __init__(self, viewer: Viewer, data: Any = None, *, ground: int | None = None) -> None:
        super().__init__(data, initial=_initial(viewer), auto_id="raise-%s")
        self.fields["ends"].help_text = in_site_zone()
        self.fields["propose"].help_text = _who_confirms()
        self._choose("rank", [(level.rank, level.word) for level in RAISABLE])
        self._choose(
            "unit", [(unit.pk, indented(unit)) for unit in units.units_where(viewer, Permission.RAISE_LEVEL)]
        )
        asked = _asked(data, ground)
        recent = list(forewarn.warnings(viewer)[:OFFERED])
        self._warnings = list(dict.fromkeys([*_warnings(viewer, asked), *recent]))
        self._incidents = list(extract.incidents(viewer)[:OFFERED])
        if data is None and asked:
            self.initial.update(_resting_on(_warnings(viewer, asked)))
        self._choose("warnings", [(row.pk, row.sentence) for row in self._warnings])
        self._choose("incidents", [(row.pk, row.place_name) for row in self._incidents])

    def _choose(self, name: str, choices: list[tuple[Any, str]]) -> None:
        field: Any = self.fields[name]
        field.choices = choices

    @property
    def levels(self) -> list[tuple[Any, Any]]:
        """The radio button of each level, with the level itself."""
        return list(zip(self["rank"], RAISABLE, strict=True))

    @property
    def offered_warnings(self) -> list[tuple[Any, Any]]:
        """The tick box of each warning offered, with the warning itself."""
        return list(zip(self["warnings"], self._warnings, strict=True))

    @property
    def offered_incidents(self) -> list[tuple[Any, Any]]:
        """The tick box of each incident offered, with the incident itself."""
        return list(zip(self["incidents"], self._incidents, strict=True))

    @property
    def has_scope(self) -> bool:
        """Whether what was sent limits it, so that the page shows these fields open."""
        return bool(self.data and (self["threats"].value() or self["venues"].value()))

    @property
    def trial(self) -> dict[str, Any]:
        """The cleaned fields as `services.preview` takes them."""
        given = self.cleaned_data
        same = {name: given[name] for name in ("rank", "threats", "venues", "exercise")}
        return {**same, "scheme": SCHEME.id, "unit_id": given["unit"]}

    @property
    def decision(self) -> dict[str, Any]:
        """The cleaned fields as `services.raise_level` takes them."""
        given = self.cleaned_data
        same = {name: given[name] for name in ("key", "basis", "owner", "reason", "ends", "propose")}
        return {
            **self.trial,
            **same,
            "warning_ids": given["warnings"],
            "incident_ids": given["incidents"],
        }


class ExtendForm(forms.Form):
    """Another end for a level in force, and why."""

    ends = moment_field("New end")
    reason = forms.CharField(label="Why its end changes", max_length=2000)

    def __init__(self, declaration_id: Any, ends: datetime, data: Any = None) -> None:
        initial = {"ends": timezone.localtime(ends)}
        super().__init__(data, initial=initial, auto_id=f"extend-{declaration_id}-%s")
        self.fields["ends"].help_text = in_site_zone()


def _asked(data: Any, ground: int | None) -> list[int]:
    """The warnings that the form was opened with or sent with: offered however old they are."""
    if data is None:
        return [] if ground is None else [ground]
    return [int(each) for each in data.getlist("warnings") if each.isdecimal()]


def _warnings(viewer: Viewer, asked: list[int]) -> list[Any]:
    return list(forewarn.warnings(viewer, standing=False).filter(pk__in=asked)) if asked else []


def _resting_on(warnings: list[Any]) -> dict[str, Any]:
    """What a warning fills in: itself as a ground, and its sentence as the reason, to be written on."""
    return {
        "warnings": [row.pk for row in warnings],
        "reason": " ".join(row.sentence for row in warnings),
    }


def _who_confirms() -> str:
    step = settings.TOCSIN_SECOND_PERSON
    words = [level.word for level in RAISABLE if 0 < step <= level.step]
    if not words:
        return "Nothing is ordered until another duty officer has confirmed it."
    return f"Always so for {' and '.join(words)} on this site. Nothing is ordered before."


def _initial(viewer: Viewer) -> dict[str, Any]:
    return {
        "key": uuid.uuid4().hex,
        "ends": timezone.localtime(clock.now() + USUAL).replace(minute=0),
        "unit": viewer.memberships[0].unit_id if viewer.memberships else "",
    }
