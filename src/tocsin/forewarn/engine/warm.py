"""Compiling before it is needed: the inner loops become machine code once and are kept on disk.

Where Tocsin is installed read-only they are kept in `NUMBA_CACHE_DIR`, or in the user's own cache folder.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date

import numpy as np

from tocsin.forewarn.detectors import DETECTORS
from tocsin.forewarn.protocol import Detector
from tocsin.forewarn.series import Panel

_FIRST = date(2001, 1, 1)
"""The first of a month and a Monday."""

_SERIES = 2


def warm(progress: Callable[[str], object] | None = None, detectors: Sequence[Detector] = DETECTORS) -> None:
    """Compile what the detectors run, or find it compiled; `progress` is told what is next.

    >>> warm(print, [detector for detector in DETECTORS if detector.name == "severity"])
    severity
    """
    for detector in detectors:
        if progress:
            progress(detector.name)
        warm_for(detector)


def warm_for(detector: Detector) -> None:
    """Compile what one detector runs: it judges a few made-up counts, many at once and one alone."""
    for panel in _made_up(detector):
        last = panel.counts.shape[1] - 1
        detector.scores(panel, range(last, last + 1))
        series = panel.row(0)
        detector.judge(detector.test(series, series.last).explanation)


def _made_up(detector: Detector) -> Iterator[Panel]:
    length = detector.history + 1
    counts = np.tile(np.arange(length, dtype=np.int64) % 3, (_SERIES, 1))
    for step in sorted(detector.steps):
        plain = Panel(("a", "b"), _FIRST, counts, detector.measure, step)
        yield plain
        yield Panel(plain.ids, _FIRST, counts, detector.measure, step, np.ones(counts.shape))
