"""Which detector judges which series: one by name, or by what a series' past can tell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from typing import Any

import numpy as np

from tocsin.errors import BadInput
from tocsin.forewarn.detectors import auto, get_detector
from tocsin.forewarn.detectors.auto import Choice
from tocsin.forewarn.protocol import Detector
from tocsin.forewarn.series import Panel

AUTO = "auto"

Chosen = Callable[[Panel, int], list[Choice]]
"""Gives the detectors that judge a panel at the step of that number, each with its rows."""


def choose(method: str, alpha: float | None = None) -> Chosen:
    """How to choose: the detector of that name for every series, or by each panel's length and sparseness.

    `alpha` is the chance of an alarm where nothing is unusual; `BadInput` for a named detector that knows
    none, while those that `auto` takes keep their own bound. `BadInput` for a name that does not exist.
    """
    if method == AUTO:
        return lambda panel, at: [_at_alpha(choice, alpha) for choice in auto.choose(panel, at)]
    detector = get_detector(method) if alpha is None else with_alpha(get_detector(method), alpha)
    return lambda panel, _at: [Choice(detector, np.arange(len(panel.ids)), "asked for by name.")]


def with_alpha(detector: Detector, alpha: float) -> Detector:
    """The same detector at another chance of a false alarm; `BadInput` where it knows none.

    >>> with_alpha(get_detector("ears-c2"), 0.05)
    Traceback (most recent call last):
    ...
    tocsin.errors.BadInput: ears-c2: it knows no chance of a false alarm, so alpha cannot be set
    """
    _check(alpha)
    changed: Detector | None = _with(detector, alpha)
    if changed is None:
        text = "it knows no chance of a false alarm, so alpha cannot be set"
        raise BadInput(text, where=detector.name, reason="alpha")
    return changed


def _at_alpha(choice: Choice, alpha: float | None) -> Choice:
    if alpha is None:
        return choice
    _check(alpha)
    return replace(choice, detector=_with(choice.detector, alpha) or choice.detector)


def _check(alpha: float) -> None:
    if not 0 < alpha < 1:
        raise BadInput(f"must lie between 0 and 1, not {alpha}", where="alpha", reason="alpha")


def _with(settings: Any, alpha: float) -> Any:
    """Settings with that alpha, at whatever depth they keep it; None where they keep none."""
    if not is_dataclass(settings) or isinstance(settings, type):
        return None
    names = [field.name for field in fields(settings)]
    if "alpha" in names:
        return replace(settings, alpha=alpha)
    changes = {name: inner for name in names if (inner := _with(getattr(settings, name), alpha))}
    return replace(settings, **changes) if changes else None
