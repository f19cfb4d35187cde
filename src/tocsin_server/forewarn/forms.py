"""The filters of the page of warnings. They live in the address: a view can be sent to others."""

from typing import Any

from django import forms
from django.http import QueryDict

from tocsin.base import IncidentKind
from tocsin_server.forewarn import selectors
from tocsin_server.forewarn.selectors import Filters

SHOW = [("", "Raised, standing"), ("all", "Raised, withdrawn too"), ("held", "Held back")]
SORT = [("", "Latest day first"), ("surprise", "Most surprising first")]
JUDGED = [("", "Any"), ("no", "Not judged"), ("yes", "Judged"), *selectors.JUDGEMENTS]
KINDS = [(kind.value, kind.value.replace("_", " ").capitalize()) for kind in IncidentKind]
REPORTS = ("reports", "Reports of a country")


class FilterForm(forms.Form):
    """Every field is optional; one that makes no sense shows its error and narrows nothing."""

    country = forms.ChoiceField(required=False, label="Country")
    kind = forms.ChoiceField(required=False, label="Kind", choices=[("", "All kinds"), REPORTS, *KINDS])
    detector = forms.ChoiceField(required=False, label="Detector")
    judged = forms.ChoiceField(required=False, label="Judged", choices=JUDGED)
    since = forms.DateField(required=False, label="From", widget=forms.DateInput({"type": "date"}))
    until = forms.DateField(required=False, label="To", widget=forms.DateInput({"type": "date"}))
    show = forms.ChoiceField(required=False, label="Show", choices=SHOW)
    sort = forms.ChoiceField(required=False, label="Order", choices=SORT)

    def __init__(self, data: QueryDict, countries: list[tuple[str, str]], detectors: list[str]) -> None:
        super().__init__(data, auto_id="filter-%s")
        self._choose("country", [("", "All countries"), *countries])
        self._choose("detector", [("", "All detectors"), *((name, name) for name in detectors)])

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        field: Any = self.fields[name]
        field.choices = choices

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", "This is before the day in From.")
        return cleaned

    @property
    def filters(self) -> Filters:
        """What was asked for."""
        self.is_valid()
        given = {name: value for name, value in self.cleaned_data.items() if value not in ("", None)}
        show = given.pop("show", "")
        return Filters(standing=show != "all", held=show == "held", **given)
