"""A TOML file that may be a scheme or a plan: which, shows in what it holds."""

from __future__ import annotations

from pathlib import Path

from tocsin.base import Scheme, tables
from tocsin.errors import BadInput
from tocsin.level.plans import Plan, load_plan
from tocsin.level.schemes import load_scheme


def load_file(source: Path | str) -> Scheme | Plan:
    """The scheme or plan in a TOML file, given by its path or as its text; `BadInput` names line and field.

    >>> load_file('title = "Neither"')
    Traceback (most recent call last):
    ...
    tocsin.errors.BadInput: text: neither a scheme, which has [[level]] tables, nor a plan, with [[measure]]
    """
    names = tables.names(source)
    if "level" in names:
        return load_scheme(source)
    if "measure" in names:
        return load_plan(source)
    where = "text" if isinstance(source, str) else str(source)
    text = "neither a scheme, which has [[level]] tables, nor a plan, with [[measure]]"
    raise BadInput(text, where=where, reason="kind")
