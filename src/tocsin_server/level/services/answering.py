"""Answers: a unit says of its orders what it knows, does, has done or cannot do."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

from tocsin.errors import BadInput
from tocsin.level import Answer as Said
from tocsin.level import AnswerKind
from tocsin_server.ledger.services import Actor, Draft, act
from tocsin_server.level.models import EvidenceFile
from tocsin_server.level.services.evidence import file_of
from tocsin_server.level.services.taking import Hearing, Saying, take
from tocsin_server.units import selectors as units
from tocsin_server.units.permissions import Permission, allowed, require
from tocsin_server.units.viewer import Viewer

MOST = 20_000
"""Answers that are taken in one act: as many as a sheet of its largest size holds."""


def answer(
    viewer: Viewer,
    unit_id: str,
    order_ids: Collection[int] | None,
    said: Said,
    *,
    via: str = "console",
    file: EvidenceFile | None = None,
) -> tuple[int, ...]:
    """Give one answer to some orders of a unit, None: to all that have none; those to which it tells
    something new.

    Saying the same twice changes nothing. `file`, or the digest in `said.file`, is a file that was kept. An
    order passed on to a unit below becomes that unit's, too, and is answered by what it says.

    Errors: `NotAllowed` for whoever does not answer for the unit; `BadInput` for an order that was not given
    to it, or an answer without what the measure asks for; `Conflict` where the level has ended, or it was
    done already.
    """
    require(viewer, Permission.ACKNOWLEDGE, units.unit(unit_id))
    return _answered(viewer, Saying(unit_id, order_ids, *_with_file(said, file)), via)


def answer_for(
    viewer: Viewer,
    unit_id: str,
    order_ids: Collection[int] | None,
    said: Said,
    note: str,
    *,
    via: str = "telephone",
    file: EvidenceFile | None = None,
) -> tuple[int, ...]:
    """Take down what a unit without a network answered; `note` says how it did. Errors as `answer`.

    For a duty officer of the unit or of one above it, whose name stands in the record.
    """
    if not note.strip():
        raise BadInput("say how the unit answered, for example by telephone", where="note")
    require(viewer, Permission.ANSWER_FOR, units.unit(unit_id))
    said = replace(said, text="\n".join(filter(None, (said.text, note))))
    return _answered(viewer, Saying(unit_id, order_ids, *_with_file(said, file)), via)


def answer_all(viewer: Viewer, sayings: Sequence[Saying], *, via: str) -> tuple[int, ...]:
    """Give many answers, of one unit or several, in one act: all or none; the orders to which something new
    was said.

    Each is by its own unit, or taken down by a duty officer above it. `Faults` names every answer that is
    wrong by its `where`.
    """
    if len(sayings) > MOST:
        raise BadInput(f"{len(sayings):,} answers at once; send at most {MOST:,}", where="answers")
    for unit_id in sorted({saying.unit_id for saying in sayings}):
        require_voice(viewer, unit_id)
    with act(viewer.actor, "level.answered") as entry:
        hearing = take(sayings, by=viewer.label, via=via)
        entry.subject = f"answers:{len(hearing.new)}"
        kinds = Counter(saying.said.kind.value for saying in sayings)
        _tell(entry, hearing, {"said": dict(kinds), "via": via})
    return tuple(hearing.new)


def acknowledge(
    viewer: Viewer,
    unit_id: str,
    order_ids: Collection[int] | None = None,
    note: str = "",
    *,
    via: str = "console",
) -> tuple[int, ...]:
    """Say for a unit that it knows its orders: the given ones, or all that have no answer. As `answer`."""
    return answer(viewer, unit_id, order_ids, Said(kind=AnswerKind.ACKNOWLEDGED, text=note), via=via)


def acknowledge_for(viewer: Viewer, unit_id: str, note: str) -> tuple[int, ...]:
    """Take down that a unit knows all its orders; `note` says how it answered. As `answer_for`."""
    return answer_for(viewer, unit_id, None, Said(kind=AnswerKind.ACKNOWLEDGED), note)


def hear(
    by: Actor, unit_id: str, order_ids: Collection[int] | None, said: Said, *, via: str
) -> tuple[int, ...]:
    """Take an answer that a channel brought, as a text message or a machine's receipt; the channel has made
    sure who speaks. Errors as `answer`, but for `NotAllowed`.
    """
    saying = Saying(unit_id, order_ids, *_with_file(said, None))
    with act(by, f"level.{said.kind.value}") as entry:
        hearing = take([saying], by=by.label, via=via)
        _tell_one(entry, hearing, saying, via)
    return tuple(hearing.new)


def require_voice(viewer: Viewer, unit_id: str) -> None:
    """Pass for whoever answers for the unit, or takes its answers down; else `NotAllowed`."""
    unit = units.unit(unit_id)
    if not allowed(viewer, Permission.ANSWER_FOR, unit):
        require(viewer, Permission.ACKNOWLEDGE, unit)


def _answered(viewer: Viewer, saying: Saying, via: str) -> tuple[int, ...]:
    with act(viewer.acting_for(saying.unit_id), f"level.{saying.said.kind.value}") as entry:
        hearing = take([saying], by=viewer.label, via=via)
        _tell_one(entry, hearing, saying, via)
    return tuple(hearing.new)


def _tell_one(entry: Draft, hearing: Hearing, saying: Saying, via: str) -> None:
    entry.subject = f"unit:{saying.unit_id}"
    said = saying.said
    facts = {"note": said.text, "place": said.place, "time": said.time, "file": said.file, "to": said.to}
    _tell(
        entry, hearing, {"via": via, "note": said.text} | {name: fact for name, fact in facts.items() if fact}
    )


def _tell(entry: Draft, hearing: Hearing, told: dict[str, Any]) -> None:
    entry.data = {"orders": hearing.new, **told}
    if hearing.given:
        entry.data["given"] = {row.pk: row.unit_id for row in hearing.given}
    if hearing.withdrawn:
        entry.data["withdrawn"] = hearing.withdrawn
    if not hearing.new:
        entry.cancel()


def _with_file(said: Said, file: EvidenceFile | None) -> tuple[Said, EvidenceFile | None]:
    """The answer and its file, which either of the two may name."""
    kept = file or (file_of(said.file) if said.file else None)
    return (replace(said, file=kept.digest), kept) if kept else (said, None)
