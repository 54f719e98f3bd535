import pytest
from django.urls import reverse


def save(client, **given):
    kept = {"name": "Alice", "language": "en", "theme": "system", "number_keys": "on"}
    return client.post(reverse("accounts:profile"), kept | given)


def test_name_language_theme_and_number_keys_are_kept_on_the_account(alice, alice_client):
    save(alice_client, name="Ada 林", language="zh-hans", theme="dark", number_keys="")
    alice.refresh_from_db()
    assert (alice.name, alice.language, alice.theme, alice.number_keys) == ("Ada 林", "zh-hans", "dark", False)


def test_after_saving_the_page_comes_in_the_chosen_language(alice_client):
    assert save(alice_client, language="zh-hans").url == "/zh-hans/account/"


def test_the_chosen_theme_is_written_by_the_server(alice_client):
    save(alice_client, theme="dark")
    assert '<html lang="en" data-theme="dark">' in alice_client.get(reverse("accounts:profile")).content.decode()


def test_number_keys_turned_off_reach_the_script(alice_client):
    save(alice_client, number_keys="")
    assert 'data-number-keys="off"' in alice_client.get(reverse("accounts:profile")).content.decode()


def test_a_language_that_does_not_exist_is_refused(alice, alice_client):
    response = save(alice_client, language="tlh")
    assert "<title>Problem: Account" in response.content.decode()


@pytest.mark.parametrize("target", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)", ""])
def test_switches_never_lead_to_another_site(alice_client, target):
    for name in ("language", "theme"):
        response = alice_client.post(reverse(f"accounts:{name}"), {name: "en", "next": target})
        assert response.url == "/"


def test_the_language_switch_keeps_the_page_and_its_query(alice, alice_client):
    page = alice_client.get("/account/?from=menu").content.decode()
    assert 'name="next" value="/account/?from=menu"' in page
    given = {"language": "zh-hans", "next": "/account/?from=menu"}
    assert alice_client.post(reverse("accounts:language"), given).url == "/zh-hans/account/?from=menu"
    alice.refresh_from_db()
    assert alice.language == "zh-hans"


@pytest.mark.django_db
def test_a_visitor_s_theme_is_kept_in_a_cookie_and_nothing_else_is(client):
    client.post(reverse("accounts:theme"), {"theme": "dark", "next": "/"})
    assert 'data-theme="dark"' in client.get("/").content.decode()
    client.post(reverse("accounts:theme"), {"theme": '"><script>', "next": "/"})
    assert client.cookies["theme"].value == "dark"
