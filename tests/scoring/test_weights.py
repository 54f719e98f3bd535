from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.scoring import Refused
from assessments.scoring.weights import (
    ACCEPTED,
    DOUBTFUL,
    REFUSED,
    group,
    pairwise,
    rank_order_centroid,
    reciprocal,
    swing,
)

from .conftest import BANK, VECTORS


def test_roc_weights():
    vector = VECTORS["ROC-WEIGHTS"]
    for count, weights in vector["expected"].items():
        assert rank_order_centroid(int(count)) == pytest.approx(weights, abs=vector["tolerance"])


def test_ahp_drinks():
    vector = VECTORS["AHP-DRINKS"]
    found = pairwise(BANK, vector["inputs"]["matrix"])
    assert found.weights == pytest.approx(vector["expected"]["weights"], abs=vector["tolerance"])
    assert found.ratio == pytest.approx(vector["expected"]["cr"], abs=vector["tolerance"])
    assert (found.verdict, found.worst) == (ACCEPTED, None)


def test_ahp_cities():
    vector = VECTORS["AHP-CITIES"]
    given = vector["inputs"]
    criteria = pairwise(BANK, given["criteria_matrix"]).weights
    by_criterion = [pairwise(BANK, given[name]).weights for name in given["criteria"]]
    found = [sum(w * row[at] for w, row in zip(criteria, by_criterion, strict=True)) for at in range(4)]
    assert found == pytest.approx(vector["expected"], abs=vector["tolerance"])


def test_swing_points_become_shares():
    assert swing({"value": 100, "execution": 60, "channel": 40}) == {"value": 0.5, "execution": 0.3, "channel": 0.2}
    for points in ({"value": 0}, {}, {"value": 100, "channel": -1}):
        with pytest.raises(Refused):
            swing(points)


def test_a_contradiction_is_doubted_or_refused_and_the_worst_triple_named():
    mild = reciprocal(4, {(0, 1): 2, (1, 2): 2, (0, 2): 1, (0, 3): 1, (1, 3): 1, (2, 3): 2})
    found = pairwise(BANK, mild)
    assert 0.10 < found.ratio <= 0.20
    assert (found.verdict, found.worst) == (DOUBTFUL, (0, 1, 2))
    circle = reciprocal(3, {(0, 1): 5, (1, 2): 5, (2, 0): 5})
    assert pairwise(BANK, circle).verdict == REFUSED


def test_a_missing_comparison_is_an_error():
    with pytest.raises(Refused) as caught:
        reciprocal(3, {(0, 1): 2, (1, 2): 3})
    assert caught.value.problem.values == {"one": 1, "other": 3}


@pytest.mark.parametrize("judged", [{(0, 1): 0}, {(0, 1): -2}, {(1, 0): 0}, {(1, 0): -3}, {}])
def test_a_child_outweighs_another_more_than_zero_times(judged):
    with pytest.raises(Refused) as caught:
        reciprocal(2, judged)
    assert caught.value.problem.values == {"one": 1, "other": 2}


def test_a_comparison_may_be_made_either_way_round():
    assert reciprocal(2, {(0, 1): 0.25}) == [[1, 0.25], [4, 1]]
    assert reciprocal(2, {(1, 0): 4}) == [[1, 0.25], [4, 1]]


def test_a_ratio_at_the_bound_is_still_accepted_and_at_the_next_one_only_doubted():
    mild = reciprocal(4, {(0, 1): 2, (1, 2): 2, (0, 2): 1, (0, 3): 1, (1, 3): 1, (2, 3): 2})
    ratio, limits = pairwise(BANK, mild).ratio, BANK.constants["ahp"]
    for name, verdict in (("accept", ACCEPTED), ("refuse", DOUBTFUL)):
        bank = replace(BANK, constants={**BANK.constants, "ahp": {**limits, name: ratio}})
        assert pairwise(bank, mild).verdict == verdict


def test_the_worst_triple_is_found_whichever_way_its_circle_runs():
    forth = reciprocal(4, {(0, 1): 1, (0, 2): 1, (0, 3): 1, (1, 2): 9, (2, 3): 9, (1, 3): 1 / 9})
    back = reciprocal(4, {(0, 1): 1, (0, 2): 1, (0, 3): 1, (1, 2): 1 / 9, (2, 3): 1 / 9, (1, 3): 9})
    assert (pairwise(BANK, forth).worst, pairwise(BANK, back).worst) == ((1, 2, 3), (1, 2, 3))


def test_weights_are_sought_until_none_of_them_moves():
    """The middle one has a third from the first round on, while the others still move."""
    matrix = reciprocal(3, {(0, 1): 2, (0, 2): 2, (1, 2): 2})
    found = pairwise(BANK, matrix)
    for row, weight in zip(matrix, found.weights, strict=True):
        total = sum(entry * other for entry, other in zip(row, found.weights, strict=True))
        assert total / weight == pytest.approx(found.eigenvalue)


def test_one_child_has_all_the_weight_and_ten_can_be_compared():
    assert pairwise(BANK, [[1.0]]).weights == (1,)
    assert pairwise(BANK, [[1.0] * 10 for _ in range(10)]).weights == pytest.approx([0.1] * 10)


def test_a_single_point_is_enough_and_less_than_one_too():
    assert swing({"value": 0.5, "channel": 0}) == {"value": 1, "channel": 0}


def test_two_children_are_always_consistent_and_eleven_too_many():
    assert pairwise(BANK, [[1, 3], [1 / 3, 1]]).weights == pytest.approx((0.75, 0.25))
    assert pairwise(BANK, [[1, 3], [1 / 3, 1]]).ratio == 0
    with pytest.raises(Refused):
        pairwise(BANK, [[1.0] * 11 for _ in range(11)])


@given(st.lists(st.floats(0.1, 10), min_size=3, max_size=10))
def test_consistent_comparisons_give_back_their_weights(raw):
    matrix = [[one / other for other in raw] for one in raw]
    found = pairwise(BANK, matrix)
    assert found.weights == pytest.approx([weight / sum(raw) for weight in raw])
    assert found.ratio == pytest.approx(0, abs=1e-9)


def test_a_group_takes_the_geometric_mean():
    assert group([[[1, 2], [0.5, 1]], [[1, 8], [0.125, 1]]]) == [pytest.approx([1, 4]), pytest.approx([0.25, 1])]
