"""What the service refuses, said at the field it is about."""

from collections.abc import Mapping

from django import forms

from tocsin.errors import BadInput, TocsinError


def refuse(form: forms.Form, error: TocsinError, renamed: Mapping[str, str] | None = None) -> None:
    """Put an error's words beside the field that it names, or above the form; `renamed` leads from the
    service's name of a field to the form's."""
    where = error.where if isinstance(error, BadInput) else ""
    field = (renamed or {}).get(where, where)
    if field in form.fields:
        form.add_error(field, str(error).removeprefix(f"{where}: "))
    else:
        form.add_error(None, str(error))
