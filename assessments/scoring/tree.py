"""Weights, profiles, aggregation up the tree, and what each part contributes (M 2.1, 2.3, 2.5, 2.7)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import exp, log

from .bank import Bank
from .values import Leaf


@dataclass(frozen=True)
class Branch:
    """A node with the children that apply; `children` pairs each child's id with its weight, which add up to one."""

    id: str
    aggregation: str
    children: tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Contribution:
    """One child's part in its parent's score S (M 2.7).

    `contribution` is weight x score, and these add up to the arithmetic mean; the `lost` points add up to 100 - S.
    """

    ref: str
    weight: float
    score: float
    contribution: float
    lost: float


def node_weights(bank: Bank, profile: str | Mapping[str, float]) -> dict[str, float]:
    """The weight of every node under a profile of the bank, or under custom weights (not normalised)."""
    overrides = bank.profiles[profile].weights if isinstance(profile, str) else profile
    return {node.id: overrides.get(node.id, node.weight) for node in bank.nodes}


def branches(bank: Bank, weights: Mapping[str, float], leaves: Iterable[Leaf]) -> tuple[Branch, ...]:
    """The part of the tree that applies, children before parents; the channel portfolio is a leaf of its own id.

    A node below which nothing applies is left out, and its weight goes to its siblings (M 1.4).
    """
    questions: dict[str, list[tuple[str, float]]] = {}
    for leaf in leaves:
        questions.setdefault(leaf.node, []).append((leaf.ref, leaf.weight))
    found: dict[str, Branch] = {}
    for node in reversed(bank.nodes):
        if node.aggregation == "channel_table":
            continue
        below = [
            (child.id, weights[child.id])
            for child in bank.children(node.id)
            if child.id in found or child.aggregation == "channel_table"
        ]
        below += questions.get(node.id, [])
        total = sum(weight for _, weight in below)
        if total > 0:
            shares = tuple((ref, weight / total) for ref, weight in below)
            found[node.id] = Branch(node.id, node.aggregation, shares)
    return tuple(found.values())


def arithmetic(pairs: Iterable[tuple[float, float]]) -> float:
    """M 2.3: the weighted mean of (weight, score) pairs whose weights add up to one."""
    return sum(weight * score for weight, score in pairs)


def geometric(pairs: Iterable[tuple[float, float]], floor: float) -> float:
    """M 2.3: the weighted geometric mean; scores below the floor count as the floor."""
    return exp(sum(weight * log(max(score, floor)) for weight, score in pairs))


def scores(tree: Sequence[Branch], values: Mapping[str, float], floor: float) -> dict[str, float]:
    """The score of every node that applies, and for geometric nodes `<id>:arith`, the arithmetic mean (M 2.3)."""
    found: dict[str, float] = {}
    for branch in tree:
        pairs = [(weight, values[ref] if ref in values else found[ref]) for ref, weight in branch.children]
        if branch.aggregation == "geometric":
            found[branch.id] = geometric(pairs, floor)
            found[f"{branch.id}:arith"] = arithmetic(pairs)
        else:
            found[branch.id] = arithmetic(pairs)
    return found


def global_weights(tree: Sequence[Branch]) -> dict[str, float]:
    """M 2.5: the product of the weights on the path to each node and leaf; the leaves' add up to one."""
    found = {tree[-1].id: 1.0} if tree else {}
    for branch in reversed(tree):
        for ref, weight in branch.children:
            found[ref] = found.get(branch.id, 0.0) * weight
    return found


def contributions(branch: Branch, found: Mapping[str, float]) -> tuple[Contribution, ...]:
    """M 2.7: what each child adds and what it costs; `found` holds the scores of the node and of its children."""
    gaps = [weight * (100 - found[ref]) for ref, weight in branch.children]
    total = sum(gaps)
    lost = 100 - found[branch.id]
    return tuple(
        Contribution(ref, weight, found[ref], weight * found[ref], gap / total * lost if total > 0 else 0.0)
        for (ref, weight), gap in zip(branch.children, gaps, strict=True)
    )


def losses(tree: Sequence[Branch], found: Mapping[str, float]) -> dict[str, float]:
    """M 2.7: the points that each node and leaf costs the root, multiplied down the tree."""
    if not tree:
        return {}
    lost = {tree[-1].id: 100 - found[tree[-1].id]}
    for branch in reversed(tree):
        own = 100 - found[branch.id]
        for entry in contributions(branch, found):
            lost[entry.ref] = lost.get(branch.id, 0.0) * (entry.lost / own if own > 0 else 0.0)
    return lost
