"""Beginning the assessment of a venture."""

import pytest
from django.urls import reverse

from assessments.models import Assessment


@pytest.fixture
def url(venture):
    return reverse("assessments:start", args=[venture.code])


def test_starting_begins_the_first_round_at_the_stage(alice_client, venture, bank, url):
    response = alice_client.get(url)

    assert response.status_code == 302
    assert response["Location"].endswith("/assessment/about/fact_stage/")
    assert Assessment.objects.get(venture=venture).round == 1


def test_starting_twice_begins_one_round(alice_client, bob_client, venture, bank, url):
    alice_client.get(url)
    bob_client.get(url)

    assert Assessment.objects.filter(venture=venture).count() == 1


def test_a_finished_assessment_opens_at_its_answers(alice_client, finished, url):
    assert alice_client.get(url).status_code == 302
    assert Assessment.objects.filter(venture=finished.venture).count() == 1


def test_who_may_not_edit_starts_nothing(victor_client, charlie_client, venture, bank, url):
    assert victor_client.get(url).status_code == 404
    assert charlie_client.get(url).status_code == 404
    assert not Assessment.objects.filter(venture=venture).exists()
