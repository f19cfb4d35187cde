"""The form that adds a feed."""

from typing import Any

from django import forms

from tocsin.collect import SOURCES
from tocsin_server.units import selectors as units
from tocsin_server.units.choices import indented
from tocsin_server.units.permissions import Permission
from tocsin_server.units.viewer import Viewer

KINDS = [(source.name, source.name.replace("_", " ").upper()) for source in SOURCES]


class FeedForm(forms.Form):
    """A new feed's columns; whether its address may be asked at all, the service decides."""

    name = forms.CharField(max_length=200, label="Name")
    id = forms.SlugField(
        max_length=100, label="Short name", help_text="Lower-case letters, digits and hyphens."
    )
    outlet = forms.CharField(
        max_length=200, label="Outlet", help_text="Who publishes it. Copies of one wire count once."
    )
    outlet_country = forms.RegexField(
        r"^[A-Z]{2}$", required=False, label="Country of the outlet", help_text="Two letters, such as FR."
    )
    language = forms.CharField(
        max_length=10, required=False, label="Language", help_text="Such as en or fr; empty if it varies."
    )
    kind = forms.ChoiceField(label="Kind", choices=KINDS)
    url = forms.URLField(
        max_length=2000,
        required=False,
        label="Address",
        assume_scheme="https",
        help_text="Empty for a feed that is only pushed to.",
    )
    minutes = forms.IntegerField(min_value=1, initial=5, label="Minutes between polls")
    unit = forms.ChoiceField(label="Belongs to", help_text="The unit whose reports these are.")

    def __init__(self, viewer: Viewer, data: Any = None) -> None:
        super().__init__(data, auto_id="feed-%s")
        field: Any = self.fields["unit"]
        field.choices = [
            (unit.pk, indented(unit)) for unit in units.units_where(viewer, Permission.MANAGE_FEEDS)
        ]
