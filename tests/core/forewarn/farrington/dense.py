"""Farrington's model written plainly: dense matrices, a QR decomposition a round, nothing shared with ours.

The stopping rule and the weights of the covariance are those that R documents for `glm`.
"""

from typing import NamedTuple

import numpy as np


class Dense(NamedTuple):
    expected: float
    dispersion: float
    variance: float
    slope: float
    weights: np.ndarray


class Fit(NamedTuple):
    coefficients: np.ndarray
    means: np.ndarray
    working: np.ndarray
    leverages: np.ndarray
    covariance: np.ndarray


def deviance(counts, means, weights):
    positive = np.where(counts > 0, counts, 1)
    return 2 * np.sum(
        weights * (np.where(counts > 0, counts * np.log(positive / means), 0) - (counts - means))
    )


def fit(design, counts, weights, offset):
    means = counts + 0.1
    link, last = np.log(means), deviance(counts, means, weights)
    for _ in range(25):
        working = weights * means
        target = link - offset + (counts - means) / means
        q, r = np.linalg.qr(design * np.sqrt(working)[:, None])
        coefficients = np.linalg.solve(r, q.T @ (target * np.sqrt(working)))
        link = design @ coefficients + offset
        means = np.exp(link)
        now = deviance(counts, means, weights)
        if abs(now - last) < 1e-8 * (abs(now) + 0.1):
            break
        last = now
    return Fit(coefficients, means, working, (q**2).sum(axis=1), np.linalg.inv(r.T @ r))


def estimate(counts, seasons, offsets, *, above, trend, exposures=None, exposure=1.0):
    """Expectation, dispersion and variance of the log-mean for season 0 at offset 0."""
    counts = np.asarray(counts, dtype=float)
    offset = np.zeros(len(counts)) if exposures is None else np.log(exposures)
    design = np.equal.outer(seasons, np.unique(seasons)).astype(float)
    if trend:
        design = np.column_stack([design, offsets])
    weights = np.ones(len(counts))
    for again in (True, False):
        found = fit(design, counts, weights, offset)
        relative = (counts - found.means) / found.means
        free = len(counts) - design.shape[1]
        dispersion = max(np.sum(found.working * relative**2) / free, 1)
        if again:
            spread = found.means ** (1 / 6) * np.sqrt(dispersion * (1 - found.leverages))
            residuals = 1.5 * (counts ** (2 / 3) - found.means ** (2 / 3)) / spread
            weights = np.where(residuals > above, residuals**-2.0, 1.0)
            weights *= len(counts) / weights.sum()
    here = np.zeros(design.shape[1])
    here[0] = 1
    return Dense(
        exposure * np.exp(found.coefficients[0]),
        dispersion,
        dispersion * here @ found.covariance @ here,
        found.coefficients[-1] if trend else 0.0,
        weights,
    )
