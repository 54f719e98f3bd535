from dataclasses import replace

import pytest

from assessments.scoring import Refused, assess
from assessments.scoring.valuation import (
    berkus,
    first_chicago,
    payne,
    payne_factors,
    risk_factor_summation,
    venture_capital,
)

from .conftest import BANK, VECTORS


def test_payne_scorecard():
    vector = VECTORS["PAYNE-SCORECARD"]
    given = vector["inputs"]
    found = payne(given["average"], given["scores"], given["weights"])
    assert found == pytest.approx(vector["expected"]["value"], abs=vector["tolerance"])


def test_payne_factors_come_from_the_result(examples):
    result = assess(BANK, examples["alpha"])
    factors = payne_factors(result)
    assert factors["team"] == pytest.approx(0.5 + 62.5 / 100)
    assert factors["competition"] == pytest.approx(0.5 + 1 - 0.27625)
    assert payne(1e6, list(factors.values())) == pytest.approx(1e6 * 1.18624, rel=0.00001)


def test_berkus():
    vector = VECTORS["BERKUS"]
    assert berkus(**vector["inputs"]) == pytest.approx(vector["expected"], abs=vector["tolerance"])
    assert berkus([900_000, -1], 500_000) == 500_000


def test_rfs():
    vector = VECTORS["RFS"]
    assert risk_factor_summation(**vector["inputs"]) == pytest.approx(vector["expected"], abs=vector["tolerance"])


@pytest.mark.parametrize("ratings", [[0] * 11, [0] * 13, [3] + [0] * 11, [0] * 11 + [-3]])
def test_it_takes_twelve_ratings_from_minus_two_to_two(ratings):
    with pytest.raises(Refused):
        risk_factor_summation(1, ratings, 1)


def test_ratings_at_both_ends_count():
    assert risk_factor_summation(1_000_000, [2] * 12, 250_000) == 7_000_000
    assert risk_factor_summation(7_000_000, [-2] * 12, 250_000) == 1_000_000


def test_vc_method():
    vector = VECTORS["VC-METHOD"]
    given = vector["inputs"]
    found = venture_capital(
        given["exit_value"], given["years"], given["investment"], given["target_return"], given["existing_shares"]
    )
    for name in ("post", "pre", "new_shares"):
        assert getattr(found, name) == pytest.approx(vector["expected"][name], abs=vector["tolerance"])
    assert found.price == pytest.approx(vector["expected"]["price"], abs=0.005)
    assert found.fraction == pytest.approx(vector["expected"]["fraction"], abs=0.0001)
    with pytest.raises(Refused):
        venture_capital(1e6, 5, 1e6, 0.5, 100)


@pytest.mark.parametrize(("investment", "sold"), [(250_000, 0.25), (500_000, 0.5), (999_999, 0.999999)])
def test_a_round_sells_what_it_pays_for_as_long_as_it_is_below_the_value_after_it(investment, sold):
    found = venture_capital(1_000_000, 0, investment, 0.5, 100)
    assert (found.post, found.pre) == (1_000_000, 1_000_000 - investment)
    assert found.fraction == pytest.approx(sold)
    assert found.new_shares / (100 + found.new_shares) == pytest.approx(sold)


@pytest.mark.parametrize("investment", [1_000_000, 1_000_001])
def test_nobody_can_invest_all_of_the_value_after_the_round_or_more(investment):
    with pytest.raises(Refused) as caught:
        venture_capital(1_000_000, 0, investment, 0.5, 100)
    assert (caught.value.problem.path, caught.value.problem.values) == ("investment", {"post": "1,000,000"})


def test_a_round_without_money_sells_nothing():
    found = venture_capital(1_000_000, 0, 0, 0.5, 100)
    assert (found.fraction, found.new_shares, found.price) == (0, 0, 0)


def test_a_factor_without_a_score_neither_helps_nor_harms(examples):
    result = assess(BANK, examples["alpha"])
    bare = replace(result, nodes={**result.nodes, "team": None}, risk=replace(result.risk, items={}))
    assert (payne_factors(bare)["team"], payne_factors(bare)["competition"]) == (1, 1)


def test_no_element_of_berkus_is_worth_less_than_nothing_or_more_than_the_cap():
    assert berkus([-100, 200, 600], 500) == 700


def test_first_chicago_takes_named_scenarios_and_nothing_but_all_of_the_probability():
    named = {"best": (0.2, 100), "base": (0.5, 40), "worst": (0.3, 0)}
    assert first_chicago(named) == pytest.approx(40)
    for rest in (0.29, 0.31):
        with pytest.raises(Refused):
            first_chicago({**named, "worst": (rest, 0)})


def test_first_chicago():
    vector = VECTORS["FIRST-CHICAGO"]
    pairs = list(zip(vector["inputs"]["probabilities"], vector["inputs"]["values"], strict=True))
    assert first_chicago(pairs) == pytest.approx(vector["expected"], abs=vector["tolerance"])
    with pytest.raises(Refused):
        first_chicago([(0.5, 1), (0.4, 2)])
