"""A session that ended while a page was open takes nothing typed with it."""

import uuid

import pytest
from django.test import Client
from django.urls import reverse

HTMX = {"HX-Request": "true", "HX-Current-URL": "http://testserver/ventures/?x=1"}

pytestmark = pytest.mark.django_db


@pytest.fixture
def question():
    return reverse("assessments:question", args=[uuid.uuid4(), "channels", "channel_measurement"])


def test_a_page_leads_to_sign_in_and_back(client):
    assert client.get("/ventures/?x=1").url == "/accounts/login/?next=/ventures/%3Fx%3D1"


def test_an_autosave_gets_a_status_line_instead_of_the_sign_in_page(client, question):
    response = client.post(question, {"value": "2"}, headers=HTMX | {"HX-Target": "saved-channel_measurement"})
    assert response.status_code == 401
    text = response.content.decode()
    assert 'id="saved-channel_measurement" role="status"' in text
    assert "and your answer is still here" in text
    assert 'href="/accounts/login/?next=%2Fventures%2F%3Fx%3D1" target="_blank"' in text
    assert "<form" not in text
    assert response["HX-Retarget"] == "#saved-channel_measurement"


def test_the_form_with_the_typed_text_is_never_overwritten(client, question):
    response = client.post(question, headers=HTMX | {"HX-Target": "question"})
    assert response["HX-Retarget"] == "#save"
    assert 'id="save"' in response.content.decode()


def test_another_site_s_address_is_not_linked(client, question):
    response = client.post(question, headers=HTMX | {"HX-Current-URL": "https://elsewhere.example/"})
    assert "elsewhere" not in response.content.decode()


def test_a_fragment_reloads_the_page_around_it(client):
    response = client.get("/ventures/", headers=HTMX)
    assert response["HX-Redirect"] == "/ventures/?x=1"
    assert response.content == b""


def test_a_sent_form_is_kept_on_a_page_that_offers_to_send_it_again(client, question):
    given = {"value": '2"><script>', "note": "long text", "password": "secret", "csrfmiddlewaretoken": "x"}
    response = client.post(question, given, headers={"Origin": "http://testserver"})
    assert response.status_code == 401
    page = response.content.decode()
    assert 'name="note" value="long text"' in page
    assert "2&quot;&gt;&lt;script&gt;" in page
    assert "secret" not in page
    assert f'action="{question}"' in page


def test_what_another_site_sent_is_not_offered(client, question):
    for origin in ({"Origin": "https://elsewhere.example"}, {}):
        response = client.post(question, {"note": "planted"}, headers=origin)
        assert response.status_code == 401
        assert "planted" not in response.content.decode()


def test_a_form_with_an_old_token_is_kept_too(alice):
    careful = Client(enforce_csrf_checks=True)
    careful.force_login(alice)
    given = {"name": "Ada", "csrfmiddlewaretoken": "old"}
    page = careful.post(reverse("accounts:profile"), given, headers={"Origin": "http://testserver"})
    assert page.status_code == 403
    assert 'name="name" value="Ada"' in page.content.decode()
    page = careful.post(reverse("accounts:profile"), given, headers={"Origin": "https://elsewhere.example"})
    assert page.status_code == 403
    assert "Ada" not in page.content.decode()
