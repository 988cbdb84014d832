"""Chance that is the same on every machine: each draw follows from the seed and what it is for.

A draw belongs to a case, an element and a turn, never to a moment of the simulation: a service
with more workers meets the same women, who answer the same. Logarithm and exponential are our own,
since those of the system's library differ in the last digit between machines. Pure.
"""

import math
from functools import cache
from hashlib import sha256

MASK = 2**64 - 1
LN_2 = 0.6931471805599453
TENTH = 1.2815515655446004  # the normal distribution has a tenth of its values above this
TERMS = 24
# Acklam's rational approximation of the normal quantile, to 9 digits.
CENTRE_TOP = (
    -39.69683028665376, 220.9460984245205, -275.9285104469687, 138.357751867269,
    -30.66479806614716, 2.506628277459239,
)  # fmt: skip
CENTRE_BOTTOM = (
    -54.47609879822406, 161.5858368580409, -155.6989798598866, 66.80131188771972,
    -13.28068155288572, 1.0,
)  # fmt: skip
TAIL_TOP = (
    -0.007784894002430293, -0.3223964580411365, -2.400758277161838, -2.549732539343734,
    4.374664141464968, 2.938163982698783,
)  # fmt: skip
TAIL_BOTTOM = (
    0.007784695709041462, 0.3224671290700398, 2.445134137142996, 3.754408661907416, 1.0,
)  # fmt: skip
TAIL = 0.02425


@cache
def number_of(name: str) -> int:
    """Return the number by which an element or a purpose is drawn for."""
    return int.from_bytes(sha256(name.encode()).digest()[:8], "big")


def uniform(seed: int, *what: int) -> float:
    """Return the draw of what these numbers name: evenly between 0 and 1, never either."""
    mixed = seed
    for word in what:
        mixed = (mixed ^ word) + 0x9E3779B97F4A7C15 & MASK
        mixed = (mixed ^ mixed >> 30) * 0xBF58476D1CE4E5B9 & MASK
        mixed = (mixed ^ mixed >> 27) * 0x94D049BB133111EB & MASK
        mixed ^= mixed >> 31
    return ((mixed >> 11) + 0.5) / 2**53


def ln(value: float) -> float:
    """Return the natural logarithm of a number above 0."""
    fraction, exponent = math.frexp(value)
    if fraction < math.sqrt(0.5):
        fraction, exponent = fraction * 2, exponent - 1
    ratio = (fraction - 1) / (fraction + 1)
    total, power = 0.0, ratio
    for term in range(TERMS // 2):
        total += power / (2 * term + 1)
        power *= ratio * ratio
    return 2 * total + exponent * LN_2


def exp(value: float) -> float:
    """Return e to the power of a number."""
    exponent = round(value / LN_2)
    rest = value - exponent * LN_2
    total = 1.0
    for term in range(TERMS, 0, -1):
        total = 1 + total * rest / term
    return math.ldexp(total, exponent)


def normal(chance: float) -> float:
    """Return the value that a normal distribution (mean 0, deviation 1) stays below so often."""
    if chance > 0.5:  # noqa: PLR2004 -- the middle
        return -normal(1 - chance)
    if chance < TAIL:
        depth = math.sqrt(-2 * ln(chance))
        return _polynomial(TAIL_TOP, depth) / _polynomial(TAIL_BOTTOM, depth)
    offset = chance - 0.5
    square = offset * offset
    return offset * _polynomial(CENTRE_TOP, square) / _polynomial(CENTRE_BOTTOM, square)


def exponential(chance: float, mean: float) -> float:
    """Return the value of an exponential distribution that this draw stands for."""
    return -mean * ln(1 - chance)


def lognormal(chance: float, median: float, spread: float) -> float:
    """Return likewise for a lognormal one; a tenth of it lies above `spread` times the median."""
    return median * exp(ln(spread) / TENTH * normal(chance))


def _polynomial(factors: tuple[float, ...], value: float) -> float:
    total = 0.0
    for factor in factors:
        total = total * value + factor
    return total
