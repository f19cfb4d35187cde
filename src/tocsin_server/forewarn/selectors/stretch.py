"""How long a country has filled the news: Kleinberg's bursts, told beside a warning of its reports."""

from datetime import timedelta

import numpy as np

from tocsin.errors import BadInput
from tocsin.forewarn import Series
from tocsin.forewarn.bursts import bursts
from tocsin_server.forewarn.models import Of, Warning
from tocsin_server.forewarn.selectors import counts
from tocsin_server.forewarn.selectors.tallies import Owned

AFTER = timedelta(days=60)
"""Days after a warning's that are looked at, for the end of a burst."""


def stretch(row: Warning) -> str:
    """The burst that a warning of a country's reports lies in, in a sentence, as known now; "" where none."""
    if row.counted is None or row.counted.of != Of.REPORTS:
        return ""
    volume = counts.of_owner(Owned(row.unit_id, row.tlp), Of.VOLUME).first()
    known = counts.last_known()
    if volume is None or known is None:
        return ""
    first, last = counts.watched_from(row.day, counts.DAYS), min(row.day + AFTER, known.date())
    if last < row.day:
        return ""
    telling, total = (counts.panel([one], first, last, known).counts[0] for one in (row.counted, volume))
    try:
        # On a day without any report nothing was on the matter either, so one takes its place.
        found = bursts(Series(row.series, first, telling, exposures=np.maximum(total, 1))).bursts
    except BadInput:  # fewer reports in all than on the matter, or none: counted before all were
        return ""
    return next((one.reason for one in found if one.first <= row.day <= one.last), "")
