import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.scoring import Refused
from assessments.scoring.answers import read, read_gate, read_level

from .conftest import BANK


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        (12, 12),
        (12.5, 12.5),
        ("12", 12),
        (" 1,250.5 ", 1250.5),
        ("3,200,000", 3200000),
        ("１２，５００", 12500),
        ("１２。５", None),
        ("12 000", 12000),
        ("1'000", 1000),
        ("−3", None),
        ("3.2e6", 3200000.0),
        ("1,25", None),
        ("12,0000", None),
        ("", None),
        (".", None),
        ("e5", None),
        ("--3", None),
        ("nan", None),
        ("inf", None),
        ("1e999", None),
        ("9" * 5000, None),
        pytest.param(10**5000, None, id="an integer too long to print"),
        (float("nan"), None),
        (float("inf"), None),
        (True, None),
        (None, None),
        ([12], None),
        ("1e13", None),
    ],
)
def test_a_typed_amount_is_read_or_refused(typed, number):
    revenue = BANK.question("economic_revenue")
    if number is None:
        with pytest.raises(Refused) as caught:
            read(revenue, typed)
        assert str(caught.value).endswith(".")
    else:
        assert read(revenue, typed) == number


def test_a_minus_sign_of_any_kind_and_a_percent_sign_are_understood():
    margin = BANK.question("economic_margin")
    assert [read(margin, typed) for typed in ("−3", "-3 %", "－３％", "58.5%")] == [-3, -3, -3, 58.5]


def test_a_value_outside_the_limits_is_refused_and_the_limits_are_named():
    with pytest.raises(Refused) as caught:
        read(BANK.question("economic_margin"), 101)
    assert str(caught.value) == "101 is outside the allowed range; enter a number from -1,000 to 100."


def test_endless_accents_are_refused_at_once():
    begun = time.perf_counter()
    with pytest.raises(Refused):
        read(BANK.question("economic_margin"), "1" + "\u0301\u0316" * 30_000)
    assert time.perf_counter() - begun < 1


@pytest.mark.parametrize(("id", "good", "bad"), [
    ("team_talent", [0, 4, "3", 2.0], [-1, 5, 2.5, "2.5", True, "x", None]),
    ("step_financing", [1, 9, "9"], [0, 10, 1.5]),
])  # fmt: skip
def test_levels_are_whole_numbers_of_their_scale(id, good, bad):
    question = BANK.question(id)
    assert all(isinstance(read(question, raw), int) for raw in good)
    for raw in bad:
        with pytest.raises(Refused):
            read(question, raw)


def test_options_come_back_in_bank_order_and_once():
    fields = BANK.fact("fact_fields")
    assert read(fields, ["health", "language"]) == ("language", "health")
    assert read(fields, []) == ()
    for raw in (["health", "health"], ["nowhere"], "health", [3], None):
        with pytest.raises(Refused):
            read(fields, raw)
    assert read(BANK.fact("fact_stage"), "idea") == "idea"
    with pytest.raises(Refused):
        read(BANK.fact("fact_stage"), "retired")


def test_unquoted_yes_and_no_of_yaml_are_gate_options():
    gate = BANK.gate("gate_prohibited")
    assert [read_gate(gate, raw) for raw in (False, True, "no", "yes")] == ["no", "yes", "no", "yes"]
    with pytest.raises(Refused):
        read_gate(BANK.gate("gate_data_basis"), True)


@given(st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.lists(st.integers())))
def test_whatever_is_entered_is_read_or_refused_with_a_whole_sentence(raw):
    for question in (*BANK.questions[:7], *BANK.facts):
        try:
            read(question, raw)
        except Refused as refusal:
            sentence = refusal.problem.message % refusal.problem.values
            assert sentence.endswith(".")
            assert len(sentence) < 400
    with pytest.raises(Refused):
        read_level(True, 0, 4)
