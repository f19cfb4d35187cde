"""The rows of levels: plans, declarations, orders and their answers, what reaches units, meetings."""

from tocsin_server.jobs.models import OutgoingState as NoticeState
from tocsin_server.level.models.declarations import Declaration, DeclarationState
from tocsin_server.level.models.meetings import Attendance, Decision, Invitation, Meeting, Paper, Receipt
from tocsin_server.level.models.orders import Answer, Escalation, EvidenceFile, Order, Tally
from tocsin_server.level.models.plans import Measure, Plan
from tocsin_server.level.models.reach import Contact, Notice, NoticeKind

__all__ = [
    "Answer",
    "Attendance",
    "Contact",
    "Decision",
    "Declaration",
    "DeclarationState",
    "Escalation",
    "EvidenceFile",
    "Invitation",
    "Measure",
    "Meeting",
    "Notice",
    "NoticeKind",
    "NoticeState",
    "Order",
    "Paper",
    "Plan",
    "Receipt",
    "Tally",
]
