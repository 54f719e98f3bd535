from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from assessments.scoring import CannotScore, assess, parse
from assessments.scoring.portfolio import (
    central_weights,
    common_weights,
    kendall_tau,
    pairwise_wins,
    rank,
    rank_acceptability,
)
from assessments.scoring.tree import node_weights

from .conftest import BANK, BANK_DOCUMENT, VECTORS


@pytest.fixture(scope="module")
def results(examples):
    alpha, delta = examples["alpha"], examples["delta"]
    weaker = replace(alpha, answers={id: replace(entry, raw=1) for id, entry in alpha.answers.items()})
    return {name: assess(BANK, document) for name, document in (("alpha", alpha), ("delta", delta), ("weaker", weaker))}


def test_smaa_pwi():
    vector = VECTORS["SMAA-PWI"]
    wins = pairwise_wins(np.array([vector["inputs"]["value_a1"], vector["inputs"]["value_a2"]], float))
    assert wins[0, 1] == pytest.approx(vector["expected"]["p12"], abs=vector["tolerance"])
    assert wins[1, 0] == pytest.approx(vector["expected"]["p21"], abs=vector["tolerance"])


def test_smaa_exact_2():
    vector = VECTORS["SMAA-EXACT-2"]
    drawn = np.random.default_rng(1).standard_gamma(1.0, (2, 20_000))
    local = drawn / drawn.sum(axis=0)
    scores = np.array(vector["inputs"]["values"]) @ local
    found = rank_acceptability(scores)
    for row, name in enumerate("ABC"):
        assert found[row] == pytest.approx(vector["expected"][name], abs=0.02)
    central = central_weights(BANK, scores, {("merit", "x"): drawn[0], ("merit", "y"): drawn[1]})
    for row, name in ((0, "A"), (2, "C")):
        weights = central[row]["merit"]
        assert [weights["x"], weights["y"]] == pytest.approx(vector["expected"][f"central_weight_{name}"], abs=0.02)


def test_oecd_kendall():
    vector = VECTORS["OECD-KENDALL"]
    concordant, tau = kendall_tau(vector["inputs"]["a"], vector["inputs"]["b"])
    assert concordant == vector["expected"]["concordant"]
    assert tau == pytest.approx(vector["expected"]["tau"], abs=vector["tolerance"])


def test_tied_ventures_share_their_places():
    found = rank_acceptability(np.array([[1.0, 5], [1, 4], [0, 4], [3, 4]]))
    assert found.tolist() == [
        pytest.approx(row)
        for row in ([0.5, 0.25, 0.25, 0], [0, 1 / 6 + 0.25, 1 / 6 + 0.25, 1 / 6], [0, 1 / 6, 1 / 6, 1 / 6 + 0.5],
                    [0.5, 1 / 6, 1 / 6, 1 / 6])
    ]  # fmt: skip


def test_chances_add_up_and_the_better_venture_is_ahead(results):
    found = rank(BANK, results, 1000, 1)
    by_name = {entry.name: entry for entry in found.standings}
    assert all(sum(entry.acceptability) == pytest.approx(1) for entry in found.standings)
    assert by_name["alpha"].expected_rank < by_name["weaker"].expected_rank
    assert by_name["alpha"].holistic > by_name["weaker"].holistic
    assert by_name["weaker"].central_weights is None
    assert 0.5 < by_name["alpha"].confidence <= 1
    assert sum(by_name["alpha"].central_weights["merit"].values()) == pytest.approx(1, abs=1e-5)
    wins = np.array(found.wins)
    assert wins + wins.T == pytest.approx(np.ones((3, 3)))


def test_the_same_seed_gives_the_same_ranking_and_no_agreement_another(results):
    assert rank(BANK, results, 500, 1) == rank(BANK, results, 500, 1)
    assert rank(BANK, results, 500, 1) != rank(BANK, results, 500, 1, weights="uniform")


def test_another_venture_changes_no_comparison_of_the_others(results):
    pair = {name: results[name] for name in ("alpha", "delta")}
    two, three = rank(BANK, pair, 500, 1), rank(BANK, results, 500, 1)
    assert two.wins[0][1] == three.wins[0][1]


@pytest.mark.parametrize("weights", ["profile", "uniform"])
def test_common_weights_lie_around_the_profile_or_anywhere(weights):
    drawn = common_weights(BANK, "angel", weights, np.random.default_rng(3), 20_000)
    children = [child.id for child in BANK.children("execution")]
    gammas = np.array([drawn["execution", child] for child in children])
    local = gammas / gammas.sum(axis=0)
    own = np.array([node_weights(BANK, "angel")[child] for child in children])
    mean, concentration = (own / own.sum(), 50) if weights == "profile" else (np.full(5, 1 / 5), 5)
    assert local.mean(axis=1) == pytest.approx(mean, abs=0.01)
    assert local.std(axis=1) == pytest.approx(np.sqrt(mean * (1 - mean) / (concentration + 1)), rel=0.05)


def test_a_portfolio_may_be_as_large_as_the_bank_says_and_no_larger(results, monkeypatch):
    monkeypatch.setitem(BANK.constants["portfolio"], "max", 3)
    assert len(rank(BANK, results, 100, 1).standings) == 3
    with pytest.raises(CannotScore):
        rank(BANK, {**results, "fourth": results["alpha"]}, 100, 1)


def test_blocked_and_insufficient_assessments_are_listed_apart(examples, results):
    alpha = examples["alpha"]
    blocked = assess(BANK, replace(alpha, gates={**alpha.gates, "gate_prohibited": "yes"}))
    found = rank(BANK, {**results, "blocked": blocked}, 200, 1)
    assert found.apart == ("blocked",)
    assert [entry.name for entry in found.standings] == list(results)


def test_different_bank_versions_are_not_ranked(examples, results):
    other = parse({**BANK_DOCUMENT, "bank": {**BANK_DOCUMENT["bank"], "version": "2.0.0"}})
    foreign = assess(other, replace(examples["alpha"], bank_version="2.0.0"))
    with pytest.raises(CannotScore):
        rank(BANK, {**results, "foreign": foreign}, 200, 1)
    with pytest.raises(CannotScore):
        rank(BANK, {"alpha": results["alpha"]}, 200, 1)


def test_a_large_portfolio_has_no_pairs(results, monkeypatch):
    monkeypatch.setitem(BANK.constants["portfolio"], "max_with_pairs", 2)
    found = rank(BANK, results, 200, 1)
    assert found.wins is None
    assert {entry.confidence for entry in found.standings} == {None}
    order = sorted(found.standings, key=lambda entry: entry.expected_rank)
    assert all(one.holistic >= other.holistic for one, other in pairwise(order))
