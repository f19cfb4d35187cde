"""A cluster from one scan to the next, and as a picture."""

from __future__ import annotations

from datetime import date

import numpy as np

from tocsin.base import Explanation
from tocsin.base.sphere import great_circle_km
from tocsin.forewarn.chart import Track
from tocsin.forewarn.series import Step


def same_cluster(one: Explanation, other: Explanation) -> bool:
    """Whether two finds of a scan are one cluster that goes on: their circles, days and places meet.

    >>> from dataclasses import replace
    >>> facts = {"latitude": 48.86, "longitude": 2.38, "radius_km": 0.0, "first_day": 735915.0, "days": 2.0}
    >>> found = Explanation(method="scan", baseline=(), observed=9, expected=3.0, bound=7.0, statistic=6.4,
    ...                     threshold=5.1, reason="", parameters=tuple(facts.items()), places=("11e",))
    >>> a_day_later, a_week_later = ({**facts, "first_day": 735915.0 + days}.items() for days in (1, 7))
    >>> same_cluster(found, replace(found, parameters=tuple(a_day_later)))
    True
    >>> same_cluster(found, replace(found, parameters=tuple(a_week_later)))
    False
    """
    here, there = dict(one.parameters), dict(other.parameters)
    apart = float(great_circle_km(here["latitude"], here["longitude"], there["latitude"], there["longitude"]))
    meet = apart <= here["radius_km"] + there["radius_km"] and not set(one.places).isdisjoint(other.places)
    first, second = sorted((facts["first_day"], facts["days"]) for facts in (here, there))
    return meet and second[0] < first[0] + first[1]


def track_of_cluster(title: str, explanation: Explanation) -> Track:
    """Counts in the circle by spans as long as the cluster, which is the last; expected is the usual share.

    All of it follows from the explanation. Days before the first whole span are left out.

    >>> days = [date(2015, 11, day) for day in range(1, 6)]
    >>> facts = (("first_day", 735908.0), ("days", 2.0))
    >>> found = Explanation(method="scan", baseline=tuple(zip(days, [0, 0, 1, 1, 0])), observed=9,
    ...                     expected=5.5, bound=7.0, statistic=6.4, threshold=5.1, reason="",
    ...                     parameters=facts, exposures=(0, 2, 3, 1, 4, 10), places=("11e",))
    >>> shown = track_of_cluster("In the circle", found)
    >>> shown.counts.tolist(), shown.expected.tolist(), shown.days[-1].isoformat()
    ([1, 1, 9], [2.75, 2.75, 5.5], '2015-11-06')
    """
    facts = dict(explanation.parameters)
    every = int(facts["days"])
    spans = len(explanation.baseline) // every
    used = explanation.baseline[len(explanation.baseline) - spans * every :]
    here = np.array([count for _, count in used], dtype=np.int64).reshape(spans, every).sum(axis=1)
    everywhere = np.array(explanation.exposures[-1 - len(used) : -1]).reshape(spans, every).sum(axis=1)
    holds = sum(count for _, count in explanation.baseline) + explanation.observed
    return Track(
        title,
        Step.DAY,
        [*(day for day, _ in used[::every]), date.fromordinal(int(facts["first_day"]))],
        np.append(here, explanation.observed),
        np.append(holds * everywhere / sum(explanation.exposures), explanation.expected),
        np.append(np.full(spans, np.nan), explanation.bound),
        every,
    )
