"""Incidents -> Warnings: daily counts, detectors, and decisions that explain themselves."""

from tocsin.forewarn.counts import daily_counts, incidents_behind, left_out
from tocsin.forewarn.decide import Rules
from tocsin.forewarn.detect import Detection, detect
from tocsin.forewarn.detectors import DETECTORS, get_detector, recompute
from tocsin.forewarn.protocol import Decision, Detector, Outcome
from tocsin.forewarn.series import Measure, Series, SeriesKey
from tocsin.forewarn.watch import watch

__all__ = [
    "DETECTORS",
    "Decision",
    "Detection",
    "Detector",
    "Measure",
    "Outcome",
    "Rules",
    "Series",
    "SeriesKey",
    "daily_counts",
    "detect",
    "get_detector",
    "incidents_behind",
    "left_out",
    "recompute",
    "watch",
]
