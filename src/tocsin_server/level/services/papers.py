"""Papers of a meeting: shared under a TLP label, and received unit by unit."""

from hashlib import sha256
from typing import Any

from tocsin.base import TLP
from tocsin.errors import BadInput, NotAllowed
from tocsin_server import clock
from tocsin_server.ledger.services import act
from tocsin_server.level import selectors
from tocsin_server.level.models import EvidenceFile, Meeting, Paper, Receipt
from tocsin_server.level.services import evidence
from tocsin_server.level.services.meetings import label, refuse_called_off, said
from tocsin_server.level.services.reaching import notify_meeting
from tocsin_server.units.permissions import Permission, allowed
from tocsin_server.units.viewer import Viewer


def share_paper(
    viewer: Viewer,
    meeting_id: Any,
    *,
    title: str,
    text: str = "",
    tlp: str = TLP.AMBER.value,
    file: EvidenceFile | None = None,
) -> Paper:
    """Share words or a file with a meeting; `selectors.papers` says who may read it by its label.

    It is for the convening unit's duty officers, and for officers of the units invited. The units that may
    read it are told that there is a paper, never what it says: a message leaves the house, a paper does not.
    Sharing the very same again is the same paper. `BadInput`, `NotAllowed`, and `Conflict` once the meeting
    is called off."""
    title, text = said(title, "title", "give the paper a title"), text.strip()
    if not text and file is None:
        raise BadInput("write something, or add a file", where="text", reason="empty")
    with act(viewer.actor, "level.paper_shared") as entry:
        row = selectors.meeting(meeting_id, viewer)
        _require_part(viewer, row)
        refuse_called_off(row)
        words = {"title": title, "text": text, "tlp": label(tlp), "file": file}
        if standing := row.papers.filter(shared_by=viewer.label, **words).first():
            entry.cancel()
            return standing
        paper = Paper.objects.create(meeting=row, shared=clock.now(), shared_by=viewer.label, **words)
        notify_meeting(row, selectors.readers(row, paper.tlp), "A paper was shared")
        entry.subject = f"meeting:{row.pk}"
        entry.data = {
            "paper": paper.pk, "title": title, "tlp": paper.tlp, "file": file.digest if file else None,
            "sha256": sha256(text.encode()).hexdigest(),
        }  # fmt: skip
    return paper


def open_paper(viewer: Viewer, meeting_id: Any, paper_id: int) -> Paper:
    """Read a paper; the first to open it in an invited unit receives it for that unit, recorded once.

    Whoever reads it from above, or for the convening unit, receives it for nobody.
    """
    with act(viewer.actor, "level.paper_received") as entry:
        row = selectors.meeting(meeting_id, viewer)
        paper = selectors.paper(row, paper_id, viewer)
        owing = selectors.paper_shown(row, paper, viewer).owing
        new = [unit for unit in owing if _receive(paper, unit, viewer)]
        entry.subject, entry.data = f"meeting:{row.pk}", {"paper": paper.pk, "units": new}
        if not new:
            entry.cancel()
    return paper


def paper_file(viewer: Viewer, meeting_id: Any, paper_id: int) -> tuple[EvidenceFile, bytes]:
    """A paper's file, whole; taking it is opening the paper. `BadInput` where it has none."""
    file = open_paper(viewer, meeting_id, paper_id).file
    if file is None:
        raise BadInput("there is no file with it", where=f"paper {paper_id}", reason="unknown_file")
    return file, evidence.read(file)


def _receive(paper: Paper, unit_id: str, viewer: Viewer) -> bool:
    now = {"at": clock.now(), "by": viewer.label}
    return Receipt.objects.get_or_create(paper=paper, unit_id=unit_id, defaults=now)[1]


def _require_part(viewer: Viewer, row: Meeting) -> None:
    """Pass for those who hold the meeting and for officers of the units invited to it."""
    invited = [each.unit for each in selectors.invitations(row)]
    if allowed(viewer, Permission.CONVENE, row.unit):
        return
    if any(allowed(viewer, Permission.ATTEND, unit) for unit in invited):
        return
    raise NotAllowed("You may not share papers here: it takes an officer of a unit of this meeting.")
