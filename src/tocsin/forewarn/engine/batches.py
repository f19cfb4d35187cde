"""A panel is cut into batches; one function judges a batch, whichever engine runs it, so all agree."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from functools import partial
from types import MappingProxyType

import numpy as np

from tocsin.base.engines import Engine, HereEngine, ProcessEngine, RayEngine
from tocsin.errors import TocsinError
from tocsin.forewarn.detectors.windows import require_steps, unknown
from tocsin.forewarn.engine.warm import warm_for
from tocsin.forewarn.protocol import Detector, Scores
from tocsin.forewarn.series import Panel

CELLS = 1 << 20
"""Counts in a batch, 8 MB of them: a worker needs little memory, and a lost batch is little work lost."""

Progress = Callable[[int], object]
"""Told after each batch how many series it had."""


class EngineName(StrEnum):
    """Names of the engines."""

    HERE = "here"
    PROCESS = "process"
    RAY = "ray"


ENGINES: Mapping[EngineName, type[Engine]] = MappingProxyType(
    {EngineName.HERE: HereEngine, EngineName.PROCESS: ProcessEngine, EngineName.RAY: RayEngine}
)


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """Some series, and where they begin among all."""

    start: int
    panel: Panel


def scan_panel(
    panel: Panel,
    detector: Detector,
    steps: range,
    *,
    engine: EngineName = EngineName.HERE,
    jobs: int = 1,
    progress: Progress | None = None,
) -> Scores:
    """What `detector.scores(panel, steps)` gives, to the last bit, in batches, by `jobs` workers at a time.

    The panel's counts may lie in a file (`numpy.memmap`) and be of a narrower type than int64: they are read
    batch by batch. Starting a worker takes a second or two, so `EngineName.HERE` is best for less work than
    that. Raises `TocsinError` where a batch ends its worker twice.

    >>> from datetime import date
    >>> from tocsin.forewarn import Series, get_detector
    >>> panel = Panel.of([Series("FR/attack", date(2015, 11, 1), [0, 1, 0, 0, 0, 1, 0, 0, 0, 5])])
    >>> scan_panel(panel, get_detector("ears-c2"), range(9, 10)).bound.round(2).tolist()
    [[1.89]]
    """
    require_steps(panel, steps)
    scores = unknown(len(panel.counts), len(steps))
    cut = _cut(panel, steps.stop)
    for batch, found in _judged(cut, detector, steps, ENGINES[engine](), jobs, progress):
        rows = slice(batch.start, batch.start + len(batch.panel.counts))
        for field in fields(Scores):
            getattr(scores, field.name)[rows] = getattr(found, field.name)
    return scores


def scan_panels(
    panels: Iterable[Panel],
    detector: Detector,
    steps: range,
    *,
    engine: EngineName = EngineName.HERE,
    jobs: int = 1,
    progress: Progress | None = None,
) -> Iterator[tuple[Panel, Scores]]:
    """Each of the panels with its scores, as they get done: for more series than memory holds.

    Panels are taken only as workers are free for them; each is one batch. Otherwise as `scan_panel`.
    """
    batches = (Batch(number, panel) for number, panel in enumerate(panels))
    for batch, found in _judged(batches, detector, steps, ENGINES[engine](), jobs, progress):
        yield batch.panel, found


def judge_batch(batch: Batch, detector: Detector, steps: range) -> Scores:
    """What every engine runs. Counts of a narrow type are widened only here, so that less is sent."""
    counts = batch.panel.counts.astype(np.int64, copy=False)
    return detector.scores(replace(batch.panel, counts=counts), steps)


def _cut(panel: Panel, stop: int) -> Iterator[Batch]:
    """Batches of the steps up to `stop`; what comes later is not even sent."""
    at_a_time = max(CELLS // max(stop, 1), 1)
    for start in range(0, len(panel.counts), at_a_time):
        rows = slice(start, start + at_a_time)
        held, told = panel.exposures, panel.told
        part = replace(
            panel,
            ids=panel.ids[rows],
            counts=np.ascontiguousarray(panel.counts[rows, :stop]),
            exposures=None if held is None else np.ascontiguousarray(held[rows, :stop], dtype=np.float64),
            told=None if told is None else told[:stop],
        )
        yield Batch(start, part)


def _judged(
    batches: Iterable[Batch],
    detector: Detector,
    steps: range,
    engine: Engine,
    jobs: int,
    progress: Progress | None,
) -> Iterator[tuple[Batch, Scores]]:
    warm_for(detector)  # or each worker would compile the same kernels
    work = partial(judge_batch, detector=detector, steps=steps)
    for batch, found in _twice(engine, work, batches, jobs):
        if progress:
            progress(len(batch.panel.counts))
        yield batch, found


def _twice(
    engine: Engine, work: Callable[[Batch], Scores], batches: Iterable[Batch], jobs: int
) -> Iterator[tuple[Batch, Scores]]:
    """Batches at which a worker died are tried once more, one at a time, when the others are done."""
    lost: list[Batch] = []
    for batch, found in engine.run(work, batches, jobs):
        if found is None:
            lost.append(batch)
        else:
            yield batch, found
    for batch, found in engine.run(work, lost, min(len(lost), 1)):
        if found is None:
            text = "ended its worker twice; is there memory enough, and the same Tocsin on all machines?"
            raise TocsinError(f"the batch of series from {batch.panel.ids[0]} on {text}")
        yield batch, found
