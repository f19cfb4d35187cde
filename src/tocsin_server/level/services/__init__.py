"""The acts of level: each one transaction with one entry in the ledger."""

from tocsin_server.level.services.answering import (
    acknowledge,
    acknowledge_for,
    answer,
    answer_all,
    answer_for,
    hear,
)
from tocsin_server.level.services.contacts import add_contact, remove_contact
from tocsin_server.level.services.deciding import DecisionPreview, decide, preview_decision
from tocsin_server.level.services.declaring import (
    Preview,
    confirm,
    end_level,
    extend_level,
    preview,
    raise_level,
    refuse,
)
from tocsin_server.level.services.escalating import escalate, take_note
from tocsin_server.level.services.evidence import keep_bytes, keep_file, open_file
from tocsin_server.level.services.issuing import complete_orders
from tocsin_server.level.services.meetings import call_off, convene, record_attendance, reply, write_minutes
from tocsin_server.level.services.papers import open_paper, paper_file, share_paper
from tocsin_server.level.services.planning import add_measure, adopt_plan, drop_measure, plan_in_use
from tocsin_server.level.services.reaching import (
    announce,
    notify_escalation,
    notify_meeting,
    notify_patrols,
)
from tocsin_server.level.services.replies import take_sms
from tocsin_server.level.services.sending import resend_notice, send_notice
from tocsin_server.level.services.sheets import SheetResult, read_sheet, write_sheet
from tocsin_server.level.services.taking import Faults, Saying

__all__ = [
    "DecisionPreview",
    "Faults",
    "Preview",
    "Saying",
    "SheetResult",
    "acknowledge",
    "acknowledge_for",
    "add_contact",
    "add_measure",
    "adopt_plan",
    "announce",
    "answer",
    "answer_all",
    "answer_for",
    "call_off",
    "complete_orders",
    "confirm",
    "convene",
    "decide",
    "drop_measure",
    "end_level",
    "escalate",
    "extend_level",
    "hear",
    "keep_bytes",
    "keep_file",
    "notify_escalation",
    "notify_meeting",
    "notify_patrols",
    "open_file",
    "open_paper",
    "paper_file",
    "plan_in_use",
    "preview",
    "preview_decision",
    "raise_level",
    "read_sheet",
    "record_attendance",
    "refuse",
    "remove_contact",
    "reply",
    "resend_notice",
    "send_notice",
    "share_paper",
    "take_note",
    "take_sms",
    "write_minutes",
    "write_sheet",
]
