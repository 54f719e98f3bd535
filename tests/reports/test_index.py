import re

import pytest
from django.urls import reverse

from reports.models import Report


@pytest.fixture
def address(venture):
    return reverse("reports:index", args=[venture.code])


def test_it_offers_each_language_and_both_in_one_file_with_the_current_one_chosen(alice_client, filled, address):
    page = alice_client.get(address).content.decode()
    assert page.count('name="languages"') == 3
    assert re.findall(r'value="([\w-]+)"[^>]* checked', page) == ["en"]


def test_it_lists_every_report_with_language_state_and_hash(alice_client, filled, alice, address):
    report = Report.request(filled, alice, "zh-hans")
    page = alice_client.get(address).content.decode()
    assert report.snapshot.sha256[:8] in page
    assert "Waiting" in page
    assert reverse("reports:detail", args=[filled.venture.code, report.code]) in page


def test_a_ready_report_can_be_downloaded_from_here(alice_client, filled, alice, address, quick_render):
    report = Report.request(filled, alice, "en")
    report.build()
    page = alice_client.get(address).content.decode()
    assert reverse("reports:download", args=[filled.venture.code, report.code]) in page


def test_without_enough_answers_it_says_how_many_are_missing(alice_client, assessment, address):
    page = alice_client.get(address).content.decode()
    assert "20 to go" in page
    assert 'name="languages"' not in page


def test_a_viewer_sees_the_reports_and_no_form(victor_client, filled, alice, address):
    Report.request(filled, alice, "en")
    page = victor_client.get(address).content.decode()
    assert "Waiting" in page
    assert 'name="languages"' not in page


def test_a_stranger_gets_404(charlie_client, filled, address):
    assert charlie_client.get(address).status_code == 404


def test_reports_of_other_ventures_are_not_listed(alice_client, filled, alice, address):
    from ventures.models import Venture

    other = Venture.found(alice, "Other")
    Report.request(filled, alice, "en")
    assert "Waiting" not in alice_client.get(reverse("reports:index", args=[other.code])).content.decode()


def test_the_queries_do_not_grow_with_the_reports(alice_client, filled, alice, address, django_assert_max_num_queries):
    alice_client.get(address)
    Report.request(filled, alice, "en")
    with django_assert_max_num_queries(14):
        alice_client.get(address)
    for note in ("one", "two"):
        filled.sheet.answers.filter(item="team_capability").update(note=note)
        Report.request(filled, alice, "en")
    with django_assert_max_num_queries(14):
        alice_client.get(address)
