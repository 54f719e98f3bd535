"""Which leaf drives the spread, and which question to answer next (M 5.3, 5.4)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ..answers import Document
from ..applicability import missing
from ..bank import Bank
from ..simulated import AnswerNext, Open
from .model import Model, Run, generator
from .quantiles import Array

NOISE = 1e-12
STREAM = 1  # its draws are others than those of the bands


@dataclass(frozen=True)
class Learned:
    """What knowing one leaf would tell: the share of variance it explains, and its value for the decision."""

    share_of_variance: float
    gain: float


def bin_means(scores: Array, bins: int) -> Array:
    """Means of equal bins of scores that are in the order of a leaf's values."""
    edges = np.arange(bins) * len(scores) // bins
    sizes = np.diff(np.append(edges, len(scores)))
    means: Array = np.add.reduceat(scores, edges) / sizes
    return means


def gain(means: Array, mean: float, hurdle: float) -> float:
    """M 5.4 before the null is taken off: what deciding bin by bin is worth over deciding once."""
    return float(np.maximum(means - hurdle, 0).mean() - max(mean - hurdle, 0.0))


def learn(
    scores: Array,
    orders: Mapping[str, npt.NDArray[np.intp]],
    hurdle: float,
    bins: int,
    shuffles: Sequence[npt.NDArray[np.intp]],
) -> dict[str, Learned]:
    """M 5.3 and 5.4 for every leaf; the null of shuffled draws is the same for all leaves."""
    mean, variance = float(scores.mean()), float(scores.var())
    nulls = [bin_means(scores[order], bins) for order in shuffles]
    null_variance = float(np.mean([means.var() for means in nulls]))
    null_gain = float(np.mean([gain(means, mean, hurdle) for means in nulls]))
    found = {}
    for ref, order in orders.items():
        means = bin_means(scores[order], bins)
        explained = max(0.0, float(means.var()) - null_variance)
        found[ref] = Learned(
            share_of_variance=explained / variance if variance > 0 else 0.0,
            gain=floored(gain(means, mean, hurdle) - null_gain),
        )
    return found


def floored(figure: float) -> float:
    """M 5.4: floor 0, with what is only rounding taken as 0."""
    return figure if figure > NOISE else 0.0


def orders(model: Model, run: Run) -> dict[str, npt.NDArray[np.intp]]:
    """The order of the draws by each leaf's value; a leaf with one table rises with its normal, which sorts faster."""
    found = {}
    pooled = {leaf.ref: leaf for leaf in model.questions if len(leaf.tables) > 1}
    for ref, values in {**run.leaves, **run.likelihoods, **run.impacts}.items():
        if ref in run.positions and ref not in pooled:
            found[ref] = np.argsort(run.positions[ref], kind="stable")
        else:
            found[ref] = np.argsort(values, kind="stable")
    return found


def leaf_information(model: Model, draws: int, seed: int, hurdle: float) -> tuple[dict[str, Learned], float]:
    """M 5.3: an own run with independent leaves and without events; also the variance of the score."""
    limits = model.bank.constants["information"]
    rng = generator(seed, STREAM)
    run = model.run(rng, draws, rho=0.0, events=False)
    scores = run.risk_adjusted.astype(np.float64)
    shuffles = [rng.permutation(draws) for _ in range(limits["shuffles"])]
    found = learn(scores, orders(model, run), hurdle, limits["bins"], shuffles)
    return found, float(scores.var())


def answer_next(model: Model, document: Document, draws: int, seed: int, hurdle: float | None = None) -> AnswerNext:
    """M 5.4: unknown gates, then what is required, then what is worth most per minute."""
    bank, limits = model.bank, model.bank.constants["information"]
    gates = [Open(gate.id, "unknown_gate") for gate in bank.gates if gate.id not in document.gates]
    required = [Open(ref, "required") for ref in required_refs(model, document)]
    listed = {entry.ref for entry in required}
    found, variance = leaf_information(model, draws, seed, limits["hurdle"] if hurdle is None else hurdle)
    wanted = {ref: effort for ref, effort in weak_leaves(model).items() if ref not in listed}
    decision_open = any(found[ref].gain >= limits["negligible"] for ref in weak_leaves(model))
    by_gain = any(found[ref].gain >= limits["negligible"] for ref in wanted)
    worth = {
        ref: (found[ref].gain if by_gain else found[ref].share_of_variance * variance) / effort
        for ref, effort in wanted.items()
    }
    information = [
        Open(ref, "information", found[ref].gain, found[ref].share_of_variance, wanted[ref])
        for ref in sorted(wanted, key=lambda ref: -worth[ref])
    ]
    return AnswerNext((*gates, *required, *information), decision_open)


def required_refs(model: Model, document: Document) -> list[str]:
    """M 5.4: required facts, questions and the channel table without a response, then missing risk judgements."""
    found = [step.ref for step in missing(model.bank, document)]
    for risk in model.bank.risks:
        given = model.judgements.get(risk.id)
        found += [f"{risk.id}.{part}" for part in ("likelihood", "impact") if getattr(given, part, None) is None]
    return found


def weak_leaves(model: Model) -> dict[str, float]:
    """M 5.4: the leaves that are missing or have little evidence, with the minutes they take; in bank order."""
    bank, below = model.bank, model.bank.constants["information"]["below_evidence"]
    found = {
        leaf.ref: bank.question(leaf.ref).effort_min
        for leaf in model.scored.leaves
        if not leaf.informed or leaf.evidence < below
    }
    if is_weak_table(bank, model, below):
        found[model.portfolio] = bank.channel_table.effort_min
    for risk in bank.risks:
        given = model.judgements.get(risk.id)
        for part in ("likelihood", "impact"):
            if given is None or getattr(given, part) is None or given.evidence < below:
                found[f"{risk.id}.{part}"] = risk.effort_min
    return found


def is_weak_table(bank: Bank, model: Model, below: int) -> bool:
    """The table is empty, or one of its counted rows has a gap or little evidence."""
    limit = bank.scales.evidence[below].half_width
    rows = model.scored.portfolio
    return not rows or any(row.half_width > limit or not all(cell.informed for cell in row.cells) for row in rows)
