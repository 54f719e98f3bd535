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
