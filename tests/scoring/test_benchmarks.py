from dataclasses import dataclass

import pytest

from assessments.scoring.benchmarks import cohort, percentile, standing, wilson

from .conftest import BANK, VECTORS


@dataclass(frozen=True)
class Member:
    score: float
    bank_version: str = "1.0.0"
    stage: str = "pilot"
    fields: tuple = ("health",)


def test_midrank():
    vector = VECTORS["MIDRANK"]
    found = [percentile(vector["inputs"]["cohort"], x) for x in vector["inputs"]["x"]]
    assert found == pytest.approx(vector["expected"], abs=vector["tolerance"])


def test_a_tiny_cohort_is_hidden_a_small_one_gets_a_band_a_large_one_a_percentile():
    assert standing(BANK, list(range(9)), 5) is None
    small = standing(BANK, list(range(10)), 5)
    assert small.percentile is None
    low, high = small.band
    assert low < 55 < high
    assert standing(BANK, list(range(30)), 15).percentile == pytest.approx(100 * 15.5 / 30)


def test_wilson_interval():
    assert wilson(0.5, 10, 0.90) == pytest.approx((0.2693, 0.7307), abs=0.0001)
    assert wilson(0, 10, 0.90)[0] == 0


def test_a_cohort_has_one_major_version_and_stage_and_a_shared_field_where_enough_are_left():
    health = [Member(at) for at in range(10)]
    others = [Member(1, fields=("finance",)), Member(2, bank_version="2.0.0"), Member(3, stage="idea")]
    assert cohort(BANK, [*health, *others], "1.3.0", "pilot", ("health", "language")) == health
    assert cohort(BANK, [*health[1:], *others], "1.0.0", "pilot", ("health",)) == [*health[1:], others[0]]
