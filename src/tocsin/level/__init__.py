"""Levels, plans and orders: what a level asks of which unit by when, and who has answered."""

from tocsin.base.tables import span_text
from tocsin.level.answers import (
    SETTLED,
    UNANSWERED,
    Answer,
    AnswerKind,
    OrderState,
    refuse_without_evidence,
    state_after,
)
from tocsin.level.cascade import Addition, called_for, cascade
from tocsin.level.escalation import Cause, Escalation, cause_of, escalations
from tocsin.level.file import load_file
from tocsin.level.in_force import floor, in_force, refuse_below_floor, refuse_unraisable
from tocsin.level.plans import (
    FALLBACK,
    PLANS,
    Area,
    Change,
    ChangeKind,
    Evidence,
    Measure,
    Plan,
    change_text,
    changes,
    get_plan,
    load_plan,
    plan_file,
)
from tocsin.level.readiness import Readiness, State, Tally, readiness, sum_below
from tocsin.level.schemes import SCHEMES, SHAPES, get_scheme, load_scheme, scheme_file
from tocsin.level.tree import Tree

__all__ = [
    "FALLBACK",
    "PLANS",
    "SCHEMES",
    "SETTLED",
    "SHAPES",
    "UNANSWERED",
    "Addition",
    "Answer",
    "AnswerKind",
    "Area",
    "Cause",
    "Change",
    "ChangeKind",
    "Escalation",
    "Evidence",
    "Measure",
    "OrderState",
    "Plan",
    "Readiness",
    "State",
    "Tally",
    "Tree",
    "called_for",
    "cascade",
    "cause_of",
    "change_text",
    "changes",
    "escalations",
    "floor",
    "get_plan",
    "get_scheme",
    "in_force",
    "load_file",
    "load_plan",
    "load_scheme",
    "plan_file",
    "readiness",
    "refuse_below_floor",
    "refuse_unraisable",
    "refuse_without_evidence",
    "scheme_file",
    "span_text",
    "state_after",
    "sum_below",
]
