"""The records of what a simulation finds, under the names of fairway.result/1."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Percentiles = tuple[float, float, float]  # P10, P50, P90


@dataclass(frozen=True)
class Simulation:
    """Scores 0 to 100, losses in percent of value, chances 0 to 1 (M 3.6, 5.1)."""

    draws: int
    seed: str  # a 64-bit number; text, since a JSON number would lose digits
    merit: Percentiles
    parts: Mapping[str, Percentiles]  # of the top parts: value, execution, channel
    expected_loss: Percentiles
    risk_adjusted: Percentiles
    loss: Percentiles
    mean_loss: float
    mean_worst_tenth: float
    cautious: float
    chance_loss_over_50: float
    exceedance: tuple[float, ...]  # P(L >= x) at x = 0, 5, ..., 100
    grade_chances: Mapping[str, float]
    quadrant_chances: Mapping[str, float]
    nodes: Mapping[str, Percentiles] = field(default_factory=dict)  # of every node; not part of fairway.result/1

    def as_document(self) -> dict[str, Any]:
        """The top parts stand beside the other figures."""
        own = {name: value for name, value in vars(self).items() if name != "nodes"}
        return {**own.pop("parts"), **own}


@dataclass(frozen=True)
class Swing:
    """The risk-adjusted score with one leaf at its P10 and P90, or one weight lowered and raised (M 5.2)."""

    ref: str
    low: float
    high: float

    @property
    def size(self) -> float:
        return abs(self.high - self.low)


@dataclass(frozen=True)
class Lever:
    """What one step up does to the risk-adjusted score (M 5.2): value points, levels, shares or activity."""

    ref: str
    before: float
    after: float
    change: float

    @property
    def size(self) -> float:
        return abs(self.change)

    def as_document(self) -> dict[str, Any]:
        return {"ref": self.ref, "from": self.before, "to": self.after, "change": self.change}


@dataclass(frozen=True)
class Bars[Bar: (Swing, Lever)]:
    """The largest bars, and the sum of the absolute swings of all others."""

    bars: tuple[Bar, ...]
    rest: float


@dataclass(frozen=True)
class Tornado:
    uncertainty: Bars[Swing]
    lever: Bars[Lever]
    weights: Bars[Swing]


@dataclass(frozen=True)
class Open:
    """One thing to answer next. `kind` is unknown_gate, required or information, which alone has figures (M 5.4)."""

    ref: str
    kind: str
    gain: float | None = None
    share_of_variance: float | None = None
    effort_min: float | None = None

    def as_document(self) -> dict[str, Any]:
        return {key: value for key, value in vars(self).items() if value is not None}


@dataclass(frozen=True)
class AnswerNext:
    """`decision_open` is false when no single answer is likely to change the decision about the hurdle (M 5.4)."""

    order: tuple[Open, ...]
    decision_open: bool


@dataclass(frozen=True)
class Variant:
    """Grade and quadrant under other assumptions (M 5.5)."""

    variant: str
    grade: str | None
    quadrant: str | None
    changed: bool
