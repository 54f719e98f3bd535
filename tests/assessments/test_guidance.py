from django.core.management import call_command
from django.urls import reverse

from guide.handbook import handbook


def text(client, name, *arguments):
    return client.get(reverse(name, args=arguments)).content.decode()


def test_a_weak_answer_leads_to_its_page(filled, venture, alice_client):
    shown = text(alice_client, "assessments:dimension", venture.code, "team")
    assert reverse("guide:topic", args=[handbook("en").primary("team_talent").slug]) in shown
    assert "?aspect=talent" in shown


def test_a_dimension_without_a_page_of_its_own_shows_the_dimension(filled, venture, alice_client):
    shown = text(alice_client, "assessments:dimension", venture.code, "economic")
    assert reverse("guide:topic", args=[handbook("en").primary("economic").slug]) in shown


def test_the_register_shows_what_cases_met_and_did(filled, venture, alice_client):
    call_command("load_cases", verbosity=0)
    shown = text(alice_client, "assessments:risks", venture.code)
    assert "What others met" in shown
    assert reverse("guide:topic", args=["legal-risk"]) in shown
    assert "/cases/?risk=risk_legal_ip" in shown


def test_a_case_that_is_not_published_teaches_nothing_yet(filled, venture, alice_client):
    from casestudies.models import CaseStudy

    call_command("load_cases", verbosity=0)
    CaseStudy.objects.update(status="draft")
    assert "What others met" not in text(alice_client, "assessments:risks", venture.code)


def test_the_wizard_says_what_a_measure_is(filled, venture, alice_client):
    shown = text(alice_client, "assessments:question", venture.code, "risks", "risk_technical_uncertainty")
    measure = handbook("en").measures["mitigation_technical_cooperative_rd"]
    assert measure.description in shown
    assert f"{reverse('guide:measures')}#{measure.id}" in shown
