"""Rounds: the next one begins with the last one's answers, and every change of the score is explained."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments.models import Answer, Assessment, Bank
from assessments.readings import Reading
from assessments.readings.rounds import explained, tenths
from assessments.views.looked import KEPT


@pytest.fixture
def second(finished, alice):
    """The second round, open, with two answers, one piece of evidence and one risk changed."""
    following = Assessment.begin_round(finished.venture, alice)
    change(following, "team_composition", value=4, evidence=1)
    change(following, "strategy_moat", evidence=3)
    change(following, "risk_funding_pressure", value={"likelihood": 2, "impact": 3})
    return following


def change(assessment, item, **fields):
    row = Answer.objects.get(sheet=assessment.sheet, item=item)
    for name, value in fields.items():
        setattr(row, name, value)
    row.version += 1
    row.save()


def url(name, venture):
    return reverse(f"assessments:{name}", args=[venture.code])


def shown(client, address, status=200):
    response = client.get(address)
    assert response.status_code == status
    return response.content.decode()


def test_a_new_round_begins_with_the_answers_of_the_last(finished, alice):
    finished.mitigation_budget = Decimal(120)
    finished.save()
    following = Assessment.begin_round(finished.venture, alice)
    assert following.round == 2
    assert following.finished is None
    assert following.document().answers == finished.document().answers
    assert following.document().risks == finished.document().risks
    assert following.document().channels == finished.document().channels
    assert following.mitigation_budget == 120
    assert following.sheet.pk != finished.sheet.pk


def test_a_second_click_finds_the_open_round(finished, alice_client):
    for _click in range(2):
        response = alice_client.post(url("new_round", finished.venture))
        assert response.status_code == 302
    assert finished.venture.assessments.count() == 2


def test_an_open_round_is_not_followed_by_another(filled, alice, alice_client):
    assert Assessment.begin_round(filled.venture, alice) == filled
    alice_client.post(url("new_round", filled.venture))
    assert filled.venture.assessments.count() == 1


def test_without_any_round_the_first_one_begins(venture, bank, alice):
    assert Assessment.begin_round(venture, alice).round == 1


def test_a_new_round_moves_to_the_newest_question_set(finished, alice, bank):
    document = Bank.objects.values_list("document", flat=True).get(pk=bank.pk)
    dropped = document["questions"][-1]["id"]
    newer = {**document, "bank": {**document["bank"], "version": "9.0.0"}}
    newer["risks"] = document["risks"]
    row = Bank.objects.publish(newer)[0]
    Bank.objects.filter(pk=row.pk)
    following = Assessment.begin_round(finished.venture, alice)
    assert following.bank.version == "9.0.0"
    assert following.document().answers == finished.document().answers
    assert dropped in following.document().answers or dropped not in finished.document().answers


def test_a_weight_below_a_node_that_changed_is_not_carried(finished, alice):
    finished.custom_weights = {"gone": {"method": "swing", "typed": {}, "weights": {"nowhere": 1.0}}}
    finished.save()
    assert Assessment.begin_round(finished.venture, alice).custom_weights == {}


def test_an_editor_may_begin_a_round_a_viewer_and_a_stranger_may_not(
    finished, bob_client, victor_client, charlie_client
):
    address = url("new_round", finished.venture)
    assert victor_client.post(address).status_code == 404
    assert charlie_client.post(address).status_code == 404
    assert bob_client.get(address).status_code == 405
    assert bob_client.post(address).status_code == 302
