import pytest
from django.contrib.auth.hashers import get_hasher
from django.core.cache import cache
from django.urls import reverse

from accounts.hashers import Argon2

PASSWORD = "a long password of tests"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_limits(db):
    cache.clear()


def log_in(client, email, password=PASSWORD, **more):
    return client.post(reverse("account_login"), {"login": email, "password": password} | more)


def test_a_person_signs_in_by_address_whatever_its_letters(client, alice):
    assert log_in(client, "Alice@EXAMPLE.org").url == reverse("assessments:portfolio")


def test_sign_in_leads_back_to_where_the_person_was(client, alice):
    assert log_in(client, alice.email, next="/account/").url == "/account/"


def test_sign_in_never_leads_to_another_site(client, alice):
    assert log_in(client, alice.email, next="https://elsewhere.example/").url == reverse("assessments:portfolio")


def test_sign_in_leads_to_the_person_s_own_language(client, alice):
    alice.language = "zh-hans"
    alice.save()
    assert log_in(client, alice.email).url == "/zh-hans/ventures/"


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(client, alice):
    answers = []
    for email in (alice.email, "nobody@example.org"):
        response = log_in(client, email, "not the password")
        answers.append((response.status_code, response.context["form"].errors.as_json()))
    assert answers[0] == answers[1]
    assert "Address and password do not match" in answers[0][1]


def test_an_unknown_address_costs_a_hash_too(client, alice, monkeypatch):
    hashed = []
    encode = Argon2.encode
    monkeypatch.setattr(Argon2, "encode", lambda self, *args: hashed.append(1) or encode(self, *args))
    monkeypatch.setattr(Argon2, "verify", lambda self, *args: hashed.append(1) and False)
    counts = []
    for email in (alice.email, "nobody@example.org"):
        hashed.clear()
        log_in(client, email, "not the password")
        counts.append(len(hashed))
    assert counts[0] == counts[1] > 0


def test_after_five_wrong_passwords_the_right_one_waits_too(client, alice):
    for _ in range(5):
        log_in(client, alice.email, "not the password")
    response = log_in(client, alice.email)
    assert response.status_code == 200
    assert "Too many tries" in response.content.decode()


def test_the_session_key_changes_at_sign_in(client, alice):
    client.post(reverse("accounts:theme"), {"theme": "dark"})
    client.session.save()
    before = client.session.session_key
    log_in(client, alice.email)
    assert client.session.session_key != before


def test_sign_out_ends_the_session_and_clears_what_the_browser_kept(alice_client):
    response = alice_client.post(reverse("account_logout"))
    assert response.url == reverse("home")
    assert response["Clear-Site-Data"] == '"cache", "storage"'
    assert alice_client.get(reverse("accounts:profile")).status_code == 302


def test_sign_out_by_a_link_asks_first(alice_client):
    assert alice_client.get(reverse("account_logout")).status_code == 200
    assert alice_client.get(reverse("accounts:profile")).status_code == 200


def test_passwords_are_hashed_as_owasp_asks():
    hasher = get_hasher()
    assert (hasher.algorithm, hasher.time_cost, hasher.memory_cost) == ("argon2", 2, 19_456)
