"""All questions of a section on one page, each saved by itself."""

import re

import pytest
from django.urls import reverse

from tests.assessments.pages import HTMX, Forms


@pytest.fixture
def url(venture):
    return reverse("assessments:section", args=[venture.code, "team"])


SECTIONS = "about gates economic social technical strategy team resources progress channels risks"


@pytest.mark.parametrize("section", SECTIONS.split())
def test_every_section_has_its_page(filled, alice_client, venture, section):
    html = alice_client.get(reverse("assessments:section", args=[venture.code, section])).content.decode()
    assert html.count("<h1") == 1
    forms = Forms(html).found
    assert len([name for name in forms if name.startswith("question-")]) > 1
    ids = re.findall(r' id="([^"]+)"', html)
    assert len(ids) == len(set(ids))


def test_a_question_is_saved_alone_and_the_page_comes_back(assessment, alice_client, sheet, url):
    fields = Forms(alice_client.get(url).content.decode()).found["question-team_talent"]
    fields["choice"] = "3"
    response = alice_client.post(f"{url}team_talent/", {**dict(fields.lists()), "continue": "1"})
    assert response["Location"] == f"{url}#team_talent"
    assert [answer.item for answer in sheet.answers.all()] == ["team_talent"]
    assert Forms(alice_client.get(url).content.decode()).found["question-team_talent"]["choice"] == "3"


def test_a_save_by_htmx_brings_nothing_that_the_page_lacks(assessment, alice_client, url):
    html = alice_client.get(url).content.decode()
    fields = Forms(html).found["question-team_talent"]
    fields["choice"] = "3"
    saved = alice_client.post(f"{url}team_talent/", dict(fields.lists()), headers=HTMX).content.decode()
    for id in re.findall(r'<[a-z]+[^>]* id="([^"]+)"[^>]*hx-swap-oob', saved):
        assert f'id="{id}"' in html


def test_a_measure_on_the_page_twice_does_not_conflict_with_itself(filled, alice_client, venture):
    url = reverse("assessments:section", args=[venture.code, "risks"])
    forms = Forms(alice_client.get(url).content.decode()).found
    first, second = forms["question-risk_market_competition"], forms["question-risk_market_demand"]
    shared = "measure-mitigation_market_differentiation-status"
    first[shared] = "not_planned" if first[shared] != "not_planned" else "planned"
    second["likelihood"] = "5"
    for item, fields in (("risk_market_competition", first), ("risk_market_demand", second)):
        assert alice_client.post(f"{url}{item}/", dict(fields.lists()), headers=HTMX).status_code == 200
    stored = filled.sheet.answers.get(item="mitigation_market_differentiation")
    assert stored.value["status"] == first[shared]


def test_bad_input_is_shown_with_its_message(assessment, alice_client, venture):
    url = reverse("assessments:section", args=[venture.code, "resources"])
    fields = Forms(alice_client.get(url).content.decode()).found["question-resources_runway"]
    fields["raw"] = "soon"
    response = alice_client.post(f"{url}resources_runway/", dict(fields.lists()))
    html = response.content.decode()
    assert "soon is not a number" in html
    assert Forms(html).found["question-resources_runway"]["next"] == "section"


def test_an_unknown_section_is_404(assessment, alice_client, venture):
    assert alice_client.get(reverse("assessments:section", args=[venture.code, "weather"])).status_code == 404


@pytest.mark.parametrize(("name", "status"), [("alice", 200), ("bob", 200), ("victor", 404), ("charlie", 404)])
def test_who_may_answer_sees_it_others_get_404(request, assessment, name, status, url):
    assert request.getfixturevalue(f"{name}_client").get(url).status_code == status


def test_a_finished_assessment_shows_the_review_instead(finished, alice_client, venture, url):
    assert alice_client.get(url)["Location"] == reverse("assessments:review", args=[venture.code])


@pytest.mark.parametrize("fixture", ["assessment", "filled"])
def test_it_takes_four_queries(request, django_assert_num_queries, alice_client, url, fixture):
    request.getfixturevalue(fixture)
    with django_assert_num_queries(4):
        alice_client.get(url)
