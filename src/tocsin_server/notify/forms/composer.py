"""The form in which an alert is written: one page, the same checks while typing as on publishing."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils import timezone

from tocsin.base import Alert, Area
from tocsin.errors import BadInput
from tocsin.notify import Problem
from tocsin.notify.problem import Level
from tocsin_server import clock
from tocsin_server.notify import checking, drafting
from tocsin_server.notify.blanks import BLANK
from tocsin_server.notify.forms.fields import (
    FILL,
    USUAL,
    AreaForm,
    LanguageForm,
    SharedForm,
    choosable,
    in_site_zone,
)
from tocsin_server.notify.languages import language, site_languages
from tocsin_server.units import selectors as units
from tocsin_server.units.choices import indented
from tocsin_server.units.permissions import Permission
from tocsin_server.units.viewer import Viewer

WEIGHT = ("urgency", "severity", "certainty", "category", "response")
REST = ("area_units", "channels", "onset", "web", "contact", "note")
ASKED = {
    "new": ("unit", "status", *WEIGHT, "expires", *REST),
    "revise": (*WEIGHT, "expires", *REST),
    "update": (*WEIGHT, "expires", *REST),
    "extend": ("expires",),
    "cancel": (),
    "template": ("unit", "name", "hours", *WEIGHT, "area_units", "web", "contact"),
    "template_change": ("name", "hours", *WEIGHT, "area_units", "web", "contact"),
}
"""What each kind of work asks for once; all but `extend` ask for the languages too."""

FIELDS = {"responseType": "response", "areaDesc": "name"}
"""CAP's names of elements where the form has others."""

_PATH = re.compile(r"alert/(?:info\[(\d+)\]/)?(\w+)(?:\[(\d+)\])?(?:/(\w+))?")


@dataclass(frozen=True, slots=True)
class Task:
    """What is being written: its kind, the alert it starts from, and how the words are put on that.

    `base` gives the alert that takes the words, from what was chosen in the form; without it, `start` does.
    """

    kind: str
    start: Alert
    base: Callable[[dict[str, Any]], Alert] | None = None
    home: tuple[float, float] | None = None
    channels: tuple[str, ...] = ()
    name: str = ""
    hours: int = 24
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """One thing to mend: beside which field, in which words, by which rule, and whether it forbids."""

    slot: str
    text: str
    rule: str
    path: str
    forbids: bool = True


class Composer:
    """The page's form: `shared` fields, a form for each of `languages` and of `areas`."""

    def __init__(self, viewer: Viewer, task: Task, data: Any = None) -> None:
        self.task = task
        self.data = data
        self.shared = SharedForm(data, initial=_initial(task), auto_id="alert-%s")
        self.shared.keep(ASKED[task.kind])
        self._offer(viewer)
        self.languages = list(self._languages()) if task.kind != "extend" else []
        self.areas = list(self._areas()) if "area_units" in self.shared.fields else []

    def _offer(self, viewer: Viewer) -> None:
        fields = self.shared.fields
        if "unit" in fields:
            mine = units.units_where(viewer, Permission.DRAFT_ALERT)
            self.shared.choose("unit", [(unit.pk, indented(unit)) for unit in mine])
        if "area_units" in fields:
            self.shared.choose("area_units", [(unit.pk, indented(unit)) for unit in units.placed()])
        if "channels" in fields:
            self.shared.choose("channels", choosable())
            if not choosable():
                del fields["channels"]
        for name in {"expires", "onset"} & set(fields):
            fields[name].help_text = in_site_zone()

    def _languages(self) -> Iterator[LanguageForm]:
        """Those of the site, then any other that the alert has."""
        known = {info.language.lower(): info for info in self.task.start.infos}
        shown = [*site_languages()]
        tags = {each.tag.lower() for each in shown}
        shown += [language(info.language) for tag, info in known.items() if tag not in tags]
        if self.task.kind == "cancel":
            shown = [each for each in shown if each.tag.lower() in known]
        for number, each in enumerate(shown):
            info = known.get(each.tag.lower())
            yield LanguageForm(each, self.data, info, first=not number, kind=self.task.kind)

    def _areas(self) -> Iterator[AreaForm]:
        if self.data is None:
            had = self.task.start.infos[0].areas
            yield from (AreaForm(number, None, area) for number, area in enumerate(had))
            yield AreaForm(len(had))
            return
        rows = sorted(
            {int(found[1]) for key in self.data if (found := re.fullmatch(r"area-(\d+)-shape", key))}
        )
        yield from (AreaForm(number, self.data) for number in rows)
        if not rows or not AreaForm(rows[-1], self.data).empty:
            yield AreaForm(rows[-1] + 1 if rows else 0)

    @property
    def spare_area(self) -> AreaForm:
        """What a new area is made from by a script."""
        return AreaForm("__n__")

    @property
    def written(self) -> list[LanguageForm]:
        """The languages in which it goes out; the first one where nothing is written yet."""
        return [each for each in self.languages if each.written] or self.languages[:1]

    @property
    def lead(self) -> LanguageForm | None:
        """The first language written: what its blanks are filled with holds for the others too."""
        return self.written[0] if self.written else None

    @property
    def open(self) -> set[str]:
        """The languages that begin side by side; the others are opened by whoever needs them."""
        return {str(each.prefix) for each in self.written[:2]}

    @property
    def told(self) -> bool:
        """Whether what is to be mended is shown: not before a word of a new alert was written."""
        return self.data is not None or self.task.kind == "revise"

    def is_whole(self) -> bool:
        """Whether all that was put in can be kept."""
        return self.data is not None and not [note for note in self._unusable() if note.forbids]

    @cached_property
    def words(self) -> dict[str, Any]:
        """What was put in, as the services take it; what cannot be used is left out."""
        self.shared.is_valid()
        given = dict(self.shared.cleaned_data)
        apart = ("unit", "status", "area_units", "channels", "name", "hours")
        words = {name: value for name, value in given.items() if name not in apart}
        if self.languages:
            usual = self.written[0].values
            words["languages"] = [each.block(usual) for each in self.written]
        if "area_units" in self.shared.fields:
            words["areas"] = [area for _, area in self._placed]
        return words

    @property
    def channels(self) -> list[str]:
        """The channels ticked."""
        self.shared.is_valid()
        return list(self.shared.cleaned_data.get("channels", self.task.channels))

    @property
    def given(self) -> dict[str, Any]:
        """The fields that are no words: by whom, as what, when."""
        self.shared.is_valid()
        return self.shared.cleaned_data

    @cached_property
    def _placed(self) -> list[tuple[str, Area]]:
        """Each area with the slot its problems stand in: those drawn, then those of units."""
        rows = [form for form in self.areas if form.is_bound and not form.empty]
        drawn = [(f"area-{form.number}", form.area) for form in rows if form.is_valid()]
        ids = self.given.get("area_units", [])
        return drawn + [("area_units", drafting.area_of(unit_id)) for unit_id in ids]

    @cached_property
    def alert(self) -> Alert:
        """The alert as it would go out now."""
        if self.data is None:
            return self.task.start
        base = self.task.base(self.given) if self.task.base else self.task.start
        try:
            return drafting.worded(base, self.words)
        except BadInput as error:
            self._refused = error
            return base

    _refused: BadInput | None = None

    @cached_property
    def notes(self) -> list[Note]:
        """All there is to mend, what forbids first."""
        found = [*self._unusable(), *(self._note(each) for each in self._problems())]
        unique: dict[tuple[str, str], Note] = {}
        for note in found:  # the same is often true of every language
            unique.setdefault((note.slot, note.text), note)
        return sorted(unique.values(), key=lambda note: not note.forbids)

    def _problems(self) -> tuple[Problem, ...]:
        if self.task.kind.startswith("template"):
            return tuple(each for each in checking.found(self.alert) if each.rule in _OF_TEMPLATES)
        return checking.found(self.alert, self.task.home)

    def refuse(self, error: BadInput) -> None:
        """Show what a service refused beside its field."""
        problems = getattr(error, "problems", None) or (Problem(error.where, error.reason, str(error)),)
        shown = {(note.slot, note.text) for note in self.notes}
        new = [self._note(each) for each in problems]
        self.notes[:0] = [note for note in new if (note.slot, note.text) not in shown]

    @property
    def forbidding(self) -> list[Note]:
        return [note for note in self.notes if note.forbids]

    @property
    def advising(self) -> list[Note]:
        return [note for note in self.notes if not note.forbids]

    @property
    def slots(self) -> dict[str, list[Note]]:
        """The notes of every field, also of those that have none: what was said there is then taken back."""
        rows = [form.slot for form in self.areas if form.is_bound or self.data is None]
        names = [*self.shared.fields, *rows]
        for form in self.languages:
            names += [form.add_prefix(name) for name in form.fields if name != "off"]
        found: dict[str, list[Note]] = {name: [] for name in names}
        for note in self.notes if self.told else []:
            found.get(note.slot, []).append(note)
        return found

    def _unusable(self) -> Iterator[Note]:
        """What was put in that is no date, no corner, no number."""
        for name, errors in self.shared.errors.items():
            yield from (Note(name, text, "form", name) for text in map(str, errors))
        for form in [*self.languages, *self.areas]:
            if not form.is_bound:
                continue
            for name, errors in form.errors.items():
                slot = f"area-{form.number}" if isinstance(form, AreaForm) else form.add_prefix(name)
                yield from (Note(slot, text, "form", slot) for text in map(str, errors))
        if self.data is not None and self.alert and self._refused:
            yield Note("", str(self._refused), self._refused.reason, self._refused.where)

    def _note(self, problem: Problem) -> Note:
        slot = self._slot(problem)
        text = problem.message
        if problem.path.endswith("/areaDesc"):
            text = f"Name of the area: {text}"
        return Note(slot, text, problem.rule, problem.path, problem.level is Level.FORBIDS)

    def _slot(self, problem: Problem) -> str:
        """The field that an element of the alert came from."""
        found = _PATH.match(problem.path)
        if found is None:
            return problem.path
        block, name, number = found[1], FIELDS.get(found[2], found[2]), found[3]
        if name == "area":
            return self._area_slot(int(number)) if number else "area_units"
        if block is None or name not in checking.OWN_WORDS or not self.languages:
            return name
        form = self.written[min(int(block), len(self.written)) - 1]
        if problem.rule == "blank" and (blank := BLANK.search(problem.message)):
            field = FILL + blank[1]  # filled once, it is filled in every language
            return (self.lead if self.lead and field in self.lead.fields else form).add_prefix(field)
        return form.add_prefix(name)

    def _area_slot(self, number: int) -> str:
        if self.data is None:
            return f"area-{number - 1}"
        return self._placed[number - 1][0] if number <= len(self._placed) else "area_units"


_OF_TEMPLATES = frozenset({"too-long", "language-twice"})
"""A template may lack what an alert needs: only what could never be used is wrong with it."""


def _initial(task: Task) -> dict[str, Any]:
    info = task.start.infos[0]
    names = (*WEIGHT, "web", "contact")
    said = {name: _plain(getattr(info, name)) for name in names}
    if task.kind == "new" and not info.event:
        said |= {"category": ["Security"], "response": ["Monitor"], **_USUAL}
    expires = info.expires or clock.now() + USUAL
    times = {"expires": timezone.localtime(expires), "onset": info.onset and timezone.localtime(info.onset)}
    rest = {"note": task.start.note, "channels": list(task.channels), "status": task.start.status.value}
    return {**said, **times, **rest, "name": task.name, "hours": task.hours, "unit": task.unit}


_USUAL = {"urgency": "Expected", "severity": "Moderate", "certainty": "Likely"}


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value
