from datetime import date, timedelta

import pytest
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone

from assessments import scoring
from assessments.readings.actions import months_later
from assessments.scoring.scratch import changed, target
from guide.handbook import handbook
from ventures.models import Action

ITEM = handbook("en").steps[0].items[0]


@pytest.fixture
def address(venture):
    return reverse("assessments:actions", args=[venture.code])


@pytest.fixture
def action(venture):
    return venture.actions.create(kind="item", ref=ITEM.id)


def typed(action, **fields):
    fields = {"status": "planned", "owner": "", "due": "", "cost": "", "evidence": ""} | fields
    return {"action": action.pk} | {f"action-{action.pk}-{name}": value for name, value in fields.items()}


def test_measures_items_and_levels_stand_in_one_plan(address, awkward, action, alice_client):
    response = alice_client.get(address)
    assert response.context["measures"]
    assert response.context["lever_suggestions"]
    assert ITEM.text in response.content.decode()
    assert ITEM.id not in [entry.ref for entry in response.context["item_suggestions"]]


def test_measures_that_nobody_plans_are_offered_with_what_they_would_add(address, awkward, alice_client):
    bank, document = awkward.bank.parsed, awkward.document()
    offered = alice_client.get(address).context["unplanned"]
    titles = {entry.title.en: entry.id for entry in bank.mitigations}
    now = scoring.assess(bank, document).risk_adjusted
    for entry in offered:
        id = titles[entry.title]
        assert id not in document.mitigations or document.mitigations[id].status == "not_planned"
        there = scoring.assess(bank, changed(document, target(bank, document, id), "in_place")).risk_adjusted
        assert entry.change == pytest.approx(there - now, abs=1e-6)
        assert entry.link.ref in bank.mitigation(id).targets
    assert len(offered) == 6
    assert [entry.change for entry in offered] == sorted((entry.change for entry in offered), reverse=True)


def test_a_finished_assessment_and_a_viewer_are_offered_no_measure(address, awkward, alice_client, victor_client):
    assert "unplanned" not in victor_client.get(address).context
    awkward.finish()
    assert alice_client.get(address).context["unplanned"] == []


def test_an_item_is_taken_in_once(address, venture, alice_client):
    for _time in range(2):
        alice_client.post(address, {"add": f"item:{ITEM.id}"})
    assert venture.actions.count() == 1


def test_a_level_is_taken_in(address, filled, venture, alice_client):
    alice_client.post(address, {"add": "lever:team_talent"})
    assert venture.actions.get().ref == "team_talent"


@pytest.mark.parametrize("wanted", ["item:made-up", "lever:made-up", "nothing", "measure:x", ""])
def test_what_does_not_exist_is_not_taken_in(address, filled, venture, alice_client, wanted):
    assert alice_client.post(address, {"add": wanted}).status_code == 404
    assert not venture.actions.exists()


def test_owner_date_cost_and_evidence_are_kept(address, action, alice_client):
    fields = {"owner": "Bob", "due": "2030-02-01", "cost": "1200", "evidence": "Three letters", "status": "in_progress"}
    alice_client.post(address, typed(action, **fields))
    action.refresh_from_db()
    assert (action.owner, action.due, action.cost) == ("Bob", date(2030, 2, 1), 1200)
    assert (action.evidence, action.status) == ("Three letters", "in_progress")


def test_owner_date_cost_and_evidence_are_read_by_those_who_may_not_change_them(address, action, victor_client):
    Action.objects.update(owner="Bob", due=date(2030, 2, 1), cost=1200, evidence="Three letters")
    text = victor_client.get(address).content.decode()
    for words in ("<span>Bob</span>", "Due 1 February 2030", "Cost 1,200", "Three letters"):
        assert words in text


def test_an_answer_that_is_to_rise_leads_to_its_page_of_the_guide(address, filled, venture, alice_client):
    venture.actions.create(kind="lever", ref="team_talent")
    assert f"/guide/{handbook('en').primary('team_talent').slug}/" in alice_client.get(address).content.decode()


def test_a_bad_date_keeps_what_was_typed(address, action, alice_client):
    response = alice_client.post(address, typed(action, due="soon", owner="Bob"))
    assert response.status_code == 200
    assert 'value="soon"' in response.content.decode()
    assert 'value="Bob"' in response.content.decode()
    action.refresh_from_db()
    assert action.owner == ""


def test_done_in_the_plan_is_done_in_the_checklist(address, action, venture, alice, alice_client):
    alice_client.post(address, typed(action, status="done"))
    progress = venture.step_progress.get()
    assert progress.item == ITEM.id
    assert progress.ticked
    assert progress.user == alice


def test_an_action_can_be_taken_out(address, action, venture, alice_client):
    alice_client.post(address, {"action": action.pk, "remove": "1"})
    assert not venture.actions.exists()


def test_what_is_overdue_is_on_the_front_page(address, action, venture, alice_client):
    Action.objects.update(due=timezone.localdate() - timedelta(days=1))
    overview = reverse("assessments:overview", args=[venture.code])
    assert "1 action is overdue" in alice_client.get(overview).content.decode()
    Action.objects.update(status="done")
    assert "overdue" not in alice_client.get(overview).content.decode()


def test_evidence_that_grows_too_old_is_on_the_front_page_after_finishing_too(filled, venture, alice_client):
    answer = filled.sheet.answers.get(item="team_talent")
    answer.evidence, answer.evidence_dated = 2, date(2020, 1, 31)
    answer.save()
    overview = reverse("assessments:overview", args=[venture.code])
    text = alice_client.get(overview).content.decode()
    assert "Evidence that grows too old" in text
    assert "the next round" not in text
    filled.finish()
    text = alice_client.get(overview).content.decode()
    assert "Evidence that grows too old" in text
    assert "the next round counts it so" in text


def test_a_viewer_changes_nothing_and_a_stranger_sees_nothing(address, action, victor_client, charlie_client):
    assert victor_client.get(address).status_code == 200
    for client in (victor_client, charlie_client):
        assert client.post(address, typed(action, owner="x")).status_code == 404
        assert client.post(address, {"add": "item:mr-interviews"}).status_code == 404
    assert charlie_client.get(address).status_code == 404


def test_an_action_of_another_venture_is_404(address, alice_client, charlie):
    from ventures.models import Venture

    other = Venture.found(charlie, "Other").actions.create(kind="item", ref=ITEM.id)
    assert alice_client.post(address, typed(other, owner="x")).status_code == 404


def test_the_database_refuses_the_same_thing_twice(venture, action):
    with pytest.raises(IntegrityError):
        venture.actions.create(kind="item", ref=ITEM.id)


def test_months_later_ends_on_a_day_that_exists():
    assert months_later(date(2024, 8, 31), 6) == date(2025, 2, 28)
    assert months_later(date(2025, 12, 31), 12) == date(2026, 12, 31)
