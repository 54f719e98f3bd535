"""How alike a venture and a case are, term by term (method, section 7.3). Plain Python.

Seven nodes and four risk categories are compared as numbers, fields, layers and channels by the part that both share.
What one side does not know leaves both sums. A case more or less changes no other similarity. `similarity` says why two
are alike; `scores` gives the same scores for thousands of cases at once.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from casestudies.shelf import Columns, Mask

NODES = ("economic", "social", "technical", "strategy", "team", "resources", "channel")
CATEGORIES = ("technical", "market", "funding", "legal")
NODE, RISK, FIELDS, LAYERS, CHANNELS = "node", "risk", "fields", "layers", "channels"
LEVELS = 5


@dataclass(frozen=True)
class Weights:
    """Of each kind of term, shared equally by its parts; the cuts put an expected loss in percent on five levels."""

    nodes: float = 0.50
    risks: float = 0.20
    fields: float = 0.15
    layers: float = 0.10
    channels: float = 0.05
    cuts: tuple[float, ...] = (4, 10, 20, 35)
    least_overlap: float = 0.5  # of the weight of the numbers
    listed: int = 3


@dataclass(frozen=True)
class Traits:
    """What is known of one side. An empty set is not known."""

    nodes: Mapping[str, float] = field(default_factory=dict)  # 0 to 100
    risks: Mapping[str, int] = field(default_factory=dict)  # levels 1 to 5
    fields: frozenset[str] = frozenset()
    layers: frozenset[str] = frozenset()
    channels: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Term:
    """One thing that both know: how alike it is, 0 to 1, and how much it counts."""

    kind: str
    ref: str  # of a node or category; the kind again for sets
    weight: float
    alike: float

    @property
    def brings(self) -> float:
        return self.weight * self.alike

    @property
    def parts(self) -> float:
        return self.weight * (1 - self.alike)


@dataclass(frozen=True)
class Similarity:
    score: float  # 0 to 1
    overlap: float  # part of the numbers' weight that both know
    shown: bool  # whether that is enough to say anything
    together: tuple[Term, ...]
    apart: tuple[Term, ...]


def level(loss: float, cuts: Sequence[float] = Weights.cuts) -> int:
    """The level of an expected loss in percent; a loss on a cut still belongs below it."""
    return 1 + sum(loss > cut for cut in cuts)


def similarity(venture: Traits, case: Traits, weights: Weights = Weights()) -> Similarity:
    numbers = [*node_terms(venture, case, weights), *risk_terms(venture, case, weights)]
    terms = [*numbers, *set_terms(venture, case, weights)]
    total = sum(term.weight for term in terms)
    overlap = sum(term.weight for term in numbers) / (weights.nodes + weights.risks)
    alike = [term for term in terms if term.brings and term.brings >= term.parts]  # no term speaks for both sides
    together = tuple(sorted(alike, key=lambda term: -term.brings)[: weights.listed])
    left = [term for term in terms if term.parts and term not in together]
    return Similarity(
        score=sum(term.brings for term in terms) / total if total else 0.0,
        overlap=overlap,
        shown=overlap >= weights.least_overlap - 1e-9,
        together=together,
        apart=tuple(sorted(left, key=lambda term: -term.parts)[: weights.listed]),
    )


def node_terms(venture: Traits, case: Traits, weights: Weights) -> list[Term]:
    each = weights.nodes / len(NODES)
    return [
        Term(NODE, name, each, 1 - abs(venture.nodes[name] - case.nodes[name]) / 100)
        for name in NODES
        if name in venture.nodes and name in case.nodes
    ]


def risk_terms(venture: Traits, case: Traits, weights: Weights) -> list[Term]:
    each = weights.risks / len(CATEGORIES)
    return [
        Term(RISK, name, each, 1 - abs(venture.risks[name] - case.risks[name]) / (LEVELS - 1))
        for name in CATEGORIES
        if name in venture.risks and name in case.risks
    ]


def set_terms(venture: Traits, case: Traits, weights: Weights) -> Iterable[Term]:
    pairs = (
        (FIELDS, weights.fields, venture.fields, case.fields),
        (LAYERS, weights.layers, venture.layers, case.layers),
        (CHANNELS, weights.channels, venture.channels, case.channels),
    )
    return [Term(kind, kind, weight, len(one & other) / len(one | other)) for kind, weight, one, other in pairs
            if one and other]  # fmt: skip


Numbers = npt.NDArray[np.float64]


def scores(columns: Columns, venture: Traits, weights: Weights) -> tuple[Numbers, Mask]:
    """Of each case the score of `similarity`, 0 to 1, and whether it is shown."""
    gaps, each = distances(columns.numbers, venture, weights)
    brings, total = np.nansum((1 - gaps) * each, axis=1), (~np.isnan(gaps) * each).sum(axis=1)
    shown = total / (weights.nodes + weights.risks) >= weights.least_overlap - 1e-9
    for facet, weight, mine in (
        ("field", weights.fields, venture.fields),
        ("layer", weights.layers, venture.layers),
        ("channel", weights.channels, venture.channels),
    ):
        if mine:
            size = columns.sizes[facet]
            shared = sum((columns.holders[facet].get(id, 0 * size) for id in mine), 0 * size)
            brings += weight * (size > 0) * shared / (size + len(mine) - shared)
            total += weight * (size > 0)
    return np.divide(brings, total, out=np.zeros_like(total), where=total > 0).round(12), shown


def distances(numbers: Numbers, venture: Traits, weights: Weights) -> tuple[Numbers, Numbers]:
    """How far apart each number is, 0 to 1, and what it weighs."""
    mine = [venture.nodes.get(name, np.nan) for name in NODES]
    mine += [venture.risks.get(name, np.nan) for name in CATEGORIES]
    widths = np.array([100.0] * len(NODES) + [LEVELS - 1.0] * len(CATEGORIES))
    each = [weights.nodes / len(NODES)] * len(NODES) + [weights.risks / len(CATEGORIES)] * len(CATEGORIES)
    return abs(numbers - np.array(mine, dtype=float)) / widths, np.array(each)
