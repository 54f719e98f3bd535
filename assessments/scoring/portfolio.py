"""Many ventures ranked together under shared uncertainty about weights: SMAA-2 (M 5.6)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import combinations
from typing import Any

import numpy as np
import numpy.typing as npt

from .bank import Bank
from .problems import CannotScore, Problem, _
from .result import Result
from .simulation.model import Edge, Model, Run, evaluate, generator
from .simulation.quantiles import Array
from .tree import node_weights

Local = Mapping[str, Mapping[str, float]]  # by node, the weights of its children

STREAM = 3
MOST_KEPT = 200_000  # ventures x draws whose leaves are kept, about 60 MB
AROUND_PROFILE, NO_AGREEMENT = "profile", "uniform"


@dataclass(frozen=True)
class Standing:
    """One venture's chances. `acceptability[r]` is the share of draws with rank r + 1.

    `central_weights` are those of the draws in which it is first, by node and child; None with too few such draws.
    `confidence` is how often it is first at them; None for more than 200 ventures, where it would take too long.
    """

    name: str
    acceptability: tuple[float, ...]
    expected_rank: float
    holistic: float
    central_weights: Mapping[str, Mapping[str, float]] | None
    confidence: float | None


@dataclass(frozen=True)
class Portfolio:
    """`wins[i][j]` is the chance that standing i beats standing j; None for more than 200 ventures."""

    standings: tuple[Standing, ...]
    wins: tuple[tuple[float, ...], ...] | None
    apart: tuple[str, ...]  # blocked or insufficient, and so not ranked


def rank(
    bank: Bank,
    results: Mapping[str, Result],
    draws: int,
    seed: int,
    profile: str | Mapping[str, float] = "balanced",
    weights: str = AROUND_PROFILE,
) -> Portfolio:
    """M 5.6 for 2 to 2,000 results of one bank version, by name.

    `weights` is 'profile' (drawn around one profile for all) or 'uniform' (no agreement). Raises CannotScore.
    """
    check(bank, results)
    ranked = {name: result for name, result in results.items() if result.status not in ("blocked", "insufficient")}
    apart = tuple(name for name in results if name not in ranked)
    if len(ranked) < 2:
        raise CannotScore(Problem("", _("At least two assessments that can be ranked are needed.")))
    drawn = common_weights(bank, profile, weights, generator(seed, STREAM), draws)
    models = {name: Model(bank, result) for name, result in ranked.items()}
    runs = Runs(bank, models, drawn, draws, seed)
    scores = np.stack([runs.run(name).risk_adjusted for name in models])
    chances = rank_acceptability(scores)
    pairs = len(ranked) <= bank.constants["portfolio"]["max_with_pairs"]
    central = central_weights(bank, scores, drawn)
    sure = confidence(runs, central) if pairs else [None] * len(ranked)
    return Portfolio(
        standings=tuple(map(standing, ranked, chances, central, sure)),
        wins=tuple(map(tuple, pairwise_wins(scores).tolist())) if pairs else None,
        apart=apart,
    )


@dataclass(frozen=True)
class Runs:
    """The draws of every venture; of large portfolios they are not kept, but made again when they are needed.

    Each venture has a stream of its own, so another one in the portfolio changes nothing for it (M 12).
    """

    bank: Bank
    models: Mapping[str, Model]
    weights: Mapping[Edge, Array]
    draws: int
    seed: int
    kept: dict[str, Run] = field(default_factory=dict)

    def run(self, name: str) -> Run:
        if name in self.kept:
            return self.kept[name]
        stream = int.from_bytes(sha256(name.encode()).digest()[:8], "big")
        rng = generator(self.seed, stream)
        found = self.models[name].run(rng, self.draws, events=False, weights=self.weights)
        if len(self.models) * self.draws <= MOST_KEPT:
            self.kept[name] = found
        return found

    def scores(self, name: str, run: Run, weights: Mapping[Edge, Array]) -> Array:
        """The risk-adjusted scores of the same leaves under other weights."""
        model = self.models[name]
        nodes = evaluate(model.scored.branches, run.leaves, weights, self.bank.aggregation_floor)
        found: Array = nodes[model.root] * (1 - run.expected_loss / 100)
        return found


def check(bank: Bank, results: Mapping[str, Result]) -> None:
    if any((result.bank_id, result.bank_version) != (bank.id, bank.version) for result in results.values()):
        raise CannotScore(Problem("", _("All assessments must use the same version of the same question bank.")))
    most = bank.constants["portfolio"]["max"]
    if len(results) > most:
        raise CannotScore(Problem("", _("At most %(max)s assessments can be ranked together."), {"max": most}))


def standing(name: str, chances: Array, central: Local | None, sure: float | None) -> Standing:
    count = len(chances)
    places = np.arange(1, count + 1)
    return Standing(
        name=name,
        acceptability=tuple(chances.tolist()),
        expected_rank=float(places @ chances),
        holistic=float((count - places) @ chances) / (count - 1),
        central_weights=central,
        confidence=sure,
    )


def common_weights(
    bank: Bank, profile: str | Mapping[str, float], weights: str, rng: np.random.Generator, draws: int
) -> dict[Edge, Array]:
    """M 5.6: one draw of weights for all children of the bank; each venture renormalises over what applies to it.

    Gamma variates: with shape K w their ratios are Dirichlet around the profile, with shape 1 uniform on the simplex.
    """
    of_nodes = node_weights(bank, profile)
    concentration = bank.constants["weight_concentration"]
    found: dict[Edge, Array] = {}
    for node in bank.nodes:
        below = {child.id: of_nodes[child.id] for child in bank.children(node.id)}
        below |= {question.id: question.weight for question in bank.node_questions(node.id)}
        total = sum(below.values())
        for ref, weight in below.items():
            shape = 1.0 if weights == NO_AGREEMENT else concentration * weight / total
            fixed = len(below) == 1 or (concentration == 0 and weights != NO_AGREEMENT)
            given = np.full(draws, weight / total, np.float32)
            found[node.id, ref] = given if fixed else rng.standard_gamma(shape, size=draws, dtype=np.float32)
    return found


def ranks(scores: Array) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """The best and the worst rank of every venture in every draw, 0 first; they differ where scores are tied."""
    order = np.argsort(-scores, axis=0, kind="stable")
    ordered = np.take_along_axis(scores, order, axis=0)
    count = len(scores)
    places = np.arange(count)[:, None]
    new = np.vstack([np.ones((1, scores.shape[1]), bool), ordered[1:] != ordered[:-1]])
    first = np.maximum.accumulate(np.where(new, places, 0), axis=0)
    ends = np.vstack([new[1:], np.ones((1, scores.shape[1]), bool)])
    last = np.minimum.accumulate(np.where(ends, places, count)[::-1], axis=0)[::-1]
    best, worst = np.empty_like(order), np.empty_like(order)
    np.put_along_axis(best, order, first, axis=0)
    np.put_along_axis(worst, order, last, axis=0)
    return best, worst


def rank_acceptability(scores: Array) -> Array:
    """M 5.6: the share of draws in which each venture has each rank; tied ventures share their places equally."""
    count, draws = scores.shape
    best, worst = ranks(scores)
    share = 1.0 / (worst - best + 1)
    found = np.empty((count, count + 1))
    for row in range(count):  # rises at the best place and falls after the worst one
        rises = np.bincount(best[row], weights=share[row], minlength=count + 1)
        falls = np.bincount(worst[row] + 1, weights=share[row], minlength=count + 1)
        found[row] = rises - falls
    chances: Array = np.cumsum(found, axis=1)[:, :count] / draws
    return chances


def pairwise_wins(scores: Array) -> Array:
    """M 5.6: the share of draws in which i scores higher than j, and half of the ties."""
    count, draws = scores.shape
    found = np.full((count, count), 0.5)
    for row in range(count - 1):
        others = scores[row + 1 :]
        won = (scores[row] > others).sum(axis=1) + 0.5 * (scores[row] == others).sum(axis=1)
        found[row, row + 1 :] = won / draws
        found[row + 1 :, row] = 1 - won / draws
    return found


def central_weights(bank: Bank, scores: Array, weights: Mapping[Edge, Array]) -> list[Local | None]:
    """M 5.6: mean local weights over the draws in which a venture is first; None with too few of them."""
    local, first = local_weights(weights), scores == scores.max(axis=0)
    least = bank.constants["portfolio"]["min_first_places"]
    return [mean_weights(local, mine) if int(mine.sum()) >= least else None for mine in first]


def mean_weights(local: Mapping[Edge, Array], mine: npt.NDArray[np.bool_]) -> Local:
    found: dict[str, dict[str, float]] = {}
    for (node, ref), drawn in local.items():
        found.setdefault(node, {})[ref] = float(drawn[mine].mean())
    return found


def confidence(runs: Runs, central: Sequence[Local | None]) -> list[float | None]:
    """M 5.6: how often each venture is first at its own central weights, over the same draws of the leaves."""
    wanted = {row: fixed(weights) for row, weights in enumerate(central) if weights is not None}
    best = {row: np.full(runs.draws, -1.0) for row in wanted}
    own: dict[int, Array] = {}
    for row, name in enumerate(runs.models):
        run = runs.run(name)
        for at, weights in wanted.items():
            scores = runs.scores(name, run, weights)
            best[at] = np.maximum(best[at], scores)
            if at == row:
                own[at] = scores
    return [float((own[row] >= best[row]).mean()) if row in wanted else None for row in range(len(central))]


def fixed(weights: Local) -> dict[Edge, Array]:
    return {(node, ref): np.full(1, weight) for node, below in weights.items() for ref, weight in below.items()}


def local_weights(weights: Mapping[Edge, Array]) -> dict[Edge, Array]:
    """Weights that add up to one below each node, in every draw."""
    totals: dict[str, Any] = {}
    for (node, _ref), drawn in weights.items():
        totals[node] = totals.get(node, 0) + drawn
    return {(node, ref): drawn / totals[node] for (node, ref), drawn in weights.items()}


def kendall_tau(one: Sequence[float], other: Sequence[float]) -> tuple[int, float]:
    """M 5.6: the number of concordant pairs, and (concordant - discordant) / pairs, of two rankings without ties."""
    signs = [(one[i] - one[j]) * (other[i] - other[j]) for i, j in combinations(range(len(one)), 2)]
    concordant, discordant = sum(sign > 0 for sign in signs), sum(sign < 0 for sign in signs)
    return concordant, (concordant - discordant) / len(signs) if signs else 1.0
