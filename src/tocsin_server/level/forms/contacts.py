"""The form that adds a way to reach a unit."""

from typing import Any

from django import forms

from tocsin_server.level.selectors import contact_ways
from tocsin_server.level.wording import LANGUAGES

LABELS = {
    "mail": "E-mail",
    "sms": "SMS",
    "webhook": "Signed web hook",
    "telephone": "Telephone, for people to call",
}


class ContactForm(forms.Form):
    """A channel and an address, who answers there, and in which language."""

    channel = forms.ChoiceField(label="Channel")
    address = forms.CharField(label="Address or number", max_length=500)
    office = forms.CharField(label="Who answers there", max_length=200, required=False)
    language = forms.ChoiceField(label="Language", choices=[(code, code) for code in LANGUAGES], initial="en")
    position = forms.IntegerField(
        label="Place in the call-down", min_value=1, max_value=999, initial=1, help_text="1 is called first."
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="contact-%s")
        field: Any = self.fields["channel"]
        field.choices = [(way, LABELS.get(way, way.replace("_", " ").capitalize())) for way in contact_ways()]
