"""The negative binomial's upper tail and the counts that are unusual under it, compiled.

A count Y with mean m and variance v > m is here negative binomial of size r = m * m / (v - m). Its tail is a
regularised incomplete beta function: P(Y >= k) = I_x(k, r) with x = m / (m + r) (NIST Digital Library of
Mathematical Functions, 8.17.24), which its continued fraction (8.17.22) gives by the method of W. J. Lentz
(Applied Optics 15, 1976). Against SciPy it is exact to nine digits for counts up to ten million. Farrington's
(`farrington.tail`) adds up chances of single counts, as R's figures want it: the two agree to ten digits and
not to the last bit, by which stored warnings of each are recomputed, so there are two.
"""

from __future__ import annotations

import math

from tocsin.base.kernels import compiled

# Beyond this size, for each one expected, the variance is a Poisson's to six digits, and logarithms lose no
# more of them.
LARGEST_SIZE = 1e6
_TINY = 1e-300
_DIGITS = 1e-15
_MOST_TERMS = 100_000


@compiled
def _fraction(a: float, b: float, x: float) -> float:
    """The continued fraction of the incomplete beta function, for x < (a + 1) / (a + b + 2)."""
    c, d = 1.0, 1.0 - (a + b) * x / (a + 1.0)
    d = 1.0 / (d if abs(d) > _TINY else _TINY)
    value = d
    for m in range(1, _MOST_TERMS):
        for term in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1.0 + term * d
            d = 1.0 / (d if abs(d) > _TINY else _TINY)
            c = 1.0 + term / c
            c = c if abs(c) > _TINY else _TINY
            value *= c * d
        if abs(c * d - 1.0) < _DIGITS:
            break
    return value


@compiled
def _remainder(z: float) -> float:
    """What Stirling's formula lacks of the logarithm of the gamma function (DLMF 5.11.1)."""
    square = z * z
    return (1.0 / 12.0 - (1.0 / 360.0 - (1.0 / 1260.0 - 1.0 / (1680.0 * square)) / square) / square) / z


@compiled
def _growth(a: float, b: float) -> float:
    """The logarithm of gamma(a + b) / gamma(a), without the loss of digits that large a would bring."""
    if a < 20.0:
        return math.lgamma(a + b) - math.lgamma(a)
    stirling = (a - 0.5) * math.log1p(b / a) + b * (math.log(a + b) - 1.0)
    return stirling + _remainder(a + b) - _remainder(a)


@compiled
def tail(count: float, mean: float, size: float) -> float:
    """The chance of `count` or more, for a count of this mean and size.

    >>> round(tail(2.0, 1.0, 1.0), 12)
    0.25
    """
    if count <= 0:
        return 1.0
    a, b = count, min(size, LARGEST_SIZE * max(mean, 1.0))
    x, y = mean / (mean + b), b / (mean + b)
    powers = -a * math.log1p(b / mean) - b * math.log1p(mean / b)
    if a > b:
        front = math.exp(powers + _growth(a, b) - math.lgamma(b))
    else:
        front = math.exp(powers + _growth(b, a) - math.lgamma(a))
    if x < (a + 1.0) / (a + b + 2.0):
        return front * _fraction(a, b, x) / a
    return 1.0 - front * _fraction(b, a, y) / b


@compiled
def highest_usual(mean: float, size: float, level: float) -> float:
    """The highest count that is not unusual: each count above it has a chance of at most `level`.

    >>> highest_usual(1.0, 1.0, 0.01), tail(7.0, 1.0, 1.0) <= 0.01 < tail(6.0, 1.0, 1.0)
    (6.0, True)
    """
    low, step = float(math.floor(mean)), 1.0
    if tail(low + 1.0, mean, size) <= level:
        low = 0.0
    high = low + step
    while tail(high, mean, size) > level:
        low, step = high, 2.0 * step
        high = low + step
    while high - low > 1.0:
        middle = float(math.floor((low + high) / 2.0))
        if tail(middle, mean, size) > level:
            low = middle
        else:
            high = middle
    return high - 1.0
