"""The negative binomial with a mean m and the variance phi * m: its tail and its quantile, compiled.

Written with phi, not with a size m / (phi - 1), it goes over into the Poisson distribution as phi comes down
to 1 without a loss of digits. A tail is summed from the chance of one count on by the ratio of neighbours,
(size + k) / (k + 1) * (1 - 1 / phi), in the direction in which terms fall.
"""

from __future__ import annotations

import math

from tocsin.base.kernels import compiled

SMALLEST_TERM = 1e-17
LARGE = 16.0
"""From here on Stirling's series gives the logarithm of the gamma function to the last digit."""


@compiled
def _remainder(x: float) -> float:
    """log(gamma(x)) less Stirling's formula for it (DLMF 5.11.1)."""
    if x < LARGE:
        return math.lgamma(x) - ((x - 0.5) * math.log(x) - x + 0.5 * math.log(2.0 * math.pi))
    square = x * x
    return (1.0 / 12 - (1.0 / 360 - (1.0 / 1260 - 1.0 / (1680 * square)) / square) / square) / x


@compiled
def chance(count: float, mean: float, phi: float) -> float:
    """The chance of exactly this count.

    >>> round(chance(2.0, 1.0, 1.0), 6), round(chance(2.0, 1.0, 2.0), 6)
    (0.18394, 0.125)
    """
    log = count * math.log(mean) - mean - math.lgamma(count + 1.0)
    if phi > 1.0:
        size = mean / (phi - 1.0)
        log = count * math.log((mean + count * (phi - 1.0)) / phi) - count - math.lgamma(count + 1.0)
        log += (size - 0.5) * math.log1p(count / size) - size * math.log(phi)
        log += _remainder(size + count) - _remainder(size)
    return math.exp(log)


@compiled
def _ratio(count: float, mean: float, phi: float) -> float:
    """The chance of the next count over that of this one."""
    return (mean + count * (phi - 1.0)) / (phi * (count + 1.0))


@compiled
def tail(count: float, mean: float, phi: float) -> float:
    """The chance of this count or a higher one.

    >>> tail(0.0, 1.0, 1.0), round(tail(1.0, 1.0, 1.0), 6), round(tail(2.0, 1.0, 2.0), 6)
    (1.0, 0.632121, 0.25)
    """
    if count <= 0.0:
        return 1.0
    if mean <= 0.0:
        return 0.0
    if count > mean:
        term, total = chance(count, mean, phi), 0.0
        while term > SMALLEST_TERM * total:
            total += term
            term *= _ratio(count, mean, phi)
            count += 1.0
        return total
    count -= 1.0
    term, total = chance(count, mean, phi), 0.0
    while count >= 0.0 and term > SMALLEST_TERM * total:
        total += term
        count -= 1.0
        term /= _ratio(count, mean, phi)
    return 1.0 - total


@compiled
def highest_usual(mean: float, phi: float, alpha: float, normal: float) -> float:
    """The smallest count q with a chance of at most `alpha` above it; `normal` is alpha's normal quantile.

    >>> highest_usual(1.0, 1.0, 0.01, 2.3263), highest_usual(1.0, 2.0, 0.01, 2.3263)
    (4.0, 6.0)
    """
    if mean <= 0.0:
        return 0.0
    skewed = (2.0 * phi - 1.0) * (normal * normal - 1.0) / 6.0
    count = float(math.floor(max(mean + normal * math.sqrt(phi * mean) + skewed, 0.0)))
    above, term = tail(count + 1.0, mean, phi), chance(count, mean, phi)
    while above > alpha:
        term *= _ratio(count, mean, phi)
        count += 1.0
        above -= term
    while count > 0.0 and above + term <= alpha:
        above += term
        count -= 1.0
        term /= _ratio(count, mean, phi)
    return count
