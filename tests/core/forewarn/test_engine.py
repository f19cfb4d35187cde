"""Whatever runs the batches, the scores are those of one call, and no series is lost."""

from datetime import date

import numpy as np
import pytest
from forewarn.accidents import Deadly

from tocsin.errors import BadInput, TocsinError
from tocsin.forewarn.detectors import EARS_C2, SEVERITY
from tocsin.forewarn.engine import EngineName, scan_panel, scan_panels
from tocsin.forewarn.engine.batches import CELLS
from tocsin.forewarn.series import Panel

START = date(2015, 1, 1)
NAMES = ("expected", "bound", "statistic", "p")
SERIES, DAYS = 7_000, 365
"""Three batches."""

assert 2 < SERIES * DAYS / CELLS < 3


@pytest.fixture(scope="module")
def panel():
    counts = np.random.default_rng(12).poisson(0.4, (SERIES, DAYS))
    return Panel(tuple(f"p{row}" for row in range(SERIES)), START, counts)


def assert_same(ours, theirs):
    for name in NAMES:
        np.testing.assert_array_equal(getattr(ours, name), getattr(theirs, name))


@pytest.fixture(
    params=[EngineName.HERE, EngineName.PROCESS, pytest.param(EngineName.RAY, marks=pytest.mark.slow)]
)
def engine(request):
    if request.param is EngineName.RAY:
        request.getfixturevalue("machine")
    return request.param


def test_every_engine_gives_the_scores_of_one_call(panel, engine):
    told = []
    steps = range(300, 310)
    ours = scan_panel(panel, EARS_C2, steps, engine=engine, jobs=2, progress=told.append)
    assert_same(ours, EARS_C2.scores(panel, steps))
    assert (sum(told), len(told)) == (SERIES, 3)


def test_batches_that_come_one_by_one_are_given_back_with_their_scores(panel, engine):
    def panels():
        for start in range(0, SERIES, 3_500):
            rows = slice(start, start + 3_500)
            yield Panel(panel.ids[rows], START, panel.counts[rows])

    whole = EARS_C2.scores(panel, range(364, 365)).bound
    seen = {}
    for part, scores in scan_panels(panels(), EARS_C2, range(364, 365), engine=engine, jobs=2):
        seen |= dict(zip(part.ids, scores.bound, strict=True))
    np.testing.assert_array_equal([seen[id] for id in panel.ids], whole)


def test_counts_in_a_file_and_of_a_narrow_type_are_judged_alike(panel, tmp_path):
    stored = np.memmap(tmp_path / "counts", dtype=np.uint16, mode="w+", shape=panel.counts.shape)
    stored[:] = panel.counts
    steps = range(364, 365)
    ours = scan_panel(Panel(panel.ids, START, stored), EARS_C2, steps)
    assert_same(ours, EARS_C2.scores(panel, steps))


def test_a_batch_that_ends_its_worker_once_is_judged_after_all(panel, tmp_path):
    detector = Deadly("ears-c2", lag=2, at="p3000", marker=tmp_path / "once")
    ours = scan_panel(panel, detector, range(364, 365), engine=EngineName.PROCESS, jobs=1)
    assert_same(ours, EARS_C2.scores(panel, range(364, 365)))


def test_a_batch_that_ends_its_worker_twice_is_named(panel):
    detector = Deadly("ears-c2", lag=2, at="p3000")
    with pytest.raises(TocsinError, match="the batch of series from p2872 on ended its worker twice"):
        scan_panel(panel, detector, range(364, 365), engine=EngineName.PROCESS, jobs=1)


def test_what_a_detector_refuses_reaches_the_caller(panel):
    with pytest.raises(BadInput, match="severity takes"):
        scan_panel(panel, SEVERITY, range(1), engine=EngineName.PROCESS, jobs=1)


def test_steps_that_the_panel_has_not_are_refused_before_any_worker_starts(panel):
    with pytest.raises(BadInput, match="follow one on another"):
        scan_panel(panel, EARS_C2, range(365, 366), engine=EngineName.PROCESS)
