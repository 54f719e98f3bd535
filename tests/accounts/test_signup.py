import pytest
from django.core import mail
from django.urls import reverse

from accounts.models import User

GIVEN = {"name": "Mo Otieno", "email": "Mo@Example.ORG", "password1": "a calm tide at dawn"}

pytestmark = pytest.mark.django_db


def test_sign_up_asks_for_name_address_and_password_and_leads_to_the_first_venture(client):
    response = client.post(reverse("account_signup"), GIVEN)
    assert response.url == reverse("ventures:create")
    assert client.get(response.url).status_code == 200
    user = User.objects.get()
    assert (user.name, user.email) == ("Mo Otieno", "mo@example.org")


def test_sign_up_works_without_a_mail_server_and_sends_nothing(client):
    client.post(reverse("account_signup"), GIVEN)
    assert "_auth_user_id" in client.session
    assert mail.outbox == []


def test_the_language_of_the_page_becomes_the_language_of_the_account(client):
    response = client.post("/zh-hans" + reverse("account_signup"), GIVEN)
    assert User.objects.get().language == "zh-hans"
    assert response.url == "/zh-hans/ventures/new/"


def test_an_address_that_has_an_account_gets_a_kind_answer(client, alice):
    response = client.post(reverse("account_signup"), GIVEN | {"email": alice.email.upper()})
    assert response.status_code == 200
    assert "This address already has an account. Sign in instead" in response.content.decode()
    assert User.objects.count() == 1


def test_errors_stand_on_top_with_links_at_the_fields_and_in_the_title(client):
    page = client.post(reverse("account_signup"), {}).content.decode()
    assert "<title>Problem: Sign up" in page
    for field, message in [("name", "Enter your name"), ("email", "Enter your email"), ("password1", "Choose a pass")]:
        assert f'<a href="#id_{field}">{message}' in page
        assert f'id="id_{field}_error"' in page
        assert page.index("error-summary") < page.index("<h1>")


@pytest.mark.parametrize(
    ("path", "message"),
    [("", "Enter your email address, like name@example.com"), ("/zh-hans", "请输入电子邮箱，例如 name@example.com")],
)
def test_a_wrong_address_is_told_in_our_words(client, path, message):
    page = client.post(f"{path}/accounts/signup/", GIVEN | {"email": "mo at example"}).content.decode()
    assert f"<title>{'有误：注册' if path else 'Problem: Sign up'}" in page
    assert f'<a href="#id_email">{message}' in page


@pytest.mark.parametrize("password", ["short", "password1234", "mo@example.org"])
def test_a_weak_password_is_refused_and_what_was_typed_is_kept(client, password):
    response = client.post(reverse("account_signup"), GIVEN | {"password1": password})
    assert 'value="Mo Otieno"' in response.content.decode()
    assert not User.objects.exists()


def test_a_null_byte_is_refused_with_a_message(client):
    response = client.post(reverse("account_signup"), GIVEN | {"name": "a\0b"})
    assert response.status_code == 200
    assert "Null characters are not allowed" in response.content.decode()


def test_personal_fields_can_be_filled_by_the_browser(client):
    page = client.get(reverse("account_signup")).content.decode()
    for value in ("name", "email", "new-password"):
        assert f'autocomplete="{value}"' in page
