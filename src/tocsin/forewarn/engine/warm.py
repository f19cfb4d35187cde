"""What early warning compiles before it is needed: detectors and the scan run on a few made-up counts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial

import numpy as np

from tocsin.base.kernels import Piece
from tocsin.forewarn.detectors import DETECTORS
from tocsin.forewarn.protocol import Detector
from tocsin.forewarn.scan import NAME, Cylinders, Events, Sites, scan
from tocsin.forewarn.series import Panel

_FIRST = date(2001, 1, 1)
"""The first of a month and a Monday."""

_SERIES = 2


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


def _warm_scan() -> None:
    sites = Sites(["a", "b"], [48.86, 48.88], [2.38, 2.36])
    rows = [("a", date(2001, 1, 9), 2), ("b", date(2001, 1, 2), 1)]
    events = Events.of(rows, sites, first=_FIRST, last=date(2001, 1, 9))
    scan(events, Cylinders(radius_km=1), np.random.default_rng(1), replicates=1)


PIECES: tuple[Piece, ...] = (*((one.name, partial(warm_for, one)) for one in DETECTORS), (NAME, _warm_scan))
"""Every detector, and the scan."""
