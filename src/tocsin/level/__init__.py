"""Levels, plans and orders: what a level asks of which unit by when, and who has answered."""

from tocsin.level.answers import Answer, AnswerKind, Progress, overdue, progress, progress_below
from tocsin.level.cascade import cascade, order_key
from tocsin.level.in_force import in_force
from tocsin.level.plans import PLANS, Area, Measure, Plan, get_plan, load_plan
from tocsin.level.schemes import SCHEMES, SHAPES, get_scheme, load_scheme
from tocsin.level.tree import Tree

__all__ = [
    "PLANS",
    "SCHEMES",
    "SHAPES",
    "Answer",
    "AnswerKind",
    "Area",
    "Measure",
    "Plan",
    "Progress",
    "Tree",
    "cascade",
    "get_plan",
    "get_scheme",
    "in_force",
    "load_plan",
    "load_scheme",
    "order_key",
    "overdue",
    "progress",
    "progress_below",
]
