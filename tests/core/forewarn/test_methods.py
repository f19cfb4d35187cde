"""A detector by name or by what the past can tell, at the chance of a false alarm that is asked for."""

from datetime import date

import numpy as np
import pytest

from tocsin.errors import BadInput
from tocsin.forewarn import detect, get_detector
from tocsin.forewarn.methods import choose, with_alpha
from tocsin.forewarn.series import Panel, Step

START = date(2010, 1, 4)


def panel(steps, step=Step.DAY):
    counts = np.random.default_rng(1).poisson(2, (2, steps))
    return Panel(("a", "b"), START, counts, step=step)


def test_a_name_is_one_detector_for_every_series():
    (choice,) = choose("ears-c1")(panel(20), 19)
    assert (choice.detector.name, choice.rows.tolist()) == ("ears-c1", [0, 1])


def test_auto_goes_by_what_is_known():
    methods = {
        length: choose("auto")(panel(length, step), length - 1)[0].detector.name
        for length, step in ((12, Step.DAY), (300, Step.WEEK))
    }
    assert methods == {12: "ears-c2", 300: "farrington-flexible"}


def test_alpha_moves_the_bound_of_a_detector_that_knows_it():
    detector = get_detector("farrington-flexible")
    strict, lax = (
        with_alpha(detector, alpha).scores(panel(300, Step.WEEK), range(299, 300)).bound
        for alpha in (0.001, 0.1)
    )
    assert (strict > lax).all()


def test_auto_takes_alpha_as_far_as_its_choice_knows_one():
    (choice,) = choose("auto", 0.05)(panel(12), 11)
    assert choice.detector == get_detector("ears-c2")


@pytest.mark.parametrize("alpha", [0, 1, -0.1])
@pytest.mark.parametrize("method", ["auto", "farrington-flexible"])
def test_an_alpha_that_makes_no_sense_is_refused(method, alpha):
    with pytest.raises(BadInput, match="must lie between 0 and 1"):
        detect([1] * 12, method, first=START, alpha=alpha)
