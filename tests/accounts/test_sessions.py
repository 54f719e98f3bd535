"""Which sign-ins end, and when."""

import time
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent
from accounts.tasks import forget
from accounts.templatetags.devices import device
from tests.conftest import PASSWORD, signed_in

SECRET = "JBSWY3DPEHPK3PXP"
HOUR, DAY = 3600, 24 * 3600


@pytest.fixture(autouse=True)
def patient(settings):
    """A code must not run out between its making and its use."""
    settings.MFA_TOTP_TOLERANCE = 1


def is_in(client):
    return client.get(reverse("accounts:profile")).status_code == 200


def age(client, started, seen):
    """The session of a client began and was last used so many seconds ago."""
    session = client.session
    session["started"], session["seen"] = int(time.time()) - started, int(time.time()) - seen
    session.save()


def code_now(secret):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


@pytest.mark.parametrize(
    ("started", "seen", "lasts"),
    [(13 * DAY, 11 * HOUR, True), (13 * HOUR, 13 * HOUR, False), (15 * DAY, 60, False)],
)
def test_a_sign_in_lasts_half_a_day_unused_and_two_weeks_at_most(alice_client, started, seen, lasts):
    age(alice_client, started, seen)
    assert is_in(alice_client) == lasts
    assert ("_auth_user_id" in alice_client.session) == lasts


def test_each_use_counts_and_is_noted_every_ten_minutes_alone(alice_client):
    age(alice_client, DAY, 11 * HOUR)
    is_in(alice_client)
    noted = alice_client.session["seen"]
    assert time.time() - noted < 60
    age(alice_client, DAY, 300)
    is_in(alice_client)
    assert time.time() - alice_client.session["seen"] >= 300


def test_a_public_page_ends_an_old_sign_in_too(alice_client):
    age(alice_client, 15 * DAY, 60)
    assert "Sign in" in alice_client.get("/").content.decode()


def test_an_autosave_of_an_old_sign_in_keeps_what_was_typed(alice_client, venture):
    age(alice_client, 13 * HOUR, 13 * HOUR)
    address = reverse("assessments:question", args=[venture.code, "channels", "channel_measurement"])
    response = alice_client.post(address, {"note": "long text"}, headers={"Origin": "http://testserver"})
    assert response.status_code == 401
    assert 'value="long text"' in response.content.decode()


@pytest.fixture
def elsewhere(alice):
    """Alice on another device."""
    return signed_in(alice)


@pytest.mark.django_db(transaction=True)  # it happens once the factor is committed
def test_a_new_second_factor_ends_the_other_sign_ins_alone(alice_client, elsewhere):
    alice_client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    secret = alice_client.get(reverse("mfa_activate_totp")).context["form"].secret
    alice_client.post(reverse("mfa_activate_totp"), {"code": code_now(secret)})
    assert is_in(alice_client)
    assert not is_in(elsewhere)


def test_a_second_factor_that_goes_ends_the_other_sign_ins_too(alice, alice_client, elsewhere):
    TOTP.activate(alice, SECRET)
    alice_client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    alice_client.post(reverse("mfa_reauthenticate"), {"code": code_now(SECRET)})
    alice_client.post(reverse("mfa_deactivate_totp"))
    assert not Authenticator.objects.exists()
    assert AuditEvent.objects.latest("pk").act == AuditEvent.Act.FACTOR_CHANGED
    assert is_in(alice_client)
    assert not is_in(elsewhere)


def test_a_factor_removed_by_an_administrator_ends_every_sign_in(alice, alice_client, charlie, charlie_client):
    alice.is_staff = alice.is_superuser = True
    alice.save()
    lost = TOTP.activate(charlie, SECRET).instance
    alice_client.post(reverse("admin:mfa_authenticator_delete", args=[lost.pk]), {"post": "yes"})
    assert not is_in(charlie_client)
    charlie.refresh_from_db()
    charlie_client, lost = signed_in(charlie), TOTP.activate(charlie, SECRET).instance
    given = {"action": "delete_selected", "_selected_action": [lost.pk], "post": "yes"}
    alice_client.post(reverse("admin:mfa_authenticator_changelist"), given)
    assert not is_in(charlie_client)


def test_sign_ins_that_are_over_are_forgotten_with_their_network_addresses(alice, client):
    client.post(reverse("account_login"), {"login": alice.email, "password": PASSWORD})
    Session.objects.create(session_key="old", session_data="", expire_date=timezone.now() - timedelta(days=1))
    UserSession.objects.create(user=alice, session_key="old", ip="192.0.2.1", user_agent="browser")
    forget()
    assert Session.objects.get().session_key == UserSession.objects.get().session_key == client.session.session_key


def test_a_person_who_was_switched_off_is_out_at_the_next_request(charlie, charlie_client):
    charlie.is_active = False
    charlie.save()
    assert not is_in(charlie_client)


def test_a_code_of_the_app_works_once(alice):
    TOTP.activate(alice, SECRET)
    code, answers = code_now(SECRET), []
    for _ in range(2):
        client = Client()
        client.post(reverse("account_login"), {"login": alice.email, "password": PASSWORD})
        client.post(reverse("mfa_authenticate"), {"code": code})
        answers.append(is_in(client))
    assert answers == [True, False]


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Safari/604.1 MicroMessenger/8.0", "WeChat on iPhone"),
        ("curl/8.5.0", "curl/8.5.0"),
        ("", "Unknown browser"),
    ],
)
def test_a_device_is_named_so_that_its_owner_knows_it(said, shown):
    assert device(said) == shown
