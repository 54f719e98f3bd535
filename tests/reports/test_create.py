import uuid

import pytest
from django.urls import reverse

from reports import models, tasks
from reports.models import Report
from ventures.models import Venture


@pytest.fixture
def address(venture):
    return reverse("reports:create", args=[venture.code])


@pytest.fixture
def rung(monkeypatch):
    numbers = []
    monkeypatch.setattr(tasks.build_report, "delay", numbers.append)
    return numbers


@pytest.fixture(autouse=True)
def at_once(monkeypatch):
    """Tests never commit, so what waits for the commit runs at once."""
    monkeypatch.setattr(tasks.transaction, "on_commit", lambda call: call())


def test_one_click_makes_a_report_per_language_and_rings_the_workers(alice_client, filled, address, rung):
    response = alice_client.post(address, {"languages": ["en", "zh-hans"]})
    reports = list(Report.objects.order_by("language"))
    assert [report.language for report in reports] == ["en", "zh-hans"]
    assert rung == [report.pk for report in reports]
    assert response.url == reverse("reports:detail", args=[filled.venture.code, reports[0].code])


def test_a_double_click_makes_one(alice_client, filled, address, rung):
    first, second = (alice_client.post(address, {"languages": ["en"]}) for _ in range(2))
    assert first.url == second.url
    assert Report.objects.count() == 1


def test_what_was_stored_before_the_limit_is_announced(alice_client, filled, address, rung, monkeypatch):
    monkeypatch.setattr(models, "MOST_AN_HOUR", 1)
    response = alice_client.post(address, {"languages": ["en", "zh-hans"]}, follow=True)
    assert rung == [Report.objects.get().pk]
    assert "Ask for the next one after" in response.content.decode()


def test_no_language_is_a_message_beside_the_field(alice_client, filled, address, rung):
    response = alice_client.post(address, {})
    assert response.status_code == 200
    page = response.content.decode()
    assert "Choose at least one language." in page
    assert "<title>Problem: Reports" in page
    assert 'class="error-summary" role="alert" tabindex="-1" autofocus' in page
    assert rung == []


def test_an_unknown_language_is_refused(alice_client, filled, address, rung):
    assert alice_client.post(address, {"languages": ["fr"]}).status_code == 200
    assert not Report.objects.exists()


def test_answers_without_a_score_are_told_why(alice_client, assessment, address, rung):
    response = alice_client.post(address, {"languages": ["en"]}, follow=True)
    assert "Choose the stage of the venture first" in response.content.decode()
    assert not Report.objects.exists()


def test_a_broker_that_is_away_is_no_trouble_of_the_reader(alice_client, filled, address, monkeypatch):
    def refuse(report_id):
        raise ConnectionError

    monkeypatch.setattr(tasks.build_report, "delay", refuse)
    response = alice_client.post(address, {"languages": ["en"]}, follow=True)
    assert response.status_code == 200
    assert "Waiting" in response.content.decode()


def test_a_failed_report_can_be_asked_again(alice_client, filled, alice, address, rung):
    report = Report.request(filled, alice, "en")
    Report.objects.update(error=Report.Reason.SLOW, attempts=1)
    response = alice_client.post(address, {"report": str(report.code)})
    report.refresh_from_db()
    assert response.url == reverse("reports:detail", args=[filled.venture.code, report.code])
    assert (report.state, report.attempts) == (Report.State.WAITING, 0)
    assert rung == [report.pk]


@pytest.mark.parametrize("typed", ["", "x", str(uuid.uuid4())])
def test_asking_again_for_what_is_not_there_gives_404(typed, alice_client, filled, address, rung):
    assert alice_client.post(address, {"report": typed}).status_code == 404


def test_a_viewer_gets_404(victor_client, filled, address, rung):
    assert victor_client.post(address, {"languages": ["en"]}).status_code == 404


def test_a_stranger_gets_404(charlie_client, filled, address, rung):
    assert charlie_client.post(address, {"languages": ["en"]}).status_code == 404


def test_a_report_of_another_venture_cannot_be_asked_again(filled, alice, charlie, charlie_client, rung):
    report = Report.request(filled, alice, "en")
    Report.objects.update(error=Report.Reason.SLOW)
    own = Venture.found(charlie, "Own")
    response = charlie_client.post(reverse("reports:create", args=[own.code]), {"report": str(report.code)})
    assert response.status_code == 404
    assert rung == []


@pytest.mark.parametrize("switch", [{"language": "zh-hans"}, {"theme": "dark"}])
def test_a_switch_on_the_refused_form_leads_to_the_page_with_the_form(switch, alice_client, filled, address, rung):
    page = alice_client.post(address, {})
    assert f'name="next" value="{address}"' in page.content.decode()
    (name,) = switch
    response = alice_client.post(reverse(f"accounts:{name}"), {"next": address, **switch}, follow=True)
    assert response.status_code == 200
    assert "reports/index.html" in [template.name for template in response.templates]


def test_any_other_method_is_refused(alice_client, filled, address):
    assert alice_client.put(address).status_code == 405
