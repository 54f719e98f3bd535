"""One assessment prepared for drawing, and the draws (M 3.6, 5.1)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
import numpy.typing as npt

from ..bank import Bank
from ..result import Result
from ..tree import Branch
from . import quantiles
from .quantiles import MIDDLE, PHI_SINGLE, STEP, Array, Places

Single = npt.NDArray[np.float32]
Edge = tuple[str, str]  # a node and one of its children


def generator(seed: int, stream: int = 0) -> np.random.Generator:
    """Equal seed and stream, equal draws (M 5.1)."""
    return np.random.Generator(np.random.SFC64(np.random.SeedSequence([seed, stream])))


@dataclass(frozen=True)
class Run:
    """The draws of one run, one column each. `leaves` holds questions by id and the portfolio by its node."""

    leaves: Mapping[str, Array]
    positions: Mapping[str, Places]  # where a leaf's normal lies, for the leaves that have one of their own
    nodes: Mapping[str, Array]
    likelihoods: Mapping[str, Array]  # before measures
    impacts: Mapping[str, Array]
    expected_loss: Array  # percent
    risk_adjusted: Array
    loss: Array | None  # percent; None without events


@dataclass(frozen=True)
class Drawn:
    """Values of all leaves, one row each, questions first; the other arrays are parts of it."""

    values: Single
    cells: Single
    likelihoods: Single
    impacts: Single
    positions: Mapping[str, Places]


@dataclass(frozen=True)
class Leaf:
    """A leaf or cell with its tables: one, or one per reviewer."""

    ref: str
    tables: tuple[Single, ...]


class Model:
    """Everything that M 5.1 and 3.6 draw, as tables and weights; `run` draws it."""

    def __init__(self, bank: Bank, result: Result) -> None:
        self.bank = bank
        self.scored = result.scored
        self.judgements = result.judgements
        self.measures = result.measures
        self.root = bank.root.id
        self.portfolio = bank.channel_table.node
        self.questions = [question_leaf(leaf.ref, leaf.informed, leaf.pool or ((leaf.value, leaf.half_width),))
                          for leaf in result.scored.leaves]  # fmt: skip
        self.cells = self.cell_leaves()
        self.likelihoods, self.impacts = self.risk_leaves()

    def cell_leaves(self) -> list[Leaf]:
        """The cells of the counted rows, or the portfolio as one missing leaf (M 5.1)."""
        if not self.scored.portfolio:
            return [Leaf(self.portfolio, (quantiles.missing(),))]
        return [
            question_leaf(f"channels[{row.row}].{cell.criterion}", cell.informed, ((cell.value, row.half_width),))
            for row in self.scored.portfolio
            for cell in row.cells
        ]

    def risk_leaves(self) -> tuple[list[Leaf], list[Leaf]]:
        scales = self.bank.scales
        sides = (
            ("likelihood", scales.likelihood, scales.unknown_risk.likelihood),
            ("impact", scales.impact, scales.unknown_risk.impact),
        )
        found: tuple[list[Leaf], list[Leaf]] = ([], [])
        for leaves, (name, scale, unknown) in zip(found, sides, strict=True):
            for risk in self.bank.risks:
                given = self.judgements.get(risk.id)
                level, evidence = (getattr(given, name), given.evidence) if given else (None, 0)
                table = quantiles.judgement(self.bank, scale, unknown, level, evidence)
                leaves.append(Leaf(f"{risk.id}.{name}", (table,)))
        return found

    def run(
        self,
        rng: np.random.Generator,
        draws: int,
        rho: float | None = None,
        events: bool = True,
        weights: Mapping[Edge, Array] | None = None,
    ) -> Run:
        """Draw everything. `weights` are drawn here unless they are given, as for a portfolio (M 5.6)."""
        rho = self.bank.constants["rho_answers"] if rho is None else rho
        drawn = self.draw_leaves(rng, draws, rho)
        leaves: dict[str, Array] = {leaf.ref: drawn.values[row] for row, leaf in enumerate(self.questions)}
        leaves[self.portfolio] = self.index(rng, draws, drawn.cells)
        edges = draw_weights(self.bank, self.scored.branches, rng, draws) if weights is None else weights
        nodes = evaluate(self.scored.branches, leaves, edges, self.bank.aggregation_floor)
        p, d = self.reduced(rng, draws, drawn.likelihoods, drawn.impacts)
        expected = lost(p * d)
        return Run(
            leaves=leaves,
            positions=drawn.positions,
            nodes=nodes,
            likelihoods=dict(zip((leaf.ref for leaf in self.likelihoods), drawn.likelihoods, strict=True)),
            impacts=dict(zip((leaf.ref for leaf in self.impacts), drawn.impacts, strict=True)),
            expected_loss=expected,
            risk_adjusted=nodes[self.root] * (1 - expected / 100),
            loss=self.events(rng, draws, p, d) if events else None,
        )

    def draw_leaves(self, rng: np.random.Generator, draws: int, rho: float) -> Drawn:
        """M 5.1: every question, cell, likelihood and impact."""
        asked, cells, risks = len(self.questions), len(self.cells), len(self.likelihoods)
        ordered = [*self.questions, *self.cells, *self.likelihoods, *self.impacts]
        places = self.normals(rng, draws, rho, asked + cells, 2 * risks)
        values = np.empty(places.shape, np.float32)
        for row, leaf in enumerate(ordered):
            look_up(leaf.tables, places[row], rng, values[row])
        return Drawn(
            values=values,
            cells=values[asked : asked + cells],
            likelihoods=values[asked + cells : asked + cells + risks],
            impacts=values[asked + cells + risks :],
            positions={leaf.ref: places[row] for row, leaf in enumerate(ordered)},
        )

    def normals(self, rng: np.random.Generator, draws: int, rho: float, merit: int, risk: int) -> Places:
        """M 5.1: sqrt(rho) z + sqrt(1 - rho) eps as points of the tables; risks with z reversed."""
        shared = rng.standard_normal(draws, dtype=np.float32) * np.float32(sqrt(rho) * STEP)
        own = rng.standard_normal((merit + risk, draws), dtype=np.float32)
        own *= np.float32(sqrt(1 - rho) * STEP)
        own[:merit] += np.float32(MIDDLE) + shared
        own[merit:] += np.float32(MIDDLE) - shared
        return quantiles.positions(own)

    def index(self, rng: np.random.Generator, draws: int, cells: Array) -> Array:
        """M 8.3 and 5.1: the index from drawn cells and drawn shares; one missing leaf without a table."""
        table = self.scored.portfolio
        if not table:
            only: Array = cells[0]
            return only
        width = len(table[0].cells)
        weights = np.array([cell.weight for cell in table[0].cells], np.float32)
        strengths = np.stack([weights @ cells[row * width : (row + 1) * width] for row in range(len(table))])
        shares = draw_shares(rng, draws, [row.share for row in table], self.bank.constants["share_concentration"])
        return channel_index(self.bank, shares, strengths, [(row.owner, row.dependence) for row in table])

    def reduced(self, rng: np.random.Generator, draws: int, p: Array, d: Array) -> tuple[Array, Array]:
        """M 3.6: likelihoods and impacts after the drawn effects of measures, each measure drawn once per draw."""
        floor = np.float32(self.bank.constants["mitigation_floor"])
        left_p, left_d = np.ones_like(p), np.ones_like(d)
        rows = {risk.id: row for row, risk in enumerate(self.bank.risks)}
        for entry in self.measures:
            if entry.activity == 0:
                continue
            for left, level in zip((left_p, left_d), entry.levels, strict=True):
                effect = self.bank.scales.mitigation_effect[level]
                if effect.hi == 0:
                    continue
                drawn = rng.random(draws, dtype=np.float32) * np.float32(effect.hi - effect.lo) + np.float32(effect.lo)
                kept = 1 - np.float32(entry.activity) * drawn
                for risk in entry.targets:
                    left[rows[risk]] *= kept
        return p * np.maximum(left_p, floor), d * np.maximum(left_d, floor)

    def events(self, rng: np.random.Generator, draws: int, p: Array, d: Array) -> Array:
        """M 3.6: the loss of each draw, in percent, with one bad-year factor shared by all events."""
        rho = self.bank.constants["rho_events"]
        shared = rng.standard_normal(draws, dtype=np.float32) * np.float32(sqrt(rho) * STEP)
        own = rng.standard_normal(p.shape, dtype=np.float32)
        own *= np.float32(sqrt(1 - rho) * STEP)
        own += np.float32(MIDDLE) + shared
        chance = np.take(PHI_SINGLE, quantiles.positions(own), mode="clip")
        return lost(np.where(chance < p, d, np.float32(0)))


def question_leaf(ref: str, informed: bool, pool: Sequence[tuple[float, float]]) -> Leaf:
    if not informed:
        return Leaf(ref, (quantiles.missing(),))
    return Leaf(ref, tuple(quantiles.answered(value, half_width) for value, half_width in pool))


def look_up(tables: Sequence[Single], places: Places, rng: np.random.Generator, out: Single) -> None:
    """One leaf's values; with several reviewers, one of them is picked for each draw (M 5.1)."""
    if len(tables) == 1:
        tables[0].take(places, None, out, "clip")
        return
    pick = rng.integers(0, len(tables), size=len(places))
    within = np.clip(places, 0, quantiles.POINTS - 1)
    np.take(np.concatenate(tables), within + pick * quantiles.POINTS, out=out)


def lost(products: Array) -> Array:
    """M 3.3: 100 (1 - prod (1 - r)) over the rows."""
    found: Array = 100 * (1 - np.prod(1 - products, axis=0))
    return found


def draw_shares(rng: np.random.Generator, draws: int, shares: Sequence[float], concentration: float) -> Array:
    """M 5.1: Dirichlet around the shares; a single row keeps share 1."""
    if len(shares) == 1:
        return np.ones((1, draws), np.float32)
    drawn = np.empty((len(shares), draws), np.float32)
    for row, share in enumerate(shares):
        rng.standard_gamma(concentration * share, out=drawn[row], dtype=np.float32)
    drawn /= drawn.sum(axis=0)
    return drawn


def channel_index(bank: Bank, shares: Array, strengths: Array, held: Sequence[tuple[str, float]]) -> Array:
    """M 8.3 over columns of shares and strengths; `held` gives owner and dependence of each row."""
    strength = np.einsum("ij,ij->j", shares, strengths)
    fragility = np.zeros(shares.shape[1], shares.dtype)
    for owner in dict.fromkeys(owner for owner, _ in held):
        rows = [row for row, (name, _) in enumerate(held) if name == owner]
        exposed = sum(shares[row] * held[row][1] for row in rows)
        fragility += shares[rows].sum(axis=0) * exposed
    found: Array = strength * (1 - bank.channel_table.fragility_penalty * fragility)
    return found


def draw_weights(bank: Bank, branches: Sequence[Branch], rng: np.random.Generator, draws: int) -> dict[Edge, Array]:
    """M 5.1: gamma variates whose ratios are Dirichlet(K w); fixed weights for K = 0 and for an only child."""
    concentration = bank.constants["weight_concentration"]
    found: dict[Edge, Array] = {}
    for branch in branches:
        for ref, weight in branch.children:
            if concentration == 0 or len(branch.children) == 1:
                found[branch.id, ref] = np.full(1, weight, np.float32)
            else:
                found[branch.id, ref] = rng.standard_gamma(concentration * weight, size=draws, dtype=np.float32)
    return found


def evaluate(
    branches: Sequence[Branch], leaves: Mapping[str, Array], weights: Mapping[Edge, Array], floor: float
) -> dict[str, Array]:
    """M 2.3 over columns: the score of every node; weights need not add up to one."""
    found: dict[str, Array] = {}
    for branch in branches:
        rows = [(weights[branch.id, ref], leaves[ref] if ref in leaves else found[ref]) for ref, _ in branch.children]
        if branch.aggregation == "geometric":
            rows = [(weight, np.log(np.maximum(score, floor))) for weight, score in rows]
        above, below = rows[0][0] * rows[0][1], rows[0][0]
        for weight, score in rows[1:]:
            above, below = above + weight * score, below + weight
        mean: Array = above / below
        found[branch.id] = np.exp(mean) if branch.aggregation == "geometric" else mean
    return found
