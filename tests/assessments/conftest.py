"""Ventures at various points of their assessment."""

from dataclasses import replace

import pytest
from django.utils import translation

from assessments import scoring
from assessments.models.answered import fill
from tests.assessments.pages import Page
from tests.assessments.scratch import fields, url
from tests.conftest import SAMPLES


@pytest.fixture(autouse=True)
def english():
    """A request in Chinese leaves its language behind in the thread."""
    with translation.override("en"):
        yield


@pytest.fixture
def sample(bank):
    """A document of the samples, to be changed before it is filled in."""
    return lambda name: scoring.read((SAMPLES / f"{name}.yaml").read_text("utf-8"), bank.parsed)


@pytest.fixture
def awkward(assessment, sample):
    """Open answers, cells and judgements, old evidence, a cap, contradictions, shared owners, an own measure."""
    fill(assessment, sample("brightloom"))
    return assessment


def first_answers(whole, count):
    """The facts and the first scored answers of a document, nothing else."""
    nothing = {"gates": {}, "channels": (), "rival_channels": (), "risks": {}, "mitigations": {}}
    return replace(whole, answers=dict(list(whole.answers.items())[:count]), **nothing)


@pytest.fixture
def few(assessment, sample):
    """Thirteen answers: too few for a score."""
    fill(assessment, first_answers(sample("brightloom"), 6))
    return assessment


@pytest.fixture
def thin(assessment, sample):
    """Enough answers to show figures, too few for a grade; no risk is judged and no channel listed."""
    fill(assessment, first_answers(sample("brightloom"), 18))
    return assessment


@pytest.fixture
def blocked(assessment, sample):
    whole = sample("clearnote")
    fill(assessment, replace(whole, gates={**whole.gates, "gate_prohibited": "yes"}))
    return assessment


def extreme(whole, bank, best):
    """The document with every answer, channel cell, risk and measure at its best, or at its worst."""

    def end(asked):
        if asked.value_function:
            ends = zip(asked.value_function.v, asked.value_function.x, strict=True)
            return (max if best else min)(ends)[1]
        return (9 if best else 1) if asked.type == "readiness9" else (4 if best else 0)

    kind, owner, dependence = ("direct_sales", "self", 0) if best else ("cloud_marketplace", "CloudCo", 4)
    cells = {column.id: end(column) for column in bank.channel_table.criteria}
    level, status = (1, "in_place") if best else (5, "not_planned")
    return replace(
        whole,
        answers={q.id: scoring.Answer("answered", end(q), evidence=4 if best else 0) for q in bank.questions},
        channels=(scoring.ChannelRow(kind, owner, 100, dependence, cells, 4 if best else 0),),
        risks={risk.id: scoring.RiskJudgement(level, level, 4 if best else 0) for risk in bank.risks},
        mitigations={measure.id: scoring.MeasureState(status) for measure in bank.mitigations},
    )


@pytest.fixture
def best(assessment, sample, bank):
    fill(assessment, extreme(sample("clearnote"), bank.parsed, best=True))
    return assessment


@pytest.fixture
def worst(assessment, sample, bank):
    fill(assessment, extreme(sample("clearnote"), bank.parsed, best=False))
    return assessment


@pytest.fixture
def stageless(assessment, sample):
    whole = sample("clearnote")
    fill(assessment, replace(whole, facts={id: raw for id, raw in whole.facts.items() if id != "fact_stage"}))
    return assessment


@pytest.fixture
def page(sheet, alice_client, venture):
    """Opens a step of the wizard, as alice unless another client is given."""

    def opened(section, item, client=alice_client, query=""):
        return Page(client, venture, section, item, query)

    return opened


@pytest.fixture
def tried(filled, alice_client):
    """The page with these answers on the copy."""

    def get(query=None, **headers):
        return alice_client.get(url(filled.venture, **(query or {})), **headers)

    return get


@pytest.fixture
def kept(filled, alice_client, tried):
    """Try these answers and keep them."""

    def send(query):
        return alice_client.post(url(filled.venture), fields(tried(query)))

    return send
