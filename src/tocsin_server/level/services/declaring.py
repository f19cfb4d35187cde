"""Declaring: a level is raised, lowered, extended and ended, by two people where it matters most."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from tocsin.base import TLP, Level, ThreatKind, VenueKind
from tocsin.errors import BadInput, Conflict, NotAllowed
from tocsin.level import called_for, refuse_below_floor
from tocsin_server import clock
from tocsin_server.extract import selectors as extracted
from tocsin_server.forewarn import selectors as warned
from tocsin_server.ledger.services import Draft, act
from tocsin_server.level import selectors
from tocsin_server.level.models import Declaration, DeclarationState, NoticeKind, Plan
from tocsin_server.level.services import issuing, tallies
from tocsin_server.level.services.planning import plan_in_use
from tocsin_server.level.services.reaching import announce
from tocsin_server.locks import one_at_a_time
from tocsin_server.units import selectors as units
from tocsin_server.units.permissions import Permission, require
from tocsin_server.units.viewer import Viewer

LONGEST = timedelta(days=366)
"""No level is declared for longer; whoever needs it longer decides again."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What raising a level would set in motion: units and new orders, units by kind, orders by measure."""

    units: int
    orders: int
    by_kind: dict[str, int]
    by_measure: dict[str, int]


def preview(
    *,
    scheme: str,
    rank: int,
    unit_id: str,
    threats: Collection[str] = (),
    venues: Collection[str] = (),
    exercise: bool = False,
) -> Preview:
    """Count exactly what `raise_level` would order now, without ordering it."""
    level, now = _raisable(scheme, rank), clock.now()
    trial = Declaration(
        unit=units.unit(unit_id), scheme=scheme, rank=rank, step=level.step, basis="-", owner="-", reason="-",
        starts=now, ends=now + LONGEST, exercise=exercise, **_scope(threats, venues),
    )  # fmt: skip
    trial.replaces = _standing_there(trial)
    tree, standing = selectors.tree(), issuing.standing(exercise=exercise)
    called = called_for(
        selectors.declared(trial), tree, selectors.scheme(scheme),
        selectors.catalogue(plan_in_use().pk), selectors.additions(trial),
    )  # fmt: skip
    new = [(unit, measure) for unit, measure in called if (unit.id, measure.id) not in standing]
    kinds = Counter(unit.kind.value for unit in {unit for unit, _ in new})
    measures = Counter(measure.id for _, measure in new)
    return Preview(kinds.total(), len(new), dict(sorted(kinds.items())), dict(measures))


def raise_level(
    viewer: Viewer,
    *,
    key: str,
    scheme: str,
    rank: int,
    unit_id: str,
    basis: str,
    owner: str,
    reason: str,
    ends: datetime,
    threats: Collection[str] = (),
    venues: Collection[str] = (),
    exercise: bool = False,
    propose: bool = False,
    warning_ids: Collection[int] = (),
    incident_ids: Collection[str] = (),
) -> Declaration:
    """Put a level in force over a unit and all below it, and give every order that follows, in one transaction.

    One that stands over the same unit, for the same threats and venues, is replaced: so a level is also lowered.
    `key` names this one decision: raising again with it returns the declaration that stands. Where the site asks
    for a second person, or `propose` does, nothing is in force until another person calls `confirm`.

    Errors: `BadInput` naming the field, or below the floor that units above impose; `NotAllowed`; `Conflict`
    where the key stands for another decision or this very level is in force already.
    """
    unit = units.unit(unit_id)
    require(viewer, Permission.RAISE_LEVEL, unit)
    level, plan = _raisable(scheme, rank), plan_in_use()
    with act(viewer.acting_for(unit_id), "level.raised") as entry:
        one_at_a_time(issuing.LOCK)
        if standing := Declaration.objects.filter(key=key).select_related("unit").first():
            entry.cancel()
            return _same(standing, scheme, rank, unit_id, exercise)
        now = clock.now()
        row = Declaration(
            key=key, scheme=scheme, rank=rank, word=level.word, step=level.step, unit=unit, tlp=TLP.AMBER,
            basis=basis, owner=owner, reason=reason, plan=plan, starts=now, ends=_end(ends, level),
            exercise=exercise, proposed=now, proposed_by=viewer.label, state=DeclarationState.PROPOSED,
            **_scope(threats, venues),
        )  # fmt: skip
        _refuse_unless_it_changes(row)
        row.save(force_insert=True)
        row.warnings.set(warned.named(warning_ids, viewer))
        row.incidents.set(extracted.named(incident_ids, viewer))
        if propose or _takes_two(level, exercise):
            entry.action = "level.proposed"
            _tell(entry, row)
        else:
            _tell(entry, row, _put_in_force(row, plan))
    return row


def confirm(declaration_id: Any, viewer: Viewer) -> Declaration:
    """A second person puts in force what another proposed, from now on, with every order that follows.

    Confirming what was confirmed changes nothing. `NotAllowed` for the one who proposed it and for tokens.
    """
    with act(viewer.actor, "level.raised") as entry:
        one_at_a_time(issuing.LOCK)
        row = _proposal(declaration_id, viewer)
        if row.state == DeclarationState.DECLARED:
            entry.cancel()
            return row
        row.starts, row.decided_by, row.plan = clock.now(), viewer.label, plan_in_use()
        if row.ends <= row.starts:
            raise Conflict("The end that was proposed has passed meanwhile; propose it anew.")
        _refuse_unless_it_changes(row)
        _tell(entry, row, _put_in_force(row, row.plan))
    return row


def refuse(declaration_id: Any, viewer: Viewer, reason: str) -> Declaration:
    """A second person, or the one who proposed it, decides that a proposal does not come into force."""
    if not reason.strip():
        raise BadInput("say why it is refused", where="reason")
    with act(viewer.actor, "level.refused") as entry:
        row = selectors.declaration(declaration_id, viewer)
        require(viewer, Permission.RAISE_LEVEL, row.unit)
        waiting = Declaration.objects.filter(pk=row.pk, state=DeclarationState.PROPOSED)
        if not waiting.update(state=DeclarationState.REFUSED, decided_by=viewer.label):
            raise Conflict(f"{row} does not wait for a decision.")
        entry.subject, entry.data = f"declaration:{row.pk}", {"reason": reason}
        row.refresh_from_db()
    return row


def extend_level(declaration_id: Any, viewer: Viewer, ends: datetime, reason: str) -> Declaration:
    """Let a level in force last longer, or end sooner, than was declared; its orders stand as they are."""
    if not reason.strip():
        raise BadInput("say why its end changes", where="reason")
    with act(viewer.actor, "level.extended") as entry:
        one_at_a_time(issuing.LOCK)
        row = _in_force(declaration_id, viewer)
        was, row.ends = row.ends, _end(ends, selectors.scheme(row.scheme).level(row.rank))
        row.save(update_fields=["ends"])
        entry.subject = f"declaration:{row.pk}"
        entry.data = {"from": was, "to": row.ends, "reason": reason}
        announce(row, NoticeKind.CHANGED)
    return row


def end_level(declaration_id: Any, viewer: Viewer, reason: str) -> Declaration:
    """End a level before its time; its open orders need no answer any more, unless another level asks the same."""
    if not reason.strip():
        raise BadInput("say why the level ends early", where="reason")
    with act(viewer.actor, "level.ended") as entry:
        one_at_a_time(issuing.LOCK)
        row = _in_force(declaration_id, viewer)
        row.ended = clock.now()
        row.save(update_fields=["ended"])
        given, withdrawn = issuing.complete_all()
        entry.subject = f"declaration:{row.pk}"
        entry.data = {"unit": row.unit_id, "reason": reason, "given": given.total(), "withdrawn": withdrawn}
        announce(row, NoticeKind.ENDED)
    return row


def _put_in_force(row: Declaration, plan: Plan) -> dict[str, Any]:
    """Declare, replace what stood there, give the orders, write the notices; what the ledger is to say of it."""
    row.state, row.plan = DeclarationState.DECLARED, plan
    if replaced := _standing_there(row):
        replaced.ended = row.starts
        replaced.save(update_fields=["ended"])
        row.replaces = replaced
    row.save()
    withdrawn = issuing.carry_on(replaced, row) if replaced else 0
    issued = issuing.issue(row)
    if replaced:
        tallies.recount(row, issued)
        given, _ = issuing.complete_all()  # what a level above asks for and the replaced one stood for
        issued += given
    else:
        tallies.begin(row, issued)
    announce(row, NoticeKind.ORDERS, issued)
    told = {"orders": issued.total(), "units": len(issued)}
    return told | ({"replaces": replaced.pk, "withdrawn": withdrawn} if replaced else {})


def _refuse_unless_it_changes(row: Declaration) -> None:
    """Refuse what lies below the floor, and what is in force already."""
    wanted = selectors.declared(row)
    live = [selectors.declared(each) for each in selectors.in_force_rows(exercise=row.exercise)]
    refuse_below_floor(live, selectors.tree(), wanted)
    if (standing := _standing_there(row)) and standing.rank == row.rank:
        raise Conflict(f"{standing.word} is in force over {row.unit.name} already; extend it instead.")


def _standing_there(row: Declaration) -> Declaration | None:
    """What is in force over the same unit for the same threats and venues: the one that `row` would replace."""
    for each in selectors.live().filter(unit=row.unit_id, scheme=row.scheme, exercise=row.exercise):
        if (each.threats, each.venues) == (row.threats, row.venues) and each.pk != row.pk:
            return each
    return None


def _takes_two(level: Level, exercise: bool) -> bool:
    return not exercise and 0 < settings.TOCSIN_SECOND_PERSON <= level.step


def _proposal(declaration_id: Any, viewer: Viewer) -> Declaration:
    row = selectors.declaration(declaration_id, viewer)
    require(viewer, Permission.RAISE_LEVEL, row.unit)
    if row.state == DeclarationState.REFUSED:
        raise Conflict(f"{row} was refused.")
    if viewer.person_id is None:
        raise NotAllowed("A second person must confirm it, not a token.")
    if viewer.label == row.proposed_by:
        raise NotAllowed("Somebody else must confirm it: you proposed it yourself.")
    return row


def _in_force(declaration_id: Any, viewer: Viewer) -> Declaration:
    row = selectors.declaration(declaration_id, viewer)
    require(viewer, Permission.RAISE_LEVEL, row.unit)
    if not selectors.live().filter(pk=row.pk).exists():
        raise Conflict(f"{row.word} over {row.unit.name} is not in force.")
    return row


def _raisable(scheme: str, rank: int) -> Level:
    if scheme != selectors.SCHEME.id:
        raise BadInput(f"this site uses the scheme {selectors.SCHEME.id!r}, not {scheme!r}", where="scheme")
    level = selectors.SCHEME.level(rank)
    if level.step == 1:
        raise BadInput(f"{level.word} asks for nothing: it holds where no level is raised", where="rank")
    return level


def _end(ends: datetime, level: Level) -> datetime:  # noqa: ARG001
    now = clock.now()
    if ends.tzinfo is None:
        raise BadInput("say in which time zone, as in 2015-11-21T09:00+08:00", where="ends")
    if ends <= now:
        raise BadInput(f"{ends.isoformat()} is past", where="ends", reason="end_in_past")
    if ends > now + LONGEST:
        raise BadInput(f"no level is raised for more than {LONGEST.days} days", where="ends")
    return ends


def _scope(threats: Collection[str], venues: Collection[str]) -> dict[str, list[str]]:
    return {"threats": _words(ThreatKind, threats, "threats"), "venues": _words(VenueKind, venues, "venues")}


def _words(kind: type[ThreatKind] | type[VenueKind], given: Collection[str], where: str) -> list[str]:
    known = {word.value for word in kind}
    if strange := sorted(set(given) - known):
        raise BadInput(f"{', '.join(strange)}: not among {', '.join(sorted(known))}", where=where)
    return sorted(set(given))


def _same(row: Declaration, scheme: str, rank: int, unit_id: str, exercise: bool) -> Declaration:
    if (row.scheme, row.rank, row.unit_id, row.exercise) != (scheme, rank, unit_id, exercise):
        raise Conflict(f"The key {row.key!r} already stands for {row.word} over {row.unit.name}.")
    return row


def _tell(entry: Draft, row: Declaration, told: dict[str, Any] | None = None) -> None:
    entry.subject = f"declaration:{row.pk}"
    entry.data = {
        "scheme": row.scheme, "rank": row.rank, "unit": row.unit_id, "ends": row.ends, "basis": row.basis,
        "owner": row.owner, "reason": row.reason, "exercise": row.exercise, "threats": row.threats,
        "venues": row.venues, "plan": str(row.plan), **(told or {}),
    }  # fmt: skip
