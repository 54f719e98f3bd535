"""What must hold for every assessment (M 12)."""

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.scoring import Answer, CannotScore, assess, parse

from .conftest import BANK, BANK_DOCUMENT
from .strategies import FEW, complete_documents, documents, raw

QUESTIONS = st.sampled_from(BANK.questions)
SEEDS = st.integers(0, 2**32)


def nodes(document):
    return {id: score for id, score in assess(BANK, document).nodes.items() if score is not None}


def answered(document, question, answer):
    return replace(document, answers={**document.answers, question.id: answer})


@FEW
@given(documents(), QUESTIONS, SEEDS)
def test_a_better_answer_never_lowers_any_score(document, question, seed):
    pick = random.Random(seed)
    falling = question.value_function is not None and question.value_function.v[0] > question.value_function.v[-1]
    worse, better = sorted((raw(pick, question), raw(pick, question)), reverse=falling)
    before = nodes(answered(document, question, Answer("answered", worse)))
    after = nodes(answered(document, question, Answer("answered", better)))
    assert all(after[id] >= before[id] - 1e-9 for id in before)


@FEW
@given(documents())
def test_scores_lie_within_their_completeness_bounds(document):
    result = assess(BANK, document)
    for id, (low, high) in result.bounds.items():
        assert low - 1e-9 <= result.nodes[id] <= high + 1e-9
        assert low >= 0
        assert high <= 100 + 1e-9


@FEW
@given(complete_documents())
def test_bounds_meet_when_nothing_is_missing(document):
    result = assess(BANK, document)
    assert result.completeness == pytest.approx(1)
    for low, high in result.bounds.values():
        assert low == pytest.approx(high)


@FEW
@given(documents(), SEEDS)
def test_the_order_of_answers_does_not_matter(document, seed):
    ids = list(document.answers)
    random.Random(seed).shuffle(ids)
    shuffled = replace(document, answers={id: document.answers[id] for id in ids})
    assert assess(BANK, shuffled).as_document() == assess(BANK, document).as_document()


@FEW
@given(documents(), st.sampled_from([entry for entry in BANK.questions if entry.na_allowed]))
def test_not_applicable_changes_nothing_but_its_own_share(document, question):
    one = assess(BANK, answered(document, question, Answer("not_applicable", reason="none")))
    other = assess(BANK, answered(document, question, Answer("dont_know")))
    above = set()
    node = question.node
    while node is not None:
        above |= {node, f"{node}:arith"}
        node = BANK.node(node).parent
    same = [id for id in one.nodes if id not in above]
    assert {id: one.nodes[id] for id in same} == {id: other.nodes[id] for id in same}


@FEW
@given(documents(), QUESTIONS, st.integers(0, 3))
def test_more_evidence_never_lowers_confidence_nor_moves_a_score(document, question, level):
    value = raw(random.Random(level), question)
    weak = assess(BANK, answered(document, question, Answer("answered", value, evidence=level)))
    strong = assess(BANK, answered(document, question, Answer("answered", value, evidence=level + 1)))
    assert strong.confidence >= weak.confidence
    assert strong.nodes == weak.nodes
    assert strong.completeness == weak.completeness


@FEW
@given(documents())
def test_every_figure_lies_in_its_range(document):
    result = assess(BANK, document)
    merit = result.nodes["merit"]
    assert 0 <= result.risk_adjusted <= merit <= 100
    assert result.imbalance_penalty >= -1e-9
    for share in (result.completeness, result.confidence, result.risk_completeness, result.response_rate):
        assert -1e-9 <= share <= 1 + 1e-9
    assert result.confidence <= result.completeness + 1e-9
    if result.channel is not None:
        assert 0 <= result.channel.fragility <= 1 + 1e-9
        assert result.channel.index == pytest.approx(result.nodes["channel_portfolio"])


@pytest.mark.parametrize(
    ("change", "path"),
    [({"facts": {}}, "facts.fact_stage"), ({"bank_version": "9.0.0"}, "bank"), ({"profile": "poet"}, "profile"),
     ({"currency": "CNY"}, "rates.CNY")],
)  # fmt: skip
def test_an_assessment_without_something_needed_is_refused_with_the_reason(examples, change, path):
    with pytest.raises(CannotScore) as caught:
        assess(BANK, replace(examples["alpha"], **change))
    assert caught.value.problem.path == path


def test_a_part_of_which_nothing_applies_cannot_be_scored(examples):
    document = {**BANK_DOCUMENT, "questions": [dict(entry) for entry in BANK_DOCUMENT["questions"]]}
    parents = {node["id"]: node["parent"] for node in BANK_DOCUMENT["tree"]}
    execution = {id for id, parent in parents.items() if parent == "execution"}
    for entry in document["questions"]:
        entry["applies_from"] = "scale" if entry["node"] in execution else entry.get("applies_from", "idea")
    with pytest.raises(CannotScore) as caught:
        assess(parse(document), examples["alpha"])
    assert caught.value.problem.values == {"part": "execution"}
