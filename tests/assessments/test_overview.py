"""The front page of one venture."""

import pytest
from django.urls import reverse

from assessments.models import Assessment


@pytest.fixture
def url(venture):
    return reverse("assessments:overview", args=[venture.code])


def shown(client, url):
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def test_it_says_where_the_venture_stands_and_what_comes_next(awkward, alice_client, url, venture):
    page = shown(alice_client, url)
    assert "<b>45</b>" in page
    assert "The merit is there and the risks are within reach: advance." in page
    assert f"/ventures/{venture.code}/assessment/" in page
    assert "58 of 66 answered." in page


def test_the_facts_are_shown_with_links_to_change_them(awkward, alice_client, url, venture):
    page = shown(alice_client, url)
    assert "Pilot with outside users" in page
    assert reverse("assessments:question", args=[venture.code, "about", "fact_stage"]) in page


def test_a_second_round_brings_the_score_over_time(finished, alice, alice_client):
    url = reverse("assessments:overview", args=[finished.venture.code])
    assert "Score over time" not in shown(alice_client, url)
    Assessment.begin_round(finished.venture, alice)
    response = alice_client.get(url)
    stops = response.context["stops"]
    assert [round(stop.value) for stop in stops] == [50, 50]
    assert stops[1].label == "open"
    assert all(stop.low < stop.value < stop.high for stop in stops)
    assert reverse("assessments:history", args=[finished.venture.code]) in response.content.decode()


def test_people_and_their_roles_are_listed(awkward, alice_client, url):
    page = shown(alice_client, url)
    assert "Owner" in page
    assert "Viewer" in page


def test_only_the_owner_is_offered_to_delete(awkward, alice_client, bob_client, url, venture):
    delete = reverse("ventures:delete", args=[venture.code])
    assert delete in shown(alice_client, url)
    assert delete not in shown(bob_client, url)


def test_a_viewer_is_offered_no_change(awkward, victor_client, url, venture):
    page = shown(victor_client, url)
    assert reverse("ventures:edit", args=[venture.code]) not in page
    assert "/assessment/about/" not in page


def test_a_stranger_gets_404(awkward, charlie_client, url):
    assert charlie_client.get(url).status_code == 404


def test_a_venture_that_is_not_started_can_be_started(bank, alice_client, url, venture):
    page = shown(alice_client, url)
    assert "Not started yet" in page
    assert reverse("assessments:start", args=[venture.code]) in page


def test_below_twenty_answers_it_says_how_many_are_missing(few, alice_client, url):
    page = shown(alice_client, url)
    assert "Scored from 20 answers. 7 to go." in page
    assert "iv-dot" not in page


def test_a_finished_venture_leads_to_its_results(finished, alice_client, url):
    page = shown(alice_client, url)
    assert "The answers are frozen." in page
    assert "Change" not in page


def test_an_archived_venture_can_be_restored(awkward, alice_client, url, venture):
    venture.archive()
    assert reverse("ventures:restore", args=[venture.code]) in shown(alice_client, url)


def test_the_number_of_queries_is_fixed(awkward, alice_client, url, django_assert_max_num_queries):
    with django_assert_max_num_queries(11):
        shown(alice_client, url)


def test_it_can_be_read_in_chinese(awkward, alice_client, url):
    assert "小规模试点" in shown(alice_client, "/zh-hans" + url) or "试点" in shown(alice_client, "/zh-hans" + url)
