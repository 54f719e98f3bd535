"""With a mail server nobody finds out whether an address has an account."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

PAGES = {
    "account_signup": {"name": "Mo", "email": "", "password1": "a calm tide at dawn"},
    "account_login": {"login": "", "password": "a calm tide at dawn"},
    "account_reset_password": {"email": ""},
}


@pytest.fixture(autouse=True)
def served(settings, db):
    settings.EMAIL_URL = "smtp://mail.example.org:587"
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    settings.ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True


def seen(name, email):
    """All that somebody sees who tries an address, but for the address itself and for tokens."""
    cache.clear()
    client, given = Client(), dict(PAGES[name])
    given[next(field for field, value in given.items() if not value)] = email
    response = client.post(reverse(name), given)
    shown = [(response.status_code, response.get("Location"), response.content.decode())]
    if response.status_code == 302:
        followed = client.get(response.url)
        shown.append((followed.status_code, followed.get("Location"), followed.content.decode()))
    plain = re.sub(r'value="\w{64}"|x-csrftoken&quot;: &quot;\w+|"\w{64}"', "", str(shown))
    return plain.replace(email, "")


@pytest.mark.parametrize("name", PAGES)
def test_a_known_and_an_unknown_address_see_the_same(alice, name):
    EmailAddress.objects.create(user=alice, email=alice.email, verified=True, primary=True)
    assert seen(name, alice.email) == seen(name, "nobody@example.org")


@pytest.mark.parametrize("name", ["account_signup", "account_reset_password"])
def test_each_gets_a_message_so_that_the_time_it_takes_does_not_tell(alice, name):
    EmailAddress.objects.create(user=alice, email=alice.email, verified=True, primary=True)
    for email in (alice.email, "nobody@example.org"):
        mail.outbox.clear()
        seen(name, email)
        assert [message.to for message in mail.outbox] == [[email]]
