from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings

from assessments.scoring import Answer, MeasureState, Review, RiskJudgement, assess, parse
from assessments.scoring.changes import FIGURES, attribution, fitted

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


OTHER = replace(BANK, version="2.0.0")
REMOTE = RiskJudgement(1, 1)


def test_a_bank_gets_what_it_understands_and_nothing_else(examples):
    """Each pair of a document with something foreign, and what is left of it for a newer bank."""
    alpha = examples["alpha"]
    whole = fitted(OTHER, alpha)
    assert whole == replace(alpha, bank_version="2.0.0")
    answers = {"team_talent": alpha.answers["team_talent"]}
    foreign = {"gone": Answer("answered", 1), "team_composition": Answer("answered", 99)}
    row = alpha.channels[0]
    own, known = MeasureState("planned", title="Ours"), MeasureState("in_place")
    sheet = Review("a", submitted=True, answers={**answers, **foreign}, risks={"gone": REMOTE, "risk_legal_ip": REMOTE})
    found = fitted(OTHER, replace(
        alpha,
        facts={"fact_stage": "pilot", "fact_gone": "x"},
        gates={"gate_prohibited": "no", "gate_oversight": "perhaps", "gate_gone": "no"},
        answers={**answers, **foreign},
        channels=(replace(row, cells={**row.cells, "gone": 3}),),
        risks={"risk_legal_ip": REMOTE, "risk_gone": REMOTE},
        mitigations={"own_1": own, "mitigation_legal_ip_protection": known, "mitigation_gone": known},
        reviews=(sheet,),
    ))  # fmt: skip
    assert found.facts == {"fact_stage": "pilot"}
    assert found.gates == {"gate_prohibited": "no"}
    assert found.answers == answers
    assert found.channels == (row,)
    assert found.risks == {"risk_legal_ip": REMOTE}
    assert found.mitigations == {"own_1": own, "mitigation_legal_ip_protection": known}
    assert (found.reviews[0].answers, found.reviews[0].risks) == (answers, {"risk_legal_ip": REMOTE})


def test_an_answer_that_is_not_known_fits_every_bank_that_asks_for_it(examples):
    open_ = {"team_talent": Answer("dont_know")}
    assert fitted(OTHER, replace(examples["alpha"], answers=open_)).answers == open_


def test_an_option_of_another_gate_is_not_understood(examples):
    """ "unsure" of one gate would be an option of another."""
    named = {gate.id: {option.id for option in gate.options} for gate in BANK.gates}
    gate, option = next(
        (gate, option) for gate in named for other in named.values() for option in sorted(other - named[gate])
    )
    assert fitted(OTHER, replace(examples["alpha"], gates={gate: option})).gates == {}


def test_weights_that_a_bank_does_not_know_are_left_out_and_an_unknown_profile_is_its_first(examples):
    alpha = examples["alpha"]
    assert fitted(OTHER, replace(alpha, profile={"value": 0.5, "gone": 0.5})).profile == {"value": 0.5}
    assert fitted(OTHER, replace(alpha, profile="angel")).profile == "angel"
    assert fitted(OTHER, replace(alpha, profile="gone")).profile == BANK.default_profile


def test_the_own_bank_of_a_document_leaves_it_as_it_is(examples):
    spoiled = replace(examples["alpha"], facts={"fact_gone": "x"})
    assert fitted(BANK, spoiled) is spoiled
