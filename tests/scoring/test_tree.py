from dataclasses import replace
from math import log10

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.scoring import assess
from assessments.scoring.result import score
from assessments.scoring.tree import (
    Branch,
    arithmetic,
    branches,
    contributions,
    geometric,
    losses,
    node_weights,
    scores,
)

from .conftest import BANK, VECTORS
from .strategies import FEW, complete_documents, documents

WEIGHTED = st.lists(st.tuples(st.floats(0.01, 1), st.floats(0, 100)), min_size=1, max_size=6).map(
    lambda pairs: [(weight / sum(w for w, _ in pairs), score) for weight, score in pairs]
)


def test_wpm_wiki():
    vector = VECTORS["WPM-WIKI"]
    columns = list(zip(*vector["inputs"]["matrix"], strict=True))
    weights = vector["inputs"]["weights"]
    shares = [[x / sum(column) for x, column in zip(row, columns, strict=True)] for row in vector["inputs"]["matrix"]]
    found = [log10(geometric(zip(weights, row, strict=True), 1e-9)) for row in shares]
    assert found == pytest.approx(vector["expected"], abs=vector["tolerance"])


@given(WEIGHTED)
def test_geometric_never_exceeds_arithmetic_above_the_floor(pairs):
    above = [(weight, max(score, 1)) for weight, score in pairs]
    assert geometric(pairs, 1) == pytest.approx(geometric(above, 1))
    assert geometric(above, 1) <= arithmetic(above) + 1e-9


@given(st.floats(1, 100), WEIGHTED)
def test_equal_children_give_their_own_score(x, pairs):
    equal = [(weight, x) for weight, _ in pairs]
    assert geometric(equal, 1) == pytest.approx(x)
    assert arithmetic(equal) == pytest.approx(x)


def test_one_zero_does_not_erase_everything():
    assert geometric([(0.5, 0), (0.5, 100)], 1) == pytest.approx(10)


@FEW
@given(documents(), st.floats(1, 100))
def test_if_every_leaf_equals_x_every_node_equals_x(document, x):
    scored = score(BANK, document, 1.0)
    found = scores(scored.branches, dict.fromkeys(scored.values, x), 1)
    assert list(found.values()) == pytest.approx([x] * len(found))


@FEW
@given(documents(), st.floats(0.1, 10))
def test_scaling_all_weights_of_one_parent_changes_nothing(document, factor):
    scored = score(BANK, document, 1.0)
    weights = node_weights(BANK, document.profile)
    scaled = {id: weight * factor if BANK.node(id).parent == "value" else weight for id, weight in weights.items()}
    found = scores(branches(BANK, scaled, scored.leaves), scored.values, 1)
    assert found == pytest.approx(scored.nodes)


@FEW
@given(documents())
def test_weights_of_all_leaves_add_up_to_one(document):
    scored = score(BANK, document, 1.0)
    weights = scored.global_weights()
    assert sum(weights[ref] for ref in scored.values) == pytest.approx(1)


@FEW
@given(complete_documents())
def test_what_the_children_lose_adds_up_to_what_the_node_lacks(document):
    scored = score(BANK, document, 1.0)
    found = {**scored.nodes, **scored.values}
    for branch in scored.branches:
        parts = contributions(branch, found)
        assert sum(part.lost for part in parts) == pytest.approx(100 - found[branch.id])
        if branch.aggregation == "arithmetic":
            assert sum(part.contribution for part in parts) == pytest.approx(found[branch.id])
    lost = losses(scored.branches, found)
    assert sum(lost[ref] for ref in scored.values) == pytest.approx(100 - found["merit"])


def test_a_perfect_node_loses_nothing():
    branch = Branch("team", "arithmetic", (("a", 0.4), ("b", 0.6)))
    assert [part.lost for part in contributions(branch, {"team": 100, "a": 100, "b": 100})] == [0, 0]


def test_what_no_weight_is_left_for_weighs_and_costs_nothing(examples):
    """All criteria of one dimension at zero: it falls away, and its answers with it (M 1.4)."""
    nothing = {f"economic_{source}": 0.0 for source in ("measured", "expert", "user")}
    scored = assess(BANK, replace(examples["alpha"], profile=nothing)).scored
    weights, lost = scored.global_weights(), scored.losses()
    below = [leaf.ref for leaf in scored.leaves if leaf.node in nothing]
    assert "economic" not in scored.nodes
    assert below
    assert {ref: (weights[ref], lost[ref]) for ref in below} == dict.fromkeys(below, (0, 0))
    refs = [*(leaf.ref for leaf in scored.leaves), BANK.channel_table.node]
    assert sum(weights[ref] for ref in refs) == pytest.approx(1)
    assert sum(lost[ref] for ref in refs) == pytest.approx(100 - scored.nodes["merit"])
