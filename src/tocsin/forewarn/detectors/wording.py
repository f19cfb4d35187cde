"""Words that the sentences of several detectors share."""

from __future__ import annotations


def unusual(bound: float, digits: int = 1) -> str:
    """From where on a count is unusual, as the end of a sentence; counts are whole numbers.

    >>> unusual(2.31), unusual(78.0, 0), unusual(0.0)
    ('above 2.3 is unusual', 'above 78 is unusual', 'even one is unusual')
    """
    return "even one is unusual" if bound < 1 else f"above {bound:.{digits}f} is unusual"
