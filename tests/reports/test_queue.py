"""One person cannot keep the workers from the others, and a file that is gone can be had again."""

import contextlib
import threading
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments.models import Assessment
from reports import models, tasks
from reports.models import Report, ReportFile, TooMany
from tests.reports.conftest import at_once, on_postgresql
from ventures.models import Venture


@pytest.fixture
def rung(monkeypatch):
    numbers = []
    monkeypatch.setattr(tasks.build_report, "delay", numbers.append)
    monkeypatch.setattr(tasks.transaction, "on_commit", lambda call: call())
    return numbers


@pytest.fixture
def both(filled, alice):
    return [Report.request(filled, alice, language) for language in ("en", "zh-hans")]


def test_a_person_has_one_report_made_at_a_time(both):
    first, second = both
    assert first.claim()
    assert not second.claim()
    Report.objects.filter(pk=first.pk).update(built=timezone.now(), token=None, lease_until=None)
    assert second.claim()


@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_do_not_take_two_reports_of_a_person(both, monkeypatch):
    """Each waits between the look at the others and the claim until the other has looked too, if it can."""
    looked, free = threading.Barrier(2), models.ReportQuerySet.free

    def late(self):
        with contextlib.suppress(threading.BrokenBarrierError):
            looked.wait(timeout=1)
        return free(self)

    monkeypatch.setattr(models.ReportQuerySet, "free", late)

    taken = at_once(lambda report: Report.objects.get(pk=report.pk).claim(), *both)
    assert sorted(taken) == [False, True]


def test_reports_of_different_people_are_made_side_by_side(filled, alice, bob):
    assert Report.request(filled, alice, "en").claim()
    assert Report.request(filled, bob, "zh-hans").claim()


def test_a_worker_that_died_does_not_block_the_next_report_for_ever(both):
    first, second = both
    assert first.claim()
    Report.objects.filter(pk=first.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    assert second.claim()


def test_the_next_report_of_a_person_is_announced_when_one_is_done(both, rung, quick_render):
    first, second = both
    tasks.build_report(first.pk)
    assert rung == [second.pk]
    tasks.build_report(second.pk)
    assert rung == [second.pk]


@pytest.fixture
def few(monkeypatch):
    monkeypatch.setattr(models, "MOST_AN_HOUR", 2)


def test_after_the_most_of_an_hour_the_next_request_is_refused(both, few, alice, bob):
    other = Assessment.begin(Venture.found(alice, "Other"), alice)
    with pytest.raises(TooMany):
        Report.check_limit(alice)
    Report.check_limit(bob)
    Report.objects.update(created=timezone.now() - timedelta(minutes=61))
    Report.check_limit(alice)
    assert other


def test_a_report_that_is_there_already_is_found_in_spite_of_the_limit(both, few, filled, alice):
    assert Report.request(filled, alice, "en") == both[0]


def test_the_refusal_says_when_to_come_back(both, few, alice_client, filled, alice, rung):
    filled.venture.name = "Newname"
    filled.venture.save()
    Report.objects.update(created=timezone.now())
    response = alice_client.post(
        reverse("reports:create", args=[filled.venture.code]), {"languages": ["en"]}, follow=True
    )
    page = response.content.decode()
    assert "within an hour. Ask for the next one after" in page
    assert Report.objects.count() == 2


def test_a_purged_report_is_made_again_to_the_byte(alice_client, filled, alice, rung):
    report = Report.request(filled, alice, "en")
    report.build()
    before = bytes(report.file.pdf)
    alice_client.post(reverse("reports:make_again", args=[filled.venture.code, report.code]))
    assert not ReportFile.objects.exists()
    assert rung == [report.pk]
    again = Report.objects.get(pk=report.pk)
    assert again.state == Report.State.WAITING
    again.build()
    assert bytes(again.file.pdf) == before


def test_a_report_that_is_not_finished_is_not_purged(both, alice):
    assert not both[0].make_again(alice)


def test_pages_of_older_templates_are_kept(both, alice, quick_render):
    both[0].build()
    Report.objects.filter(pk=both[0].pk).update(template_version=0)
    assert not both[0].make_again(alice)
    assert ReportFile.objects.count() == 1


def test_a_viewer_and_a_stranger_purge_nothing(both, venture, victor_client, charlie_client, quick_render):
    both[0].build()
    address = reverse("reports:make_again", args=[venture.code, both[0].code])
    assert victor_client.post(address).status_code == charlie_client.post(address).status_code == 404
    assert ReportFile.objects.count() == 1
