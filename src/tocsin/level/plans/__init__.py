"""Plans: catalogues of measures, one TOML file each in this folder, one line in `PLANS`."""

from __future__ import annotations

from pathlib import Path

from tocsin.errors import BadInput
from tocsin.level.plans.changes import Change, ChangeKind, change_text, changes
from tocsin.level.plans.file import load_plan
from tocsin.level.plans.measure import FALLBACK, Area, Evidence, Measure, Plan, refuse_spans

PLANS: list[str] = ["standard"]


def get_plan(name: str) -> Plan:
    """A plan that comes with Tocsin; `BadInput` lists the names there are.

    >>> get_plan("standard").id
    'standard'
    """
    return load_plan(plan_file(name))


def plan_file(name: str) -> Path:
    """Where a plan that comes with Tocsin lies, to be copied and changed; `BadInput` lists the names.

    >>> plan_file("standard").name
    'standard.toml'
    """
    if name not in PLANS:
        raise BadInput(f"there is no such plan; there are {', '.join(PLANS)}", where=name, reason="plan")
    return Path(__file__).parent / f"{name}.toml"


__all__ = [
    "FALLBACK",
    "PLANS",
    "Area",
    "Change",
    "ChangeKind",
    "Evidence",
    "Measure",
    "Plan",
    "change_text",
    "changes",
    "get_plan",
    "load_plan",
    "plan_file",
    "refuse_spans",
]
