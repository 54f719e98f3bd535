"""Shares of variance of groups of leaves, for the page about the method (M 5.3)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from .model import Model, Run, evaluate, generator
from .quantiles import Array

STREAM = 2
RISK = "risk"


@dataclass(frozen=True)
class GroupIndex:
    """First-order and total share of the variance of the risk-adjusted score."""

    first: float
    total: float


def saltelli(one: Array, other: Array, mixed: Mapping[str, Array]) -> dict[str, GroupIndex]:
    """M 5.3: indices from outcomes of two independent samples, and of the first with one group from the other.

    Outcomes are counted from their mean. In the limit that changes nothing; the noise it takes away is many times
    larger than an index, since the scores lie far from zero and close together.
    """
    mean = float(np.mean(np.concatenate([one, other])))
    variance = float(np.var(np.concatenate([one, other])))
    if variance == 0:
        return {name: GroupIndex(0.0, 0.0) for name in mixed}
    return {
        name: GroupIndex(
            first=float(np.mean((other - mean) * (mix - one))) / variance,
            total=float(np.mean((one - mix) ** 2)) / 2 / variance,
        )
        for name, mix in mixed.items()
    }


def sample_indices(
    function: Callable[[Array], Array], one: Array, other: Array, groups: Mapping[str, Sequence[int]]
) -> dict[str, GroupIndex]:
    """The same for any function of a matrix (input, draw); `groups` names the rows of each group."""
    mixed = {}
    for name, rows in groups.items():
        both = one.copy()
        both[list(rows)] = other[list(rows)]
        mixed[name] = function(both)
    return saltelli(function(one), function(other), mixed)


def group_indices(model: Model, draws: int, seed: int) -> dict[str, GroupIndex]:
    """M 5.3 by dimension, with all risks as one more group; independent leaves, fixed weights, N (k + 2) outcomes."""
    rng = generator(seed, STREAM)
    weights = {
        (branch.id, ref): np.full(1, weight) for branch in model.scored.branches for ref, weight in branch.children
    }
    one, other = (model.run(rng, draws, rho=0.0, events=False, weights=weights) for _ in range(2))

    def outcome(leaves: Mapping[str, Array], risks: Run) -> Array:
        nodes = evaluate(model.scored.branches, leaves, weights, model.bank.aggregation_floor)
        score: Array = (nodes[model.root] * (1 - risks.expected_loss / 100)).astype(np.float64)
        return score

    mixed = {RISK: outcome(one.leaves, other)}
    for dimension in model.bank.dimensions:
        below = {ref for ref in one.leaves if dimension in dimension_path(model, ref)}
        mixed[dimension] = outcome({ref: (other if ref in below else one).leaves[ref] for ref in one.leaves}, one)
    return saltelli(outcome(one.leaves, one), outcome(other.leaves, other), mixed)


def dimension_path(model: Model, ref: str) -> tuple[str, ...]:
    node = ref if ref == model.portfolio else model.bank.question(ref).node
    return model.bank.path(node)
