"""How late an owner's counts come in: those of the last days are held against what is told by then."""

from datetime import date, datetime, timedelta

import numpy as np

from tocsin.forewarn.backtest import AsOf
from tocsin.forewarn.backtest.asof import microseconds
from tocsin.forewarn.nowcast.late import BLOCK, LONGEST, MOST_BLOCKS, Lateness
from tocsin.forewarn.series import Panel, Step
from tocsin_server.forewarn.models import Of, Version
from tocsin_server.forewarn.selectors.tallies import Owned

REACH = timedelta(days=LONGEST[Step.DAY] + MOST_BLOCKS * BLOCK[Step.DAY])
"""How far back it is looked how late counts came in."""


def held_against_told(panel: Panel, owned: Owned, of: Of, known: datetime) -> Panel:
    """A panel of days with the share of each that was told by a moment, learned from all of the owner's
    counts of that sort; the same panel where nothing is late or too little is known of how late."""
    last = panel.first + timedelta(days=panel.counts.shape[1] - 1)
    history = _history(owned, of, last, known)
    return Lateness(history).onto(panel, known) if history else panel


def _history(owned: Owned, of: Of, last: date, known: datetime) -> AsOf | None:
    """The versions of an owner's counts by country; divisions are parts of them."""
    first = last - REACH
    rows = Version.objects.filter(
        counted__unit_id=owned.unit_id, counted__tlp=owned.tlp, counted__of=of, counted__division="",
        day__range=(first, last), known__lte=known,
    ).order_by("pk")  # fmt: skip
    found = list(rows.values_list("counted_id", "day", "count", "known"))
    if not found:
        return None
    ids, days, counts, moments = zip(*found, strict=True)
    names, series = np.unique(np.array(ids), return_inverse=True)
    return AsOf(
        tuple(map(str, names.tolist())),
        first,
        Step.DAY,
        series.astype(np.int32),
        np.array([(day - first).days for day in days], dtype=np.int32),
        np.array(counts, dtype=np.int32),
        np.array([microseconds(moment) for moment in moments], dtype=np.int64),
    )
