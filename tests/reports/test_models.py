"""The row is the job: claimed by one, stored once, given up with a reason, never lost."""

import hashlib
import logging
import threading
from datetime import timedelta

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError, transaction
from django.utils import timezone

from assessments.models import Snapshot
from casestudies import library
from casestudies.models import CaseStudy
from casestudies.vocabulary import CONTENT
from reports import beside, pdf, tasks
from reports.models import MOST_ATTEMPTS, Overtaken, Report, ReportFile
from tests.reports.conftest import at_once, on_postgresql, text_of


@pytest.fixture
def rendered(monkeypatch):
    """Counts renderings, and makes them quick."""
    count = []

    def render(self):
        count.append(self.pk)
        return b"%PDF-1.7 quick", 3

    monkeypatch.setattr(Report, "render", render)
    return count


@pytest.fixture
def report(filled, alice):
    return Report.request(filled, alice, "en")


def expire(report):
    Report.objects.filter(pk=report.pk).update(lease_until=timezone.now() - timedelta(seconds=1))


def test_asking_twice_finds_the_same_report_and_freezes_once(filled, alice, bob):
    first = Report.request(filled, alice, "en")
    second = Report.request(filled, bob, "en")
    assert second == first
    assert second.requested_by == alice
    assert Snapshot.objects.count() == 1


def test_each_language_is_a_report_of_the_same_snapshot(filled, alice):
    english, chinese = (Report.request(filled, alice, language) for language in ("en", "zh-hans"))
    assert english != chinese
    assert english.snapshot == chinese.snapshot


def test_changed_answers_give_a_new_report_and_the_old_one_stays(filled, alice, report):
    filled.sheet.answers.filter(item="team_capability").update(note="Changed since")
    assert Report.request(filled, alice, "en") != report
    assert Report.objects.count() == 2


def test_a_finished_assessment_is_reported_from_its_final_snapshot(finished, alice):
    assert Report.request(finished, alice, "en").snapshot == finished.final


def test_the_states_follow_from_what_happened(report, rendered):
    assert report.state == Report.State.WAITING
    assert report.is_open
    assert report.claim()
    assert report.state == Report.State.WORKING
    expire(report)
    report.refresh_from_db()
    assert report.state == Report.State.WAITING
    report.build()
    assert report.state == Report.State.READY
    assert not report.is_open


def test_the_real_thing_is_built_with_its_steps(report, monkeypatch):
    seen = []
    reach = Report.reach
    monkeypatch.setattr(Report, "reach", lambda self, step: (seen.append(int(step)), reach(self, step)))
    report.build()
    assert seen == [Report.Step.SCORE, Report.Step.DRAW, Report.Step.SET]
    assert bytes(report.file.pdf).startswith(b"%PDF-")
    assert report.file.pages > 20
    assert report.file.size == len(report.file.pdf)
    assert report.file.sha256 == hashlib.sha256(report.file.pdf).hexdigest()


def test_a_report_made_again_has_the_same_bytes_though_plan_and_library_have_changed(filled, venture, alice):
    file = sorted(CONTENT.glob("*.yaml"))[0]
    CaseStudy.load(library.read(file.read_bytes(), file.stem))
    action = venture.actions.create(kind="lever", ref="team_capability", owner="Maya", due="2027-01-31")
    report = Report.request(filled, alice, "en")
    report.build()
    assert "Maya" in text_of(bytes(report.file.pdf))
    assert report.beside["cases"]
    action.delete()
    CaseStudy.objects.all().delete()
    first = bytes(report.file.pdf)
    ReportFile.objects.all().delete()
    Report.objects.update(built=None)
    report = Report.objects.get()
    report.build()
    assert bytes(report.file.pdf) == first


def test_a_changed_plan_is_another_report_and_the_same_plan_finds_the_first(filled, venture, alice):
    first = Report.request(filled, alice, "en")
    action = venture.actions.create(kind="item", ref="market_problem_interviews")
    second = Report.request(filled, alice, "en")
    assert second != first
    assert second.snapshot == first.snapshot
    assert second.beside["actions"][0]["ref"] == action.ref
    action.delete()
    assert Report.request(filled, alice, "en") == first


def test_a_case_from_the_database_is_frozen_as_the_one_in_its_file(db):
    file = sorted(CONTENT.glob("*.yaml"))[0]
    case = library.read(file.read_bytes(), file.stem)
    CaseStudy.load(case)
    stored = beside.frozen_case(CaseStudy.objects.for_reading().get().document())
    assert stored == beside.frozen_case(case.document())
    assert beside.traits(stored) == CaseStudy.objects.for_comparing().get().traits()


def test_the_report_shows_the_frozen_answers_though_they_change_meanwhile(filled, alice, report):
    filled.sheet.answers.filter(item="team_capability").update(note="Typed while the report was made")
    report.build()
    assert "Typed while the report was made" not in text_of(bytes(report.file.pdf))


def test_building_twice_renders_once(report, rendered):
    report.build()
    Report.objects.get().build()
    assert rendered == [report.pk]
    assert ReportFile.objects.count() == 1


def test_only_one_of_two_workers_gets_the_report(report):
    other = Report.objects.get()
    assert report.claim()
    assert not other.claim()


@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_workers_at_once_render_once(filled, alice, rendered):
    report = Report.request(filled, alice, "en")
    start = threading.Barrier(4)

    def work(mine):
        start.wait()
        mine.build()

    at_once(work, *(Report.objects.get(pk=report.pk) for _worker in range(4)))
    assert rendered == [report.pk]
    assert ReportFile.objects.count() == 1


def test_a_worker_whose_lease_ran_out_writes_nothing(report, rendered):
    slow = Report.objects.get()
    assert slow.claim()
    expire(slow)
    report.build()  # another worker takes over and is done
    with pytest.raises(Overtaken):
        slow.finish(b"%PDF late", 1)
    with pytest.raises(Overtaken):
        slow.reach(Report.Step.SET)
    slow.fail(Report.Reason.FAULT)
    report.refresh_from_db()
    assert report.state == Report.State.READY
    assert bytes(ReportFile.objects.get().pdf) == b"%PDF-1.7 quick"


def test_a_report_that_kills_its_worker_is_given_up_with_a_reason_and_can_be_asked_again(
    filled, alice, report, rendered
):
    for _ in range(MOST_ATTEMPTS):
        assert Report.objects.get().claim()
        expire(report)
    assert not Report.objects.get().claim()
    tasks.reap()
    report.refresh_from_db()
    assert report.state == Report.State.FAILED
    assert report.get_error_display()
    Report.request(filled, alice, "en").build()
    report.refresh_from_db()
    assert report.state == Report.State.READY


@pytest.mark.parametrize(
    ("raised", "reason"),
    [
        (ZeroDivisionError, Report.Reason.FAULT),
        (pdf.Fetched, Report.Reason.FETCH),
        (TimeoutError, Report.Reason.SLOW),
    ],
)
def test_an_error_ends_at_once_with_one_sentence(raised, reason, report, monkeypatch, caplog):
    def render(self):
        raise raised

    monkeypatch.setattr(Report, "render", render)
    with caplog.at_level(logging.CRITICAL):
        report.build()
    report.refresh_from_db()
    assert report.error == reason
    assert report.attempts == 1
    assert not Report.objects.get().claim()
    assert tasks.reap() is None
    assert report.get_error_display().endswith(".")


def test_asking_again_leaves_every_report_alone_that_has_not_failed(report, rendered):
    report.build()
    report.ask_again()
    assert report.state == Report.State.READY


def test_reports_that_nobody_works_on_are_announced_again_but_not_too_often(report, monkeypatch):
    rung = []
    monkeypatch.setattr(tasks, "publish", lambda report: rung.append(report.pk))
    tasks.reap()
    assert rung == []
    Report.objects.update(rung=timezone.now() - timedelta(seconds=11))
    tasks.reap()
    tasks.reap()
    assert rung == [report.pk]


def test_a_silent_broker_is_logged_and_shown_to_nobody(report, monkeypatch, caplog, django_capture_on_commit_callbacks):
    def refuse(report_id):
        raise ConnectionError("no broker")

    monkeypatch.setattr(tasks.build_report, "delay", refuse)
    with django_capture_on_commit_callbacks(execute=True):
        tasks.publish(report)
    assert "no broker" in caplog.text


def test_a_task_for_a_deleted_venture_does_nothing(report, venture):
    venture.delete()
    tasks.build_report(report.pk)
    assert not Report.objects.exists()


def test_only_members_see_a_report(report, alice, victor, charlie):
    assert list(Report.objects.visible_to(alice)) == [report]
    assert list(Report.objects.visible_to(victor)) == [report]
    assert not Report.objects.visible_to(charlie)


def test_the_place_in_the_queue_counts_those_before_it(filled, alice, rendered):
    first, second = (Report.request(filled, alice, language) for language in ("en", "zh-hans"))
    assert (first.place, second.place) == (1, 2)
    first.build()
    assert Report.objects.get(pk=second.pk).place == 1


@pytest.mark.parametrize(
    "impossible",
    [
        {"built": timezone.now(), "error": "fault"},
        {"lease_until": timezone.now()},
        {"language": "fr"},
    ],
)
def test_the_database_refuses_impossible_states(report, impossible):
    with pytest.raises(IntegrityError), transaction.atomic():
        Report.objects.filter(pk=report.pk).update(**impossible)


def test_a_second_report_of_one_snapshot_in_one_language_is_refused(report):
    with pytest.raises(IntegrityError), transaction.atomic():
        Report.objects.create(snapshot=report.snapshot, language="en", beside_sha256=report.beside_sha256)


def test_lists_never_load_the_bytes(report, rendered, django_assert_num_queries):
    report.build()
    with django_assert_num_queries(1):
        found = list(Report.objects.with_parts())
        assert found[0].file.pages == 3
    assert "pdf" not in found[0].file.__dict__


def test_a_report_without_a_file_says_so(report):
    with pytest.raises(ObjectDoesNotExist):
        _ = report.file
