"""The list of sections: how far each one is, and the way on."""

import pytest
from django.urls import reverse


@pytest.fixture
def url(venture):
    return reverse("assessments:tasks", args=[venture.code])


def test_before_the_start_it_offers_to_start(bank, alice_client, url):
    html = alice_client.get(url).content.decode()
    assert "Not started yet" in html
    assert "Start the assessment" in html


def test_a_viewer_is_not_offered_to_start(bank, victor_client, url):
    html = victor_client.get(url).content.decode()
    assert "Not started yet" in html
    assert "Start the assessment" not in html


def test_it_counts_honestly(page, alice_client, url):
    page("about", "fact_stage").press(choice="pilot")
    page("team", "team_talent").press(choice="dont_know")
    page("team", "team_capability").autosave(choice=None, note="Later")
    html = alice_client.get(url).content.decode()
    assert "2 of 66 answered. 1 marked “I don&#x27;t know yet”." in html.replace("I don't", "I don&#x27;t")
    assert "1 of 7" in html
    assert "1 of 4" in html
    assert "In progress" in html


def test_sections_lead_to_their_first_open_question(page, alice_client, venture, url):
    page("team", "team_composition").press(choice="2")
    html = alice_client.get(url).content.decode()
    assert reverse("assessments:question", args=[venture.code, "team", "team_capability"]) in html
    assert reverse("assessments:question", args=[venture.code, "strategy", "strategy_positioning"]) in html
    assert 'href="' + reverse("assessments:question", args=[venture.code, "about", "fact_stage"]) in html


def test_for_a_viewer_sections_lead_to_the_review(page, victor_client, venture, url):
    html = victor_client.get(url).content.decode()
    assert reverse("assessments:review", args=[venture.code]) + "#section-team" in html
    assert "/assessment/team/" not in html
    assert "Continue" not in html


def test_a_finished_assessment_only_shows(finished, alice_client, url):
    html = alice_client.get(url).content.decode()
    assert "Continue" not in html
    assert "Review answers" in html


@pytest.mark.parametrize(("name", "status"), [("alice", 200), ("bob", 200), ("victor", 200), ("charlie", 404)])
def test_members_see_it_and_strangers_get_404(request, assessment, name, status, url):
    assert request.getfixturevalue(f"{name}_client").get(url).status_code == status


@pytest.mark.parametrize("fixture", ["assessment", "filled"])
def test_it_takes_the_same_few_queries_with_any_number_of_answers(
    request, django_assert_num_queries, alice_client, url, fixture
):
    request.getfixturevalue(fixture)
    with django_assert_num_queries(7):
        alice_client.get(url)
