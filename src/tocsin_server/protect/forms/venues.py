"""The forms of venues and of what belongs to them."""

from typing import Any

from django import forms
from django.http import QueryDict

from tocsin.base import TLP, VenueKind
from tocsin.errors import BadInput
from tocsin.protect.duties import ProcedureKind
from tocsin.protect.venues.writing import fields_of
from tocsin_server.level.forms.raising import in_site_zone, moment_field
from tocsin_server.protect import selectors
from tocsin_server.protect.selectors import Filters
from tocsin_server.protect.services.venues import VenueFaults
from tocsin_server.units import selectors as units
from tocsin_server.units.choices import indented
from tocsin_server.units.permissions import Permission
from tocsin_server.units.viewer import Viewer

KINDS = [(kind.value, kind.value.replace("_", " ").capitalize()) for kind in VenueKind]
LABELS = [
    (TLP.AMBER.value, "TLP:AMBER, its unit, those above and those below"),
    (TLP.AMBER_STRICT.value, "TLP:AMBER+STRICT, its unit and those above"),
    (TLP.GREEN.value, "TLP:GREEN, everyone with a role here"),
    (TLP.RED.value, "TLP:RED, certain persons of its unit"),
]
POINTS = [("entrance", "Entrance"), ("checkpoint", "Checkpoint")]
PROCEDURES = [
    (ProcedureKind.EVACUATION.value, "Evacuation: everybody out"),
    (ProcedureKind.INVACUATION.value, "Invacuation: everybody to a safe place inside"),
    (ProcedureKind.LOCKDOWN.value, "Lockdown: nobody in or out"),
    (ProcedureKind.COMMUNICATION.value, "Communication: how people are told"),
]
OUTCOMES = [
    ("worked", "It worked"),
    ("with_faults", "It worked, with faults to mend"),
    ("failed", "It did not work"),
]


def cleaned(form: forms.Form) -> dict[str, Any]:
    """What a small form holds; `BadInput` with its first complaint, which the page it stood on then shows."""
    if form.is_valid():
        return dict(form.cleaned_data)
    name, errors = next(iter(form.errors.items()))
    label = str(form.fields[name].label) if name in form.fields else ""
    raise BadInput(str(errors[0]), where=label, reason="form")


def managed_units(viewer: Viewer) -> list[tuple[str, str]]:
    """The units whose venues a viewer may keep, as choices."""
    found = units.units_where(viewer, Permission.MANAGE_VENUES)
    return [(unit.pk, indented(unit)) for unit in found]


def _choose(form: forms.Form, name: str, choices: list[tuple[str, str]]) -> None:
    field: Any = form.fields[name]
    field.choices = choices


class FilterForm(forms.Form):
    """What of the register to show; every field is optional, and one that makes no sense narrows nothing."""

    text = forms.CharField(required=False, label="Name, id or place", max_length=100)
    kind = forms.ChoiceField(required=False, label="Kind", choices=[("", "All kinds"), *KINDS])
    unit = forms.ChoiceField(required=False, label="Unit")
    least = forms.IntegerField(required=False, label="Holds at least", min_value=0)
    closed = forms.BooleanField(required=False, label="Closed ones")

    def __init__(self, viewer: Viewer, data: QueryDict) -> None:
        super().__init__(data, auto_id="filter-%s")
        found = [(unit.pk, indented(unit)) for unit in selectors.owners(viewer)]
        _choose(self, "unit", [("", "All units"), *found])

    @property
    def filters(self) -> Filters:
        """What was asked for."""
        self.is_valid()
        return Filters(
            **{name: value for name, value in self.cleaned_data.items() if value not in ("", None)}
        )


class VenueForm(forms.Form):
    """A venue's fields as texts: the core reads them, and says what is wrong with which."""

    unit = forms.ChoiceField(label="Looked after by")
    id = forms.CharField(label="Id", help_text="Letters, digits and hyphens; it stays.", max_length=100)
    name = forms.CharField(label="Name", max_length=200)
    kind = forms.ChoiceField(label="Kind", choices=KINDS)
    place = forms.CharField(label="Where it is, in words", required=False, max_length=300)
    latitude = forms.CharField(label="Latitude", help_text="Degrees, such as 48.8719.")
    longitude = forms.CharField(label="Longitude", help_text="Degrees, such as 2.3316.")
    zone = forms.CharField(label="Time zone", help_text="Such as Europe/Paris.")
    capacity = forms.CharField(label="Capacity", help_text="The most people it may hold.")
    present = forms.CharField(
        label="People present",
        required=False,
        max_length=4000,
        widget=forms.TextInput,
        help_text="400 at all hours, or Mo-Fr 08-18=400; Sa,Su 10-16=900. Empty: as many as it holds.",
    )
    district = forms.CharField(label="District", required=False, help_text="Groups venues for rosters.")
    floor = forms.CharField(
        label="Least share of shifts with a visit", required=False, help_text="From 0 to 1; empty: 0."
    )
    ceiling = forms.CharField(label="Most share", required=False, help_text="From 0 to 1; empty: 1.")
    tlp = forms.ChoiceField(label="Who sees it", choices=LABELS)
    notes = forms.CharField(
        label="Notes", required=False, max_length=10_000, widget=forms.Textarea({"rows": 4})
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, viewer: Viewer, data: Any = None, row: Any = None) -> None:
        initial = _initial(row) if row is not None else {"tlp": TLP.AMBER.value}
        super().__init__(data, initial=initial, auto_id="venue-%s")
        offered = managed_units(viewer)
        if row is not None:
            del self.fields["id"]
        _choose(self, "unit", offered)

    @property
    def texts(self) -> dict[str, str]:
        """The venue's fields by name, as the service takes them."""
        return {name: value for name, value in self.cleaned_data.items() if name not in ("unit", "seen")}

    def blame(self, error: VenueFaults) -> None:
        """Put what is wrong beside the fields it is about."""
        for field, problem in error.faults:
            self.add_error(field if field in self.fields else None, problem)


def _initial(row: Any) -> dict[str, str]:
    texts = fields_of(selectors.core(row))
    seen = row.changed.isoformat()
    return {
        **texts,
        "unit": row.unit_id,
        "place": row.place,
        "notes": row.notes,
        "tlp": row.tlp,
        "seen": seen,
    }


class ImportForm(forms.Form):
    """A table of venues, and whose the new ones become."""

    unit = forms.ChoiceField(label="New venues belong to")
    table = forms.FileField(label="CSV or GeoJSON file", help_text="In UTF-8, up to 11 MB.")

    def __init__(self, viewer: Viewer, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files, auto_id="import-%s")
        _choose(self, "unit", managed_units(viewer))


class ContactForm(forms.Form):
    """Who is called about a venue: a function, never a person's name."""

    function = forms.CharField(label="Function", max_length=200, help_text="Such as control room.")
    number = forms.CharField(label="Number", max_length=50)
    position = forms.IntegerField(label="Called in this order", min_value=1, max_value=999, initial=1)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="contact-%s")


class EventForm(forms.Form):
    """Something for which many people come."""

    name = forms.CharField(label="Event", max_length=200)
    starts = moment_field("Starts")
    ends = moment_field("Ends")
    expected = forms.IntegerField(label="Most people at a time", min_value=1)
    entry_checks = forms.BooleanField(
        required=False, label="Entry is checked", help_text="Tickets, passes or membership are looked at."
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="event-%s")
        self.fields["starts"].help_text = in_site_zone()


class PointForm(forms.Form):
    """An entrance or a checkpoint."""

    name = forms.CharField(label="Entrance or checkpoint", max_length=200)
    kind = forms.ChoiceField(label="Which", choices=POINTS)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="point-%s")


class ProofForm(forms.Form):
    """A form that may carry a file as proof."""

    file = forms.FileField(
        label="File", required=False, help_text="JPEG, PNG, PDF or plain text, up to 10 MB."
    )


class ProcedureForm(ProofForm):
    """A procedure to be adopted, in words or as a file."""

    kind = forms.ChoiceField(label="For", choices=PROCEDURES)
    text = forms.CharField(
        label="What is done", required=False, max_length=50_000, widget=forms.Textarea({"rows": 5})
    )
    field_order = ("kind", "text", "file")

    def __init__(self, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files, auto_id="procedure-%s")


class RehearsalForm(ProofForm):
    """That a procedure was tried out."""

    held = moment_field("Held")
    outcome = forms.ChoiceField(label="What came of it", choices=OUTCOMES)
    note = forms.CharField(label="Note", required=False, max_length=5000, widget=forms.Textarea({"rows": 2}))
    field_order = ("held", "outcome", "note", "file")

    def __init__(self, data: Any = None, files: Any = None, number: int = 0) -> None:
        super().__init__(data, files, auto_id=f"rehearsal-{number}-%s")


class DutyForm(ProofForm):
    """Where a duty stands."""

    state = forms.ChoiceField(label="It is", choices=selectors.DUTY_STATES)
    due = forms.DateField(
        label="Due", required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    note = forms.CharField(label="Note", required=False, max_length=5000, widget=forms.Textarea({"rows": 2}))
    regime = forms.IntegerField(widget=forms.HiddenInput)
    duty = forms.CharField(widget=forms.HiddenInput, max_length=100)
    event = forms.IntegerField(required=False, widget=forms.HiddenInput)
    field_order = ("state", "due", "note", "file")

    def __init__(self, data: Any = None, files: Any = None, shown: Any = None, number: int = 0) -> None:
        super().__init__(data, files, auto_id=f"duty-{number}-%s", initial=_of_duty(shown))


def _of_duty(shown: Any) -> dict[str, Any] | None:
    if shown is None:
        return None
    return {
        "state": shown.state, "due": shown.due, "note": shown.record.note if shown.record else "",
        "regime": shown.regime.pk, "duty": shown.duty.id, "event": shown.event.pk if shown.event else None,
    }  # fmt: skip


class RegimeForm(forms.Form):
    """A regime to adopt: one that comes with Tocsin, or a TOML file of the site's own."""

    unit = forms.ChoiceField(label="Holds for", help_text="And for all units below it.")
    known = forms.ChoiceField(label="One that comes with Tocsin", required=False)
    file = forms.FileField(label="Or a file of your own (TOML)", required=False)

    def __init__(
        self, viewer: Viewer, known: list[tuple[str, str]], data: Any = None, files: Any = None
    ) -> None:
        super().__init__(data, files, auto_id="regime-%s")
        found = units.units_where(viewer, Permission.MANAGE_REGIMES)
        _choose(self, "unit", [(unit.pk, indented(unit)) for unit in found])
        _choose(self, "known", [("", "None"), *known])
