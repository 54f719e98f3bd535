"""Ranges of the channel table's figures (M 5.1, 8)."""

from dataclasses import dataclass

import numpy as np

from ..simulated import Percentiles
from .bands import percentiles
from .model import Model, channel_index, draw_shares, generator, look_up
from .quantiles import Array

STREAM = 2  # its draws are others than those of the bands


@dataclass(frozen=True)
class ChannelBands:
    """P10, P50 and P90 of every counted row's strength, of S and of the index."""

    strengths: tuple[Percentiles, ...]
    strength: Percentiles
    index: Percentiles


def channel_bands(model: Model, draws: int, seed: int) -> ChannelBands | None:
    """Cells and shares as the score draws them; None for an empty table."""
    table = model.scored.portfolio
    if not table:
        return None
    rng = generator(seed, STREAM)
    places = model.normals(rng, draws, model.bank.constants["rho_answers"], len(model.cells), 0)
    cells = np.empty(places.shape, np.float32)
    for row, leaf in enumerate(model.cells):
        look_up(leaf.tables, places[row], rng, cells[row])
    weights = np.array([cell.weight for cell in table[0].cells], np.float32)
    strengths = np.einsum("c,rcd->rd", weights, cells.reshape(len(table), len(weights), draws))
    shares = draw_shares(rng, draws, [row.share for row in table], model.bank.constants["share_concentration"])
    index = channel_index(model.bank, shares, strengths, [(row.owner, row.dependence) for row in table])
    return ChannelBands(
        strengths=tuple(band(row) for row in strengths),
        strength=band((shares * strengths).sum(axis=0)),
        index=band(index),
    )


def band(drawn: Array) -> Percentiles:
    return percentiles(np.sort(drawn.astype(np.float64)))
