import pytest
from django.core.management import call_command
from django.urls import reverse

from config.example import scored

pytestmark = pytest.mark.django_db


def test_the_first_page_shows_a_scored_example_with_its_numbers_in_tables(client, bank):
    page = client.get("/").content.decode()
    merit = scored(bank).result.nodes["merit"]
    assert f"Clearnote, an invented example: {merit:.0f} of 100" in page
    assert page.count('<svg class="iv"') == 9
    assert page.count("<table") == 3
    assert 'href="#example"' in page


def test_what_it_says_about_the_example_is_true(bank):
    bounds = scored(bank).bounds
    widths = {id: bounds[id][1] - bounds[id][0] for id in bank.parsed.dimensions}
    assert set(sorted(widths, key=widths.get)[-2:]) == {"social", "team"}
    rows = scored(bank).document.channels
    assert sum(row.share for row in rows if row.owner != "self") > 50


def test_the_first_page_works_before_a_question_bank_is_loaded(client):
    response = client.get("/")
    assert response.status_code == 200
    assert 'href="#example"' not in response.content.decode()


def test_three_published_cases_are_shown_in_the_language_of_the_page(client, bank):
    call_command("load_cases", verbosity=0)
    assert client.get("/").content.decode().count('<article class="case">') == 3
    assert "渠道" in client.get("/zh-hans/").content.decode()


def test_the_first_button_leads_a_visitor_to_sign_up_and_a_founder_to_a_venture(client, alice_client):
    assert f'href="{reverse("account_signup")}">Assess a venture' in client.get("/").content.decode()
    assert f'href="{reverse("ventures:create")}">Assess a venture' in alice_client.get("/").content.decode()


def test_the_first_page_needs_three_queries_at_most(client, bank, django_assert_max_num_queries):
    client.get("/")
    with django_assert_max_num_queries(3):
        client.get("/")


@pytest.mark.parametrize("name", ["privacy", "accessibility"])
def test_the_words_about_the_site_are_for_everybody(client, name):
    for prefix in ("", "/zh-hans"):
        assert client.get(prefix + reverse(name)).status_code == 200
