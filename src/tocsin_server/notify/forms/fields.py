"""The parts of which the form of an alert is made: what is said once, each language, each area."""

import json
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone

from tocsin.base import AlertStatus, Area, Info
from tocsin.errors import BadInput
from tocsin.notify import vocabulary
from tocsin_server.notify import shapes
from tocsin_server.notify.blanks import blanks, filled
from tocsin_server.notify.channels import CHANNELS
from tocsin_server.notify.checking import LONGEST, OWN_WORDS
from tocsin_server.notify.languages import Language

MINUTES = "%Y-%m-%dT%H:%M"
USUAL = timedelta(hours=24)
STATUSES = [
    (AlertStatus.ACTUAL.value, "Actual: for everyone concerned"),
    (AlertStatus.EXERCISE.value, "Exercise: never leaves the house"),
    (AlertStatus.TEST.value, "Test: never leaves the house"),
]
FILL = "fill_"
LABELS = {"cells": "Cell broadcast: every telephone in the area"}


def _words(words: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(word, word) for word in words]


def _moment(label: str) -> forms.DateTimeField:
    widget = forms.DateTimeInput({"type": "datetime-local"}, format=MINUTES)
    return forms.DateTimeField(label=label, input_formats=[MINUTES], widget=widget, required=False)


def _ticks(label: str, choices: list[tuple[str, str]]) -> forms.MultipleChoiceField:
    widget = forms.CheckboxSelectMultiple
    return forms.MultipleChoiceField(label=label, choices=choices, required=False, widget=widget)


def _choice(label: str, words: tuple[str, ...]) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=_words(words), required=False)


class SharedForm(forms.Form):
    """What is said once and holds in every language, in the terms of CAP 1.2."""

    unit = forms.ChoiceField(label="Sent by")
    status = forms.ChoiceField(label="Status", choices=STATUSES)
    urgency = _choice("Urgency", vocabulary.URGENCIES)
    severity = _choice("Severity", vocabulary.SEVERITIES)
    certainty = _choice("Certainty", vocabulary.CERTAINTIES)
    expires = _moment("Expires")
    category = _ticks("Category", _words(vocabulary.CATEGORIES))
    response = _ticks("Response", _words(vocabulary.RESPONSES))
    area_units = _ticks("Areas of units", [])
    channels = _ticks("Send also by", [])
    onset = _moment("Begins")
    web = forms.CharField(label="Web page", max_length=500, required=False, help_text="Begins with https://")
    contact = forms.CharField(label="Contact", max_length=500, required=False)
    note = forms.CharField(
        label="Note",
        max_length=500,
        required=False,
        help_text="For those who work with the message; an exercise is named here.",
    )
    name = forms.CharField(label="Name of the template", max_length=200)
    hours = forms.IntegerField(label="Holds for hours", min_value=1, max_value=24 * 366, initial=24)

    def choose(self, name: str, choices: list[tuple[Any, str]]) -> None:
        """Set what may be chosen."""
        field: Any = self.fields[name]
        field.choices = choices

    def keep(self, names: Iterable[str]) -> None:
        """Ask for these alone."""
        for name in set(self.fields) - set(names):
            del self.fields[name]


class LanguageForm(forms.Form):
    """The texts in one language. Blanks in them, such as {place}, have a field each."""

    event = forms.CharField(label="Event", max_length=LONGEST["event"], required=False)
    headline = forms.CharField(label="Headline", max_length=LONGEST["headline"], required=False)
    description = forms.CharField(
        label="What has happened", required=False, widget=forms.Textarea({"rows": 4})
    )
    instruction = forms.CharField(
        label="What people should do", required=False, widget=forms.Textarea({"rows": 4})
    )
    off = forms.BooleanField(label="Leave this language out", required=False)

    def __init__(
        self, language: Language, data: Any, info: Info | None, *, first: bool, kind: str = "new"
    ) -> None:
        self.language = language
        self.first = first
        initial = {name: getattr(info, name) for name in OWN_WORDS} if info else {}
        super().__init__(data, initial=initial, prefix=language.tag.lower(), auto_id="alert-%s")
        for blank in blanks(self.raw(name) for name in OWN_WORDS) if "template" not in kind else ():
            name = blank.replace("_", " ").capitalize()
            self.fields[FILL + blank] = forms.CharField(label=name, max_length=200, required=False)
        for name, field in self.fields.items():
            if name != "off":
                attributes = {"lang": language.tag, "dir": "rtl" if language.rtl else "ltr"}
                field.widget.attrs |= attributes if not name.startswith(FILL) else {"dir": "auto"}
        if first:
            del self.fields["off"]
            self.fields["event"].help_text = "Two or three words: what it is."
            self.fields["headline"].help_text = "One sentence that can stand alone."
        if kind == "cancel":
            self.fields["description"].label = "Why it no longer holds"
            del self.fields["instruction"]

    def raw(self, name: str) -> str:
        """A text as it was typed, or as it stood at first: with its blanks."""
        if not self.is_bound:
            return str(self.initial.get(name, ""))
        return str(self.data.get(self.add_prefix(name), ""))

    @property
    def written(self) -> bool:
        """Whether there is anything in this language that is to be sent."""
        off = self.is_bound and bool(self.data.get(self.add_prefix("off")))
        return not off and any(self.raw(name).strip() for name in OWN_WORDS)

    @property
    def complete(self) -> bool:
        """Whether all its texts are there."""
        return self.written and all(self.raw(name).strip() for name in OWN_WORDS if name in self.fields)

    @property
    def fills(self) -> list[Any]:
        """The fields of its blanks."""
        return [self[name] for name in self.fields if name.startswith(FILL)]

    @property
    def values(self) -> dict[str, str]:
        """What its blanks are filled with."""
        return {
            name.removeprefix(FILL): str(self.data.get(self.add_prefix(name), ""))
            for name in self.fields
            if name.startswith(FILL)
        }

    def block(self, usual: Mapping[str, str]) -> dict[str, str]:
        """The texts as `drafting.worded` takes them, blanks filled; `usual` are the values of the language
        that comes first, which hold where this one has none."""
        values = {**usual, **{name: value for name, value in self.values.items() if value.strip()}}
        texts = {name: filled(self.raw(name), values) for name in OWN_WORDS if name in self.fields}
        return {"language": self.language.tag, **texts}


class AreaForm(forms.Form):
    """One area: its name, and its shape as it is typed or drawn. What else an area had stays with it."""

    name = forms.CharField(label="Name of the area", max_length=200, required=False)
    shape = forms.CharField(
        label="Corners, or circles",
        required=False,
        widget=forms.Textarea({"rows": 4, "spellcheck": "false", "class": "mono"}),
    )
    more = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, number: int | str, data: Any = None, area: Area | None = None) -> None:
        self.number = number
        initial = {}
        if area is not None:
            kept = {"geocodes": area.geocodes, "altitude": area.altitude, "ceiling": area.ceiling}
            initial = {"name": area.description, "shape": shapes.text_of(area), "more": json.dumps(kept)}
        super().__init__(data, initial=initial, prefix=f"area-{number}", auto_id="alert-%s")

    @property
    def slot(self) -> str:
        """Where what is to be mended in it stands."""
        return f"area-{self.number}"

    @property
    def empty(self) -> bool:
        """Whether nothing was put in."""
        return not any(str(self[name].value() or "").strip() for name in ("name", "shape"))

    def clean_shape(self) -> str:
        text: str = self.cleaned_data["shape"]
        try:
            shapes.parse(text)
        except BadInput as error:
            raise forms.ValidationError(str(error).removeprefix("area: ")) from None
        return text

    def clean_more(self) -> dict[str, Any]:
        """What else the area had: its codes, its heights; the page's own, so a strange one is dropped."""
        try:
            given = json.loads(self.cleaned_data["more"] or "{}")
            codes = tuple((str(name), str(value)) for name, value in given.get("geocodes", ()))
            heights = {name: _height(given.get(name)) for name in ("altitude", "ceiling")}
        except (ValueError, TypeError, AttributeError):
            return {}
        return {"geocodes": codes, **heights}

    @property
    def area(self) -> Area:
        """The area, as it would go out."""
        given = self.cleaned_data
        polygons, circles = shapes.parse(given.get("shape", ""))
        name = given.get("name", "").strip()
        return Area(description=name, polygons=polygons, circles=circles, **given.get("more", {}))


def _height(value: Any) -> float | None:
    return None if value is None else float(value)


def choosable() -> list[tuple[str, str]]:
    """Channels that an alert takes only where a person ticks them, as far as the site has them."""
    names = [channel.name for channel in CHANNELS if getattr(channel, "chosen", False)]
    return [(name, LABELS.get(name, name.capitalize())) for name in names]


def in_site_zone() -> str:
    """What stands beside a field of date and time."""
    return f"In the site's time zone, {timezone.get_current_timezone_name()}."
