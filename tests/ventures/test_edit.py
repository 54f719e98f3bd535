import pytest
from django.urls import reverse


@pytest.fixture
def address(venture):
    return reverse("ventures:edit", args=[venture.code])


def test_owner_and_editor_change_name_and_summary(alice_client, bob_client, venture, address):
    for client, name in ((alice_client, "Alpha"), (bob_client, "Beta")):
        response = client.post(address, {"name": name, "summary": ""})
        assert response.url == reverse("assessments:overview", args=[venture.code])
        venture.refresh_from_db()
        assert venture.name == name


def test_a_faulty_form_keeps_the_saved_name_in_the_heading(alice_client, address):
    page = alice_client.post(address, {"name": "", "summary": "x"}).content.decode()
    assert "<h1>Edit Brightloom</h1>" in page


@pytest.mark.parametrize("method", ["get", "post"])
def test_strangers_and_viewers_find_nothing(charlie_client, victor_client, address, method):
    for client in (charlie_client, victor_client):
        assert getattr(client, method)(address, {"name": "x"}).status_code == 404


def test_only_the_owner_is_offered_to_delete(alice_client, bob_client, address):
    assert "Delete it for good" in alice_client.get(address).content.decode()
    assert "Delete it for good" not in bob_client.get(address).content.decode()
