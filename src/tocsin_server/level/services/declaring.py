"""Declaring: a level is raised, lowered, extended and ended, by two people where it matters most."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from tocsin.base import TLP, Level, ThreatKind, VenueKind
from tocsin.errors import BadInput, Conflict, NotAllowed
from tocsin.level import refuse_below_floor, refuse_unraisable
from tocsin_server import clock
from tocsin_server.extract import selectors as extracted
from tocsin_server.forewarn import selectors as warned
from tocsin_server.ledger.services import Actor, Draft, act
from tocsin_server.level import selectors
from tocsin_server.level.models import Declaration, DeclarationState, NoticeKind
from tocsin_server.level.services import asking, issuing, tallies
from tocsin_server.level.services.planning import plan_in_use
from tocsin_server.level.services.reaching import announce, announce_replacement
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
    """Count exactly what `raise_level` would order now, without ordering it; what it would refuse is
    refused."""
    trial = _drawn_up(scheme, rank, unit_id, threats, venues, exercise, basis="-", owner="-", reason="-")
    trial.ends = trial.starts + (selectors.SCHEME.level(rank).longest or LONGEST)
    _refuse_unfit(trial)
    trial.replaces = _standing_there(trial)
    asked, kind_of = Counter[str](), dict[str, str]()
    for unit, measure in asking.missing(trial, selectors.tree()):
        asked[measure.id] += 1
        kind_of[unit.id] = unit.kind.value
    kinds = Counter(kind_of.values())
    return Preview(len(kind_of), asked.total(), dict(sorted(kinds.items())), dict(asked))


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
    """Put a level in force over a unit and all below it, and give every order that follows, in one
    transaction.

    One that stands over the same unit, for the same threats and venues, is replaced: so a level is also
    lowered. `key` names this one decision: raising again with it returns the declaration that stands. Where
    the site asks for a second person, or `propose` does, nothing is in force until another person calls
    `confirm`.

    Errors: `BadInput` naming the field, or below the floor that units above impose; `NotAllowed`; `Conflict`
    where the key stands for another decision or this very level is in force already.
    """
    require(viewer, Permission.RAISE_LEVEL, units.unit(unit_id))
    with act(viewer.acting_for(unit_id), "level.raised") as entry:
        one_at_a_time(issuing.LOCK)
        wanted = _drawn_up(
            scheme, rank, unit_id, threats, venues, exercise, key=key, basis=basis, owner=owner,
            reason=reason, ends=ends, proposed_by=viewer.label,
        )  # fmt: skip
        if standing := Declaration.objects.filter(key=key).select_related("unit", "plan").first():
            entry.cancel()
            return _same(standing, wanted)
        _end(ends, wanted.starts)
        _refuse_unfit(wanted)
        wanted.save(force_insert=True)
        wanted.warnings.set(warned.named(warning_ids, viewer))
        wanted.incidents.set(extracted.named(incident_ids, viewer))
        if propose or selectors.takes_two(wanted.step, exercise=exercise):
            entry.action = "level.proposed"
            _tell(entry, wanted)
        else:
            _tell(entry, wanted, _put_in_force(wanted))
    return wanted


def confirm(declaration_id: Any, viewer: Viewer) -> Declaration:
    """A second person puts in force what another proposed, from now on, with every order that follows.

    Confirming what was confirmed changes nothing. `NotAllowed` for the one who proposed it and for tokens.
    """
    with act(_for_unit_of(declaration_id, viewer), "level.raised") as entry:
        one_at_a_time(issuing.LOCK)
        row = _proposal(declaration_id, viewer)
        if row.state == DeclarationState.DECLARED:
            entry.cancel()
            return row
        row.starts, row.decided_by, row.plan = clock.now(), viewer.label, plan_in_use()
        if row.ends <= row.starts:
            raise Conflict("The end that was proposed has passed meanwhile; propose it anew.")
        _refuse_unfit(row)
        _tell(entry, row, _put_in_force(row))
    return row


def refuse(declaration_id: Any, viewer: Viewer, reason: str) -> Declaration:
    """A second person, or the one who proposed it, decides that a proposal does not come into force."""
    if not reason.strip():
        raise BadInput("say why it is refused", where="reason")
    with act(_for_unit_of(declaration_id, viewer), "level.refused") as entry:
        one_at_a_time(issuing.LOCK)
        row = selectors.declaration(declaration_id, viewer)
        require(viewer, Permission.RAISE_LEVEL, row.unit)
        if row.state != DeclarationState.PROPOSED:
            raise Conflict(f"{row} does not wait for a decision.")
        row.state, row.decided_by = DeclarationState.REFUSED, viewer.label
        row.save(update_fields=["state", "decided_by"])
        entry.subject, entry.data = f"declaration:{row.pk}", {"reason": reason}
    return row


def extend_level(declaration_id: Any, viewer: Viewer, ends: datetime, reason: str) -> Declaration:
    """Let a level in force last longer, or end sooner, than was declared; its orders stand, with no deadline
    past the end.

    The end it has already changes nothing.
    """
    if not reason.strip():
        raise BadInput("say why its end changes", where="reason")
    with act(_for_unit_of(declaration_id, viewer), "level.extended") as entry:
        one_at_a_time(issuing.LOCK)
        row = _in_force(declaration_id, viewer)
        if row.ends == ends:
            entry.cancel()
            return row
        now = clock.now()
        was, row.ends = row.ends, _end(ends, now)
        refuse_unraisable(selectors.scheme(row.scheme), selectors.declared(row), decided=now)
        row.save(update_fields=["ends"])
        issuing.keep_within(row)
        entry.subject = f"declaration:{row.pk}"
        entry.data = {"from": was, "to": row.ends, "reason": reason}
        announce(row, NoticeKind.CHANGED)
    return row


def end_level(declaration_id: Any, viewer: Viewer, reason: str) -> Declaration:
    """End a level before its time; its open orders need no answer any more, unless another level asks the
    same."""
    if not reason.strip():
        raise BadInput("say why the level ends early", where="reason")
    with act(_for_unit_of(declaration_id, viewer), "level.ended") as entry:
        one_at_a_time(issuing.LOCK)
        row = _in_force(declaration_id, viewer)
        row.ended = clock.now()
        row.save(update_fields=["ended"])
        done = issuing.complete_all()
        entry.subject = f"declaration:{row.pk}"
        entry.data = {
            "unit": row.unit_id,
            "reason": reason,
            "given": done.given.total(),
            "withdrawn": done.withdrawn,
        }
        announce(row, NoticeKind.ENDED)
    return row


def _put_in_force(row: Declaration) -> dict[str, Any]:
    """Declare, replace what stood there, give the orders, write the notices; what the ledger is to say of
    it."""
    row.state, row.replaces = DeclarationState.DECLARED, _standing_there(row)
    row.save()
    if row.replaces is None:
        issued = issuing.issue(row, selectors.tree(), asking.standing(exercise=row.exercise))
        tallies.begin(row, issued)
        announce(row, NoticeKind.ORDERS, issued)
        return {"orders": issued.total(), "units": len(issued)}
    return _replace(row.replaces, row)


def _replace(earlier: Declaration, row: Declaration) -> dict[str, Any]:
    """As `_put_in_force`, for a level that takes another's place. Whatever else is in force gives what it
    asks for itself and the earlier one stood for."""
    earlier.ended = row.starts
    earlier.save(update_fields=["ended"])
    dropped = issuing.carry_on(earlier, row)
    done = issuing.complete_all(carried=row)
    for each in (earlier, row):
        tallies.recount(each)
    announce_replacement(row, done.under[row.pk])
    return {
        "orders": done.given.total(),
        "units": len(done.given),
        "replaces": earlier.pk,
        "from": earlier.rank,
        "withdrawn": dropped + done.withdrawn,
    }


def _refuse_unfit(row: Declaration) -> None:
    """Refuse what lacks something, what may not be raised, what lies below the floor or is in force
    already."""
    wanted = selectors.declared(row)
    refuse_unraisable(selectors.SCHEME, wanted)
    live = [selectors.declared(each) for each in selectors.in_force_rows(exercise=row.exercise)]
    refuse_below_floor(live, selectors.line(row.unit_id), wanted)
    if (standing := _standing_there(row)) and standing.rank == row.rank:
        raise Conflict(f"{standing.word} is in force over {row.unit.name} already; extend it instead.")


def _standing_there(row: Declaration) -> Declaration | None:
    return selectors.standing_there(row.unit_id, row.scheme, row.threats, row.venues, exercise=row.exercise)


def _for_unit_of(declaration_id: Any, viewer: Viewer) -> Actor:
    """The viewer, acting for the unit over which a level is declared: there its ledger is read."""
    return viewer.acting_for(selectors.declaration(declaration_id, viewer).unit_id)


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


def _drawn_up(
    scheme: str,
    rank: int,
    unit_id: str,
    threats: Collection[str],
    venues: Collection[str],
    exercise: bool,
    **facts: Any,
) -> Declaration:
    """A declaration that would start now, not saved, under the plan in use."""
    level, now = _level(scheme, rank), clock.now()
    for name in ("key", "owner"):
        _refuse_unstorable(name, facts.get(name, "-"))
    return Declaration(
        scheme=scheme, rank=rank, word=level.word, step=level.step, unit=units.unit(unit_id), tlp=TLP.AMBER,
        threats=_words(ThreatKind, threats, "threats"), venues=_words(VenueKind, venues, "venues"),
        exercise=exercise, plan=plan_in_use(), starts=now, proposed=now, state=DeclarationState.PROPOSED,
        **facts,
    )  # fmt: skip


def _level(scheme: str, rank: int) -> Level:
    if scheme != selectors.SCHEME.id:
        raise BadInput(f"this site uses the scheme {selectors.SCHEME.id!r}, not {scheme!r}", where="scheme")
    return selectors.SCHEME.level(rank)


def _end(ends: datetime, now: datetime) -> datetime:
    if ends.tzinfo is None:
        raise BadInput("say in which time zone, as in 2015-11-21T09:00+08:00", where="ends")
    if ends <= now:
        raise BadInput(f"{ends.isoformat()} is past", where="ends", reason="end_in_past")
    if ends > now + LONGEST:
        raise BadInput(
            f"no level is raised for more than {LONGEST.days} days", where="ends", reason="too_long"
        )
    return ends


def _refuse_unstorable(name: str, words: str) -> None:
    if not words.strip() or len(words) > 200:
        raise BadInput(f"it takes 1 to 200 characters, not {len(words.strip())}", where=name)


def _words(kind: type[ThreatKind] | type[VenueKind], given: Collection[str], where: str) -> list[str]:
    known = {word.value for word in kind}
    if strange := sorted(set(given) - known):
        raise BadInput(f"{', '.join(strange)}: not among {', '.join(sorted(known))}", where=where)
    return sorted(set(given))


def _same(row: Declaration, wanted: Declaration) -> Declaration:
    """The declaration that stands under a key, if it is the decision that is made again."""
    for name in ("scheme", "rank", "unit_id", "exercise", "threats", "venues"):
        if getattr(row, name) != getattr(wanted, name):
            raise Conflict(f"The key {row.key!r} already stands for {row.word} over {row.unit.name}.")
    return row


def _tell(entry: Draft, row: Declaration, told: dict[str, Any] | None = None) -> None:
    entry.subject = f"declaration:{row.pk}"
    entry.data = {
        "scheme": row.scheme, "rank": row.rank, "unit": row.unit_id, "ends": row.ends, "basis": row.basis,
        "owner": row.owner, "reason": row.reason, "exercise": row.exercise, "threats": row.threats,
        "venues": row.venues, "plan": str(row.plan), **(told or {}),
    }  # fmt: skip
