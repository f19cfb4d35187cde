"""On a cluster of two machines the scores are those of one call."""

from datetime import date

import numpy as np
import pytest
from forewarn.accidents import Noted

from tocsin.forewarn.detectors import EARS_C2
from tocsin.forewarn.engine import EngineName, scan_panel
from tocsin.forewarn.series import Panel

pytestmark = pytest.mark.slow


def test_two_nodes_share_the_work_and_give_the_same_scores(cluster, tmp_path):
    counts = np.random.default_rng(12).poisson(0.4, (28_000, 365))
    panel = Panel(tuple(f"p{row}" for row in range(len(counts))), date(2015, 1, 1), counts)
    steps, noted = range(364, 365), Noted("ears-c2", lag=2, folder=tmp_path)
    ours = scan_panel(panel, noted, steps, engine=EngineName.RAY, jobs=2)
    np.testing.assert_array_equal(ours.bound, EARS_C2.scores(panel, steps).bound)
    assert len(list(tmp_path.iterdir())) == 2
