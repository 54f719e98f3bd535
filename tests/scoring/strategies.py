"""Random assessments for property tests. One whole number decides everything about an assessment."""

import dataclasses
import random
from datetime import date

from hypothesis import settings
from hypothesis import strategies as st

from assessments.scoring.answers import Answer, ChannelRow, Document, MeasureState, RiskJudgement
from assessments.scoring.applicability import applies

from .conftest import BANK

FEW = settings(max_examples=40, deadline=None)


def documents(**wanted):
    """Assessments of every kind; `wanted` replaces parts of each."""
    return st.integers(0, 2**32).map(lambda seed: dataclasses.replace(document(random.Random(seed)), **wanted))


def complete_documents():
    """Assessments without a missing answer, cell or judgement."""
    return st.integers(0, 2**32).map(lambda seed: document(random.Random(seed), complete=True))


def document(pick, complete=False):
    facts = {"fact_stage": pick.choice(list(BANK.stages()))}
    return Document(
        bank_id=BANK.id,
        bank_version=BANK.version,
        as_of=date(2026, 11, 14),
        profile=pick.choice(list(BANK.profiles)),
        facts=facts,
        gates={gate.id: pick.choice(gate.options).id for gate in BANK.gates if complete or pick.random() < 0.7},
        answers=answers(pick, facts, complete),
        channels=tuple(channel(pick, complete) for _ in range(pick.randint(1 if complete else 0, 5))),
        risks={risk.id: judgement(pick, complete) for risk in BANK.risks if complete or pick.random() < 0.8},
        mitigations={entry.id: measure(pick) for entry in BANK.mitigations if pick.random() < 0.3},
    )


def answers(pick, facts, complete):
    found = {}
    for question in BANK.questions:
        if not applies(BANK, question, facts):
            continue
        chance = pick.random()
        if question.na_allowed and chance < 0.1:
            found[question.id] = Answer("not_applicable", reason="does not fit")
        elif complete or chance < 0.8:
            found[question.id] = Answer("answered", raw(pick, question), evidence=pick.randint(0, 4))
        elif chance < 0.9:
            found[question.id] = Answer("dont_know")
    return found


def raw(pick, question):
    if question.type == "level5":
        return pick.randint(0, 4)
    if question.type == "readiness9":
        return pick.randint(1, 9)
    low, high = question.value_function.x[0], question.value_function.x[-1]
    return min(max(pick.uniform(low - 1, high + 1), question.limits.min), question.limits.max)


def channel(pick, complete):
    cells = {column.id: raw(pick, column) for column in BANK.channel_table.criteria if complete or pick.random() < 0.8}
    return ChannelRow(
        type=pick.choice(BANK.channel_table.types).id,
        owner=pick.choice(["self", "Store", "Cloud"]),
        share=pick.randint(1, 60),
        dependence=pick.choice([0, 1, 2, 3, 4, None]),
        cells=cells,
        evidence=pick.randint(0, 4),
    )


def judgement(pick, complete):
    levels = [1, 2, 3, 4, 5] if complete else [1, 2, 3, 4, 5, None]
    return RiskJudgement(pick.choice(levels), pick.choice(levels), evidence=pick.randint(0, 4))


def measure(pick):
    status = pick.choice(BANK.scales.mitigation_status).id
    return MeasureState(status=status, cost=pick.choice([None, 0.0, 10.0, 25.5, 40.0]))
