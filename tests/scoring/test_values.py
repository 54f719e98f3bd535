from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.scoring.bank import ValueFunction
from assessments.scoring.bank_parts import Option, Text
from assessments.scoring.tree import geometric
from assessments.scoring.values import confidence, half_width, is_aged, piecewise, value

from .conftest import BANK, VECTORS


def function(x, v, scale="linear", at_zero=None):
    return ValueFunction(scale, "", tuple(x), tuple(v), at_zero)


def test_pvf_smaa():
    vector = VECTORS["PVF-SMAA"]
    posts = function(vector["inputs"]["cutoffs"], vector["inputs"]["values"])
    found = [piecewise(posts, x) for x in vector["inputs"]["x"]]
    assert found == pytest.approx(vector["expected"], abs=vector["tolerance"])


def test_hdi_china_2010():
    vector = VECTORS["HDI-CHINA-2010"]
    given = vector["inputs"]
    life = piecewise(function(given["le_goal"], (0, 100)), given["life_expectancy"])
    school = [
        piecewise(function((0, given[top]), (0, 100)), given[years])
        for years, top in (("mean_school", "ms_max"), ("expected_school", "es_max"))
    ]
    education = geometric([(0.5, score) for score in school], 1) / given["edu_max"]
    income = piecewise(function(given["gni_goal"], (0, 100), "log10", 0), given["gni"])
    index = geometric([(1 / 3, score) for score in (life, education, income)], 1)
    found = {"le": life / 100, "edu": education / 100, "inc": income / 100, "hdi": index / 100}
    assert found == pytest.approx(vector["expected"], abs=vector["tolerance"])


def test_an_amount_of_zero_has_no_logarithm_and_takes_its_own_value():
    revenue = BANK.question("economic_revenue")
    assert value(BANK, revenue, 0) == 0
    assert value(BANK, revenue, 1) == 10
    assert value(BANK, revenue, 1e12) == 100


def test_a_rate_turns_money_into_the_unit_of_the_bank():
    revenue = BANK.question("economic_revenue")
    assert value(BANK, revenue, 10_000_000, rate=0.1) == pytest.approx(60)


@pytest.mark.parametrize(
    ("id", "raw", "expected"),
    [("team_talent", 0, 0), ("team_talent", 3, 75), ("step_financing", 1, 0), ("step_financing", 7, 75),
     ("social_fairness_gap", 0, 100), ("social_fairness_gap", 7.5, 45), ("resources_runway", 4.5, 20)],
)  # fmt: skip
def test_raw_answers_become_values(id, raw, expected):
    assert value(BANK, BANK.question(id), raw) == pytest.approx(expected)


def asked(type, **changes):
    return replace(BANK.question("team_talent"), type=type, anchors=(), **changes)


def test_yes_is_worth_100_and_no_nothing_or_the_other_way_round():
    assert [value(BANK, asked("yesno"), raw) for raw in ("yes", "no")] == [100, 0]
    assert [value(BANK, asked("yesno", reverse=True), raw) for raw in ("yes", "no")] == [0, 100]


def test_one_option_is_worth_its_value_and_several_their_sum_up_to_100():
    options = tuple(
        Option(id, Text(id, id), value=worth) for id, worth in (("a", 30), ("b", 45), ("c", 60), ("d", None))
    )
    assert [value(BANK, asked("single", options=options), raw) for raw in "abcd"] == [30, 45, 60, 0]
    several = asked("multi", options=options)
    chosen = [(), ("a",), ("a", "b"), ("b", "c"), ("c", "d")]
    assert [value(BANK, several, raw) for raw in chosen] == [0, 30, 75, 100, 60]


def test_a_question_may_have_values_of_its_own_for_its_levels():
    own = replace(BANK.question("team_talent"), values=(0, 10, 20, 40, 100))
    assert [value(BANK, own, level) for level in range(5)] == [0, 10, 20, 40, 100]


def test_text_is_worth_nothing():
    assert value(BANK, asked("number"), 7) == 0


@pytest.mark.parametrize(
    ("dated", "aged"),
    [
        (date(2025, 5, 13), True),  # eighteen months later is the day before
        (date(2025, 5, 14), False),
        (None, False),
        (date(2027, 1, 1), False),
    ],
)
def test_evidence_ages_after_eighteen_calendar_months(dated, aged):
    assert is_aged(dated, date(2026, 11, 14), 18) is aged


def test_eighteen_months_are_cut_to_the_last_day_of_a_shorter_month():
    assert is_aged(date(2024, 8, 31), date(2026, 3, 1), 18)  # 28 February lies before
    assert not is_aged(date(2024, 8, 31), date(2026, 2, 28), 18)
    assert not is_aged(date(2022, 8, 31), date(2024, 2, 29), 18)  # a leap year


def test_more_evidence_never_widens_a_range_nor_lowers_confidence():
    widths = [half_width(BANK, level) for level in range(5)]
    assert widths == sorted(widths, reverse=True)
    assert [confidence(BANK, width) for width in widths] == pytest.approx([0.5, 0.6, 0.75, 0.85, 0.92])


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6), st.sampled_from([q for q in BANK.questions if q.value_function]))
def test_value_functions_are_monotone_and_stay_within_0_and_100(one, other, question):
    posts = question.value_function
    low, high = piecewise(posts, min(one, other)), piecewise(posts, max(one, other))
    assert 0 <= low <= 100
    assert 0 <= high <= 100
    assert (high >= low) if posts.v[-1] > posts.v[0] else (high <= low)
