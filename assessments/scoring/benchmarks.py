"""Where a score stands among others of its kind (M 7.1, 7.2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist
from typing import Protocol

from .bank import Bank


class Member(Protocol):
    """One assessment of a cohort, whose owners agreed to be compared."""

    @property
    def score(self) -> float: ...
    @property
    def bank_version(self) -> str: ...
    @property
    def stage(self) -> str: ...
    @property
    def fields(self) -> Sequence[str]: ...


@dataclass(frozen=True)
class Standing:
    """`percentile` from 0 to 100; None in a small cohort, which only gets the `band`. None altogether below 10."""

    members: int
    percentile: float | None
    band: tuple[float, float] | None


def cohort[Anyone: Member](
    bank: Bank, everyone: Sequence[Anyone], version: str, stage: str, fields: Sequence[str]
) -> list[Anyone]:
    """M 7.1: the same major version and stage, and a shared field too where enough members are left then."""
    alike = [other for other in everyone if major(other.bank_version) == major(version) and other.stage == stage]
    narrow = [other for other in alike if set(other.fields) & set(fields)]
    return narrow if len(narrow) >= bank.constants["cohort"]["min"] else alike


def major(version: str) -> str:
    return version.partition(".")[0]


def percentile(scores: Sequence[float], score: float) -> float:
    """M 7.1: 100 (below + half of the equal) / n."""
    below = sum(other < score for other in scores)
    equal = sum(other == score for other in scores)
    return 100 * (below + 0.5 * equal) / len(scores)


def standing(bank: Bank, scores: Sequence[float], score: float) -> Standing | None:
    """M 7.1: nothing in a tiny cohort, a band in a small one, the percentile in a large one."""
    limits, count = bank.constants["cohort"], len(scores)
    if count < limits["min"]:
        return None
    found = percentile(scores, score)
    if count < limits["band_below"]:
        low, high = wilson(found / 100, count, limits["interval"])
        return Standing(count, None, (100 * low, 100 * high))
    return Standing(count, found, None)


def wilson(share: float, count: int, level: float) -> tuple[float, float]:
    """M 7.1: Wilson's interval of a share."""
    z = NormalDist().inv_cdf((1 + level) / 2)
    middle = (share + z * z / (2 * count)) / (1 + z * z / count)
    half = z * sqrt(share * (1 - share) / count + z * z / (4 * count * count)) / (1 + z * z / count)
    return max(0.0, middle - half), min(1.0, middle + half)
