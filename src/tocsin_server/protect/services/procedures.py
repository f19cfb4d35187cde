"""Procedures of venues, adopted version by version, and their rehearsals; the files that prove them."""

import hashlib
from collections.abc import Iterable
from datetime import datetime

from tocsin.errors import BadInput, Conflict
from tocsin.protect.duties import ProcedureKind
from tocsin_server import clock
from tocsin_server.ledger.services import act
from tocsin_server.level.models import EvidenceFile
from tocsin_server.level.services import evidence
from tocsin_server.locks import one_at_a_time
from tocsin_server.protect import selectors
from tocsin_server.protect.models import Outcome, Procedure, Rehearsal
from tocsin_server.protect.services.venues import LOCK, managed
from tocsin_server.units.viewer import Viewer

LONGEST = 50_000


def keep_proof(viewer: Viewer, slug: str, name: str, chunks: Iterable[bytes]) -> EvidenceFile:
    """Keep a file for a procedure, rehearsal or duty of a venue to name: JPEG, PNG, PDF or plain text, up to
    10 MB."""
    row = managed(viewer, slug)
    return evidence.keep_bytes(viewer.acting_for(row.unit_id), name, chunks)


def open_proof(viewer: Viewer, slug: str, file_id: int) -> tuple[EvidenceFile, bytes]:
    """A file that belongs to a venue the viewer may see, whole; `BadInput` where there is none."""
    file = selectors.proof(selectors.venue(viewer, slug), file_id)
    return file, evidence.read(file)


def adopt_procedure(
    viewer: Viewer, slug: str, *, kind: str, text: str, file: EvidenceFile | None = None
) -> Procedure:
    """Adopt a procedure in words or as a file; it takes the place of the version before, which stays as it
    was. Adopting what stands is the version that stands."""
    row = managed(viewer, slug)
    words = _words(text)
    if kind not in set(ProcedureKind):
        raise BadInput(f"{kind!r} is not one of {', '.join(ProcedureKind)}", where="kind", reason="kind")
    if not words and file is None:
        raise BadInput("write what is done, or add a file", where="text", reason="empty")
    with act(viewer.acting_for(row.unit_id), "protect.procedure_adopted") as entry:
        one_at_a_time(LOCK)
        last = row.procedures.filter(kind=kind).order_by("-version").first()
        if last is not None and (last.text, last.file) == (words, file):
            entry.cancel()
            return last
        new = Procedure.objects.create(
            venue=row, kind=kind, version=last.version + 1 if last else 1, text=words, file=file,
            adopted=clock.now(), adopted_by=viewer.label,
        )  # fmt: skip
        entry.subject = f"venue:{row.slug}"
        entry.data = {
            "kind": kind, "version": new.version, "sha256": hashlib.sha256(words.encode()).hexdigest(),
            "file": file.digest if file else None,
        }  # fmt: skip
    return new


def record_rehearsal(
    viewer: Viewer,
    slug: str,
    procedure_id: int,
    *,
    held: datetime,
    outcome: str,
    note: str = "",
    file: EvidenceFile | None = None,
) -> Rehearsal:
    """Note that a procedure was tried out, and what came of it. The very same again is the same rehearsal."""
    row = managed(viewer, slug)
    procedure = row.procedures.filter(pk=procedure_id).first()
    if procedure is None:
        where = f"procedure {procedure_id}"
        raise BadInput("there is no such procedure here", where=where, reason="unknown_procedure")
    if outcome not in set(Outcome):
        raise BadInput(f"{outcome!r} is not one of {', '.join(Outcome.values)}", where="outcome")
    if held > clock.now():
        raise BadInput("it has not been held yet", where="held", reason="times")
    if held < procedure.adopted and procedure.version > 1:
        raise Conflict(f"Version {procedure.version} was adopted only after that; choose the version before.")
    with act(viewer.acting_for(row.unit_id), "protect.rehearsal_recorded") as entry:
        one_at_a_time(LOCK)
        rehearsal, new = Rehearsal.objects.get_or_create(
            procedure=procedure, held=held, outcome=outcome, note=_words(note), file=file,
            defaults={"recorded": clock.now(), "recorded_by": viewer.label},
        )  # fmt: skip
        entry.subject = f"venue:{row.slug}"
        entry.data = {
            "kind": procedure.kind, "version": procedure.version, "outcome": outcome,
            "file": file.digest if file else None,
        }  # fmt: skip
        if not new:
            entry.cancel()
    return rehearsal


def _words(text: str) -> str:
    words = text.strip()
    if len(words) > LONGEST or "\x00" in words:
        raise BadInput(f"write up to {LONGEST:,} letters; add a longer one as a file", where="text")
    return words
