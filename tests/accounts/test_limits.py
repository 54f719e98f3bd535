"""Nobody tries passwords, codes or messages without end, and no header changes that."""

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db
LIMITED = "Too many tries"


@pytest.fixture(autouse=True)
def fresh_limits(db, monkeypatch):
    """The hash is slow on purpose, and not what is tried here."""
    cache.clear()
    monkeypatch.setattr("accounts.hashers.Argon2.verify", lambda self, given, encoded: given == PASSWORD)


def refused(number, email="", **headers):
    """Whether the try was turned away unseen."""
    given = {"login": email or f"person{number}@example.org", "password": "not it"}
    return LIMITED in Client().post(reverse("account_login"), given, **headers).content.decode()


@pytest.mark.parametrize("proxies", [0, 1])
def test_one_visitor_tries_ten_passwords_a_minute_whatever_address_it_pretends_to_have(settings, proxies):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    forged = [{"headers": {"X-Forwarded-For": f"198.51.100.{number}, 192.0.2.7"}} for number in range(13)]
    assert [refused(number, **forged[number]) for number in range(13)] == [False] * 10 + [True] * 3
    if proxies:
        other = {"headers": {"X-Forwarded-For": "192.0.2.7, 198.51.100.1"}}
        assert not refused(14, **other)


def test_one_account_is_tried_five_times_in_five_minutes_from_wherever(alice):
    tries = [refused(0, alice.email, REMOTE_ADDR=f"192.0.2.{number}") for number in range(7)]
    assert tries == [False] * 5 + [True] * 2


def test_codes_of_a_second_factor_are_tried_a_few_times_alone(alice):
    TOTP.activate(alice, "JBSWY3DPEHPK3PXP")
    client = Client()
    client.post(reverse("account_login"), {"login": alice.email, "password": PASSWORD})
    pages = [client.post(reverse("mfa_authenticate"), {"code": "not it"}).content.decode() for _ in range(7)]
    assert [LIMITED in page for page in pages] == [False] * 5 + [True] * 2


def test_the_password_is_asked_for_again_a_few_times_alone(alice_client):
    pages = [alice_client.post(reverse("account_reauthenticate"), {"password": "not it"}) for _ in range(12)]
    assert any(LIMITED in page.content.decode() or page.status_code == 429 for page in pages)


def test_an_address_gets_three_messages_an_hour(alice):
    for number in range(6):
        Client().post(reverse("account_reset_password"), {"email": alice.email}, REMOTE_ADDR=f"192.0.2.{number}")
    assert len(mail.outbox) == 3


def test_a_visitor_makes_so_many_accounts_an_hour_and_is_told_what_to_do(settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"signup": "2/h/ip"}
    statuses = []
    for number in range(3):
        given = {"name": "Mo", "email": f"mo{number}@example.org", "password1": "a calm tide at dawn"}
        response = Client().post(reverse("account_signup"), given)
        statuses.append(response.status_code)
    assert statuses == [302, 302, 429]
    assert "up to an hour" in response.content.decode()
