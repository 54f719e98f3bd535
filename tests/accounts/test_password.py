import io
import re

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accounts.mail import PrintedMail

PASSWORD = "a long password of tests"
NEW = "another calm tide at dusk"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_limits(db):
    cache.clear()


def link(message):
    return re.search(r"http://testserver(/\S+)", message.body)[1]


def test_a_forgotten_password_is_replaced_by_a_link_that_works_once(client, alice):
    client.post(reverse("account_reset_password"), {"email": "ALICE@example.org"})
    address = link(mail.outbox[0])
    form = client.get(address).url
    response = client.post(form, {"password1": NEW, "password2": NEW})
    assert response.url == reverse("account_reset_password_from_key_done")
    assert client.login(email=alice.email, password=NEW)
    again = Client()
    assert "This link has expired" in again.get(address, follow=True).content.decode()


@pytest.mark.parametrize(
    ("path", "words"), [("", "Somebody, probably you, asked for a new password."), ("/zh-hans", "链接只能使用一次")]
)
def test_without_a_mail_server_the_message_is_printed_so_that_its_link_can_be_clicked(client, alice, path, words):
    client.post(f"{path}/accounts/password/reset/", {"email": alice.email})
    terminal = io.StringIO()
    PrintedMail(stream=terminal).send_messages(mail.outbox)
    printed = terminal.getvalue()
    assert words in printed
    assert f"To: {alice.email}\n" in printed
    assert link(mail.outbox[0]) in printed


def test_known_and_unknown_addresses_get_the_same_answer_and_each_a_mail(client, alice):
    answers = [client.post(reverse("account_reset_password"), {"email": email}) for email in (alice.email, "x@y.org")]
    assert {answer.url for answer in answers} == {reverse("account_reset_password_done")}
    assert len(mail.outbox) == 2


def test_without_a_mail_server_the_page_says_where_the_message_is(client):
    assert "printed in the terminal" in client.get(reverse("account_reset_password_done")).content.decode()


def test_with_a_mail_server_it_does_not(client, settings):
    settings.EMAIL_URL = "smtp://mail.example.org:587"
    assert "printed in the terminal" not in client.get(reverse("account_reset_password_done")).content.decode()


def test_mails_are_in_the_language_of_the_page_and_carry_our_name(client, alice):
    client.post(reverse("account_reset_password"), {"email": alice.email})
    assert mail.outbox[0].subject == "[Fairway] Choose a new password"
    assert "!" not in mail.outbox[0].body


def test_a_changed_password_signs_out_the_other_devices_alone(alice, alice_client):
    other = Client()
    other.force_login(alice)
    given = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    alice_client.post(reverse("account_change_password"), given)
    assert alice_client.get(reverse("accounts:profile")).status_code == 200
    assert other.get(reverse("accounts:profile")).status_code == 302


def test_the_present_password_is_asked_for(alice, alice_client):
    given = {"oldpassword": "not it at all", "password1": NEW, "password2": NEW}
    response = alice_client.post(reverse("account_change_password"), given)
    assert "This is not your present password" in response.content.decode()
