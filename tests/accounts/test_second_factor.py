import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client
from django.urls import reverse

PASSWORD = "a long password of tests"


def code_now(secret):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


@pytest.fixture
def sure_client(alice_client):
    """Alice has just typed her password once more."""
    alice_client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return alice_client


@pytest.fixture
def secret(sure_client):
    """Of the authenticator app that Alice has set up."""
    secret = sure_client.get(reverse("mfa_activate_totp")).context["form"].secret
    response = sure_client.post(reverse("mfa_activate_totp"), {"code": code_now(secret)})
    assert response.url == reverse("mfa_view_recovery_codes")
    return secret


def test_the_password_is_asked_for_before_a_factor_is_set_up(alice_client):
    for name in ("mfa_activate_totp", "mfa_add_webauthn"):
        assert alice_client.get(reverse(name)).url.startswith(reverse("account_reauthenticate"))


def test_the_code_to_scan_stands_in_the_page_without_styles_and_data_addresses(sure_client):
    page = sure_client.get(reverse("mfa_activate_totp")).content.decode()
    assert '<svg class="qr"' in page
    assert "data:" not in page
    assert "style=" not in page


def test_a_wrong_code_says_what_to_do(sure_client):
    response = sure_client.post(reverse("mfa_activate_totp"), {"code": "000000"})
    assert "Enter the newest one" in response.content.decode()


def test_sign_in_stops_at_the_second_factor_and_takes_a_code_once(alice, secret):
    Authenticator.objects.filter(user=alice, type="totp").update(last_used_at=None)
    client = Client()
    response = client.post(reverse("account_login"), {"login": alice.email, "password": PASSWORD})
    assert response.url == reverse("mfa_authenticate")
    assert client.get(reverse("accounts:profile")).status_code == 302
    recovery = Authenticator.objects.get(user=alice, type="recovery_codes").wrap().get_unused_codes()[0]
    assert client.post(reverse("mfa_authenticate"), {"code": recovery}).url == reverse("assessments:portfolio")
    again = Client()
    again.post(reverse("account_login"), {"login": alice.email, "password": PASSWORD})
    assert again.post(reverse("mfa_authenticate"), {"code": recovery}).status_code == 200
    assert again.get(reverse("accounts:profile")).status_code == 302


def test_ten_recovery_codes_are_shown_and_can_be_downloaded(sure_client, secret):
    assert sure_client.get(reverse("mfa_view_recovery_codes")).content.decode().count("<li><code>") == 10
    download = sure_client.get(reverse("mfa_download_recovery_codes"))
    assert "attachment" in download["Content-Disposition"]


def test_keys_are_offered_and_their_scripts_are_files(sure_client):
    page = sure_client.get(reverse("mfa_add_webauthn")).content.decode()
    assert 'id="mfa_webauthn_add" data-needs-script hidden' in page
    assert 'value="Key 1"' in page


def test_the_account_page_says_whether_the_factor_is_on(alice_client, secret):
    assert "Manage<span" in alice_client.get(reverse("accounts:profile")).content.decode()


def test_the_list_of_devices_can_sign_out_the_others(alice):
    here, there = Client(), Client()
    for client in (there, here):
        client.post(reverse("account_login"), {"login": alice.email, "password": PASSWORD})
        client.get(reverse("accounts:profile"))
    assert "Sign out all other devices" in here.get(reverse("usersessions_list")).content.decode()
    here.post(reverse("usersessions_list"))
    assert there.get(reverse("accounts:profile")).status_code == 302
    assert here.get(reverse("accounts:profile")).status_code == 200
