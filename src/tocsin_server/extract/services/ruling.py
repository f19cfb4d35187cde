"""Rulings: a person's word on which mentions are of one incident. It binds every later fusion."""

import uuid
from collections.abc import Collection, Iterable
from itertools import product

from tocsin.errors import BadInput, Conflict
from tocsin_server import clock
from tocsin_server.extract.models import Incident, Mention, Ruling
from tocsin_server.extract.services.fusing import refuse
from tocsin_server.ledger.services import act
from tocsin_server.locks import one_at_a_time
from tocsin_server.units.permissions import Permission, require
from tocsin_server.units.viewer import Viewer
from tocsin_server.units.visibility import visible

Pairs = Iterable[tuple[str, str]]


def rule(first: str, second: str, same: bool, reason: str, viewer: Viewer) -> tuple[str, ...]:
    """Rule that two mentions are, or are not, of one incident; the ids of the incidents that changed.

    A new ruling on a pair takes the place of the old one.
    """
    return _decide("extract.ruled", [first, second], [(first, second)], same, reason, viewer)


def split(mention_ids: Collection[str], viewer: Viewer, reason: str) -> tuple[str, ...]:
    """Take mentions out of their incident into one of their own; the ids of the incidents that changed.

    Every pair across the cut is ruled apart, so that no third mention can bring the two together again.
    """
    apart = sorted(set(mention_ids))
    homes = set(Mention.objects.filter(pk__in=apart).values_list("incident_id", flat=True))
    if len(homes) != 1:
        raise BadInput("choose reports of one incident", where="mentions")
    others = Mention.objects.filter(incident__in=homes).exclude(pk__in=apart).order_by("pk")
    rest = list(others.values_list("pk", flat=True))
    if not rest:
        raise BadInput("at least one report must stay behind", where="mentions")
    return _decide(
        "extract.split", [*apart, *rest], product(apart, rest), False, reason, viewer, _star(apart)
    )


def merge(incident_ids: Collection[str], viewer: Viewer, reason: str) -> tuple[str, ...]:
    """Make one incident of several; the ids of the incidents that changed.

    Every mention is ruled one with the first, and rulings that held them apart are replaced.
    """
    if len(set(incident_ids)) < 2:
        raise BadInput("choose at least two incidents", where="incidents")
    rows = Mention.objects.filter(incident__in=incident_ids).order_by("report__published", "pk")
    ids = list(rows.values_list("pk", flat=True))
    if len(set(rows.values_list("incident_id", flat=True))) < len(set(incident_ids)):
        raise BadInput("one of them is not there any more", where="incidents", reason="unknown_incident")
    return _decide("extract.merged", ids, _star(ids), True, reason, viewer)


def withdraw(ruling_id: int, viewer: Viewer) -> tuple[str, ...]:
    """Take back the decision that a ruling is part of, and fuse as if it had not been made."""
    with act(viewer.actor, "extract.withdrawn") as entry:
        one_at_a_time("extract.fuse")
        ruling = Ruling.objects.filter(pk=ruling_id).first()
        if ruling is None:
            raise BadInput("there is no such ruling", where=f"ruling {ruling_id}", reason="unknown_ruling")
        rulings = Ruling.objects.filter(decision=ruling.decision)
        ids = sorted({id for pair in rulings.values_list("first_id", "second_id") for id in pair})
        _require(ids, viewer)
        entry.subject = f"decision:{ruling.decision}"
        entry.data = {"mentions": ids, "same": ruling.same, "reason": ruling.reason, "by": ruling.by}
        rulings.delete()
        changed = refuse(ids)
        entry.data["incidents"] = changed
    return tuple(changed)


def _decide(
    action: str, ids: Collection[str], pairs: Pairs, same: bool, reason: str, viewer: Viewer, bond: Pairs = ()
) -> tuple[str, ...]:
    """Write one decision: `pairs` ruled as `same`, those of `bond` as one incident; then fuse anew."""
    if not reason.strip():
        raise BadInput("say why", where="reason")
    with act(viewer.actor, action) as entry:
        one_at_a_time("extract.fuse")
        _require(ids, viewer)
        decision = uuid.uuid4()
        for first, second in bond:
            _write(decision, first, second, True, reason, viewer)
        for first, second in pairs:
            _write(decision, first, second, same, reason, viewer)
        if same:
            # What was held apart before is replaced: of two rulings that contradict, the later word counts.
            Ruling.objects.filter(first__in=ids, second__in=ids, same=False).delete()
        changed = refuse(ids)
        entry.subject = f"decision:{decision}"
        entry.data = {"mentions": sorted(ids), "same": same, "reason": reason, "incidents": changed}
    return tuple(changed)


def _write(decision: uuid.UUID, one: str, other: str, same: bool, reason: str, viewer: Viewer) -> None:
    if one == other:
        raise BadInput("a report is always one with itself", where="mentions")
    first, second = sorted((one, other))
    word = {"same": same, "by": viewer.label, "reason": reason, "at": clock.now(), "decision": decision}
    Ruling.objects.update_or_create(first_id=first, second_id=second, defaults=word)


def _star(ids: Collection[str]) -> list[tuple[str, str]]:
    """Each with the first: enough to bind them all, however the rest is fused."""
    first, *rest = ids
    return [(first, other) for other in rest]


def _require(ids: Collection[str], viewer: Viewer) -> None:
    """Pass if the viewer may rule on all these mentions; they must be of one owner and one label."""
    rows = Mention.objects.filter(pk__in=ids, incident__in=visible(Incident.objects.all(), viewer))
    found = list(rows.select_related("report__unit"))
    if len(found) < len(set(ids)):
        raise BadInput("there is no such telling of an incident", where="mentions", reason="unknown_mention")
    if len({(row.report.unit_id, row.report.tlp) for row in found}) > 1:
        raise Conflict(
            "Reports of different units or labels are never put together: one must not show the other."
        )
    require(viewer, Permission.RULE_INCIDENT, found[0].report.unit)
