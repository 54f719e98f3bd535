"""Every error page says what happened, whether the work is safe and what next, with a number to tell."""

import re

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.utils import translation

from config import views

NUMBER = re.compile(r"Reference number <code>([0-9a-f]{8})</code>")


@pytest.fixture
def patient():
    """A client that shows the error page instead of raising."""
    return Client(raise_request_exception=False)


def break_home(monkeypatch, error):
    def broken(*args, **kwargs):
        raise error

    monkeypatch.setattr("config.views.render", broken)


@pytest.mark.parametrize("prefix", ["", "/zh-hans"])
def test_what_is_not_there_has_a_page_with_a_way_on(client, db, prefix):
    response = client.get(f"{prefix}/nowhere/")
    assert response.status_code == 404
    assert 'class="btn btn-primary"' in response.content.decode()


def test_the_number_on_the_page_is_in_the_log(client, db, caplog):
    number = NUMBER.search(client.get("/nowhere/").content.decode())[1]
    assert f"reference {number}: GET /nowhere/" in caplog.text


@pytest.mark.parametrize(
    ("view", "status", "error"),
    [("bad_request", 400, SuspiciousOperation()), ("permission_denied", 403, PermissionDenied())],
)
def test_refused_requests_have_pages(rf, db, alice, view, status, error):
    request = rf.get("/")
    request.user = alice
    response = getattr(views, view)(request, error)
    assert response.status_code == status
    text = response.content.decode()
    assert "Nothing was changed" in text
    assert NUMBER.search(text)


def test_a_wrong_method_has_a_page_and_says_the_right_one(client, db):
    response = client.get(reverse("accounts:theme"))
    assert (response.status_code, response["Allow"]) == (405, "POST")
    assert "This address only takes forms" in response.content.decode()


def test_a_fault_of_ours_has_a_page_without_a_trace(patient, monkeypatch, db):
    break_home(monkeypatch, RuntimeError("secret detail"))
    response = patient.get(reverse("privacy"))
    assert response.status_code == 500
    text = response.content.decode()
    assert "What you saved before is safe" in text
    assert NUMBER.search(text)
    assert "secret detail" not in text
    assert "Traceback" not in text


def test_the_page_for_our_faults_needs_no_database_no_session_and_no_built_files(rf, settings):
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": "no.such.Storage"}}
    response = views.server_error(rf.get("/"))  # no fixture opened the database, and the request has no session
    assert response.status_code == 500


def test_it_comes_while_the_database_is_away(patient, monkeypatch, alice_client, transactional_db):
    def away(*args, **kwargs):
        raise OperationalError("away")

    monkeypatch.setattr("django.db.backends.utils.CursorWrapper.execute", away)
    patient.cookies = alice_client.cookies
    response = patient.get(reverse("accounts:profile"))
    assert (response.status_code, response["Retry-After"]) == (503, "30")
    assert response["Cache-Control"] == "no-store"
    monkeypatch.undo()


def test_too_many_tries_have_a_page(rf, db, alice):
    request = rf.get("/")
    request.user = alice
    response = views.too_many_requests(request)
    assert response.status_code == 429
    assert "Wait a few minutes" in response.content.decode()


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("name", ["400", "401", "403", "403_csrf", "404", "405", "429", "500"])
def test_each_page_says_what_happened_whether_the_work_is_safe_and_what_next_in_both_languages(
    rf, db, alice, name, language
):
    request = rf.get("/")
    request.user = alice
    with translation.override(language):
        page = render_to_string(f"{name}.html", {"reference": "", "chinese": language == "zh-hans"}, request)
    title, heading = re.search(r"<title>(.*?)</title>", page)[1], re.findall(r"<h1>(.*?)</h1>", page)
    safe, following = re.search(r'<p class="lead mt-4">(.*?)</p>\s*<p class="mt-4">(.*?)</p>', page, re.S).groups()
    for text in (title, *heading, safe, following):
        words = re.sub(r"<[^>]*>|Fairway", "", text)
        assert words.strip(" ·")
        assert bool(re.search("[\u4e00-\u9fff]", words)) == (language != "en")
    assert len(heading) == 1
    assert f'lang="{"en" if language == "en" else "zh-Hans"}"' in page


def test_a_form_that_is_too_large_has_a_page(alice_client):
    response = alice_client.post(reverse("accounts:profile"), {"name": "x" * settings.DATA_UPLOAD_MAX_MEMORY_SIZE})
    assert response.status_code in (400, 413)
    text = response.content.decode()
    assert "It is larger than the 1.0\xa0MB that are taken at once." in text
    assert "shorten very long texts" in text


def test_a_form_with_too_many_fields_has_a_page(alice_client):
    response = alice_client.post(reverse("accounts:profile"), {f"field{number}": "x" for number in range(2000)})
    assert response.status_code == 400
    assert "This request could not be read" in response.content.decode()


def test_a_file_is_refused_with_a_page_that_says_so(alice_client):
    sent = {"text": "{}", "file": SimpleUploadedFile("assessment.json", b"{}")}
    response = alice_client.post(reverse("public:verify_any"), sent)
    assert response.status_code == 400
    assert "Files are not taken." in response.content.decode()
