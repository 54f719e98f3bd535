"""One thing at a time: what each leaf, each step up and each weight does to the risk-adjusted score (M 5.2)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from .. import channels
from ..channels import Channel
from ..levers import points_up
from ..risks import Measure, factors, middle
from ..simulated import Bars, Lever, Swing, Tornado
from . import quantiles
from .model import Edge, Model, evaluate
from .quantiles import Array


@dataclass(frozen=True)
class Variant:
    """Other values for some leaves or weights, or another expected loss (None: unchanged)."""

    leaves: Mapping[str, float] = field(default_factory=dict)
    weights: Mapping[Edge, float] = field(default_factory=dict)
    loss: float | None = None


class Point:
    """The assessment at its point values, and what single changes make of it."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.bank = model.bank
        self.table = model.scored.portfolio
        self.activity = {entry.id: entry.activity for entry in model.measures}
        self.levels = {risk.id: self.point_levels(risk.id) for risk in self.bank.risks}
        self.factors = {risk.id: self.left(risk.id, model.measures) for risk in self.bank.risks}

    def point_levels(self, risk: str) -> tuple[float, float]:
        given, scales = self.model.judgements.get(risk), self.bank.scales
        likelihood, impact = (given.likelihood, given.impact) if given else (None, None)
        return (
            middle(scales.likelihood, scales.unknown_risk.likelihood, likelihood),
            middle(scales.impact, scales.unknown_risk.impact, impact),
        )

    def left(
        self, risk: str, measures: Sequence[Measure], activity: Mapping[str, float] | None = None
    ) -> tuple[float, float]:
        return factors(self.bank, risk, measures, activity or self.activity)

    def loss(self, levels: Mapping[str, tuple[float, float]], left: Mapping[str, tuple[float, float]]) -> float:
        """M 3.3 with some risks' levels or factors replaced."""
        kept = 1.0
        for risk in self.levels:
            (p, d), (on_p, on_d) = levels.get(risk, self.levels[risk]), left.get(risk, self.factors[risk])
            kept *= 1 - p * on_p * d * on_d
        return 100 * (1 - kept)

    def with_level(self, risk: str, side: int, level: float) -> Variant:
        """A risk with another likelihood (side 0) or impact (side 1), before measures."""
        p, d = self.levels[risk]
        return Variant(loss=self.loss({risk: (level, d) if side == 0 else (p, level)}, {}))

    def with_measure(self, changed: Measure, activity: float) -> Variant:
        """A measure with other effects or another activity."""
        others = [changed if entry.id == changed.id else entry for entry in self.model.measures]
        active = {**self.activity, changed.id: activity}
        return Variant(loss=self.loss({}, {risk: self.left(risk, others, active) for risk in changed.targets}))

    def with_table(self, table: Sequence[Channel]) -> Variant:
        return Variant({self.model.portfolio: channels.index(self.bank, table)})

    def with_cell(self, row: int, place: int, value: float) -> Variant:
        entry = self.table[row]
        cells = (*entry.cells[:place], replace(entry.cells[place], value=value), *entry.cells[place + 1 :])
        return self.with_table([*self.table[:row], replace(entry, cells=cells), *self.table[row + 1 :]])

    def with_share(self, row: int, share: float) -> Variant:
        """One share changed, the others scaled so that all add up to one."""
        rest = 1 - self.table[row].share
        scaled = [replace(entry, share=share if at == row else entry.share * (1 - share) / rest)
                  for at, entry in enumerate(self.table)]  # fmt: skip
        return self.with_table(scaled)

    def scores(self, variants: Sequence[Variant]) -> Array:
        """The risk-adjusted score of every variant, in one pass over the tree."""
        scored, width = self.model.scored, len(variants)
        rows = {ref: np.full(width, value) for ref, value in scored.values.items()}
        weights = {
            (branch.id, ref): np.full(width, weight) for branch in scored.branches for ref, weight in branch.children
        }
        loss = np.full(width, self.loss({}, {}))
        for column, variant in enumerate(variants):
            for ref, value in variant.leaves.items():
                rows[ref][column] = value
            for edge, weight in variant.weights.items():
                weights[edge][column] = weight
            if variant.loss is not None:
                loss[column] = variant.loss
        nodes = evaluate(scored.branches, dict(rows), dict(weights), self.bank.aggregation_floor)
        adjusted: Array = nodes[self.model.root] * (1 - loss / 100)
        return adjusted


def tornado(model: Model) -> Tornado:
    point = Point(model)
    return Tornado(
        uncertainty=swings(point, uncertainty(point)),
        lever=levers(point),
        weights=swings(point, weight_changes(point)),
    )


Pair = tuple[str, Variant, Variant]


def swings(point: Point, pairs: Sequence[Pair]) -> Bars[Swing]:
    scores = point.scores([variant for _, low, high in pairs for variant in (low, high)]).tolist()
    bars = [Swing(ref, scores[2 * at], scores[2 * at + 1]) for at, (ref, _, _) in enumerate(pairs)]
    return largest(point, bars)


def largest[Bar: (Swing, Lever)](point: Point, bars: Sequence[Bar]) -> Bars[Bar]:
    """The largest bars, ties in bank order; the others as the sum of their absolute swings."""
    top = point.bank.constants["tornado"]["top"]
    ordered = sorted((bar for bar in bars if bar.size > 0), key=lambda bar: -bar.size)
    return Bars(tuple(ordered[:top]), sum(bar.size for bar in ordered[top:]))


def uncertainty(point: Point) -> list[Pair]:
    """M 5.2: every leaf at the percentiles of its draws."""
    model = point.model
    shares = [share / 100 for share in point.bank.constants["tornado"]["percentiles"]]
    pairs: list[Pair] = []
    for leaf in model.questions:
        low, high = (quantiles.pooled(leaf.tables, share) for share in shares)
        pairs.append((leaf.ref, Variant({leaf.ref: low}), Variant({leaf.ref: high})))
    pairs += channel_uncertainty(point, shares)
    for side, leaves in enumerate((model.likelihoods, model.impacts)):
        for risk, leaf in zip(point.bank.risks, leaves, strict=True):
            low, high = (quantiles.at(leaf.tables[0], share) for share in shares)
            pairs.append((leaf.ref, point.with_level(risk.id, side, low), point.with_level(risk.id, side, high)))
    for entry in model.measures:
        low_end, high_end = (point.with_measure(effects_at(point, entry, share), entry.activity) for share in shares)
        pairs.append((entry.id, low_end, high_end))
    return pairs


def channel_uncertainty(point: Point, shares: Sequence[float]) -> list[Pair]:
    """Cells at their percentiles, and shares at those of Beta(50 s, 50 (1 - s)); or the empty table as one leaf."""
    if not point.table:
        only = point.model.cells[0]
        low, high = (quantiles.at(only.tables[0], share) for share in shares)
        return [(only.ref, Variant({only.ref: low}), Variant({only.ref: high}))]
    pairs: list[Pair] = []
    leaves = iter(point.model.cells)
    concentration = point.bank.constants["share_concentration"]
    for row, entry in enumerate(point.table):
        for place in range(len(entry.cells)):
            leaf = next(leaves)
            low, high = (quantiles.at(leaf.tables[0], share) for share in shares)
            pairs.append((leaf.ref, point.with_cell(row, place, low), point.with_cell(row, place, high)))
        if len(point.table) > 1:
            a, b = concentration * entry.share, concentration * (1 - entry.share)
            low, high = (quantiles.beta_quantile(a, b, share) for share in shares)
            pairs.append((f"channels[{entry.row}].share", point.with_share(row, low), point.with_share(row, high)))
    return pairs


def effects_at(point: Point, entry: Measure, share: float) -> Measure:
    """A measure with both effects at one percentile of their ranges."""
    scale = point.bank.scales.mitigation_effect
    likelihood, impact = (scale[level].lo + share * (scale[level].hi - scale[level].lo) for level in entry.levels)
    return replace(entry, effect_likelihood=likelihood, effect_impact=impact)


Step = tuple[str, float, float, Variant]  # reference, from, to, and what it makes of the assessment


def levers(point: Point) -> Bars[Lever]:
    steps = [*question_steps(point), *channel_steps(point), *risk_steps(point), *measure_steps(point)]
    now, *scores = point.scores([Variant(), *(variant for *_, variant in steps)]).tolist()
    bars = [
        Lever(ref, before, after, score - now) for (ref, before, after, _), score in zip(steps, scores, strict=True)
    ]
    return largest(point, bars)


def question_steps(point: Point) -> list[Step]:
    """M 5.2 for every scored question."""
    ends = [(leaf, points_up(point.bank, leaf)) for leaf in point.model.scored.leaves]
    return [(leaf.ref, leaf.value, after, Variant({leaf.ref: after})) for leaf, after in ends]


def channel_steps(point: Point) -> list[Step]:
    sizes = point.bank.constants["tornado"]
    if not point.table:
        ref, now = point.model.portfolio, point.model.scored.values[point.model.portfolio]
        return [(ref, now, now + sizes["points"], Variant({ref: now + sizes["points"]}))]
    steps: list[Step] = []
    for row, entry in enumerate(point.table):
        for place, cell in enumerate(entry.cells):
            after = min(100.0, cell.value + sizes["points"])
            ref = f"channels[{entry.row}].{cell.criterion}"
            steps.append((ref, cell.value, after, point.with_cell(row, place, after)))
        if len(point.table) > 1:
            after = min(1.0, entry.share + sizes["share_points"] / 100)
            change = point.with_share(row, after)
            steps.append((f"channels[{entry.row}].share", 100 * entry.share, 100 * after, change))
    return steps


def risk_steps(point: Point) -> list[Step]:
    """M 5.2: one level down; no bar at level 1 or for a missing judgement."""
    scales = point.bank.scales
    steps: list[Step] = []
    for risk in point.bank.risks:
        given = point.model.judgements.get(risk.id)
        for side, (name, scale) in enumerate((("likelihood", scales.likelihood), ("impact", scales.impact))):
            level = getattr(given, name) if given else None
            if level is not None and level > 1:
                after = max(1, level - 1)
                change = point.with_level(risk.id, side, middle(scale, scales.unknown_risk.likelihood, after))
                steps.append((f"{risk.id}.{name}", level, after, change))
    return steps


def measure_steps(point: Point) -> list[Step]:
    """M 5.2: a measure that the assessment names goes to in place."""
    return [
        (entry.id, entry.activity, 1.0, point.with_measure(entry, 1.0))
        for entry in point.model.measures
        if entry.status != "in_place"
    ]


def weight_changes(point: Point) -> list[Pair]:
    """M 5.2: each node's weight times 0.75 and 1.25, and all children of its parent renormalised."""
    pairs: list[Pair] = []
    low, high = point.bank.constants["tornado"]["weight_factors"]
    ids = [node.id for node in point.bank.nodes]
    for branch in point.model.scored.branches:
        for ref, _ in branch.children:
            if ref in ids and len(branch.children) > 1:
                less, more = (reweighted(branch.id, branch.children, ref, factor) for factor in (low, high))
                pairs.append((ref, less, more))
    return sorted(pairs, key=lambda pair: ids.index(pair[0]))


def reweighted(node: str, children: Sequence[tuple[str, float]], ref: str, factor: float) -> Variant:
    scaled = {child: weight * (factor if child == ref else 1) for child, weight in children}
    total = sum(scaled.values())
    return Variant(weights={(node, child): weight / total for child, weight in scaled.items()})
