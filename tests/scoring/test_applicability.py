from dataclasses import replace

from hypothesis import given

from assessments.scoring import Answer, Document, applies, missing, next_step, progress, responded, steps
from assessments.scoring.applicability import response_rate

from .conftest import BANK
from .strategies import FEW, complete_documents, documents


def empty(stage=None):
    facts = {"fact_stage": stage} if stage else {}
    return Document(BANK.id, BANK.version, as_of=None, facts=facts)


def test_a_question_waits_for_its_stage(bank):
    revenue = bank.question("economic_revenue")
    stages = ("idea", "prototype", "pilot", "scale")
    assert [applies(bank, revenue, {"fact_stage": stage}) for stage in stages] == [False, False, True, True]


def test_every_question_applies_while_the_stage_is_not_known(bank):
    assert all(applies(bank, question, {}) for question in bank.questions)


def test_the_wizard_asks_facts_then_gates_then_questions_then_channels_then_risks(bank):
    ordered = steps(bank, {"fact_stage": "scale"})
    kinds = list(dict.fromkeys(step.kind for step in ordered))
    assert kinds == ["fact", "gate", "question", "channels", "risk"]
    assert len(ordered) == 7 + 4 + 47 + 1 + 8
    assert [step.ref for step in ordered if step.section == "channels"] == [
        "channel_measurement", "channel_conflict_rules", "channel_portfolio",
    ]  # fmt: skip


def test_an_empty_sheet_misses_exactly_what_is_required(bank):
    found = missing(bank, empty("scale"))
    required = [entry.id for entry in (*bank.facts, *bank.questions) if entry.required and entry.id != "fact_stage"]
    assert [step.ref for step in found] == [*required, "channel_portfolio"]


def test_any_state_is_a_response_and_unanswered_is_none(bank, examples):
    step = next(step for step in steps(bank, {}) if step.ref == "economic_margin")
    for answer, expected in (
        (Answer("answered", 5), True),
        (Answer("dont_know"), True),
        (Answer("not_applicable", reason="free"), True),
        (Answer("unanswered"), False),
    ):
        assert responded(step, replace(examples["alpha"], answers={"economic_margin": answer})) is expected


def test_next_step_goes_on_from_here_and_starts_again_at_the_top(bank, examples):
    document = empty("scale")
    assert next_step(bank, document).ref == "fact_fields"
    assert next_step(bank, document, after="economic_revenue").ref == "economic_retention"
    last = steps(bank, document.facts)[-1]
    assert next_step(bank, document, after=last).ref == "fact_fields"
    full = examples["alpha"]
    open_refs = {"fact_parameters", "fact_training_compute", "fact_challenges"}
    assert next_step(bank, full, after="team_talent").ref in open_refs
    answered = replace(
        full, facts={**full.facts, "fact_parameters": 7, "fact_training_compute": 9, "fact_challenges": ()}
    )
    assert next_step(bank, answered) is None


def test_delta_s_progress_counts_every_response(bank, examples):
    found = progress(bank, examples["delta"])
    assert (found.dont_know, found.not_applicable) == (5, 1)
    assert found.answered == 7 + 3 + 41 + 1 + 6  # facts, gates, questions, channel table, risks with both judgements
    assert found.of == 7 + 4 + 46 + 1 + 8
    by_section = {entry.section: entry for entry in found.sections}
    assert (by_section["risks"].answered, by_section["risks"].of) == (6, 8)


@FEW
@given(documents())
def test_progress_missing_and_next_step_agree(document):
    found = progress(BANK, document)
    assert found.missing == len(missing(BANK, document))
    assert (next_step(BANK, document) is None) == (found.answered == found.of)
    assert 0 <= response_rate(BANK, document) <= 1


@FEW
@given(complete_documents())
def test_a_complete_sheet_has_a_response_rate_of_one(document):
    assert response_rate(BANK, document) == 1
    assert all(step.kind == "fact" for step in missing(BANK, document))
