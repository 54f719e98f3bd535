from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.scoring.levers import raised, raw_at
from assessments.scoring.values import piecewise, value

from .conftest import BANK

NUMBERS = [question for question in BANK.questions if question.value_function is not None]
LEVEL = BANK.question("channel_measurement")
LADDER = BANK.question("step_financing")


def test_a_level_goes_one_up_and_none_from_the_top():
    assert raised(BANK, LEVEL, 2) == 3
    assert raised(BANK, LEVEL, 4) is None
    assert raised(BANK, LADDER, 8) == 9
    assert raised(BANK, LADDER, 9) is None


def test_a_missing_answer_goes_to_about_65():
    assert raised(BANK, LEVEL, None) == 3  # values 0, 25, 50, 75, 100: 75 lies nearest
    assert raised(BANK, LADDER, None) == 6  # 62.5
    assert raised(BANK, BANK.question("economic_margin"), None) == pytest.approx(53.8, abs=0.2)


def test_payback_of_9_months_becomes_what_is_worth_25_points_more():
    payback = BANK.channel_table.column("payback")
    assert value(BANK, payback, 9) == pytest.approx(80)
    assert raised(BANK, payback, 9) == 3  # 80 + 25 is cut to 100, and 3 months are worth 100
    assert raised(BANK, payback, 18) == pytest.approx(10.5)  # 50 + 25 = 75, half-way from 12 to 6 months is 80
    assert raised(BANK, payback, 3) is None


def test_money_is_proposed_in_the_currency_of_the_document():
    asked = BANK.question("economic_revenue")
    raw = raised(BANK, asked, 4_200_000, rate=0.139)
    assert value(BANK, asked, raw, 0.139) == pytest.approx(value(BANK, asked, 4_200_000, 0.139) + 25, abs=0.1)


def test_where_less_is_better_the_best_that_is_proposed_is_nothing():
    gap = BANK.question("social_fairness_gap")
    assert (raised(BANK, gap, 1), raised(BANK, gap, 0)) == (0, None)


def test_money_without_a_rate_is_in_the_unit_of_the_bank():
    asked = BANK.question("economic_revenue")
    assert value(BANK, asked, raised(BANK, asked, 500_000)) == pytest.approx(value(BANK, asked, 500_000) + 25, abs=0.1)


def test_the_rate_of_a_currency_is_for_money_alone():
    asked = BANK.question("economic_margin")
    assert raised(BANK, asked, 61, rate=0.139) == raised(BANK, asked, 61)


def test_yes_or_no_goes_to_the_better_one():
    asked = replace(LEVEL, type="yesno", anchors=())
    assert (raised(BANK, asked, "no"), raised(BANK, asked, "yes"), raised(BANK, asked, None)) == ("yes", None, "yes")
    assert raised(BANK, replace(asked, reverse=True), "yes") == "no"


def test_text_has_no_order():
    assert raised(BANK, replace(LEVEL, type="text", anchors=()), "words") is None


@given(st.sampled_from(NUMBERS), st.floats(0, 100))
def test_the_inverse_of_a_value_function_gives_the_value_back(asked, wanted):
    function = asked.value_function
    low, high = sorted((function.v[0], function.v[-1]))
    assert piecewise(function, raw_at(function, wanted)) == pytest.approx(min(high, max(low, wanted)), abs=1e-6)
