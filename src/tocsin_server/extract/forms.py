"""The form by which a person overrules a grade."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from tocsin.errors import BadInput


class OverruleForm(forms.Form):
    """A grade of a scale, why, and the last day on which it stands."""

    grade = forms.ChoiceField(label="Grade")
    until = forms.DateField(
        label="Until the end of", widget=forms.DateInput({"type": "date"}), help_text="A year at most."
    )
    reason = forms.CharField(max_length=500, label="Reason", widget=forms.Textarea({"rows": 2}))

    def __init__(self, scale: Mapping[Any, str], data: Any = None) -> None:
        super().__init__(data, auto_id="overrule-%s")
        field: Any = self.fields["grade"]
        field.choices = [(str(grade), f"{grade}, {means}") for grade, means in scale.items()]

    @property
    def given(self) -> tuple[str, str, datetime]:
        """Grade, reason and end; `BadInput` says what is missing or wrong."""
        if not self.is_valid():
            name, errors = next(iter(self.errors.items()))
            raise BadInput(f"{self.fields[name].label}: {errors[0]}", where=name)
        said = self.cleaned_data
        end = datetime.combine(said["until"] + timedelta(days=1), time.min)
        return said["grade"], said["reason"], timezone.make_aware(end)
