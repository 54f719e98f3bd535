from dataclasses import replace

import pytest

from assessments.scoring import ChannelRow, assess
from assessments.scoring.channels import channels, stress, without
from assessments.scoring.simulation import Model, channel_bands
from assessments.scoring.simulation.model import generator

from .conftest import BANK

DRAWS, SEED = 4000, 7


def bands(document):
    return channel_bands(Model(BANK, assess(BANK, document)), DRAWS, SEED)


def test_the_ranges_of_the_index_and_of_each_row_hold_their_point_values(examples):
    document = examples["alpha"]
    figures, found = assess(BANK, document).channel, bands(document)
    for (low, _, high), point in zip(found.strengths, figures.strengths, strict=True):
        assert low < point < high
    assert found.strength[0] < figures.strength < found.strength[2]
    assert found.index[0] < figures.index < found.index[2]


def test_weaker_evidence_widens_every_range(examples):
    document = examples["alpha"]
    weak = replace(document, channels=tuple(replace(row, evidence=0) for row in document.channels))
    for (low, _, high), (wide_low, _, wide_high) in zip(bands(document).strengths, bands(weak).strengths, strict=True):
        assert wide_low < low < high < wide_high


def test_the_index_of_the_channels_spreads_as_the_score_draws_it(examples):
    model = Model(BANK, assess(BANK, examples["alpha"]))
    drawn = model.run(generator(SEED), 20_000).leaves[model.portfolio]
    found = channel_bands(model, 20_000, SEED)
    assert found.index[1] == pytest.approx(float(sorted(drawn)[10_000]), abs=0.2)


def test_an_empty_table_has_no_ranges(examples):
    assert bands(replace(examples["alpha"], channels=())) is None


def test_any_owner_can_be_taken_away():
    full = {"reach": 4, "fit": 4, "conversion": 4, "payback": 3, "control": 4, "defence": 4}
    rows = [ChannelRow("app_store", "Store", 60, 4, full), ChannelRow("direct_sales", "self", 40, 0, full)]
    table = channels(BANK, rows)
    assert stress(table) == without(table, "Store")
    assert (without(table, "Store").strength, without(table, "self").strength) == pytest.approx((40, 60))
    assert without(table, "nobody").strength == pytest.approx(100)
