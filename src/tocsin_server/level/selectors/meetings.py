"""What may be asked of meetings: who sees them, who comes, who received what, what became of decisions."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Case, Count, F, Q, QuerySet, When

from tocsin.base import TLP
from tocsin.errors import BadInput
from tocsin.level import UNANSWERED, OrderState
from tocsin_server import clock
from tocsin_server.level.models import Attendance, Decision, Invitation, Meeting, Order, Paper, Receipt
from tocsin_server.units import selectors as units
from tocsin_server.units.models import Unit
from tocsin_server.units.permissions import Permission
from tocsin_server.units.viewer import Viewer
from tocsin_server.units.visibility import READS_RED, in_or_above, red_units

COMES = (Attendance.ACCEPTED, Attendance.ATTENDED)
"""Units that take part: until attendance is recorded those that said so, then those that were there."""


class Told(NamedTuple):
    """The words of a meeting that leave the site."""

    title: str
    agenda: str
    place: str


@dataclass(frozen=True, slots=True)
class PaperShown:
    """A paper with what became of it: the units it was shared with, and who received it when."""

    paper: Paper
    readers: int
    receipts: tuple[Receipt, ...]
    missing: tuple[str, ...]
    """The names of the units that have not received it yet."""
    owing: tuple[str, ...]
    """The viewer's own units that have not received it: whoever opens it receives it for them."""

    @property
    def open(self) -> bool:
        """Whether the viewer may read it at once: nobody needs to note that it was received."""
        return not self.owing


@dataclass(frozen=True, slots=True)
class DecisionShown:
    """A decision with where its orders stand; `orders` is 0 once they are withdrawn."""

    decision: Decision
    units: tuple[str, ...]
    orders: int
    answered: int
    done: int
    late: int


def meetings(viewer: Viewer) -> QuerySet[Meeting]:
    """The meetings a viewer may see: those to come, the soonest first, then those before, the latest first.

    A meeting belongs to the unit that convenes it and to those it invites, so it is asked of all of them:

    - CLEAR and GREEN: whoever has a role in any unit.
    - AMBER and AMBER+STRICT: whoever has a role in one of these units, or in one above it. Others that stand
      below the convening unit and were not invited see nothing.
    - RED: persons, not tokens, who are duty officer, analyst or administrator of one of these units itself.
    """
    over = Case(When(Q(ends__lte=clock.now()) | ~Q(called_off=None), then=1), default=0)
    rows = Meeting.objects.filter(_rule(viewer)).select_related("unit", "declaration__unit")
    soonest = Case(When(over=0, then=F("starts")))
    return rows.annotate(over=over).order_by("over", soonest, "-starts", "pk")


def meeting(meeting_id: Any, viewer: Viewer) -> Meeting:
    """One meeting; `BadInput` if there is none that the viewer may see."""
    if row := meetings(viewer).filter(pk=meeting_id).first():
        return row
    raise BadInput("there is no such meeting", where=f"meeting {meeting_id}", reason="unknown_meeting")


def told_outside(row: Meeting) -> Told:
    """What may be told of a meeting where the site no longer decides who reads it: in messages and calendars.

    These lie on telephones and in others' clouds, so of one that is AMBER+STRICT or RED they get its label
    alone."""
    if row.tlp in (TLP.CLEAR, TLP.GREEN, TLP.AMBER):
        return Told(row.title, row.agenda, row.place)
    return Told(f"Meeting ({TLP(row.tlp).label})", "", "")


def invitations(row: Meeting) -> QuerySet[Invitation]:
    """The units invited, in the order of the tree, with what they said and whether they were there."""
    return row.invitations.select_related("unit").order_by("unit__path")


def unanswered_invitations(viewer: Viewer) -> QuerySet[Invitation]:
    """Invitations to the viewer's own units to meetings to come, without an answer: the soonest first."""
    own = units.units_where(viewer, Permission.ATTEND)
    rows = Invitation.objects.filter(attendance=Attendance.INVITED, unit__in=own)
    rows = rows.filter(meeting__in=meetings(viewer).order_by(), meeting__called_off=None)
    rows = rows.filter(meeting__ends__gt=clock.now()).select_related("unit", "meeting__unit")
    return rows.order_by("meeting__starts", "pk")


def invitable(convening: Unit) -> QuerySet[Unit]:
    """The units that a unit may invite: those below it, the nearest in the order of the tree."""
    return units.subtree(convening).exclude(pk=convening.pk)


def papers(row: Meeting, viewer: Viewer) -> QuerySet[Paper]:
    """The papers of a meeting that a viewer who sees the meeting may read, in the order they were shared.

    TLP 2.0 speaks of recipients and their organisations; here the recipients are the units of the meeting,
    the one that convened it and those it invited.

    - CLEAR and GREEN: whoever sees the meeting.
    - AMBER, the organisation and whom it serves on a need to know: whoever has a role in a unit of the
      meeting or in one above it. Not units below: whoever invited them may.
    - AMBER+STRICT, the organisation alone: whoever has a role in a unit of the meeting itself.
    - RED, those present alone: persons, not tokens, who are duty officer, analyst or administrator of the
      convening unit itself or of one that takes part: it said that it comes, and was there once that is
      recorded.

    So nobody sees more than `units.visibility.visible` would show if each unit of the meeting owned it.
    """
    rows = row.papers.select_related("file").order_by("shared", "pk")
    return rows.filter(tlp__in=_labels_read(row, viewer))


def paper(row: Meeting, paper_id: int, viewer: Viewer) -> Paper:
    """One paper of a meeting; `BadInput` if there is none that the viewer may read."""
    if found := papers(row, viewer).filter(pk=paper_id).first():
        return found
    raise BadInput("there is no such paper", where=f"paper {paper_id}", reason="unknown_paper")


def papers_shown(row: Meeting, viewer: Viewer) -> list[PaperShown]:
    """The papers that a viewer may read, each with who received it and who has still to."""
    rows = list(papers(row, viewer).prefetch_related("receipts__unit"))
    return [paper_shown(row, each, viewer) for each in rows]


def paper_shown(row: Meeting, of: Paper, viewer: Viewer) -> PaperShown:
    """One paper with who received it."""
    meant = set(readers(row, of.tlp))
    receipts = tuple(sorted(of.receipts.all(), key=lambda each: (each.at, each.pk)))
    mine = {held.unit_id for held in viewer.memberships if of.tlp != TLP.RED or held.role in READS_RED}
    received = {each.unit_id for each in receipts}
    names = _names([meant - received])
    owing = tuple(sorted((mine & meant) - received))
    return PaperShown(of, len(meant | received), receipts, tuple(sorted(names.values())), owing)


def readers(row: Meeting, tlp: str) -> list[str]:
    """The invited units that a paper of this label is for."""
    rows = attending(row) if tlp == TLP.RED else row.invitations.all()
    return sorted(rows.values_list("unit", flat=True))


def decisions(row: Meeting) -> list[DecisionShown]:
    """What a meeting decided, in order, each with where the orders it became stand."""
    rows = list(row.decisions.select_related("measure", "declaration__unit").order_by("at", "pk"))
    given = Order.objects.filter(measure__decision__in=rows).exclude(state=OrderState.WITHDRAWN)
    late = Q(unanswered_late=True) | Q(undone_late=True)
    counted = given.order_by().values_list("measure__decision").annotate(
        total=Count("pk"),
        answered=Count("pk", filter=~Q(state__in=UNANSWERED)),
        settled=Count("pk", filter=Q(state=OrderState.DONE)),
        late=Count("pk", filter=late),
    )  # fmt: skip
    stand = {decision: counts for decision, *counts in counted}
    names = _names(each.measure.only for each in rows if each.measure)
    return [
        DecisionShown(each, tuple(names[unit] for unit in each.measure.only if unit in names) if each.measure
                      else (), *stand.get(each.pk, (0, 0, 0, 0)))
        for each in rows
    ]  # fmt: skip


def attending(row: Meeting) -> QuerySet[Invitation]:
    """The invited units that take part."""
    return row.invitations.filter(attendance__in=COMES)


def _rule(viewer: Viewer) -> Q:
    rule = Q(tlp=TLP.CLEAR)
    if not viewer.memberships:
        return rule
    rule |= Q(tlp=TLP.GREEN) | Q(tlp__in=(TLP.AMBER, TLP.AMBER_STRICT)) & _of_meeting(in_or_above(viewer))
    if red := red_units(viewer):
        rule |= Q(tlp=TLP.RED) & _of_meeting(Q(unit__in=red))
    return rule


def _of_meeting(which: Q) -> Q:
    """That the rule holds for the convening unit or for one that is invited."""
    return which | Q(pk__in=Invitation.objects.filter(which).values("meeting"))


def _labels_read(row: Meeting, viewer: Viewer) -> list[str]:
    """The labels of a meeting's papers that a viewer reads who sees the meeting."""
    held = viewer.memberships
    paths = dict(row.invitations.values_list("unit", "unit__path")) | {row.unit_id: row.unit.path}
    present = {row.unit_id, *attending(row).values_list("unit", flat=True)}
    labels = [TLP.CLEAR, TLP.GREEN]
    if any(path.startswith(each.path) for path in paths.values() for each in held):
        labels.append(TLP.AMBER)
    if any(each.unit_id in paths for each in held):
        labels.append(TLP.AMBER_STRICT)
    if present.intersection(red_units(viewer)):
        labels.append(TLP.RED)
    return [label.value for label in labels]


def _names(groups: Iterable[Iterable[str]]) -> dict[str, str]:
    wanted = {unit for group in groups for unit in group}
    return dict(units.all_units().filter(pk__in=wanted).values_list("pk", "name"))
