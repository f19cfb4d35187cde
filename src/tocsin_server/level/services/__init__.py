"""The acts of level: each one transaction with one entry in the ledger."""

from tocsin_server.level.services.answering import acknowledge, acknowledge_for, answer
from tocsin_server.level.services.declaring import (
    Preview,
    confirm,
    end_level,
    extend_level,
    preview,
    raise_level,
    refuse,
)
from tocsin_server.level.services.issuing import complete_orders
from tocsin_server.level.services.planning import add_measure, adopt_plan, drop_measure, plan_in_use
from tocsin_server.level.services.reaching import announce, notify_escalation, notify_meeting

__all__ = [
    "Preview",
    "acknowledge",
    "acknowledge_for",
    "add_measure",
    "adopt_plan",
    "announce",
    "answer",
    "complete_orders",
    "confirm",
    "drop_measure",
    "end_level",
    "extend_level",
    "notify_escalation",
    "notify_meeting",
    "plan_in_use",
    "preview",
    "raise_level",
    "refuse",
]
