import pytest
from django.urls import reverse

from reports.models import Report
from tests.reports.conftest import text_of
from ventures.models import Venture


@pytest.fixture
def report(filled, alice):
    return Report.request(filled, alice, "en")


@pytest.fixture
def address(report, venture):
    return reverse("reports:download", args=[venture.code, report.code])


def test_the_file_arrives_as_it_was_stored(alice_client, address, report):
    report.build()
    response = alice_client.get(address)
    assert response.content == bytes(report.file.pdf)
    assert "Brightloom" in text_of(response.content)


def test_it_is_saved_never_shown_or_kept_by_a_cache(alice_client, address, report, quick_render):
    report.build()
    headers = alice_client.get(address).headers
    assert headers["Content-Type"] == "application/pdf"
    day = report.snapshot.document["as_of"]
    assert headers["Content-Disposition"] == f'attachment; filename="brightloom-{day}-en.pdf"'
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("name", "start"), [("清记", "fairway-"), ('A"\r\nX-Evil: 1', "a-x-evil-1-"), ("Ünïcode Works!", "unicode-works-")]
)
def test_the_file_name_has_letters_and_digits_alone(name, start, alice_client, filled, venture, alice, quick_render):
    venture.name = name
    venture.save()
    filled.refresh_from_db()
    report = Report.request(filled, alice, "zh-hans")
    report.build()
    response = alice_client.get(reverse("reports:download", args=[venture.code, report.code]))
    shown = response.headers["Content-Disposition"]
    assert shown.startswith(f'attachment; filename="{start}')
    assert shown.endswith('-zh.pdf"')


def test_a_file_in_both_languages_names_both(alice_client, filled, venture, alice, quick_render):
    report = Report.request(filled, alice, "both")
    report.build()
    response = alice_client.get(reverse("reports:download", args=[venture.code, report.code]))
    assert response.headers["Content-Disposition"].endswith('-en-zh.pdf"')


def test_before_it_is_built_there_is_nothing(alice_client, address):
    assert alice_client.get(address).status_code == 404


def test_a_viewer_may_have_it(victor_client, address, report, quick_render):
    report.build()
    assert victor_client.get(address).status_code == 200


def test_a_stranger_gets_404(charlie_client, address, report, quick_render):
    report.build()
    assert charlie_client.get(address).status_code == 404


def test_it_is_not_found_under_another_venture(alice_client, alice, report, quick_render):
    report.build()
    other = Venture.found(alice, "Other")
    assert alice_client.get(reverse("reports:download", args=[other.code, report.code])).status_code == 404
