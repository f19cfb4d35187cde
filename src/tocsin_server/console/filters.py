"""The filters of the picture. They live in the address, so that a view can be sent to a colleague."""

from typing import Any

from django import forms
from django.http import QueryDict

from tocsin.base import IncidentKind
from tocsin.extract.grading import DIGITS, LETTERS, UNKNOWN_DIGIT, UNKNOWN_LETTER
from tocsin_server.console import words
from tocsin_server.extract.selectors import Filters

KINDS = [("", "All kinds"), *((kind.value, words.plain(kind.value)) for kind in IncidentKind)]
SOURCES = [
    ("", "Any"),
    *((letter, f"{letter} or better") for letter in LETTERS if letter != UNKNOWN_LETTER),
]
CREDIBILITY = [
    ("", "Any"),
    *(
        (str(digit), f"{digit}, {means}, or better")
        for digit, means in DIGITS.items()
        if digit != UNKNOWN_DIGIT
    ),
]
IN_ADDRESS = {"first": "from", "last": "to"}
"""Fields whose name in the address is a word that Python keeps for itself."""


class FilterForm(forms.Form):
    """Every field is optional; one that makes no sense shows its error and narrows nothing."""

    text = forms.CharField(required=False, max_length=200, label="Text in place or report")
    kind = forms.ChoiceField(required=False, label="Kind", choices=KINDS)
    country = forms.ChoiceField(required=False, label="Country")
    first = forms.DateField(required=False, label="From", widget=forms.DateInput({"type": "date"}))
    last = forms.DateField(required=False, label="To", widget=forms.DateInput({"type": "date"}))
    killed = forms.IntegerField(required=False, min_value=0, label="Killed, at least")

    source = forms.ChoiceField(required=False, label="A source graded", choices=SOURCES)
    credibility = forms.TypedChoiceField(
        required=False, label="Credibility", choices=CREDIBILITY, coerce=int, empty_value=None
    )

    def __init__(self, data: QueryDict, countries: list[str]) -> None:
        super().__init__(data, auto_id="filter-%s")
        names = sorted((words.country(code), code) for code in countries)
        choices = [("", "All countries"), *((code, name) for name, code in names)]
        self.fields["country"].widget.choices = self.fields["country"].choices = choices  # type: ignore[attr-defined]

    def add_prefix(self, field_name: str) -> str:
        return IN_ADDRESS.get(field_name, field_name)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and last < first:
            self.add_error("last", "This is before the day in From.")
        return cleaned

    @property
    def filters(self) -> Filters:
        """What was asked for."""
        self.is_valid()
        return Filters(
            **{name: value for name, value in self.cleaned_data.items() if value not in ("", None)}
        )
