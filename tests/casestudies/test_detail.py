"""The page of a case."""

import pytest
from django.core.management import call_command
from django.utils.html import escape

from casestudies.models import CaseStudy, FailureLesson
from tests.casestudies.conftest import FILES

pytestmark = pytest.mark.django_db


def test_the_page_tells_the_case_with_its_judgement_and_its_date(client, openai):
    page = client.get("/cases/openai/").text

    assert "<h1>Build one channel you own and borrow the rest</h1>" in page
    assert "Growth that consumes more cash than it makes" in page
    assert "Model the cost of each extra user before opening the tap" in page
    assert "Risk: Funding pressure" in page
    assert "Editors’ judgement as of 31 December 2025, not a measurement." in page
    assert "Severe, 5 of 5" in page
    assert "20 sources, all re-read" in page


@pytest.mark.parametrize("language", ["", "/zh-hans"])
def test_every_shipped_case_says_what_they_did_next_with_its_date_and_sources(client, language):
    call_command("load_cases", verbosity=0)

    for case in CaseStudy.objects.for_reading():
        page = client.get(f"{language}/cases/{case.slug}/").text
        section = page.partition('<h2 id="next">')[2].partition("<h2")[0]
        assert 1 <= section.count("<time") == len(case.next_moves) < case.timeline.count(), case.slug
        for event in case.next_moves:
            assert escape(event.event_zh if language else event.event_en) in section
        assert 'href="#source-' in section


def test_where_nothing_is_known_of_what_they_did_next_the_page_says_nothing_about_it(client, openai):
    openai.timeline.update(next_move=False)

    assert "What they did next" not in client.get("/cases/openai/").text


def test_the_chinese_page_is_in_chinese(client, openai):
    page = client.get("/zh-hans/cases/openai/").text

    assert "<h1>自己拥有一个渠道，其余的可以借</h1>" in page
    assert "增长越快，烧钱越多" in page
    assert "2015年12月" in page


@pytest.mark.parametrize("language", ["", "/zh-hans"])
def test_every_shipped_case_has_a_page(client, language):
    call_command("load_cases", verbosity=0)

    assert {client.get(f"{language}/cases/{file.stem}/").status_code for file in FILES} == {200}


def test_sources_are_external_links_with_their_host(client, openai):
    page = client.get("/cases/openai/").text

    assert page.count('rel="noopener noreferrer external"') == 20
    assert "fortune.com" in page
    assert 'id="source-20"' in page


def test_a_statement_with_a_source_that_was_not_reread_is_marked(client, openai):
    openai.sources.filter(key="lutzker-nyt").update(verified=False)

    page = client.get("/cases/openai/").text

    assert "19 of 20 sources re-read" in page
    assert page.count('href="#sources">Not re-read</a>') == 2  # the lesson and the event that cite it


def test_titles_carry_their_language(client):
    call_command("load_cases", str(FILES[1]), verbosity=0)

    page = client.get("/cases/cambricon/").text

    assert '<span lang="zh-Hans">[寒武纪与 DianNao 论文]</span>' in page
    assert '<span lang="en">Chips on the menu</span>' in page


def test_a_case_that_is_not_published_is_not_there_for_the_public(client, charlie_client, openai):
    for status in ("draft", "in_review"):
        CaseStudy.objects.update(status=status)

        assert client.get("/cases/openai/").status_code == 404
        assert charlie_client.get("/cases/openai/").status_code == 404


def test_a_curator_previews_a_draft_and_is_told_so(curator_client, openai):
    CaseStudy.objects.update(status="draft")

    response = curator_client.get("/cases/openai/")

    assert "Draft. Only curators see this page." in response.text


def test_an_empty_draft_can_be_previewed(curator_client, db):
    CaseStudy.objects.create(slug="empty")

    page = curator_client.get("/cases/empty/").text

    assert "No source yet" in page
    assert "Editors’ judgement, not a measurement." in page
    assert "None" not in page
    assert "all re-read" not in page


def test_an_unknown_case_is_404(client, db):
    assert client.get("/cases/nobody/").status_code == 404


def test_script_in_any_text_is_shown_as_text(client, openai):
    evil = "<script>alert('x')</script><img src=x onerror=alert(1)>"
    CaseStudy.objects.update(
        name_en=evil, summary_en=evil, takeaways_en=evil, rationale_en=evil, editor_note_en=evil, city_en=evil
    )
    FailureLesson.objects.update(title_en=evil, detail_en=evil, response_en=evil)
    for parts in (openai.channels, openai.success_factors):
        parts.update(detail_en=evil)
    openai.timeline.update(event_en=evil)
    openai.sources.update(title=evil, publisher=evil)

    for address in ("/cases/", "/cases/openai/"):
        page = client.get(address).text
        assert "<script>alert" not in page
        assert "<img" not in page
        assert "&lt;script&gt;alert" in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_queries_does_not_depend_on_the_number_of_parts(client, openai, count, django_assert_num_queries):
    openai.failure_lessons.filter(position__gt=count).delete()
    openai.sources.filter(position__gt=count).delete()

    with django_assert_num_queries(10):
        client.get("/cases/openai/")
