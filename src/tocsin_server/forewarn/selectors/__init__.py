"""What may be asked of early warning."""

from tocsin_server.forewarn.selectors.briefing import Briefing, briefing
from tocsin_server.forewarn.selectors.clusters import area, areas, places
from tocsin_server.forewarn.selectors.counts import series
from tocsin_server.forewarn.selectors.foresight import forecasts, outlooks
from tocsin_server.forewarn.selectors.pictures import charts, sparklines
from tocsin_server.forewarn.selectors.rates import rates
from tocsin_server.forewarn.selectors.retest import as_known, recomputed
from tocsin_server.forewarn.selectors.stretch import stretch
from tocsin_server.forewarn.selectors.warnings import (
    JUDGEMENTS,
    Filters,
    countries,
    detectors,
    explanation,
    held_beside,
    listed,
    located,
    named,
    outcome,
    warning,
    warnings,
)

__all__ = [
    "JUDGEMENTS",
    "Briefing",
    "Filters",
    "area",
    "areas",
    "as_known",
    "briefing",
    "charts",
    "countries",
    "detectors",
    "explanation",
    "forecasts",
    "held_beside",
    "listed",
    "located",
    "named",
    "outcome",
    "outlooks",
    "places",
    "rates",
    "recomputed",
    "series",
    "sparklines",
    "stretch",
    "warning",
    "warnings",
]
