import re
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from reports.models import Report


@pytest.fixture
def report(filled, alice):
    return Report.request(filled, alice, "en")


@pytest.fixture
def address(report, venture):
    return reverse("reports:detail", args=[venture.code, report.code])


def test_a_waiting_report_shows_its_place_and_polls(alice_client, address):
    page = alice_client.get(address).content.decode()
    assert "Place 1 in the queue" in page
    assert 'hx-trigger="every 2s"' in page
    assert "<progress" in page


def test_a_report_in_the_making_shows_its_step(alice_client, address, report):
    report.claim()
    report.reach(Report.Step.DRAW)
    assert "Step 3 of 4, drawing the charts" in alice_client.get(address).content.decode()


def test_a_ready_report_stops_polling_and_offers_the_file(alice_client, address, report, venture, quick_render):
    report.build()
    page = alice_client.get(address).content.decode()
    assert "hx-trigger" not in page
    assert reverse("reports:download", args=[venture.code, report.code]) in page
    assert "3 pages" in page


def test_pages_of_older_templates_have_no_button_that_would_do_nothing(alice_client, address, report, quick_render):
    report.build()
    assert "Make it again" in alice_client.get(address).content.decode()
    Report.objects.filter(pk=report.pk).update(template_version=0)
    assert "Make it again" not in alice_client.get(address).content.decode()


def test_every_language_of_one_request_is_shown_together(alice_client, address, filled, alice):
    Report.request(filled, alice, "both")
    Report.request(filled, alice, "zh-hans")
    page = alice_client.get(address).content.decode()
    assert page.count("<progress") == 3
    assert '<b lang="en">English</b>' in page
    assert '<b lang="zh-Hans">中文</b>' in page
    assert "<b>English and Chinese in one file</b>" in page


def test_a_failed_report_says_why_and_can_be_asked_again(alice_client, address):
    Report.objects.update(error=Report.Reason.SLOW)
    page = alice_client.get(address).content.decode()
    assert "Setting the pages took too long" in page
    assert "Ask again" in page
    assert "If you change some" in page
    assert "hx-trigger" not in page


def test_htmx_gets_the_part_alone_and_nothing_while_nothing_changed(alice_client, address, report):
    part = alice_client.get(address, headers={"HX-Request": "true"}).content.decode()
    assert part.strip().startswith('<div id="report"')
    again = re.search(r'hx-get="([^"]+)"', part).group(1)
    assert alice_client.get(again, headers={"HX-Request": "true"}).status_code == 204
    report.claim()
    report.reach(Report.Step.SET)
    assert "Step 4 of 4" in alice_client.get(again, headers={"HX-Request": "true"}).content.decode()


def test_a_viewer_sees_it_without_the_button(victor_client, address):
    Report.objects.update(error=Report.Reason.SLOW)
    page = victor_client.get(address).content.decode()
    assert "Setting the pages took too long" in page
    assert "Ask again" not in page


def test_a_stranger_and_an_unknown_report_get_404(charlie_client, alice_client, address, venture):
    assert charlie_client.get(address).status_code == 404
    assert alice_client.get(reverse("reports:detail", args=[venture.code, uuid.uuid4()])).status_code == 404


def test_a_report_is_not_found_under_another_venture(alice_client, alice, report):
    from ventures.models import Venture

    other = Venture.found(alice, "Other")
    assert alice_client.get(reverse("reports:detail", args=[other.code, report.code])).status_code == 404


def test_the_queries_stay_few(alice_client, address, filled, alice, django_assert_max_num_queries):
    Report.request(filled, alice, "zh-hans")
    Report.objects.update(rung=timezone.now())
    with django_assert_max_num_queries(9):
        alice_client.get(address)
