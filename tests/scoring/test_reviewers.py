from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.scoring import Answer, Review, RiskJudgement, assess
from assessments.scoring.changes import optimism_gaps
from assessments.scoring.reviewers import (
    FEW_UNITS,
    NO_VARIATION,
    agreement,
    consensus,
    disagreements,
    icc,
    is_flagged,
    is_reviewed,
    numeric_agreement,
    ordinal_alpha,
    panel,
)

from .conftest import BANK, VECTORS

LEVELS = [question.id for question in BANK.questions if question.type == "level5"]


def review(name, answers, risks=None, **more):
    given = {id: raw if isinstance(raw, Answer) else Answer("answered", raw, evidence=2) for id, raw in answers.items()}
    return Review(name, submitted=True, answers=given, risks=risks or {}, **more)


def reviewed(alpha, *reviews):
    return replace(alpha, reviews=reviews)


def test_kripp_2011_ordinal():
    vector = VECTORS["KRIPP-2011"]
    units = [
        [rating for rating in unit if rating is not None]
        for unit in zip(*vector["inputs"]["reliability_data"], strict=True)
    ]
    found = ordinal_alpha([unit for unit in units if len(unit) >= 2])
    assert found == pytest.approx(vector["expected"]["ordinal"], abs=vector["tolerance"])


def test_icc_sf79():
    vector = VECTORS["ICC-SF79"]
    assert icc(vector["inputs"]["ratings"]) == pytest.approx(vector["expected"]["icc2k"], abs=vector["tolerance"])


def test_icc_of_one_reviewer_is_not_defined():
    assert icc([[1.0], [2.0]]) is None
    assert icc([]) is None


@pytest.mark.parametrize(
    ("values", "trim", "expected"),
    [([75], 0, 75), ([25, 100], 0, 62.5), ([0, 50, 100], 0, 50), ([0, 25, 75, 100], 0, 50),
     ([0, 50, 75, 100, 100], 0.2, 75), ([0, 25, 50, 75, 100], 0.2, 50)],
)  # fmt: skip
def test_consensus(values, trim, expected):
    assert consensus(values, trim) == expected


def test_consensus_replaces_the_own_value_and_its_evidence(examples):
    alpha = examples["alpha"]
    sheets = [review(name, {"team_composition": raw}) for name, raw in (("a", 1), ("b", 2), ("c", 4))]
    leaf = next(leaf for leaf in assess(BANK, reviewed(alpha, *sheets)).scored.leaves if leaf.ref == "team_composition")
    assert (leaf.value, leaf.evidence, leaf.half_width) == (50, 2, 12.5)
    assert leaf.pool == ((25, 12.5), (50, 12.5), (100, 12.5))


def test_sheets_that_are_not_submitted_or_conflicted_do_not_count(examples):
    alpha = examples["alpha"]
    idle = replace(review("a", {"team_composition": 0}), submitted=False)
    biased = review("b", {"team_composition": 0}, conflicted=True)
    plain = assess(BANK, alpha).as_document()
    assert assess(BANK, reviewed(alpha, idle, biased)).as_document() == plain
    assert assess(BANK, reviewed(alpha, replace(idle, submitted=date(2026, 11, 1)))).as_document() != plain


def test_of_two_reviewers_one_of_whom_says_not_applicable_the_other_is_used(examples):
    alpha = examples["alpha"]
    not_applicable = Answer("not_applicable", reason="none")
    one, other = review("a", {"resources_hiring": not_applicable}), review("b", {"resources_hiring": 25})
    leaves = {leaf.ref: leaf for leaf in assess(BANK, reviewed(alpha, one, other)).scored.leaves}
    assert leaves["resources_hiring"].value == 25
    gone = {leaf.ref for leaf in assess(BANK, reviewed(alpha, one)).scored.leaves}
    assert "resources_hiring" not in gone


def test_reviewers_who_do_not_know_leave_the_own_value(examples):
    alpha = examples["alpha"]
    leaves = {
        leaf.ref: leaf
        for leaf in assess(BANK, reviewed(alpha, review("a", {"team_composition": Answer("dont_know")}))).scored.leaves
    }
    assert (leaves["team_composition"].value, leaves["team_composition"].informed) == (75, True)


def test_half_levels_of_risk_are_kept_and_interpolated(examples):
    alpha = examples["alpha"]
    sheets = [review(str(level), {}, {"risk_legal_ip": RiskJudgement(level, 3, evidence=level)}) for level in (2, 3)]
    result = assess(BANK, reviewed(alpha, *sheets))
    assert result.judgements["risk_legal_ip"].likelihood == 2.5
    assert result.judgements["risk_legal_ip"].evidence == 2
    assert result.risk.items["risk_legal_ip"].inherent == pytest.approx((0.125 + 0.325) / 2 * 0.165)


@pytest.mark.parametrize(
    ("values", "flagged"),
    [((0, 50), True), ((0, 25), False), ((25, 25, 62.5, 62.5), True), ((25, 25, 50, 62.5), False)],
)  # fmt: skip
def test_wide_disagreement_is_flagged(values, flagged):
    assert is_flagged(BANK, values) is flagged


def test_the_widest_disagreement_comes_first(examples):
    sheets = [
        review("a", {"team_composition": 0, "team_talent": 1}),
        review("b", {"team_composition": 4, "team_talent": 2}),
    ]
    found = disagreements(BANK, reviewed(examples["alpha"], *sheets), 1.0)
    assert [(entry.ref, entry.range, entry.flagged) for entry in found] == [
        ("team_composition", 100, True),
        ("team_talent", 25, False),
    ]


@given(st.lists(st.integers(0, 4), min_size=10, max_size=20))
def test_identical_reviewers_agree_perfectly_or_show_no_variation(ratings):
    found = agreement(BANK, [[25.0 * rating] * 3 for rating in ratings])
    assert found.alpha == pytest.approx(1) if len(set(ratings)) > 1 else found.reason == NO_VARIATION


@given(
    st.lists(st.lists(st.integers(0, 4), min_size=3, max_size=3), min_size=10, max_size=20), st.permutations(range(3))
)
def test_relabelling_reviewers_changes_nothing(units, order):
    relabelled = [[unit[place] for place in order] for unit in units]
    assert ordinal_alpha(units) == pytest.approx(ordinal_alpha(relabelled))


def test_too_few_units_are_said_to_be_too_few():
    assert agreement(BANK, [[1.0, 2.0]] * 9).reason == FEW_UNITS


def test_the_interval_of_agreement_holds_it_and_is_the_same_for_the_same_seed():
    units = [[25.0 * (at % 5), 25.0 * ((at + (at % 3 == 0)) % 5)] for at in range(20)]
    one, other = (agreement(BANK, units, seed=7) for _ in range(2))
    assert one == other
    low, high = one.interval
    assert low < one.alpha < high
    assert agreement(BANK, units, seed=8).interval != one.interval


def full_review(name, shift=0):
    answers = {id: (at + shift) % 5 for at, id in enumerate(LEVELS)}
    ladders = {question.id: 5 for question in BANK.questions if question.type == "readiness9"}
    return review(name, {**answers, **ladders, "economic_revenue": 10**6, "resources_runway": 12})


def test_two_agreeing_sheets_make_an_assessment_reviewed(examples):
    alpha = examples["alpha"]
    assert assess(BANK, reviewed(alpha, full_review("a"), full_review("b"))).status == "reviewed"
    assert assess(BANK, reviewed(alpha, full_review("a"))).status == "assessed"
    assert not is_reviewed(BANK, reviewed(alpha, full_review("a"), full_review("b", shift=2)))
    thin = review("b", {"team_composition": 0})
    assert not is_reviewed(BANK, reviewed(alpha, full_review("a"), thin))


def test_a_sheet_counts_once_it_answers_half_of_the_required_questions(examples):
    alpha = examples["alpha"]
    required = [question.id for question in BANK.questions if question.required]
    whole = full_review("a")
    assert len(required) == 18
    assert set(required) <= set(whole.answers)
    for count, counts in ((9, True), (8, False)):
        kept = {id: answer for id, answer in whole.answers.items() if id not in required[count:]}
        assert is_reviewed(BANK, reviewed(alpha, whole, replace(whole, reviewer="b", answers=kept))) is counts


def test_sheets_without_variation_still_count_as_reviewed(examples):
    same = {
        question.id: 2 if question.type == "level5" else 5
        for question in BANK.questions
        if question.required and question.type in ("level5", "readiness9")
    }
    only_levels = {id: raw for id, raw in same.items() if BANK.question(id).type == "readiness9"}
    assert len(only_levels) == 6
    sheets = [review(name, {**dict.fromkeys(LEVELS, 2), **only_levels}) for name in "ab"]
    assert is_reviewed(BANK, reviewed(examples["alpha"], *sheets))


def test_agreement_is_told_in_total_and_by_part(examples):
    found = panel(BANK, reviewed(examples["alpha"], full_review("a"), full_review("b")), seed=1)
    assert set(found) == {"total", "value", "execution", "channel"}
    assert found["total"].alpha == pytest.approx(1)
    assert found["channel"].reason == FEW_UNITS


def test_numeric_agreement_needs_all_reviewers(examples):
    one, other = full_review("a"), full_review("b")
    assert numeric_agreement(BANK, reviewed(examples["alpha"], one, other), 1.0) == pytest.approx(1)
    partial = replace(other, answers={id: answer for id, answer in other.answers.items() if id != "economic_revenue"})
    assert numeric_agreement(BANK, reviewed(examples["alpha"], one, partial), 1.0) is None


def test_the_optimism_gap_is_own_minus_reviewers(examples):
    alpha = examples["alpha"]
    assert optimism_gaps(BANK, alpha) == ()
    harsh = review("a", {"team_composition": 1})
    gaps = {gap.node: gap.gap for gap in optimism_gaps(BANK, reviewed(alpha, harsh))}
    assert gaps["team"] == pytest.approx(0.4 * 50)
    assert gaps["economic"] == 0
