"""The case library."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from casestudies.models import CaseStudy

pytestmark = pytest.mark.django_db


@pytest.fixture
def library():
    call_command("load_cases", verbosity=0)


def names(response):
    return [case.name_en for case in response.context["cases"]]


def on_all_pages(client, address):
    first = client.get(f"/cases/{address}")
    rest = first.context["page_of"].paginator.page_range[1:]
    return [
        name
        for response in (first, *(client.get(f"/cases/{address}&page={page}") for page in rest))
        for name in names(response)
    ]


def test_anybody_reads_the_library_and_the_reference_cases_come_first(client, library):
    response = client.get("/cases/")

    assert response.status_code == 200
    assert "16 cases" in response.text
    assert names(response)[:3] == ["OpenAI", "DeepMind (now Google DeepMind)", "Cambricon Technologies"]
    assert "Build one channel you own and borrow the rest" in response.text


def test_the_chinese_library_is_in_chinese(client, library):
    response = client.get("/zh-hans/cases/")

    assert "自己拥有一个渠道，其余的可以借" in response.text
    assert "/zh-hans/cases/openai/" in response.text
    assert "Build one channel" not in response.text


def test_filters_narrow_the_list_and_say_how_many_each_would_leave(client, library):
    response = client.get("/cases/?risk=risk_legal_ip&outcome=growing")

    assert names(response) == ["OpenAI", "DeepSeek", "Midjourney"]
    counts = {
        group.key: {option.label: option.count for option in group.options} for group in response.context["groups"]
    }
    assert counts["country"] == {"China": 1, "United States": 2}
    assert counts["outcome"] == {"Growing": 3, "Changed course": 1}


def test_every_filter_finds_what_it_counts(client, library):
    for group in client.get("/cases/").context["groups"]:
        for option in group.options:
            found = on_all_pages(client, option.address)
            assert len(set(found)) == len(found) == option.count > 0, (group.key, option.label)


def test_a_filter_that_is_on_can_be_taken_away(client, library):
    response = client.get("/cases/?field=health&q=hospital")

    assert 'href="?q=hospital" aria-current="true"' in response.text


def test_search_reads_both_languages(client, library):
    assert names(client.get("/cases/?q=diannao")) == ["Cambricon Technologies"]
    assert names(client.get("/cases/?q=围棋")) == ["DeepMind (now Google DeepMind)"]
    assert names(client.get("/zh-hans/cases/?q=diannao")) == ["Cambricon Technologies"]


def test_a_search_without_result_says_how_to_go_on(client, library):
    response = client.get("/cases/?q=zebra")

    assert "No case fits" in response.text
    assert "0 cases" in response.text


@pytest.mark.parametrize(
    "query", ["q=%00", "q=%25%27%22", "field=nonsense", "risk=&outcome=", "q=" + "x" * 5000, "q=%F0%9F%90%BC"]
)
def test_strange_addresses_are_no_error(client, library, query):
    assert client.get(f"/cases/?{query}").status_code == 200


def test_what_is_searched_is_shown_as_text(client, library):
    response = client.get("/cases/?q=<script>alert(1)</script>")

    assert "<script>alert" not in response.text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in response.text


def test_drafts_are_not_listed(client, stored, document, curator_client):
    stored(document, status="in_review")

    assert names(client.get("/cases/")) == []
    assert names(curator_client.get("/cases/")) == []


def test_the_number_of_queries_does_not_depend_on_the_number_of_cases(stored, document):
    asked = []
    for number in range(3):
        stored(document, f"case-{number}")
        for address in ("/cases/?field=general", "/cases/?q=chatgpt&field=general"):
            with CaptureQueriesContext(connection) as captured:
                response = Client().get(address)
            assert len(names(response)) == number + 1
            asked.append(len(captured))

    assert asked == asked[:2] * 3
    # A search is one more. On PostgreSQL its transaction and its way to the index come with it, and the first page
    # after a change reads the shelf once more.
    assert asked[:2] == ([3, 7] if connection.vendor == "postgresql" else [2, 3])


def test_a_change_is_seen_at_once_whoever_makes_it(client, stored, document):
    stored(document, "one"), stored(document, "two")
    CaseStudy.objects.filter(slug="two").update(name_en="Zebra")
    assert names(client.get("/cases/")) == [document["name"]["en"], "Zebra"]
    CaseStudy.objects.filter(slug="two").update(position=1)
    assert names(client.get("/cases/")) == ["Zebra", document["name"]["en"]]
    CaseStudy.objects.filter(slug="one").update(name_en="Aardvark", position=1)
    assert names(client.get("/cases/")) == ["Aardvark", "Zebra"]
    CaseStudy.objects.filter(slug="two").update(status="draft")
    assert names(client.get("/cases/")) == ["Aardvark"]
    CaseStudy.objects.filter(slug="two").update(status="needs_recheck")
    assert names(client.get("/cases/")) == ["Aardvark", "Zebra"]
    CaseStudy.objects.all().delete()
    assert names(client.get("/cases/")) == []


def test_a_long_list_comes_in_pages(client, library, monkeypatch):
    monkeypatch.setattr("casestudies.views.ON_A_PAGE", 6)
    first, last = client.get("/cases/"), client.get("/cases/?page=3")

    assert "16 cases" in first.text
    assert "Page 1 of 3" in first.text
    assert 'href="?page=2" rel="next"' in first.text
    assert (len(names(first)), len(names(last))) == (6, 4)
    assert names(client.get("/cases/?page=99")) == names(last)
    assert 'href="?country=CN"' in last.text  # a filter starts at the first page
