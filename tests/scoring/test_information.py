from dataclasses import replace

import numpy as np
import pytest

from assessments.scoring import Answer, Review, assess
from assessments.scoring.simulation import Model, answer_next, leaf_information
from assessments.scoring.simulation.information import NOISE, bin_means, floored, gain, learn, orders
from assessments.scoring.simulation.model import generator

from .conftest import BANK, VECTORS


def found(document, draws=2000):
    return answer_next(Model(BANK, assess(BANK, document)), document, draws, 1)


def test_unit_normal_loss():
    vector = VECTORS["UNIT-NORMAL-LOSS"]
    scores = np.sort(np.random.default_rng(1).standard_normal(200_000))
    for z, closed in zip(vector["inputs"]["z"], vector["expected"], strict=True):
        binned = gain(bin_means(scores, 20), float(scores.mean()), z)
        if z <= 1:
            assert binned == pytest.approx(closed, rel=0.15)
        else:
            low, high = vector["tolerance"]["binned_range"][str(z)]
            assert low <= binned <= high


def test_variance_is_given_to_the_leaf_that_causes_it():
    rng = np.random.default_rng(2)
    strong, weak, idle = rng.standard_normal((3, 20_000))
    scores = 3 * strong + weak
    orders = {name: np.argsort(leaf) for name, leaf in (("strong", strong), ("weak", weak), ("idle", idle))}
    shares = learn(scores, orders, 0, 20, [rng.permutation(20_000) for _ in range(5)])
    assert shares["strong"].share_of_variance == pytest.approx(0.9, abs=0.02)
    assert shares["weak"].share_of_variance == pytest.approx(0.1, abs=0.02)
    assert shares["idle"].share_of_variance == pytest.approx(0, abs=0.005)


APART = np.array([0, 1, 2, 3])  # the two low scores in one bin, the two high ones in the other
MIXED = np.array([0, 2, 1, 3])  # a low and a high score in both bins


def test_what_shuffled_draws_would_tell_is_taken_off_on_average():
    """Two shuffles, one of which tells nothing and one everything: half of the variance and half of the gain."""
    scores = np.array([0.0, 0.0, 10.0, 10.0])
    found = learn(scores, {"leaf": APART, "idle": MIXED}, 5.0, 2, [MIXED, APART])
    assert (found["leaf"].share_of_variance, found["leaf"].gain) == (0.5, 1.25)
    assert (found["idle"].share_of_variance, found["idle"].gain) == (0, 0)  # less than chance is nothing


def test_a_share_of_variance_does_not_depend_on_the_size_of_the_scores():
    scores = np.array([0.0, 0.0, 10.0, 10.0]) / 1000
    assert learn(scores, {"leaf": APART}, 0.005, 2, [MIXED])["leaf"].share_of_variance == pytest.approx(1)


def test_where_nothing_varies_no_leaf_explains_anything():
    found = learn(np.full(4, 7.0), {"leaf": APART}, 5.0, 2, [MIXED])["leaf"]
    assert (found.share_of_variance, found.gain) == (0, 0)


def test_the_rounding_of_computers_is_no_gain():
    assert [floored(figure) for figure in (-1, NOISE / 10, NOISE, 10 * NOISE, 0.5)] == [0, 0, 0, 10 * NOISE, 0.5]
    assert NOISE < 1e-9


def test_gates_come_first_then_what_is_required_then_information(examples):
    document = replace(
        examples["delta"],
        facts={"fact_stage": "pilot"},
        channels=(),
        answers={id: answer for id, answer in examples["delta"].answers.items() if id != "team_composition"},
    )
    order = found(document).order
    kinds = [entry.kind for entry in order]
    assert kinds == sorted(kinds, key=["unknown_gate", "required", "information"].index)
    assert [entry.ref for entry in order if entry.kind == "unknown_gate"] == ["gate_oversight"]
    assert [entry.ref for entry in order if entry.kind == "required"] == [
        "fact_fields", "fact_stack_layer", "fact_jurisdictions", "team_composition", "channel_portfolio",
        "risk_market_competition.likelihood", "risk_legal_ip.likelihood", "risk_legal_ip.impact",
    ]  # fmt: skip
    refs = [entry.ref for entry in order]
    assert len(refs) == len(set(refs))


def test_only_leaves_that_are_missing_or_weak_take_part(examples):
    order = found(examples["alpha"]).order
    refs = {entry.ref for entry in order}
    assert "economic_revenue" not in refs  # evidence 3
    assert {"economic_margin", "risk_legal_ip.impact", "channel_portfolio"} <= refs
    assert all(entry.kind == "information" and entry.effort_min > 0 for entry in order)


@pytest.mark.parametrize(
    ("change", "weak"),
    [
        (lambda row: row, False),
        (lambda row: replace(row, evidence=2), True),
        (lambda row: replace(row, cells={**row.cells, "reach": None}), True),
    ],
)
def test_the_channel_table_takes_part_when_a_row_has_a_gap_or_little_evidence(examples, change, weak):
    full = [replace(row, evidence=3) for row in examples["alpha"].channels]
    rows = (change(full[0]), *full[1:])
    rows = tuple(replace(row, cells={name: raw for name, raw in row.cells.items() if raw is not None}) for row in rows)
    refs = {entry.ref for entry in found(replace(examples["alpha"], channels=rows), 200).order}
    assert ("channel_portfolio" in refs) is weak


def test_a_leaf_of_several_reviewers_is_ordered_by_its_values(examples):
    sheets = tuple(Review(name, submitted=True, answers={"team_talent": Answer("answered", raw, evidence=4)})
                   for name, raw in (("a", 0), ("b", 4)))  # fmt: skip
    model = Model(BANK, assess(BANK, replace(examples["alpha"], reviews=sheets)))
    run = model.run(generator(1), 400, rho=0.0, events=False)
    for ref, order in orders(model, run).items():
        drawn = {**run.leaves, **run.likelihoods, **run.impacts}[ref]
        assert np.all(np.diff(drawn[order]) >= 0), ref


def test_far_from_the_hurdle_no_answer_changes_the_decision(examples):
    alpha = examples["alpha"]
    strong = {id: Answer("answered", answer.raw, evidence=2) for id, answer in alpha.answers.items()}
    result = found(
        replace(alpha, answers=strong, risks={id: replace(entry, likelihood=1) for id, entry in alpha.risks.items()})
    )
    assert result.decision_open is False
    rates = [entry.share_of_variance / entry.effort_min for entry in result.order]
    assert rates == sorted(rates, reverse=True)


def test_shares_of_variance_of_an_example_add_up_to_about_one(examples):
    model = Model(BANK, assess(BANK, examples["alpha"]))
    shares, variance = leaf_information(model, 20_000, 1, 42)
    assert 0.5 < sum(entry.share_of_variance for entry in shares.values()) < 1.1
    assert variance > 0
    assert set(shares) >= {"channel_portfolio", "team_talent", "risk_legal_ip.impact"}
