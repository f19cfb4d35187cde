"""The forms in which a unit answers one of its orders, or somebody above takes its answer down."""

from collections.abc import Iterable
from typing import Any

from django import forms

from tocsin.level import Answer, AnswerKind, Evidence, Measure
from tocsin_server.level.forms.raising import in_site_zone, moment_field
from tocsin_server.units.choices import indented

FIELDS = {
    AnswerKind.ACKNOWLEDGED: ("text",),
    AnswerKind.IN_PROGRESS: ("text",),
    AnswerKind.DONE: ("text", "place", "time", "file"),
    AnswerKind.CANNOT: ("text",),
    AnswerKind.DELEGATED: ("to", "text"),
}
NEEDED = {AnswerKind.CANNOT: ("text",), AnswerKind.DELEGATED: ("to",)}
LABELS = {AnswerKind.DONE: "What was done", AnswerKind.CANNOT: "Why it cannot be done; the reason goes up"}


class AnswerForm(forms.Form):
    """One kind of answer, with the fields that it and the measure ask for."""

    kind = forms.CharField(widget=forms.HiddenInput)
    text = forms.CharField(label="Note", max_length=5000, widget=forms.Textarea({"rows": 2}), required=False)
    place = forms.CharField(
        label="Place", max_length=300, required=False, help_text="In words, or as latitude, longitude."
    )
    time = moment_field("When it was done")
    file = forms.FileField(label="File", required=False, help_text="A photograph, a PDF or plain text.")
    to = forms.ChoiceField(label="Pass it on to", required=False)
    note = forms.CharField(
        label="How the unit answered", max_length=500, help_text="Who was spoken to, by which number."
    )

    def __init__(
        self, kind: AnswerKind, measure: Measure, below: Iterable[Any], *, taken_down: bool, data: Any = None,
        files: Any = None,
    ) -> None:  # fmt: skip
        super().__init__(data, files, initial={"kind": kind.value}, auto_id=f"{kind.value}-%s")
        self.answer_kind = kind
        kept = {"kind", *FIELDS[kind], *(("note",) if taken_down else ())}
        for name in set(self.fields) - kept:
            del self.fields[name]
        self._require(measure)
        if kind in LABELS:
            self.fields["text"].label = LABELS[kind]
        if "to" in self.fields:
            field: Any = self.fields["to"]
            field.choices = [("", "Choose a unit"), *((unit.pk, indented(unit)) for unit in below)]
        if "time" in self.fields:
            self.fields["time"].help_text = in_site_zone()

    def _require(self, measure: Measure) -> None:
        """Only what the kind of answer, or for a thing done the measure, cannot do without."""
        asked = {Evidence.TEXT: "text", Evidence.FILE: "file", Evidence.PLACE: "place", Evidence.TIME: "time"}
        needed = set(NEEDED.get(self.answer_kind, ())) | {"kind", "note"}
        if self.answer_kind is AnswerKind.DONE:
            needed |= {asked[kind] for kind in measure.evidence}
        for name, field in self.fields.items():
            field.required = name in needed

    @property
    def said(self) -> Answer:
        """The answer as the core knows it, without its file."""
        given = self.cleaned_data
        return Answer(
            kind=self.answer_kind,
            text=given.get("text", ""),
            place=given.get("place", ""),
            time=given.get("time"),
            to=given.get("to", ""),
        )
