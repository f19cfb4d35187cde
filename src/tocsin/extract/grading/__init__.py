"""Grading by the two scales of analysts: A to F for a source, 1 to 6 for what it tells (`scale`).

A `statement` is all that one independent source tells of an incident, wire copies counted once. Two are held
against each other by `facts`; `judging` tells which facts of a source the others bear out, `reliability`
learns its letter from that, and `credibility` the figure of a telling from who else tells it. Each grade says
why. Sources are publishers; persons are never graded. Nothing reads a clock or depends on order.
"""

from tocsin.extract.grading.credibility import Credibility, credibility, of_incident
from tocsin.extract.grading.facts import Fact
from tocsin.extract.grading.judging import Finding, Judgement, judge
from tocsin.extract.grading.reliability import Reliability, reliability
from tocsin.extract.grading.scale import DIGITS, LETTERS, UNKNOWN_DIGIT, UNKNOWN_LETTER
from tocsin.extract.grading.statement import Statement, statements

__all__ = [
    "DIGITS",
    "LETTERS",
    "UNKNOWN_DIGIT",
    "UNKNOWN_LETTER",
    "Credibility",
    "Fact",
    "Finding",
    "Judgement",
    "Reliability",
    "Statement",
    "credibility",
    "judge",
    "of_incident",
    "reliability",
    "statements",
]
