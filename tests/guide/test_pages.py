import re

import pytest
from django.test import Client
from django.urls import reverse

from guide.handbook import handbook

PREFIXES = {"en": "", "zh": "/zh-hans"}


def addresses(language):
    book, prefix = handbook(language), PREFIXES[language]
    rooms = ["", "tools/", "references/", "measures/", "terms/"]
    pages = [f"{slug}/" for slug in book.topics] + [f"{entry.kind}s/{entry.slug}/" for entry in book.checklists]
    return [f"{prefix}/guide/{page}" for page in rooms + pages]


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_page_opens_and_every_link_inside_leads_somewhere(client, language):
    seen = {}
    for address in addresses(language):
        response = client.get(address)
        assert response.status_code == 200, address
        seen[address] = response.content.decode()
    inside = set()
    for address, text in seen.items():
        for link in re.findall(
            r'href="([^"]*/guide/[^"]*|#[^"]+)"', text.partition("<main")[2].partition("</main>")[0]
        ):
            path, _hash, anchor = link.partition("#")
            path = (path or address).partition("?")[0]
            inside.add(path)
            if path in seen and anchor:
                assert f'id="{anchor}"' in seen[path], f"{address}: {link}"
    assert inside - set(seen) == {link for link in inside if "/ventures/guide/" in link}


@pytest.mark.django_db
def test_links_to_the_outside_say_so(client):
    for name in ("guide:tools", "guide:references"):
        text = client.get(reverse(name)).content.decode().partition("<main")[2]
        links = re.findall(r'<a [^>]*href="https?://[^>]*>', text)
        assert len(links) > 50
        assert all('rel="noopener noreferrer external"' in link for link in links)


@pytest.mark.django_db
def test_filters_and_search_narrow_the_directory(client):
    def found(query):
        return client.get(reverse("guide:tools") + query).context["count"]

    everything = found("")
    assert everything == len(handbook("en").resources)
    assert 0 < found("?kind=framework") < everything
    assert 0 < found("?kind=framework&licence=open") <= found("?kind=framework")
    assert found("?q=pytorch") > 0
    assert found("?q=神经网络") > 0  # both languages, whatever the page speaks
    assert found("?q=nothing-like-this") == 0
    assert found("?kind=bad&licence=bad") == everything


@pytest.mark.django_db
def test_a_tool_that_is_gone_says_so(client):
    assert "Not available" in client.get(reverse("guide:tools")).content.decode()


@pytest.mark.django_db
def test_a_page_that_does_not_exist_is_404(client):
    for path in ("/guide/nothing/", "/guide/steps/funding/", "/guide/decisions/market-research/"):
        assert client.get(path).status_code == 404


def test_a_visitor_sees_the_questions_without_scores(bank):
    text = Client().get(reverse("assessments:guide_matches", args=["funding"])).content.decode()
    assert "money left for how many months" in text.lower() or "months" in text
    assert "Assess a venture" in text


def test_a_member_sees_the_scores_of_the_venture(filled, alice_client, venture):
    address = reverse("assessments:guide_matches", args=["channel-advantage"])
    response = alice_client.get(address, headers={"HX-Request": "true"})
    text = response.content.decode()
    assert "<html" not in text
    assert venture.name in text
    channel = next(match for match in response.context["matches"] if match.ref == "channel")
    assert re.match(r"\d", channel.value)


@pytest.mark.parametrize("slug", ["funding", "financing", "legal-risk", "channel-advantage"])
def test_every_match_leads_into_the_venture_before_and_after_it_is_finished(filled, alice_client, venture, slug):
    address = reverse("assessments:guide_matches", args=[slug])
    for _time in ("draft", "finished"):
        response = alice_client.get(address, headers={"HX-Request": "true"})
        links = re.findall(r'<li[^>]*id="asked-[^>]*>\s*<span>\s*<a href="([^"#]+)', response.content.decode())
        assert len(links) == len(response.context["matches"]) > 0
        assert {alice_client.get(link).status_code for link in links} == {200}
        filled.finish()


def test_a_stranger_sees_nothing_of_the_venture(filled, charlie_client, venture):
    address = reverse("assessments:guide_matches", args=["channel-advantage"]) + f"?venture={venture.code}"
    assert venture.name not in charlie_client.get(address).content.decode()
