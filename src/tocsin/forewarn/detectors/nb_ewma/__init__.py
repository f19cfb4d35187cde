"""Daily counts, sparse ones too: a negative binomial about an exponentially weighted level and weekdays."""

from tocsin.forewarn.detectors.nb_ewma.detector import Foresight, NbEwma

__all__ = ["Foresight", "NbEwma"]
