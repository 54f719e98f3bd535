"""From draws to percentiles, chances and the loss curve (M 3.6, 4.2, 5.1)."""

from collections.abc import Sequence

import numpy as np

from ..bank import Bank
from ..gates import quadrant
from ..simulated import Percentiles, Simulation
from .model import Model, Run, generator
from .quantiles import Array

TENTHS = (0.1, 0.5, 0.9)


def simulate(model: Model, draws: int, seed: int) -> Simulation:
    """M 5.1: bands, chances and the loss curve from one run with events."""
    bank = model.bank
    run = model.run(generator(seed), draws)
    loss = run.loss if run.loss is not None else np.zeros(draws)
    merit = run.nodes[model.root]
    cautious = merit * (1 - loss / 100)
    parts = {node.id: run.nodes[node.id] for node in bank.parts}
    rows = [merit, *parts.values(), run.expected_loss, run.risk_adjusted, loss, cautious]
    ordered = np.sort(np.stack(rows).astype(np.float64), axis=1)
    bands = [percentiles(row) for row in ordered]
    losses, count = ordered[-2], len(parts)
    return Simulation(
        draws=draws,
        seed=str(seed),
        merit=bands[0],
        parts=dict(zip(parts, bands[1 : count + 1], strict=True)),
        expected_loss=bands[count + 1],
        risk_adjusted=bands[count + 2],
        loss=bands[count + 3],
        mean_loss=float(losses.mean()),
        mean_worst_tenth=float(losses[draws - max(1, draws // 10) :].mean()),
        cautious=bands[count + 4][0],
        chance_loss_over_50=float(1 - np.searchsorted(losses, 50, side="right") / draws),
        exceedance=tuple(float(1 - np.searchsorted(losses, x, side="left") / draws) for x in range(0, 101, 5)),
        grade_chances=grade_chances(bank, ordered[count + 2]),
        quadrant_chances=quadrant_chances(bank, run),
        nodes=node_bands(run),
    )


def node_bands(run: Run) -> dict[str, Percentiles]:
    """For every node that applies. Only the order statistics beside the percentiles are put in their places."""
    drawn = np.stack(list(run.nodes.values()))
    last = drawn.shape[1] - 1
    below = [int(share * last) for share in TENTHS]
    places = sorted({place for each in below for place in (each, min(each + 1, last))})
    found = dict(zip(places, np.partition(drawn, places, axis=1)[:, places].T.astype(np.float64), strict=True))
    ends = [
        found[place] + (share * last - place) * (found[min(place + 1, last)] - found[place])
        for place, share in zip(below, TENTHS, strict=True)
    ]
    rows = np.stack(ends, axis=1).tolist()
    return {node: (low, middle, high) for node, (low, middle, high) in zip(run.nodes, rows, strict=True)}


def percentiles(ordered: Array, shares: Sequence[float] = TENTHS) -> Percentiles:
    """Type 7: linear between order statistics (M 5.1)."""
    places = [share * (len(ordered) - 1) for share in shares]
    low, middle, high = (float(np.interp(place, np.arange(len(ordered)), ordered)) for place in places)
    return low, middle, high


def grade_chances(bank: Bank, ordered: Array) -> dict[str, float]:
    """M 4.2: the share of draws in each grade, from the risk-adjusted score alone, before caps."""
    cut, draws = bank.constants["tolerance"]["cut"], len(ordered)
    found, above = {}, draws
    for band in bank.bands.grade[:-1]:
        reached = int(np.searchsorted(ordered, band.floor - cut, side="left"))
        found[band.id] = (above - reached) / draws
        above = reached
    return {**found, bank.bands.grade[-1].id: above / draws}


def quadrant_chances(bank: Bank, run: Run) -> dict[str, float]:
    """M 4.3: the share of draws in each quadrant."""
    cut = bank.constants["tolerance"]["cut"]
    strong = run.nodes[bank.root.id] >= bank.bands.merit_cut - cut
    risky = run.expected_loss >= bank.bands.risk_cut - cut
    corners = {
        quadrant(bank, bank.bands.merit_cut, 0): strong & ~risky,
        quadrant(bank, bank.bands.merit_cut, 100): strong & risky,
        quadrant(bank, 0, 0): ~strong & ~risky,
        quadrant(bank, 0, 100): ~strong & risky,
    }
    return {name: float(np.mean(inside)) for name, inside in corners.items()}
