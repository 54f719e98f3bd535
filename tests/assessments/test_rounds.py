"""Rounds: the next one begins with the last one's answers, and every change of the score is explained."""

from decimal import Decimal

import pytest
from django.urls import reverse

from assessments.models import Answer, Assessment, Bank
from assessments.readings import Reading
from assessments.readings.rounds import explained, tenths
from assessments.views.looked import KEPT


@pytest.fixture
def second(finished, alice):
    """The second round, open, with two answers, one piece of evidence and one risk changed."""
    following = Assessment.begin_round(finished.venture, alice)
    change(following, "team_composition", value=4, evidence=1)
    change(following, "strategy_positioning", evidence=3)
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


def test_the_parts_of_a_change_add_up_exactly(second, finished):
    before, after = Reading.of(finished.bank.parsed, finished.final.parsed()), reading_of(second)
    found = explained(before, after)
    whole = after.result["risk_adjusted"] - before.result["risk_adjusted"]
    assert sum(part.change.risk_adjusted for part in found.parts) == pytest.approx(whole, abs=1e-9)
    assert sum(round(10 * part.shown) for part in found.parts) == round(10 * (found.end - found.start))
    assert {part.cause for part in found.parts} == {"answers", "evidence", "risks"}
    assert found.parts[-1].after == pytest.approx(found.end)


def reading_of(assessment):
    return Reading.of(assessment.bank.parsed, assessment.document())


@pytest.mark.parametrize(
    ("values", "total"),
    [
        ([0.04, 0.04, 0.04], 0.1), ([0.06, 0.06, -0.02], 0.1), ([], 0.0), ([-0.36, 2.04], 1.7), ([1 / 3] * 3, 1.0),
        ([-1.25, 1.25], 0.0), ([0.05, 0.05], 0.0), ([0.05, 0.05], 0.2),
    ],
)  # fmt: skip
def test_rounded_parts_add_up_to_the_rounded_whole(values, total):
    parts = tenths(values, total)
    assert sum(round(10 * part) for part in parts) == round(10 * total)
    assert all(abs(part - value) < 0.11 for part, value in zip(parts, values, strict=True))


def test_each_answer_that_moved_the_score_is_named_with_before_and_after(second, alice_client):
    page = shown(alice_client, url("changes", second.venture))
    assert "How many of the five essential roles are filled" in page
    assert "Funding pressure" in page
    assert "Unlikely (5–20%), Moderate (8–25%)" in page
    assert "1 more change did not move it" in page


def test_a_changed_cell_of_a_channel_is_named_and_so_is_an_effect_of_a_measure(finished, alice):
    """A table with the same channels is compared field by field, so that no line says "3 channels" twice."""
    following = Assessment.begin_round(finished.venture, alice)
    table = Answer.objects.get(sheet=following.sheet, item="channel_portfolio")
    rows = [dict(row) for row in table.value]
    rows[0] = {**rows[0], "cells": {**rows[0]["cells"], "reach": 4}, "dependence": None}
    change(following, "channel_portfolio", value=rows)
    measure = "mitigation_funding_diversified_sources"
    plan = Answer.objects.get(sheet=following.sheet, item=measure)
    change(following, measure, value={**plan.value, "effect_impact": 4})
    found = explained(reading_of(finished), reading_of(following))
    lines = {item.title: item for item in [*found.moved, *found.still]}
    reach = lines["Vertical software vendor or systems integrator (HospitalSoft): Reach"]
    assert reach.before.startswith("Level 3: ")
    assert reach.after.startswith("Level 4: ")
    assert reach.effect > 0
    assert lines["Vertical software vendor or systems integrator (HospitalSoft): dependence"].after == "open"
    assert "Measure: Diversified financing, effect on impact" in lines
    assert len(lines) == 3


def test_a_channel_more_and_a_rival_are_counted(finished, alice):
    following = Assessment.begin_round(finished.venture, alice)
    table = Answer.objects.get(sheet=following.sheet, item="channel_portfolio")
    row = {"type": "direct_sales", "owner": "self", "share": 20, "dependence": 0, "cells": {}, "evidence": 0}
    change(following, "channel_portfolio", value=[*table.value, row])
    Answer.objects.create(sheet=following.sheet, item="rival_channels", value=[row])
    found = explained(reading_of(finished), reading_of(following))
    assert [(item.title, item.before, item.after) for item in found.moved] == [
        ("Channel table", "3 channels", "4 channels")
    ]
    assert [(item.title, item.before, item.after) for item in found.still] == [
        ("The strongest rival's channels", "0 channels", "1 channel")
    ]


def test_the_page_takes_two_rounds_in_either_order(second, alice_client):
    there = alice_client.get(url("changes", second.venture) + "?from=1&to=2").context["found"]
    back = alice_client.get(url("changes", second.venture) + "?from=2&to=1").context["found"]
    assert there.total == pytest.approx(-back.total)


def test_the_same_round_twice_asks_for_two(second, alice_client):
    assert "Choose two different rounds." in shown(alice_client, url("changes", second.venture) + "?from=2&to=2")


def test_with_one_round_the_page_says_so(finished, alice_client):
    assert "There is one round so far." in shown(alice_client, url("changes", finished.venture))


@pytest.mark.parametrize("query", ["?from=7&to=1", "?from=x", "?from=1&to=-2", "?from=1&to=9999999999999999999999"])
def test_a_round_that_is_none_leads_nowhere(second, alice_client, query):
    shown(alice_client, url("changes", second.venture) + query, 404)


def test_an_untouched_round_has_nothing_to_explain(finished, alice, alice_client):
    Assessment.begin_round(finished.venture, alice)
    page = shown(alice_client, url("changes", finished.venture))
    assert "Nothing that counts differs between these rounds." in page
    assert "From one score to the other" not in page
    assert "0 changes" not in page


def test_a_condition_that_moves_the_grade_alone_is_said(finished, alice, alice_client):
    following = Assessment.begin_round(finished.venture, alice)
    change(following, "gate_oversight", value="no")
    page = shown(alice_client, url("changes", finished.venture))
    assert "The grade went from B to C." in page
    assert "The score stayed at 49.6." in page
    assert "No change moved the score" in page
    assert "1 change left it as it was" in page
    assert "Nothing that counts differs" not in page


def test_weights_and_a_new_question_set_are_causes_of_their_own(finished, alice, bank):
    document = Bank.objects.values_list("document", flat=True).get(pk=bank.pk)
    node = next(row for row in document["tree"] if row["id"] == "economic")
    changed = [{**row, "weight": row["weight"] + 0.1} if row is node else row for row in document["tree"]]
    sibling = next(row for row in changed if row["id"] == "social")
    sibling["weight"] = round(sibling["weight"] - 0.1, 6)
    Bank.objects.publish({**document, "tree": changed, "bank": {**document["bank"], "version": "9.0.0"}})
    following = Assessment.begin_round(finished.venture, alice)
    following.use_profile(list(bank.parsed.profiles)[1])
    before, after = Reading.of(bank.parsed, finished.final.parsed()), reading_of(following)
    found = explained(before, after)
    assert "weights" in {part.cause for part in found.parts}
    whole = after.result["risk_adjusted"] - before.result["risk_adjusted"]
    assert sum(part.change.risk_adjusted for part in found.parts) == pytest.approx(whole, abs=1e-9)


def test_the_history_shows_every_round_with_its_range(second, alice_client):
    response = alice_client.get(url("history", second.venture))
    page = response.content.decode()
    for row in response.context["rounds"]:
        assert row.page.reading.risk_adjusted.ends in page
    assert [row.number for row in response.context["rounds"]] == [2, 1]
    assert "?from=1&amp;to=2" in page
    assert 'class="history"' in page
    assert "Start a new round" not in page


def test_a_finished_newest_round_offers_the_next(finished, alice_client, victor_client):
    for name in ("history", "result", "review"):
        assert "Start a new round" in shown(alice_client, url(name, finished.venture))
        assert "Start a new round" not in shown(victor_client, url(name, finished.venture))


def test_an_older_round_can_be_looked_at(second, finished, alice_client):
    older = shown(alice_client, url("result", second.venture) + "?round=1")
    assert "You are looking at round 1." in older
    assert f"<b>{finished.final.result['risk_adjusted']:.0f}</b>" in older
    assert "Draft." not in older
    assert "?round=1" in older
    assert "You are looking at" not in shown(alice_client, url("result", second.venture))
    assert "You are looking at round 1." in shown(alice_client, url("risks", second.venture) + "?round=1")


@pytest.mark.parametrize("number", ["9", "0", "x", "-1", "1" * 40, "１２"])
def test_a_round_nobody_has_is_404(second, alice_client, number):
    shown(alice_client, url("result", second.venture) + f"?round={number}", 404)


def test_a_stranger_sees_no_rounds(second, charlie_client):
    for name in ("history", "changes"):
        shown(charlie_client, url(name, second.venture), 404)


def test_before_anything_is_answered_the_pages_say_so(venture, bank, alice_client):
    assert "Not started yet" in shown(alice_client, url("history", venture))
    assert "There is one round so far." in shown(alice_client, url("changes", venture))


def test_the_number_of_queries_is_fixed(second, alice, alice_client, django_assert_max_num_queries):
    second.finish()
    Assessment.begin_round(second.venture, alice)
    KEPT.clear()
    for name in ("history", "changes"):
        with django_assert_max_num_queries(14):
            shown(alice_client, url(name, second.venture))


def test_rounds_can_be_read_in_chinese(second, alice_client):
    for address in [url(name, second.venture) for name in ("history", "changes")]:
        assert 'lang="zh-Hans"' in shown(alice_client, "/zh-hans" + address)
