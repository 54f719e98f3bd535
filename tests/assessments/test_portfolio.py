"""All ventures of a person on one axis."""

import uuid

import pytest
from django.urls import reverse

from assessments.models import Assessment, Given
from assessments.models.answered import fill
from assessments.readings import Reading
from assessments.views import looked
from assessments.views.looked import FEW, KEPT
from tests.conftest import signed_in
from ventures.models import Venture

URL = "/ventures/"


def shown(client, url=URL):
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def another(alice, sample):
    """Makes further ventures of alice, each with a filled assessment."""

    def make(name, document="clearnote"):
        venture = Venture.found(alice, name)
        fill(Assessment.begin(venture, alice), sample(document))
        return venture

    return make


def test_each_venture_has_its_score_range_and_largest_risk(awkward, alice_client):
    page = shown(alice_client)
    assert '<b class="num">45</b>' in page
    drawn = Reading.drawn_from(awkward.bank.parsed, awkward.document(), FEW, str(awkward.code))
    assert drawn.risk_adjusted.ends in page
    assert "Moderate, 7%" in page
    assert "Funding pressure" in page
    assert "58 of 66" in page


def test_a_list_draws_less_and_its_own_page_shows_nearly_the_same(awkward, alice_client):
    bank, document, code = awkward.bank.parsed, awkward.document(), str(awkward.code)
    few = Reading.drawn_from(bank, document, FEW, code).risk_adjusted
    full = Reading.drawn_from(bank, document, bank.constants["draws"]["page"], code).risk_adjusted
    assert (few.low, few.high) == pytest.approx((full.low, full.high), abs=2.0)
    alice_client.get(reverse("assessments:result", args=[awkward.venture.code]))
    assert full.ends in shown(alice_client)


def test_a_person_without_ventures_is_shown_how_to_begin(charlie, bank):
    page = shown(signed_in(charlie))
    assert "No venture yet" in page
    assert reverse("ventures:create") in page


def test_the_strip_leads_to_the_question_after_the_last_answer(awkward, alice_client, venture):
    page = shown(alice_client)
    assert "Pick up where you stopped" in page
    assert "8 answers left." in page
    open_step = page.split('class="resume"')[1].split('href="')[1].split('"')[0]
    assert open_step.startswith(f"/ventures/{venture.code}/assessment/")
    assert alice_client.get(open_step).status_code == 200


def test_the_strip_is_gone_when_nothing_is_open(finished, alice_client):
    assert "Pick up where you stopped" not in shown(alice_client)


def test_a_finished_venture_leads_to_its_results(finished, alice_client, venture):
    page = shown(alice_client)
    assert f'class="btn btn-s" href="{reverse("assessments:result", args=[venture.code])}"' in page


def test_below_twenty_answers_there_is_no_chart(few, alice_client):
    page = shown(alice_client)
    assert "Scored from 20 answers. 7 to go." in page
    assert 'class="iv"' not in page
    assert "Not yet" in page


def test_a_venture_that_is_not_started_can_be_started(venture, bank, alice_client):
    page = shown(alice_client)
    assert "Not started" in page
    assert reverse("assessments:start", args=[venture.code]) in page


def test_without_a_stage_the_row_says_why_there_is_no_score(stageless, alice_client):
    assert "Choose the stage of the venture first" in shown(alice_client)


def test_strangers_see_nothing_of_it(awkward, charlie_client):
    assert "Brightloom" not in shown(charlie_client)


def test_a_viewer_is_offered_results_and_no_questions(awkward, victor_client):
    page = shown(victor_client)
    assert "Brightloom" in page
    assert "/assessment/" not in page


def test_archived_ventures_sit_behind_a_link(awkward, alice_client, venture):
    venture.archive()
    page = shown(alice_client)
    assert "Brightloom" not in page
    assert "?archived=1" in page
    assert "Brightloom" in shown(alice_client, URL + "?archived=1")


def test_headings_sort_by_link(awkward, another, alice_client):
    another("Aardvark")
    by_name, by_score = shown(alice_client, URL + "?sort=name"), shown(alice_client, URL + "?sort=score")
    assert by_name.index(">Aardvark<") < by_name.index(">Brightloom<")
    assert by_score.index(">Aardvark<") < by_score.index(">Brightloom<")
    assert 'aria-sort="descending"' in by_score
    assert alice_client.get(URL + "?sort=nonsense").status_code == 200


def test_one_and_three_ventures_cost_the_same_queries(finished, another, alice_client, django_assert_num_queries):
    first = another("First", "brightloom")
    KEPT.clear()
    with django_assert_num_queries(8):
        shown(alice_client)
    another("Second", "brightloom")
    another("Third").assessments.get().finish()
    KEPT.clear()
    with django_assert_num_queries(8):
        shown(alice_client)
    with django_assert_num_queries(6):
        assert first.name in shown(alice_client)


def test_what_is_kept_between_requests_never_outlives_an_answer(awkward, alice_client):
    assert '<b class="num">45</b>' in shown(alice_client)
    given = Given(value=60, evidence=3)
    awkward.sheet.save_answer("resources_runway", given, 1, uuid.uuid4())
    assert '<b class="num">45</b>' not in shown(alice_client)


def test_what_is_kept_depends_on_weights_and_money(awkward, alice_client):
    before = shown(alice_client)
    awkward.use_profile("channel_first")
    assert shown(alice_client).partition("<main")[2] != before.partition("<main")[2]


def test_no_more_is_kept_than_a_process_can_hold(awkward, alice_client, monkeypatch):
    monkeypatch.setattr(looked, "MOST", 1)
    for name in ("a", "b", "c"):
        KEPT[name] = None
    shown(alice_client)
    assert len(KEPT) == 1


def test_it_can_be_read_in_chinese(awkward, alice_client):
    assert "融资压力" in shown(alice_client, "/zh-hans" + URL)
