"""A person takes everything along, or leaves nothing behind."""

import json

import pytest
from django.apps import apps
from django.urls import reverse

from accounts.models import User
from assessments.scoring import read
from reports.sharing import ShareLink
from ventures.models import Venture

PASSWORD = "a long password of tests"


@pytest.fixture
def sure_client(alice_client):
    """Alice has just typed her password once more."""
    alice_client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return alice_client


def exported(client):
    response = client.get(reverse("export"))
    assert "attachment" in response["Content-Disposition"]
    return json.loads(response.content)


def test_the_export_holds_the_account_and_each_assessment_as_a_document_that_can_be_read(alice_client, filled):
    found = exported(alice_client)
    assert found["account"]["email"] == "alice@example.org"
    (venture,) = found["ventures"]
    assert (venture["name"], venture["your_role"]) == ("Brightloom", "owner")
    document = read(venture["assessments"][0]["document"], filled.bank.parsed)
    assert document.answers == filled.document().answers


def test_the_export_of_a_finished_assessment_is_what_was_frozen(alice_client, finished):
    (assessment,) = exported(alice_client)["ventures"][0]["assessments"]
    assert assessment["document"] == finished.final.document
    assert assessment["result"] == finished.final.result


def test_nobody_exports_ventures_of_others(charlie_client, filled):
    assert exported(charlie_client)["ventures"] == []


def test_the_export_holds_no_password(alice, alice_client):
    assert alice.password not in alice_client.get(reverse("export")).content.decode()


def test_the_password_is_asked_for_before_the_account_can_be_deleted(alice, alice_client):
    for response in (
        alice_client.get(reverse("delete_account")),
        alice_client.post(reverse("delete_account"), {"email": alice.email}),
    ):
        assert response.url.startswith(reverse("account_reauthenticate"))
    assert User.objects.filter(pk=alice.pk).exists()


def test_the_page_names_the_ventures_that_go_with_it(sure_client):
    assert "<li>Brightloom</li>" in sure_client.get(reverse("delete_account")).content.decode()


def test_the_address_has_to_be_typed(alice, sure_client):
    response = sure_client.post(reverse("delete_account"), {"email": "bob@example.org"})
    assert "This is not the address of your account" in response.content.decode()
    assert User.objects.filter(pk=alice.pk).exists()


def everything_stored():
    """Every value of every column of every table."""
    rows = (row for model in apps.get_models() for row in model.objects.values_list())
    return "\n".join(str(row) for row in rows)


def test_a_deleted_account_leaves_nothing_behind(alice, sure_client, finished):
    Venture.objects.update(summary="canary in the summary")
    finished.sheet.answers.update(note="canary in a note")
    response = sure_client.post(reverse("delete_account"), {"email": " ALICE@example.org "})
    assert response.url == reverse("home")
    assert sure_client.get(reverse("accounts:profile")).status_code == 302
    left = everything_stored()
    assert "canary" not in left
    assert "alice" not in left.lower()
    assert "bob@example.org" in left


def test_ventures_of_others_stay_theirs(bob, bob_client, venture, filled):
    bob_client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    bob_client.post(reverse("delete_account"), {"email": bob.email})
    assert Venture.objects.get() == venture
    assert list(venture.memberships.values_list("role", flat=True)) == ["owner", "viewer"]


def test_what_was_typed_and_could_not_be_read_yet_is_exported_as_typed(alice_client, sheet, venture):
    address = reverse("assessments:question", args=[venture.code, "resources", "resources_runway"])
    given = {"raw": "9 or", "version": 0, "operation": "6f9f57a4-6d0f-4f2c-8f43-000000000001"}
    alice_client.post(address, given, headers={"HX-Request": "true"})
    (assessment,) = exported(alice_client)["ventures"][0]["assessments"]
    assert "9 or" in str(assessment["drafts"]["resources_runway"])


def test_a_viewer_exports_no_share_links(alice, alice_client, victor_client, filled):
    ShareLink.make(filled, alice, label="For the fund", days=7, sections=["summary"], frozen=False)
    assert [link["label"] for link in exported(alice_client)["ventures"][0]["share_links"]] == ["For the fund"]
    assert exported(victor_client)["ventures"][0]["share_links"] == []
