"""Distributions as tables over a standard normal, so that a draw is one look-up (M 5.1, 12.1)."""

from collections.abc import Sequence
from functools import lru_cache
from math import erf, log, sqrt
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from ..bank import Bank
from ..bank_parts import Level, Range

Array = npt.NDArray[np.floating[Any]]
Places = npt.NDArray[np.int16]  # small, so that a run stays in the processor's cache; 16 bits reach 80 deviations

POINTS: Final = 4096
EDGE: Final = 5.0  # the tables reach from -5 to 5 standard deviations
STEP: Final = (POINTS - 1) / (2 * EDGE)  # points per standard deviation
MIDDLE: Final = (POINTS - 1) / 2 + 0.5  # the point of zero, with the half that turns cutting into rounding

PHI: Final[npt.NDArray[np.float64]] = np.array([0.5 * (1 + erf(z / sqrt(2))) for z in np.linspace(-EDGE, EDGE, POINTS)])
ROOT: Final = np.sqrt(PHI)
ROOT_OF_REST: Final = np.sqrt(1 - PHI)
PHI_SINGLE: Final[npt.NDArray[np.float32]] = PHI.astype(np.float32)


def positions(normals: Array) -> Places:
    """Points of the tables for normals that were multiplied by STEP and shifted by MIDDLE; not clipped."""
    return normals.astype(np.int16)


@lru_cache(maxsize=512)  # 16 kB each
def triangular(low: float, mode: float, high: float) -> npt.NDArray[np.float32]:
    """M 5.1: the inverse distribution function of a triangle, as a table."""
    if high <= low:
        return np.full(POINTS, mode, np.float32)
    found = np.empty(POINTS, np.float32)
    top = int(np.searchsorted(PHI, (mode - low) / (high - low)))
    found[:top] = low + sqrt((high - low) * (mode - low)) * ROOT[:top]
    found[top:] = high - sqrt((high - low) * (high - mode)) * ROOT_OF_REST[top:]
    return found


def beta_inverse(u: Array) -> Array:
    """M 2.5: the inverse of 6x^2 - 8x^3 + 3x^4, which is the distribution function of Beta(2, 3)."""
    x = np.linspace(0, 1, 4001)
    return np.interp(u, 6 * x**2 - 8 * x**3 + 3 * x**4, x)


def answered(value: float, half_width: float) -> npt.NDArray[np.float32]:
    """M 5.1: a triangle around the value, cut at 0 and 100."""
    low, high = max(0.0, value - half_width), min(100.0, value + half_width)
    return triangular(low, value, high)


@lru_cache(maxsize=1)
def missing() -> npt.NDArray[np.float32]:
    """M 5.1: 100 x Beta(2, 3)."""
    return (100 * beta_inverse(PHI)).astype(np.float32)


@lru_cache(maxsize=128)
def uniform(low: float, high: float) -> npt.NDArray[np.float32]:
    return (low + (high - low) * PHI).astype(np.float32)


def risk_triangle(scale: Sequence[Level], level: float) -> tuple[float, float, float]:
    """M 3.6: low, mode and high of the triangle whose mean is the level's own mid-point."""
    mids = [0.0, *(entry.mid for entry in scale), 1.0]
    low, middle, high = (between(mids, level + shift) for shift in (-1, 0, 1))
    mode = 3 * middle - low - high
    if mode < low:
        mode, high = low, 3 * middle - 2 * low
    elif mode > high:
        mode, low = high, 3 * middle - 2 * high
    return low, mode, high


def between(figures: Sequence[float], place: float) -> float:
    """The figure at a place, or half-way between two for a half level (M 6.2)."""
    lower = int(place)
    part = place - lower
    return figures[lower] if part == 0 else figures[lower] + part * (figures[lower + 1] - figures[lower])


def judgement(
    bank: Bank, scale: Sequence[Level], unknown: Range, level: float | None, evidence: int
) -> npt.NDArray[np.float32]:
    """M 3.6: uniform in the level's range, a triangle for weak evidence, uniform in its own range when missing."""
    if level is None:
        return uniform(unknown.lo, unknown.hi)
    if evidence >= bank.constants["uniform_from_evidence"]:
        return uniform(between([0, *(e.lo for e in scale)], level), between([0, *(e.hi for e in scale)], level))
    return triangular(*risk_triangle(scale, level))


def at(table: npt.NDArray[np.float32], share: float) -> float:
    """The quantile of a table at a share between 0 and 1."""
    return float(np.interp(share, PHI, table))


def pooled(tables: Sequence[npt.NDArray[np.float32]], share: float) -> float:
    """The quantile of an equal mixture of tables (M 5.1)."""
    if len(tables) == 1:
        return at(tables[0], share)
    values = np.concatenate(tables)
    weights = np.tile(np.gradient(PHI), len(tables))
    order = np.argsort(values, kind="stable")
    below = np.cumsum(weights[order])
    return float(np.interp(share, below / below[-1], values[order]))


@lru_cache(maxsize=512)
def beta_quantile(a: float, b: float, share: float) -> float:
    """The quantile of Beta(a, b), by summing its density over the log-odds t, where it is smooth for any a and b."""
    a, b = max(a, 1e-6), max(b, 1e-6)
    middle = log(a / b)
    reach = 14 * sqrt(1 / a + 1 / (2 * a * a) + 1 / b + 1 / (2 * b * b))  # fourteen standard deviations, about
    t = np.linspace(max(-700.0, middle - reach), min(700.0, middle + reach), 2001)
    density = np.exp(log_density(a, b, t) - log_density(a, b, np.array(middle)))
    below = np.cumsum(density) - density / 2
    odds = float(np.interp(share * below[-1], below, t))
    return 1 / (1 + float(np.exp(-odds)))


def log_density(a: float, b: float, t: Array) -> Array:
    found: Array = -a * np.logaddexp(0, -t) - b * np.logaddexp(0, t)
    return found
