import json
import subprocess
import sys

import pytest

from assessments.scoring import BankError, parse
from assessments.scoring.bank import Text

from .conftest import ROOT


def faults(document):
    with pytest.raises(BankError) as caught:
        parse(document)
    return {problem.path: str(problem) for problem in caught.value.problems}


def test_the_default_bank_has_the_parts_that_the_method_counts(bank):
    assert (len(bank.questions), len(bank.risks), len(bank.gates), len(bank.facts)) == (47, 8, 4, 7)
    assert sum(entry.default for entry in bank.mitigations) == 8
    assert len(bank.mitigations) == 32
    assert [check.kind for check in bank.checks].count("notice") == 2
    assert len(bank.checks) == 14
    assert sum(question.effort_min for question in bank.questions) == 200
    core = [question for question in bank.questions if question.core]
    assert (len(core), sum(question.effort_min for question in core)) == (27, 128)


def test_a_bank_survives_the_way_through_json(bank, bank_document):
    assert parse(json.loads(json.dumps(bank_document))) == bank


def test_scoring_loads_neither_django_nor_numpy():
    code = "import sys, assessments.scoring; print([name for name in ('django', 'numpy') if name in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_a_text_is_shown_in_the_language_asked_for():
    text = Text(en="Team", zh="团队")
    assert [text.local(language) for language in ("en", "zh", "zh-hans", "zh-CN")] == ["Team", "团队", "团队", "团队"]


def test_sections_hold_every_question_once_and_in_bank_order(bank):
    held = [question.id for section in bank.sections for question in bank.section_questions(section)]
    assert sorted(held) == sorted(question.id for question in bank.questions)
    progress = bank.section("progress")
    assert [question.node for question in bank.section_questions(progress)] == ["steps"] * 6 + ["decisions"] * 4


def test_stages_are_ordered(bank):
    assert [bank.stage_order(stage) for stage in ("idea", "pilot", "scale")] == [1, 3, 6]


def test_every_fault_of_a_bank_is_reported_at_once_with_its_path(bank_document):
    bank_document["colour"] = "red"
    bank_document["bank"]["money_unit"] = 5
    del bank_document["questions"][0]["text"]["zh"]
    bank_document["questions"][1]["value_function"]["x"] = [60, 60, 100, 110, 130]
    bank_document["questions"][4]["anchors"].pop()
    bank_document["risks"][0]["effort_min"] = -1
    bank_document["constants"]["prior_mean"] = "forty"
    found = faults(bank_document)
    assert set(found) == {
        "colour",
        "bank.money_unit",
        "questions[0].text.zh",
        "questions[1].value_function.x",
        "questions[4].anchors",
        "risks[0].effort_min",
        "constants.prior_mean",
    }
    assert found["questions[4].anchors"] == "questions[4].anchors: 5 anchors are needed, found 4."


def test_every_fault_between_the_parts_of_a_bank_is_reported(bank_document):
    bank_document["questions"][3]["node"] = "nowhere"
    bank_document["questions"][5]["id"] = "social_trust"
    bank_document["questions"][6]["applies_from"] = "someday"
    bank_document["mitigations"][0]["targets"] = ["risk_weather"]
    bank_document["gates"][1]["options"][0]["outcome"] = "cap:F"
    bank_document["consistency_checks"][0]["when"]["all"][0]["ref"] = "runway"
    bank_document["profiles"]["angel"]["weights"]["luck"] = 1
    bank_document["questions"][7]["source"] = ["RUMOUR"]
    found = faults(bank_document)
    assert {
        "questions[3].node",
        "questions[11].id",
        "questions[6].applies_from",
        "mitigations[0].targets",
        "gates[1].options[0].outcome",
        "consistency_checks[0].when.all[0].ref",
        "profiles.angel.weights.luck",
        "questions[7].source",
    } <= set(found)


def test_weights_that_are_all_zero_below_a_node_are_refused(bank_document):
    for question in bank_document["questions"]:
        if question["node"] == "team":
            question["weight"] = 0
    bank_document["profiles"]["angel"]["weights"] |= {"value": 0, "execution": 0, "channel": 0}
    found = faults(bank_document)
    assert found["tree"].startswith("tree: The weights below team are all zero")
    assert found["profiles.angel.weights"].startswith("profiles.angel.weights: The weights below merit are all zero")


@pytest.mark.parametrize("junk", [None, [], "bank", 3, {}, {"bank": []}, {"bank": None, "tree": [1, None]}])
def test_junk_is_refused_and_never_crashes(junk):
    assert faults(junk)
