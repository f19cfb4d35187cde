"""Plans: adopted version by version, and what units add to them for themselves."""

import hashlib
import re
from collections.abc import Collection
from datetime import datetime

from tocsin.base import STEPS
from tocsin.errors import BadInput, Conflict
from tocsin.level import Measure, get_plan, load_plan, plan_file
from tocsin.level import Plan as CorePlan
from tocsin.level.plans import refuse_spans
from tocsin_server import clock
from tocsin_server.codec import encode
from tocsin_server.ledger.services import Actor, act
from tocsin_server.level import selectors
from tocsin_server.level.models import Measure as MeasureRow
from tocsin_server.level.models import Plan
from tocsin_server.level.services.issuing import LOCK, complete_all
from tocsin_server.locks import one_at_a_time
from tocsin_server.units import selectors as units
from tocsin_server.units.permissions import Permission, require
from tocsin_server.units.viewer import Viewer

FIRST = "standard"
"""The plan a new site has before it adopts one of its own."""

FOUNDER = Actor("system:founding")


def adopt_plan(viewer: Viewer, source: str) -> Plan:
    """Raise levels under this plan from now on, a TOML file as text; levels in force keep theirs.

    Adopting the very same text again returns the version that stands. `BadInput` names line and field, or
    says that this version stands with other words; `NotAllowed` but for those who may raise a level at the
    root.
    """
    root = units.root()
    if root is None:
        raise Conflict("There are no units yet.")
    require(viewer, Permission.MANAGE_PLAN, root)
    plan = load_plan(source)
    with act(viewer.acting_for(root.pk), "level.plan_adopted") as entry:
        one_at_a_time("level.plan")
        row, new = _adopted(plan, source, viewer.label)
        entry.subject, entry.data = f"plan:{row}", {"digest": row.digest, "measures": len(plan.measures)}
        if not new:
            entry.cancel()
    return row


def plan_in_use() -> Plan:
    """The plan to raise a level under; a new site adopts the one that comes with Tocsin."""
    if row := selectors.current_plan():
        return row
    with act(FOUNDER, "level.plan_adopted") as entry:
        one_at_a_time("level.plan")
        source = plan_file(FIRST).read_text("utf-8")
        row, new = _adopted(get_plan(FIRST), source, FOUNDER.label)
        entry.subject, entry.data = f"plan:{row}", {"digest": row.digest}
        if not new:
            entry.cancel()
    return row


def add_measure(viewer: Viewer, unit_id: str, measure: Measure, only: Collection[str] = ()) -> MeasureRow:
    """Add a measure for a unit and all below it, or for `only` some of these; orders follow where a level
    calls for it.

    `NotAllowed`; `BadInput` for a measure that lacks something, or units outside the branch; `Conflict` where
    the id is taken.
    """
    unit = units.unit(unit_id)
    require(viewer, Permission.RAISE_LEVEL, unit)
    _refuse_incomplete(measure)
    if stray := sorted(set(only) - set(units.subtree(unit).values_list("pk", flat=True))):
        raise BadInput(f"not below {unit.name}: {', '.join(stray)}", where="only", reason="unit")
    with act(viewer.acting_for(unit_id), "level.measure_added") as entry:
        one_at_a_time(LOCK)
        _refuse_taken(measure.id)
        row = MeasureRow.objects.create(
            unit=unit, only=sorted(only), slug=measure.id, data=encode(measure),
            added=clock.now(), added_by=viewer.label,
        )  # fmt: skip
        done = complete_all()
        entry.subject = f"unit:{unit_id}"
        entry.data = {"measure": measure.id, "only": row.only, "orders": done.given.total()}
    return row


def drop_measure(viewer: Viewer, slug: str) -> None:
    """Take back a measure that a unit added: its open orders are withdrawn. Twice is the same as once."""
    row = MeasureRow.objects.select_related("unit").filter(plan=None, slug=slug).first()
    if row is None or row.unit is None:
        raise BadInput("no unit added such a measure", where=f"measure {slug}", reason="unknown_measure")
    require(viewer, Permission.RAISE_LEVEL, row.unit)
    with act(viewer.acting_for(row.unit.pk), "level.measure_dropped") as entry:
        one_at_a_time(LOCK)
        if not MeasureRow.objects.filter(pk=row.pk, dropped=None).update(dropped=clock.now()):
            entry.cancel()
            return
        entry.subject = f"unit:{row.unit.pk}"
        entry.data = {"measure": slug, "withdrawn": complete_all().withdrawn}


def _refuse_incomplete(measure: Measure) -> None:
    """What a plan's file is refused for, a measure that a unit adds is refused for, too."""
    if not re.fullmatch(r"[a-z0-9-]{1,100}", measure.id):
        raise BadInput(f"{measure.id!r} is not lower-case letters, digits and hyphens", where="id")
    words = {"title": measure.title.get("en", ""), "text": measure.text.get("en", "")}
    for name, given in {**words, "basis": measure.basis, "owner": measure.owner}.items():
        if not given.strip():
            raise BadInput("may not be empty", where=name)
    if not measure.kinds:
        raise BadInput("say which kinds of unit carry it out", where="kinds")
    if not 1 <= measure.step <= STEPS:
        raise BadInput(f"{measure.step} is not 1 to {STEPS}", where="step")
    refuse_spans(measure.acknowledge, measure.do)


def _refuse_taken(slug: str) -> None:
    row = plan_in_use()
    taken = any(measure.id == slug for measure in selectors.catalogue(row.pk).measures)
    if taken or MeasureRow.objects.filter(plan=None, slug=slug).exists():
        raise Conflict(f"There is a measure {slug!r} already.")


def _adopted(plan: CorePlan, source: str, by: str) -> tuple[Plan, bool]:
    digest = hashlib.sha256(source.encode()).hexdigest()
    if standing := Plan.objects.filter(name=plan.id, version=plan.version).first():
        if standing.digest != digest:
            text = f"{plan.id} {plan.version} was adopted with other words; give the new one its own version"
            raise BadInput(text, where="version", reason="plan_version")
        return standing, False
    now = clock.now()
    row = Plan.objects.create(
        name=plan.id,
        version=plan.version,
        title=plan.title,
        source=source,
        digest=digest,
        adopted=now,
        adopted_by=by,
    )
    MeasureRow.objects.bulk_create(_measure(row, measure, now, by) for measure in plan.measures)
    return row, True


def _measure(plan: Plan, measure: Measure, now: datetime, by: str) -> MeasureRow:
    return MeasureRow(plan=plan, slug=measure.id, data=encode(measure), added=now, added_by=by)
