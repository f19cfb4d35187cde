"""Alerts for everyone concerned: CAP 1.2 written, read and checked, which are in force, and the Atom feed."""

from tocsin.notify import area, cap, feed
from tocsin.notify.active import active
from tocsin.notify.check import problems, review
from tocsin.notify.identity import identifier
from tocsin.notify.problem import Level, Problem, Rule

__all__ = ["Level", "Problem", "Rule", "active", "area", "cap", "feed", "identifier", "problems", "review"]
