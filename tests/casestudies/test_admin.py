"""Curation in Django's admin."""

import pytest
from django.urls import reverse

from casestudies.models import CaseStudy

pytestmark = pytest.mark.django_db

LIST = "/admin/casestudies/casestudy/"
ADD = f"{LIST}add/"


def change(case):
    return f"{LIST}{case.pk}/change/"


def typed(response):
    """What a browser would send if the page were submitted as it stands."""
    data = {}
    form = response.context["adminform"].form
    formsets = [inline.formset for inline in response.context["inline_admin_formsets"]]
    for one in [form, *(formset.management_form for formset in formsets), *(f for s in formsets for f in s.forms)]:
        for field in one:
            value = field.value()
            if value is not None and value is not False:
                data[field.html_name] = "on" if value is True else value
    return data


@pytest.fixture
def page(curator_client, openai):
    """The change page of OpenAI's case, and its fields as a browser sends them."""
    response = curator_client.get(change(openai))
    return typed(response)


def errors(response):
    form = response.context["adminform"].form
    return [str(error) for errors in form.errors.values() for error in errors]


def test_a_curator_lists_searches_and_filters(curator_client, openai):
    for query in ("", "?q=旧金山", "?q=openai", "?status__exact=published", "?field=software", "?country=US",
                  "?failure_lessons__risk__exact=risk_legal_ip", "?channels__type__exact=api_platform"):  # fmt: skip
        response = curator_client.get(LIST + query)
        assert response.status_code == 200
        if query != "?q=旧金山":
            assert "OpenAI" in response.text
    assert "OpenAI" not in curator_client.get(f"{LIST}?field=health").text


def test_somebody_else_may_not_curate(charlie_client, client, openai):
    for visitor in (charlie_client, client):
        assert visitor.get(change(openai)).status_code in (302, 404)
        assert visitor.post(change(openai), {"name_en": "Hacked"}).status_code in (302, 401, 404)
    assert CaseStudy.objects.get().name_en == "OpenAI"


def test_a_curator_sees_cases_and_nothing_of_ventures_or_accounts(curator_client, openai):
    page = curator_client.get("/admin/").text

    assert "Case studies" in page
    assert "/admin/accounts/" not in page
    assert "/admin/ventures/" not in page


def test_the_page_links_to_the_case_on_the_site(curator_client, openai):
    assert (
        f'href="{reverse("casestudies:detail", args=["openai"])}" class="viewsitelink"'
        in curator_client.get(change(openai)).text
    )


def test_saving_the_page_as_it_stands_changes_nothing(curator_client, openai, page):
    before = CaseStudy.objects.for_reading().get().document()

    response = curator_client.post(change(openai), page)

    assert response.status_code == 302, errors(response)
    assert CaseStudy.objects.for_reading().get().document() == before
    assert CaseStudy.objects.get().status == "published"


def test_a_curator_edits_texts_parts_and_their_sources(curator_client, openai, page):
    page["name_zh"] = "欧朋"
    page["failure_lessons-0-title_en"] = "Cash burns"
    page["failure_lessons-0-source_keys"] = "lutzker-nyt, fortune-2025"
    page["channels-4-DELETE"] = "on"
    page["application_fields"] = ["general", "health"]

    response = curator_client.post(change(openai), page)

    assert response.status_code == 302, errors(response)
    case = CaseStudy.objects.get()
    lesson = case.failure_lessons.first()
    assert (case.name_zh, case.application_fields, lesson.title_en) == ("欧朋", ["general", "health"], "Cash burns")
    assert sorted(source.key for source in lesson.sources.all()) == ["fortune-2025", "lutzker-nyt"]
    assert case.channels.count() == 4


def test_a_new_source_can_be_cited_in_the_same_submission(curator_client, openai, page):
    page |= {
        "sources-TOTAL_FORMS": "21", "sources-20-position": "100", "sources-20-key": "brand-new",
        "sources-20-title": "News", "sources-20-publisher": "Paper", "sources-20-url": "https://example.org/news",
        "sources-20-published": "2025-11", "timeline-0-source_keys": "brand-new",
    }  # fmt: skip

    response = curator_client.post(change(openai), page)

    assert response.status_code == 302, errors(response)
    assert [source.key for source in CaseStudy.objects.get().timeline.first().sources.all()] == ["brand-new"]


def test_a_key_that_no_source_has_is_refused(curator_client, openai, page):
    page["timeline-0-source_keys"] = "chatai-history a-dream"

    response = curator_client.post(change(openai), page)

    assert "This case has no source called a-dream." in response.text
    assert 'value="chatai-history a-dream"' in response.text


def test_a_source_that_is_deleted_cannot_be_cited(curator_client, openai, page):
    page["sources-0-DELETE"] = "on"

    response = curator_client.post(change(openai), page)

    assert response.status_code == 200
    assert CaseStudy.objects.get().sources.count() == 20


def test_a_case_is_written_from_nothing_and_the_list_says_what_it_lacks(curator_client, db):
    empty = typed(curator_client.get(ADD))

    response = curator_client.post(ADD, empty | {"slug": "new", "name_en": "New", "_continue": "1"}, follow=True)

    assert CaseStudy.objects.get().status == "draft"
    assert "Summary, Chinese: This is missing; add it." in response.text
    assert "Sources: This is missing; add it." in response.text
    assert "Channels: This is missing; add it." in response.text


def test_a_draft_is_not_published_and_each_missing_field_is_named(curator_client, db):
    empty = typed(curator_client.get(ADD))

    response = curator_client.post(ADD, empty | {"slug": "new", "status": "published"})

    form = response.context["adminform"].form
    assert not CaseStudy.objects.exists()
    assert {"summary_zh", "risk_legal", "as_of", "country", "application_fields"} <= set(form.errors)


@pytest.mark.parametrize(
    ("typed_over", "said"),
    [
        ({"channels-0-detail_zh": ""}, "Channel 1, detail, Chinese: This is missing; add it."),
        ({"failure_lessons-2-source_keys": ""}, "Failure lesson 3, sources: This is missing; add it."),
        ({"timeline-0-date": "2024-01"}, "Event 2, date: Comes before the entry above it; put them in order"),
        (
            {f"failure_lessons-{place}-DELETE": "on" for place in range(3)},
            "Failure lessons: Needs 2 to 4 entries, has 1.",
        ),
    ],
)
def test_a_published_case_cannot_be_made_incomplete(curator_client, openai, page, typed_over, said):
    before = CaseStudy.objects.for_reading().get().document()

    response = curator_client.post(change(openai), page | typed_over | {"name_en": "Typed"})

    assert response.status_code == 200
    assert any(said in error for error in errors(response)), errors(response)
    assert 'value="Typed"' in response.text  # what was typed is still there
    assert CaseStudy.objects.for_reading().get().document() == before


def test_the_same_edit_is_taken_once_the_case_is_a_draft(curator_client, openai, page):
    response = curator_client.post(change(openai), page | {"channels-0-detail_zh": "", "status": "draft"})

    assert response.status_code == 302, errors(response)
    assert CaseStudy.objects.get().status == "draft"


def test_scores_out_of_range_are_refused_in_the_form(curator_client, openai, page):
    response = curator_client.post(change(openai), page | {"value_economic": "101", "risk_legal": "9"})

    assert set(response.context["adminform"].form.errors) == {"value_economic", "risk_legal"}


def test_a_new_event_is_put_where_its_date_belongs(curator_client, openai, page):
    page |= {
        "timeline-TOTAL_FORMS": "9", "timeline-8-position": "100", "timeline-8-date": "2021-01",
        "timeline-8-event_en": "Between", "timeline-8-event_zh": "其间", "timeline-8-source_keys": "chatai-history",
        "timeline-0-DELETE": "on",
    }  # fmt: skip

    response = curator_client.post(change(openai), page)

    assert response.status_code == 302, errors(response)
    assert [event.date for event in CaseStudy.objects.get().timeline.all()][:4] == [
        "2019-03", "2020-06", "2021-01", "2022-11",
    ]  # fmt: skip


def test_the_address_of_a_case_stays(curator_client, openai, page):
    curator_client.post(change(openai), page | {"slug": "other"})

    assert CaseStudy.objects.get().slug == "openai"


def test_the_chinese_admin_speaks_of_missing_things_with_the_same_fields(curator_client, openai):
    CaseStudy.objects.update(status="draft", summary_zh="")

    assert curator_client.get(f"/zh-hans{change(openai)}").status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_database_as_often_for_many_cases_as_for_one(
    curator_client, stored, document, count, django_assert_max_num_queries
):
    for number in range(count):
        stored(document, f"case-{number}")

    with django_assert_max_num_queries(22):
        curator_client.get(LIST)
