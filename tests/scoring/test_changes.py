from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings

from assessments.scoring import Answer, MeasureState, Review, RiskJudgement, assess, parse
from assessments.scoring.changes import FIGURES, attribution

from .conftest import BANK, BANK_DOCUMENT
from .strategies import documents


def figures(bank, document):
    result = assess(bank, document)
    return (
        result.nodes["merit"],
        result.risk.residual["overall"],
        result.risk_adjusted,
        result.completeness,
        result.confidence,
    )


def adds_up(changes, before, after):
    for place, name in enumerate(FIGURES):
        whole = figures(*after)[place] - figures(*before)[place]
        assert sum(getattr(change, name) for change in changes) == pytest.approx(whole, abs=1e-9)


def test_nothing_changed_has_no_cause(examples):
    assert attribution((BANK, examples["alpha"]), (BANK, examples["alpha"])) == ()


@pytest.mark.parametrize(
    ("cause", "change"),
    [
        ("weights", {"profile": "angel"}),
        ("channels", {"channels": ()}),
        ("risks", {"risks": {"risk_legal_ip": RiskJudgement(5, 5)}}),
        ("measures", {"mitigations": {"mitigation_legal_ip_protection": MeasureState("in_place")}}),
        ("evidence", {"as_of": date(2030, 1, 1)}),
        ("answers", {"answers": {"team_talent": Answer("answered", 4, evidence=1)}}),
        ("reviewers", {"reviews": (Review("a", submitted=True, answers={"team_talent": Answer("answered", 4)}),)}),
    ],
)
def test_a_single_cause_carries_the_whole_change(examples, cause, change):
    before = (BANK, examples["alpha"])
    after = (BANK, replace(examples["alpha"], **change))
    found = attribution(before, after)
    assert [entry.cause for entry in found] == [cause]
    adds_up(found, before, after)


def test_more_evidence_moves_confidence_and_no_score(examples):
    alpha = examples["alpha"]
    surer = {id: replace(answer, evidence=4) for id, answer in alpha.answers.items()}
    (found,) = attribution((BANK, alpha), (BANK, replace(alpha, answers=surer)))
    assert (found.cause, found.risk_adjusted) == ("evidence", 0)
    assert found.confidence > 0


@settings(max_examples=5, deadline=None)  # up to 64 mixtures each
@given(documents(), documents())
def test_the_parts_of_all_causes_add_up_to_the_change(one, other):
    adds_up(attribution((BANK, one), (BANK, other)), (BANK, one), (BANK, other))


def test_a_new_version_of_the_bank_is_a_cause_of_its_own(examples):
    document = {**BANK_DOCUMENT, "bank": {**BANK_DOCUMENT["bank"], "version": "2.0.0"}}
    document["questions"] = [entry for entry in BANK_DOCUMENT["questions"] if entry["id"] != "team_talent"]
    newer = parse(document)
    alpha = examples["alpha"]
    answers = {id: answer for id, answer in alpha.answers.items() if id != "team_talent"}
    moved = replace(alpha, bank_version="2.0.0", answers=answers, profile="angel")
    found = attribution((BANK, alpha), (newer, moved))
    assert {change.cause for change in found} == {"answers", "weights", "bank"}
    adds_up(found, (BANK, alpha), (newer, moved))
