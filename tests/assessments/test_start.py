"""Beginning the assessment of a venture."""

import pytest
from django.urls import reverse

from assessments.models import Assessment


@pytest.fixture
def url(venture):
    return reverse("assessments:start", args=[venture.code])


def test_it_begins_a_round_and_goes_to_the_first_question(bank, alice_client, venture, url):
    response = alice_client.post(url)
    assert response["Location"] == reverse("assessments:question", args=[venture.code, "about", "fact_stage"])
    assert Assessment.objects.get().sheet.author.name == "Alice"


def test_a_second_time_it_goes_on_where_the_first_stopped(page, bob_client, venture, url):
    page("about", "fact_stage").press(choice="pilot")
    response = bob_client.post(url)
    assert response["Location"] == reverse("assessments:question", args=[venture.code, "about", "fact_fields"])
    assert Assessment.objects.count() == 1


def test_a_finished_round_leads_to_its_answers(finished, alice_client, venture, url):
    response = alice_client.post(url)
    while "review" not in response["Location"]:
        response = alice_client.get(response["Location"])
    assert response["Location"] == reverse("assessments:review", args=[venture.code])
    assert Assessment.objects.count() == 1


@pytest.mark.parametrize("name", ["victor", "charlie"])
def test_viewers_and_strangers_get_404(request, bank, name, url):
    assert request.getfixturevalue(f"{name}_client").post(url).status_code == 404
    assert not Assessment.objects.exists()


def test_reading_its_address_begins_nothing(bank, alice_client, url):
    assert alice_client.get(url).status_code == 405
    assert not Assessment.objects.exists()


def test_a_new_venture_goes_straight_to_its_first_question(bank, alice_client):
    created = alice_client.post(reverse("ventures:create"), {"name": "Fogline", "summary": "Weather for ports"})
    assert created.status_code == 307  # the browser sends the form on
    assert alice_client.post(created["Location"])["Location"].endswith("/assessment/about/fact_stage/")
