import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.adapter import AccountAdapter
from accounts.models import User


@pytest.fixture
def sure_client(alice_client):
    """Alice has just typed her password once more."""
    alice_client.post(reverse("account_reauthenticate"), {"password": "a long password of tests"})
    return alice_client


def test_without_a_mail_server_a_new_address_counts_at_once(alice, sure_client):
    sure_client.post(reverse("account_email"), {"email": "Alice@New.example", "action_add": "1"})
    alice.refresh_from_db()
    assert alice.email == "alice@new.example"
    assert EmailAddress.objects.get(user=alice).email == "alice@new.example"


def test_the_address_of_another_account_is_refused(alice, charlie, sure_client):
    response = sure_client.post(reverse("account_email"), {"email": charlie.email, "action_add": "1"})
    assert "Another account has this address" in response.content.decode()
    alice.refresh_from_db()
    assert alice.email == "alice@example.org"


def test_the_password_is_asked_for_before_the_address_changes(alice, alice_client):
    response = alice_client.post(reverse("account_email"), {"email": "new@example.org", "action_add": "1"})
    assert response.url.startswith(reverse("account_reauthenticate"))
    alice.refresh_from_db()
    assert alice.email == "alice@example.org"


def test_with_a_mail_server_a_new_address_waits_for_its_confirmation(alice, sure_client, settings):
    settings.EMAIL_URL = "smtp://mail.example.org:587"
    EmailAddress.objects.create(user=alice, email=alice.email, verified=True, primary=True)
    sure_client.post(reverse("account_email"), {"email": "new@example.org", "action_add": "1"})
    alice.refresh_from_db()
    assert alice.email == "alice@example.org"
    assert mail.outbox[0].to == ["new@example.org"]


def test_an_address_taken_in_the_meantime_is_not_confirmed(alice, charlie, rf, monkeypatch):
    said = []
    monkeypatch.setattr(AccountAdapter, "add_message", lambda *args, **kwargs: said.append(args))
    address = EmailAddress.objects.create(user=alice, email=charlie.email)
    assert AccountAdapter().confirm_email(rf.get("/"), address) is False
    assert said
    assert User.objects.get(pk=alice.pk).email == "alice@example.org"


@pytest.mark.parametrize("name", ["account_signup", "account_reset_password"])
def test_a_mail_server_that_is_away_breaks_no_page_and_the_page_says_so(alice, settings, monkeypatch, name):
    def away(*args, **kwargs):
        raise ConnectionRefusedError

    settings.EMAIL_URL = "smtp://mail.example.org:587"
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    settings.ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
    monkeypatch.setattr("django.core.mail.EmailMessage.send", away)
    given = {"name": "Mo", "email": alice.email, "password1": "a calm tide at dawn"}
    for email in (alice.email, "mo@example.org"):
        page = Client().post(reverse(name), given | {"email": email}, follow=True)
        assert page.status_code == 200
        told = [str(message) for message in page.context["messages"]]
        assert told == ["The message could not be sent. Try again in a few minutes."]
