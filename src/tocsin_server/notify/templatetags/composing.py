"""Template tags of the composer: a field with what is to be mended in it."""

from typing import Any

from django import template

from tocsin_server.notify.languages import Language, language

register = template.Library()


@register.inclusion_tag("notify/compose/field.html")
def asked(form: Any, field: Any, hint: str = "") -> dict[str, Any]:
    """A field, its help, and its slot for problems; `hint` is read out after its label."""
    name = field.html_name
    notes = form.slots.get(name, [])
    described = [f"slot-{name}", *([f"{field.auto_id}_helptext"] if field.help_text else [])]
    attributes = {"aria-describedby": " ".join(described)}
    if any(note.forbids for note in notes):
        attributes["aria-invalid"] = "true"
    widget = "" if field.use_fieldset else field.as_widget(attrs=attributes)
    return {
        "field": field, "name": name, "notes": notes, "widget": widget, "hint": hint,
        "described": attributes["aria-describedby"],
    }  # fmt: skip


@register.filter
def notes_of(form: Any, slot: str) -> list[Any]:
    """What is to be mended in a field."""
    found: list[Any] = form.slots.get(slot, [])
    return found


@register.filter
def tongue(tag: str) -> Language:
    """What is known of a language by its tag."""
    return language(tag)
