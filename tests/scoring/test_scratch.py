from dataclasses import replace

import pytest

from assessments.scoring import assess
from assessments.scoring.answers import DONT_KNOW
from assessments.scoring.scratch import better, changed, current, target, targets, trial
from assessments.scoring.simulation import Model
from assessments.scoring.simulation.tornado import Point, levers

from .conftest import BANK


@pytest.fixture
def alpha(examples):
    return examples["alpha"]


@pytest.fixture
def delta(examples):
    return examples["delta"]


def change(document, ref, value):
    return changed(document, target(BANK, document, ref), value)


def test_a_change_leaves_the_document_as_it_is(alpha):
    before = assess(BANK, alpha)
    change(alpha, "economic_margin", 90)
    assert assess(BANK, alpha) == before


def test_every_target_put_to_what_it_is_changes_no_figure(alpha, delta):
    for document in (alpha, delta):
        before = assess(BANK, document).as_document()
        for wanted in targets(BANK, document):
            same = changed(document, wanted, current(document, wanted))
            found = assess(BANK, same).as_document()
            assert (found["nodes"], found["risk"]) == (before["nodes"], before["risk"]), wanted.ref


def test_what_does_not_exist_or_does_not_apply_is_no_target(alpha):
    for ref in (
        "nothing", "economic_margin.likelihood", "channels[9].reach", "channels[0].owner", "channels[0].nothing",
        "own_nothing", "fact_fields", "risk_legal_ip", "risk_legal_ip.evidence", "channels[0]", "",
    ):  # fmt: skip
        assert target(BANK, alpha, ref) is None, ref
    idea = replace(alpha, facts={**alpha.facts, "fact_stage": "idea"})
    waiting = next(question for question in BANK.questions if question.applies_from not in (None, "idea"))
    assert target(BANK, idea, waiting.id) is None


def test_taking_an_answer_away_counts_it_as_missing(alpha):
    found = change(alpha, "economic_margin", None)
    assert found.answers["economic_margin"].state == DONT_KNOW
    assert assess(BANK, found).completeness < 1
    assert change(alpha, "gate_oversight", None).gates.keys() == alpha.gates.keys() - {"gate_oversight"}
    assert "payback" not in change(alpha, "channels[0].payback", None).channels[0].cells


def test_other_evidence_moves_no_score(alpha):
    found = assess(BANK, change(alpha, "economic_margin.evidence", 4))
    assert found.risk_adjusted == assess(BANK, alpha).risk_adjusted
    assert found.confidence > assess(BANK, alpha).confidence


def test_every_lever_of_the_tornado_can_be_tried_and_does_what_it_says(alpha):
    """Numbers are rounded to three digits, so that a trial may differ a little."""
    before = assess(BANK, alpha)
    for lever in levers(Point(Model(BANK, before))).bars:
        document = alpha
        for ref, value in trial(BANK, alpha, lever).items():
            document = change(document, ref, value)
        assert assess(BANK, document).risk_adjusted - before.risk_adjusted == pytest.approx(lever.change, abs=0.02)


def test_a_share_is_tried_with_all_shares(delta):
    model = Model(BANK, assess(BANK, delta))
    point = Point(model)
    every = replace(BANK, constants={**BANK.constants, "tornado": {**BANK.constants["tornado"], "top": 200}})
    point.bank = every
    share = next(lever for lever in levers(point).bars if lever.ref == "channels[0].share")
    found = trial(BANK, delta, share)
    assert sum(found.values()) == pytest.approx(100, abs=0.05)
    assert found["channels[0].share"] == pytest.approx(share.after, abs=0.01)
    document = delta
    for ref, value in found.items():
        document = change(document, ref, value)
    gained = assess(BANK, document).risk_adjusted - assess(BANK, delta).risk_adjusted
    assert gained == pytest.approx(share.change, abs=0.01)


def test_a_measure_nobody_named_can_be_put_in_place(alpha):
    wanted = target(BANK, alpha, "mitigation_technical_watch")
    assert current(alpha, wanted) == "not_planned"
    assert better(BANK, alpha, wanted) == "in_place"
    after = assess(BANK, changed(alpha, wanted, "in_place"))
    assert after.risk.residual["overall"] < assess(BANK, alpha).risk.residual["overall"]


def test_a_risk_at_level_one_has_no_step(alpha):
    found = change(alpha, "risk_legal_ip.likelihood", 1)
    assert better(BANK, found, target(BANK, found, "risk_legal_ip.likelihood")) is None
