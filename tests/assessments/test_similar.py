import re

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils.html import escape

from assessments.readings.similar import beside, similar_cases, traits_of
from assessments.scoring import steps
from assessments.views.looked import looks
from casestudies.models import CaseLine, CaseStudy
from casestudies.similarity import similarity
from guide.handbook import handbook


@pytest.fixture
def cases(db):
    call_command("load_cases", verbosity=0)
    return CaseStudy.objects.published().for_comparing()


def reading_of(assessment):
    return looks([assessment])[assessment.pk].reading


def test_the_result_shows_three_cases_with_reasons(filled, cases, venture, alice_client):
    text = alice_client.get(reverse("assessments:result", args=[venture.code])).content.decode()
    assert text.count("Brings them together") == 3
    assert text.count("Sets them apart") == 3


def test_nothing_answered_is_nothing_known(thin):
    traits = traits_of(reading_of(thin))
    assert not traits.risks
    assert "channel" not in traits.nodes


def test_too_little_in_common_is_not_shown(few, cases):
    assert similar_cases(reading_of(few)) == []


def test_comparing_takes_three_queries_however_many_cases(filled, cases, django_assert_num_queries):
    reading = reading_of(filled)
    CaseLine.objects.shelf()  # PostgreSQL reads it once more after a change
    with django_assert_num_queries(3):  # the profiles of all, and the rows of three
        found = similar_cases(reading)
    scores = [entry.similarity.score for entry in found]
    assert scores == sorted(scores, reverse=True)


def test_the_library_sorts_by_closeness(filled, cases, venture, alice_client):
    page = alice_client.get(f"{reverse('casestudies:index')}?near={venture.code}&field=health", follow=True)
    assert page.redirect_chain[0][0].startswith(reverse("assessments:near"))
    shown = page.context["cases"]
    assert all("health" in case.application_fields for case in shown)
    percents = [int(case.alike.percent) for case in shown if case.alike]
    assert percents
    assert percents == sorted(percents, reverse=True)
    assert "too few answers" not in page.content.decode()


def test_a_venture_with_too_few_answers_does_not_pretend_an_order(few, cases, venture, alice_client):
    text = alice_client.get(f"{reverse('assessments:near')}?venture={venture.code}").content.decode()
    assert f"{venture.name} has too few answers to be compared" in text


def test_a_search_and_its_filters_stay_when_the_order_changes(filled, cases, venture, alice_client):
    asked = "q=cloud&amp;field=general"
    for address in (reverse("casestudies:index"), reverse("assessments:near")):
        text = alice_client.get(f"{address}?q=cloud&field=general&page=1").content.decode()
        (sorts,) = re.findall(r'<p class="row small library-sort">.*?</p>', text, re.S)
        links = re.findall(r'href="([^"]+)"', sorts)
        assert len(links) == 2
        assert all(asked in link and "page=" not in link and "venture=" not in link for link in links)


def test_the_library_says_of_each_close_case_what_brings_it_together_and_sets_it_apart(
    filled, cases, venture, alice_client, django_assert_num_queries
):
    page = alice_client.get(f"{reverse('assessments:near')}?venture={venture.code}")
    text = page.content.decode()
    for case in page.context["cases"]:
        found = similarity(traits_of(reading_of(filled)), CaseStudy.objects.get(pk=case.pk).traits())
        assert (len(case.alike.together), len(case.alike.apart)) == (len(found.together), len(found.apart)) == (3, 3)
        assert all(escape(words) in text for words in (*case.alike.together, *case.alike.apart))
    reading, shown = reading_of(filled), list(CaseStudy.objects.published())
    with django_assert_num_queries(1):
        beside(reading, shown)
    assert "Brings them together" not in alice_client.get(reverse("casestudies:index")).content.decode()
    assert '<a href="/cases/" aria-current="true">' in text


def test_a_case_stands_beside_my_venture(filled, cases, venture, alice_client):
    address = reverse("assessments:case_compared", args=["babylon-health"])
    whole = alice_client.get(address)
    assert "% alike" in whole.content.decode()
    assert whole.context["rows"][0].name == "Economic value"
    assert whole.content.decode().count("sx-mark") == 2 * len(whole.context["rows"]) + 2  # two marks a row, and the key
    part = alice_client.get(address, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert address in alice_client.get(reverse("casestudies:detail", args=["babylon-health"])).content.decode()


def test_a_venture_of_others_is_not_compared(filled, cases, venture, charlie_client):
    for address in (reverse("assessments:near"), reverse("assessments:case_compared", args=["openai"])):
        assert venture.name not in charlie_client.get(f"{address}?venture={venture.code}").content.decode()


def test_a_visitor_is_asked_to_sign_in(client, cases, bank):
    assert client.get(reverse("assessments:near")).status_code == 302
    text = client.get(reverse("casestudies:detail", args=["openai"])).content.decode()
    assert "Beside your venture" not in text
    address = reverse("assessments:case_compared", args=["openai"])
    assert address in text
    assert "Funding pressure" in client.get(address).content.decode()  # what its lessons are about


def test_a_case_leads_to_my_answer_about_each_risk_that_it_met(filled, cases, venture, alice_client):
    address = reverse("assessments:case_compared", args=["openai"])
    text, told = (alice_client.get(one).content.decode() for one in (address, "/cases/openai/"))
    for risk in {lesson.risk for lesson in CaseStudy.objects.get(slug="openai").failure_lessons.all()}:
        assert reverse("assessments:question", args=[venture.code, "risks", risk]) in text
        assert f'href="{address}#asked-{risk}"' in told
        assert text.count(f'id="asked-{risk}"') == 1


def test_every_dimension_question_and_risk_leads_to_its_page_of_the_guide_and_to_cases(
    filled, cases, venture, alice_client
):
    bank = filled.bank.parsed
    asked = {node: reverse("assessments:dimension", args=[venture.code, node]) for node in bank.dimensions}
    for step in steps(bank, filled.document().facts):
        if step.section != "about":
            asked[step.ref] = reverse("assessments:question", args=[venture.code, step.section, step.ref])
    assert len(asked) > len(bank.dimensions) + len(bank.risks) + 40
    opened = {}
    for ref, address in asked.items():
        text = alice_client.get(address).content.decode().partition("<main")[2].partition("</main>")[0]
        guide = re.findall(r'href="(/guide/[^"]+)"', text)
        found = re.findall(r'href="(/cases/\?[^"]+)"', text)
        assert guide, ref
        assert found, ref
        opened |= {link: alice_client.get(link) for link in {*guide, *found} - set(opened)}
        if entry := handbook("en").checklist_of(ref):
            assert f"/guide/{entry.kind}s/{entry.slug}/" in guide
    assert {link for link, page in opened.items() if page.status_code != 200} == set()
    assert all(page.context["count"] for link, page in opened.items() if link.startswith("/cases/"))
