import pytest
from django.urls import reverse

from assessments.models import Answer, Snapshot
from ventures.models import Venture


@pytest.fixture
def address(venture):
    return reverse("ventures:delete", args=[venture.code])


def test_the_name_has_to_be_typed(alice_client, address):
    page = alice_client.post(address, {"name": "brightloom"}).content.decode()
    assert "This is not its name. Type Brightloom to delete it" in page
    assert Venture.objects.exists()


def test_everything_goes_with_it(alice_client, address, finished):
    response = alice_client.post(address, {"name": " Brightloom "})
    assert response.url == reverse("assessments:portfolio")
    assert not Venture.objects.exists()
    assert not Answer.objects.exists()
    assert not Snapshot.objects.exists()


def test_looking_at_the_page_deletes_nothing(alice_client, address):
    assert alice_client.get(address).status_code == 200
    assert Venture.objects.exists()


def test_nobody_but_the_owner_finds_the_page(bob_client, victor_client, charlie_client, address):
    for client in (bob_client, victor_client, charlie_client):
        assert client.get(address).status_code == 404
        assert client.post(address, {"name": "Brightloom"}).status_code == 404
    assert Venture.objects.exists()
