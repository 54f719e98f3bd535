from dataclasses import replace

import pytest
from hypothesis import given

from assessments.scoring import Answer, assess
from assessments.scoring.bank import Condition
from assessments.scoring.gates import grade, holds, quadrant

from .conftest import BANK, VECTORS
from .strategies import FEW, documents


def test_grade_corners():
    vector = VECTORS["GRADE-CORNERS"]
    corners = [merit * (1 - loss / 100) for merit, loss in vector["inputs"]["corners"]]
    assert corners == pytest.approx(vector["expected"], abs=vector["tolerance"])
    assert [band.floor for band in BANK.bands.grade] == [*vector["expected"], 0]
    assert [[band.corner["merit"], band.corner["loss"]] for band in BANK.bands.grade[:-1]] == vector["inputs"][
        "corners"
    ]


@pytest.mark.parametrize(
    ("score", "expected"),
    [
        (100, "A"),
        (64, "A"),
        (64 - 5e-10, "A"),
        (64 - 5e-9, "B"),
        (42, "B"),
        (27, "C"),
        (15, "D"),
        (14.9, "E"),
        (0, "E"),
    ],
)
def test_at_a_cut_the_better_grade_wins(score, expected):
    assert grade(BANK, score) == expected


@pytest.mark.parametrize(
    ("merit", "risk", "expected"),
    [
        (60 - 5e-10, 29.9, "Advance"),
        (60, 30 - 5e-10, "De-risk first"),
        (59.9, 0, "Strengthen value"),
        (0, 30, "Rethink"),
    ],
)
def test_at_a_cut_merit_takes_the_better_side_and_risk_the_worse(merit, risk, expected):
    assert quadrant(BANK, merit, risk) == expected


@pytest.mark.parametrize(
    ("operator", "value", "expected"),
    [("lt", 6, True), ("le", 5, True), ("gt", 5, False), ("ge", 5, True), ("eq", 5, True), ("ne", 5, False),
     ("in", (4, 5), True), ("lt", "six", False)],
)  # fmt: skip
def test_conditions_compare_and_skip_what_is_missing(operator, value, expected):
    condition = Condition("resources_runway", operator, value)
    assert holds(condition, {"resources_runway": 5}) is expected
    assert holds(condition, {}) is False


def contradictions(alpha, **changes):
    answers = {**alpha.answers, **{id: Answer("answered", raw) for id, raw in changes.pop("answers", {}).items()}}
    return assess(BANK, replace(alpha, answers=answers, **changes)).contradictions


def test_contradictions_are_named_in_bank_order(examples):
    alpha = examples["alpha"]
    assert contradictions(alpha) == ()
    found = contradictions(
        alpha,
        answers={"technical_generalisation": 30, "step_market_research": 5, "channel_measurement": 1},
        facts={**alpha.facts, "fact_challenges": ("talent",)},
    )
    assert found == ("c3", "c4", "c9", "c11")


def test_a_contradiction_about_money_is_judged_in_the_unit_of_the_bank_and_skipped_when_excluded(examples):
    alpha = examples["alpha"]
    assert contradictions(alpha, answers={"step_market_research": 6}) == ("c9",)
    idea = {**alpha.facts, "fact_stage": "idea"}
    assert "c9" not in contradictions(alpha, answers={"step_market_research": 6}, facts=idea)


def test_an_own_challenge_rated_remote_is_a_contradiction(examples):
    alpha = examples["alpha"]
    risks = {**alpha.risks, "risk_funding_use": replace(alpha.risks["risk_funding_use"], likelihood=1)}
    facts = {**alpha.facts, "fact_challenges": ("funding",)}
    assert contradictions(alpha, risks=risks, facts=facts) == ("c12",)
    assert contradictions(alpha, risks=risks) == ()


@pytest.mark.parametrize(
    ("likelihood", "impact", "found"), [(1, 5, ("c12",)), (2, 1, ()), (None, 1, ()), (5, None, ())]
)
def test_only_the_likelihood_of_ones_own_challenge_makes_it_remote(examples, likelihood, impact, found):
    """Two risks belong to the challenge; the other one is likely, and one remote risk is enough."""
    alpha = examples["alpha"]
    judged = replace(alpha.risks["risk_funding_use"], likelihood=likelihood, impact=impact)
    facts = {**alpha.facts, "fact_challenges": ("talent", "funding")}
    assert contradictions(alpha, risks={**alpha.risks, "risk_funding_use": judged}, facts=facts) == found


def test_a_challenge_whose_risk_is_not_judged_is_no_contradiction(examples):
    alpha = examples["alpha"]
    assert contradictions(alpha, risks={}, facts={**alpha.facts, "fact_challenges": ("funding",)}) == ()


def test_a_remote_risk_that_the_team_does_not_name_is_no_contradiction(examples):
    alpha = examples["alpha"]
    risks = {**alpha.risks, "risk_funding_use": replace(alpha.risks["risk_funding_use"], likelihood=1)}
    assert contradictions(alpha, risks=risks, facts={**alpha.facts, "fact_challenges": ("legal",)}) == ()
    unasked = {id: raw for id, raw in alpha.facts.items() if id != "fact_challenges"}
    assert contradictions(alpha, risks=risks, facts=unasked) == ()


def test_training_compute_is_a_notice_and_no_contradiction(examples):
    alpha = examples["alpha"]
    result = assess(BANK, replace(alpha, facts={**alpha.facts, "fact_training_compute": 25}))
    assert (result.notices, result.contradictions) == (("c13", "c14"), ())


@FEW
@given(documents())
def test_a_block_always_wins_and_a_cap_never_improves_a_grade(document):
    result = assess(BANK, document)
    blocked = assess(BANK, replace(document, gates={**document.gates, "gate_prohibited": "yes"}))
    assert (blocked.status, blocked.grade) == ("blocked", None)
    order = [band.id for band in BANK.bands.grade]
    if result.grade is not None:
        assert order.index(result.grade) >= order.index(result.grade_before_caps)
        assert all(order.index(result.grade) >= order.index(cap.grade) for cap in result.caps)
