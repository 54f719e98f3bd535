"""Freezing the answers."""

import pytest
from django.urls import reverse

from assessments.models import Answer, Snapshot


@pytest.fixture
def url(venture):
    return reverse("assessments:finish", args=[venture.code])


def test_it_freezes_and_shows_the_result(filled, alice_client, venture, url):
    response = alice_client.post(url)
    assert response["Location"] == reverse("assessments:result", args=[venture.code])
    assert (
        "The assessment is finished, and its answers are frozen."
        in alice_client.get(response["Location"]).content.decode()
    )
    filled.refresh_from_db()
    assert filled.finished


def test_a_second_click_does_nothing_more(filled, alice_client, url):
    first = alice_client.post(url)
    second = alice_client.post(url)
    assert first["Location"] == second["Location"]
    assert Snapshot.objects.filter(final=True).count() == 1


def test_what_is_unfinished_goes_back_to_the_review(filled, alice_client, venture, url):
    Answer.objects.filter(item="team_composition").delete()
    response = alice_client.post(url)
    assert response["Location"] == reverse("assessments:review", args=[venture.code])
    assert "Some required answers are still open." in alice_client.get(response["Location"]).content.decode()
    assert not Snapshot.objects.exists()


def test_what_cannot_be_scored_says_why(filled, alice_client, venture, url):
    filled.sheet.answers.filter(item="economic_revenue").update(value=5)
    filled.__class__.objects.filter(pk=filled.pk).update(currency="EUR", rate=None)
    response = alice_client.post(url)
    assert response["Location"] == reverse("assessments:review", args=[venture.code])
    page = alice_client.get(response["Location"]).content.decode()
    assert "Give the value of one EUR in USD, so that amounts can be compared." in page
    assert not Snapshot.objects.exists()


@pytest.mark.parametrize(("name", "status"), [("bob", 302), ("victor", 404), ("charlie", 404)])
def test_editors_may_finish_others_get_404(request, filled, name, status, url):
    assert request.getfixturevalue(f"{name}_client").post(url).status_code == status
    filled.refresh_from_db()
    assert bool(filled.finished) == (status == 302)


def test_a_link_does_not_finish(filled, alice_client, url):
    assert alice_client.get(url).status_code == 405
