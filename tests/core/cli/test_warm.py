"""What is compiled when a site first starts."""

from tocsin.base.kernels import warm
from tocsin.cli.warm import PIECES
from tocsin.forewarn import DETECTORS


def test_every_detector_the_scan_coverage_draws_and_ways_are_compiled_and_counted_down():
    told = []
    warm(PIECES, lambda name, left: told.append((name, left)))
    names = [*(detector.name for detector in DETECTORS), "scan", "coverage", "draws", "ways"]
    assert told == list(zip(names, range(len(names), 0, -1), strict=True))
