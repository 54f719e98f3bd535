"""Every answer in words before it is frozen."""

import html
import re

import pytest
from django.urls import reverse

from assessments.models import Answer
from tests.assessments.test_question_risks import measure, new_item


@pytest.fixture
def url(venture):
    return reverse("assessments:review", args=[venture.code])


def text(response):
    """The page as it is read, without its marks."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def test_every_kind_of_answer_is_shown_in_words(page, alice_client, url):
    page("about", "fact_stage").press(choice="pilot")
    page("about", "fact_fields").press(choice=["health", "language"])
    page("about", "fact_parameters").press(raw="7")
    page("gates", "gate_prohibited").press(choice="no", note="By counsel")
    page("economic", "economic_revenue").press(raw="1250000", currency="EUR", rate="1.1", evidence="1")
    page("economic", "economic_margin").press(raw="61.5")
    page("social", "social_reach").press(choice="not_applicable", reason="Sold to mills only")
    page("strategy", "strategy_positioning").press(
        choice="3", evidence="2", links="https://example.org/a", note="Board paper"
    )
    page("progress", "step_financing").press(choice="1")
    page("team", "team_talent").press(choice="dont_know")
    page("resources", "resources_runway").autosave(raw="9 or 10")
    page("channels", "channel_portfolio").press(row__0__type="app_store", row__0__owner="Big Store", row__0__share="40")
    shown = text(alice_client.get(url))
    for words in (
        "Pilot with outside users", "Language and documents, Health", "7 billion parameters",
        "No, checked by a qualified person By counsel", "1,250,000 EUR Informal note", "61.5% Statement only",
        "Does not apply Sold to mills only",
        "Level 3: The same, with a reason to win against named rivals Dated record Board paper https://example.org/a",
        "1: ", "I don't know yet", "Not readable yet: 9 or 10", ", Big Store, 40%",
    ):  # fmt: skip
        assert words in shown


def test_a_risk_is_shown_with_its_measures(page, alice_client, url):
    opened = page("risks", "risk_market_competition")
    item = new_item(opened)
    typed = {
        **measure("mitigation_market_price_response", status="in_place"),
        **measure("mitigation_market_workflow_depth", status="not_planned"),
        **measure(item, title="Long contracts", status="planned"),
    }
    opened.press(likelihood="4", impact="dont_know", **typed)
    shown = text(alice_client.get(url))
    assert "Likelihood: Likely (45–75%) Impact: I don't know yet" in shown
    assert "Prepared response to a price cut: In place" in shown
    assert "Long contracts: Planned" in shown
    assert "Depth in the workflow" not in shown


def test_links_of_a_document_are_shown_but_never_run(filled, alice_client, url):
    Answer.objects.filter(item="team_talent").update(links="javascript:alert(1) https://example.org/b")
    page = alice_client.get(url).content.decode()
    assert 'href="javascript:' not in page
    assert 'href="https://example.org/b"' in page


def test_what_is_required_and_open_is_listed_and_finishing_is_not_offered(assessment, alice_client, venture, url):
    page = alice_client.get(url).content.decode()
    assert "required answers are still open" in page
    assert f"{reverse('assessments:question', args=[venture.code, 'about', 'fact_stage'])}?next=review" in page
    assert "Finish and freeze" not in page


def test_with_all_that_is_required_finishing_is_offered(filled, alice_client, url):
    page = alice_client.get(url).content.decode()
    assert "still open" not in page
    assert "Finish and freeze" in page
    assert "Finishing freezes the answers for good." in page


@pytest.mark.parametrize(
    ("shown", "there", "absent"),
    [
        ("open", "Not answered yet", "Level 3: Four"), ("unknown", "I don't know yet", "Not answered yet"),
        ("guesses", "Statement only", "Not answered yet"), ("nonsense", "Pilot with outside users", "Nothing to show"),
    ],
)  # fmt: skip
def test_filters_show_what_they_say(page, alice_client, url, shown, there, absent):
    page("about", "fact_stage").press(choice="pilot")
    page("team", "team_talent").press(choice="dont_know")
    page("team", "team_capability").press(choice="3")
    body = text(alice_client.get(f"{url}?show={shown}"))
    assert there in body
    assert absent not in body


def test_an_empty_filter_says_so(assessment, alice_client, url):
    assert "Nothing to show here." in text(alice_client.get(f"{url}?show=unknown"))


@pytest.mark.parametrize(
    ("name", "status", "change"),
    [("alice", 200, True), ("bob", 200, True), ("victor", 200, False), ("charlie", 404, False)],
)  # fmt: skip
def test_viewers_only_read_and_strangers_get_404(request, filled, name, status, change, url):
    response = request.getfixturevalue(f"{name}_client").get(url)
    assert response.status_code == status
    assert (b"Change<span" in response.content) == change
    assert (b"Finish and freeze" in response.content) == change


def test_a_finished_assessment_says_when_and_offers_no_change(finished, alice_client, url):
    page = text(alice_client.get(url))
    assert "The answers are frozen." in page
    assert "Change" not in page.split("Review your answers")[1]


def test_before_the_start_there_is_nothing_to_review(bank, alice_client, url):
    assert alice_client.get(url).status_code == 404


@pytest.mark.parametrize("fixture", ["assessment", "filled"])
def test_it_takes_five_queries(request, django_assert_num_queries, alice_client, url, fixture):
    request.getfixturevalue(fixture)
    with django_assert_num_queries(5):
        alice_client.get(url)


def test_in_chinese_it_speaks_chinese(filled, alice_client, url):
    assert "试点" in text(alice_client.get("/zh-hans" + url)) or "项目目前处于哪个阶段" in text(
        alice_client.get("/zh-hans" + url)
    )
