"""The form in which a unit adds a measure of its own to the plan."""

from datetime import timedelta
from typing import Any

from django import forms

from tocsin.base import ThreatKind, UnitKind, VenueKind
from tocsin.level import Area, Evidence, Measure
from tocsin_server.level.selectors import SCHEME
from tocsin_server.units import selectors as units
from tocsin_server.units.choices import indented
from tocsin_server.units.permissions import Permission
from tocsin_server.units.viewer import Viewer


def _words(kinds: Any) -> list[tuple[str, str]]:
    return [(kind.value, kind.value.replace("_", " ").capitalize()) for kind in kinds]


class MeasureForm(forms.Form):
    """All that a measure must say; in one language, since it is for one branch."""

    unit = forms.ChoiceField(label="For", help_text="This unit and all below it.")
    slug = forms.SlugField(
        label="Short name",
        max_length=100,
        help_text="Lower-case letters, digits and hyphens, as in gate-checks.",
    )
    title = forms.CharField(label="Title", max_length=200)
    text = forms.CharField(label="What is to be done", max_length=3000, widget=forms.Textarea({"rows": 3}))
    area = forms.ChoiceField(label="Area", choices=_words(Area))
    step = forms.TypedChoiceField(label="From level", coerce=int)
    kinds = forms.MultipleChoiceField(
        label="Carried out by", choices=_words(UnitKind), widget=forms.CheckboxSelectMultiple
    )
    threats = forms.MultipleChoiceField(
        label="Only against", choices=_words(ThreatKind), required=False, widget=forms.CheckboxSelectMultiple
    )
    venues = forms.MultipleChoiceField(
        label="Only at", choices=_words(VenueKind), required=False, widget=forms.CheckboxSelectMultiple
    )
    basis = forms.CharField(label="Legal basis", max_length=500)
    owner = forms.CharField(label="Owner", max_length=200, help_text="The office answerable for it.")
    acknowledge = forms.IntegerField(label="To acknowledge within, minutes", min_value=1, max_value=10080)
    do = forms.IntegerField(label="To do within, minutes", min_value=1, max_value=129600)
    evidence = forms.MultipleChoiceField(
        label="Evidence asked for",
        choices=_words(Evidence),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    cost = forms.CharField(label="What it takes", max_length=500, required=False)

    def __init__(self, viewer: Viewer, data: Any = None) -> None:
        initial = {"acknowledge": 60, "do": 1440, "evidence": [Evidence.TEXT.value]}
        super().__init__(data, initial=initial, auto_id="measure-%s")
        unit: Any = self.fields["unit"]
        unit.choices = [(u.pk, indented(u)) for u in units.units_where(viewer, Permission.RAISE_LEVEL)]
        step: Any = self.fields["step"]
        step.choices = [(level.step, level.word) for level in SCHEME.levels if level.step > 1]

    def clean(self) -> dict[str, Any]:
        """A thing is not to be done before it is to be known."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if given.get("do", 0) < given.get("acknowledge", 0):
            self.add_error("do", "It may not be shorter than the time to acknowledge.")
        return given

    @property
    def measure(self) -> Measure:
        """The core's measure."""
        given = self.cleaned_data
        return Measure(
            id=given["slug"].lower(),
            area=Area(given["area"]),
            title={"en": given["title"]},
            text={"en": given["text"]},
            step=given["step"],
            kinds=frozenset(map(UnitKind, given["kinds"])),
            basis=given["basis"],
            owner=given["owner"],
            acknowledge=timedelta(minutes=given["acknowledge"]),
            do=timedelta(minutes=given["do"]),
            threats=frozenset(map(ThreatKind, given["threats"])),
            venues=frozenset(map(VenueKind, given["venues"])),
            evidence=frozenset(map(Evidence, given["evidence"])),
            cost=given["cost"],
        )
