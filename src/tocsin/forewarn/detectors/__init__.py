"""The detectors there are: one file each, one line here."""

from dataclasses import replace

from tocsin.base import Explanation
from tocsin.errors import BadInput
from tocsin.forewarn.detectors.cusum import Cusum
from tocsin.forewarn.detectors.ears import Ears
from tocsin.forewarn.detectors.ewma import Ewma
from tocsin.forewarn.detectors.farrington import FLEXIBLE, FLEXIBLE_MONTHLY, ORIGINAL, Farrington
from tocsin.forewarn.detectors.nb_ewma import NbEwma
from tocsin.forewarn.detectors.severity import Severity
from tocsin.forewarn.protocol import Detector, Outcome
from tocsin.forewarn.scan import warn as scan
from tocsin.forewarn.series import Step

EARS_C1 = Ears("ears-c1", lag=0)
EARS_C2 = Ears("ears-c2", lag=2)
EARS_C3 = Ears("ears-c3", lag=2, memory=True)
CUSUM = Cusum("cusum", threshold=5.0)
EWMA = Ewma("ewma", threshold=3.0)
NB_EWMA = NbEwma()
FARRINGTON = Farrington("farrington", Step.WEEK, ORIGINAL)
FARRINGTON_FLEXIBLE = Farrington("farrington-flexible", Step.WEEK, FLEXIBLE)
FARRINGTON_MONTHLY = Farrington("farrington-flexible-monthly", Step.MONTH, FLEXIBLE_MONTHLY)
SEVERITY = Severity()

DETECTORS: list[Detector] = [
    EARS_C1,
    EARS_C2,
    EARS_C3,
    CUSUM,
    EWMA,
    NB_EWMA,
    FARRINGTON,
    FARRINGTON_FLEXIBLE,
    FARRINGTON_MONTHLY,
    SEVERITY,
]


def get_detector(name: str) -> Detector:
    """The detector of that name; `BadInput` lists the names there are.

    >>> get_detector("ears-c2").name
    'ears-c2'
    """
    for detector in DETECTORS:
        if detector.name == name:
            return detector
    names = ", ".join(detector.name for detector in DETECTORS)
    raise BadInput(f"there is no such detector; there are {names}", where=name, reason="detector")


def rejudge(explanation: Explanation) -> tuple[Outcome, Explanation]:
    """The outcome and explanation that today's methods make of the stored figures, to the last bit the same.

    `BadInput` if judging again gives other figures: then they were altered, or written by another version of
    the method. A detector's sentence may differ: a later version may put the same into other words.
    """
    # The scan looks at places together, not at one series, so it is no Detector; its finds are judged alike,
    # to the letter, for its sentence alone ties the places to the figures.
    cluster = explanation.method == scan.NAME
    judge = scan.judge if cluster else get_detector(explanation.method).judge
    outcome, again = judge(explanation)
    if not (again == explanation if cluster else same_figures(again, explanation)):
        text = "its figures do not follow from its baseline"
        raise BadInput(text, where=explanation.method, reason="altered")
    return outcome, again


def recompute(explanation: Explanation) -> bool:
    """Whether the stored figures sound the alarm when judged again; `BadInput` as for `rejudge`.

    >>> from datetime import date
    >>> from tocsin.forewarn import Measure, Series
    >>> series = Series("FR/attack", date(2015, 11, 13), [128], Measure.DEADLIEST)
    >>> recompute(SEVERITY.test(series, date(2015, 11, 13)).explanation)
    True
    """
    return rejudge(explanation)[0] is Outcome.ALARM


def same_figures(one: Explanation, other: Explanation) -> bool:
    """Whether two explanations are the same to the last bit, however their sentences are worded."""
    return replace(one, reason=other.reason) == other
