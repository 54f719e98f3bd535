import re
from xml.etree import ElementTree

import pytest
from django.contrib.staticfiles.finders import find
from django.core.management import call_command

from casestudies.models import CaseStudy
from guide.handbook import handbook

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def cases():
    call_command("load_cases", verbosity=0)


@pytest.mark.parametrize(("prefix", "title"), [("", "OpenAI: "), ("/zh-hans", "OpenAI：")])
def test_the_feed_names_every_published_case(client, cases, prefix, title):
    CaseStudy.objects.filter(slug="jasper").update(status="draft")
    response = client.get(f"{prefix}/cases/feed/")
    feed = ElementTree.fromstring(response.content)
    titles = [entry.findtext(f"{ATOM}title") for entry in feed.findall(f"{ATOM}entry")]
    assert response["Content-Type"].startswith("application/atom+xml")
    assert len(titles) == 15
    assert any(one.startswith(title) for one in titles)
    assert all(f"{prefix}/cases/" in entry.find(f"{ATOM}link").get("href") for entry in feed.findall(f"{ATOM}entry"))


def test_the_sitemap_has_every_public_page_in_both_languages(client, cases):
    text = client.get("/sitemap.xml").content.decode()
    places = re.findall(r"<loc>http://testserver(.*?)</loc>", text)
    assert {"/", "/zh-hans/", "/guide/funding/", "/zh-hans/cases/openai/"} <= set(places)
    assert len(places) == 2 * (10 + 16 + len(handbook("en").topics) + 10)
    assert 'hreflang="zh-hans"' in text
    assert "/ventures/" not in text


def test_a_shared_page_says_what_it_is(client, cases):
    for path in ("/cases/openai/", "/zh-hans/guide/funding/", "/guide/steps/financing/"):
        text = client.get(path).content.decode()
        assert re.search(r'<meta property="og:title" content="[^"]+">', text)
        assert re.search(r'<meta property="og:description" content="[^"]+">', text)
        assert f'content="http://testserver{path}"' in text
        assert 'hreflang="zh-Hans"' in text
        picture = re.search(r'<meta property="og:image" content="http://testserver/static/([^"]+)">', text)[1]
        assert find(picture)


def test_a_reader_of_the_feed_shows_script_as_text(client, cases):
    CaseStudy.objects.filter(slug="openai").update(summary_en="<script>alert(1)</script> & more.")
    feed = ElementTree.fromstring(client.get("/cases/feed/").content)
    (summary,) = (one for one in feed.iter(f"{ATOM}summary") if "alert" in one.text)
    assert summary.get("type") == "html"
    assert summary.text == "&lt;script&gt;alert(1)&lt;/script&gt; &amp; more."


@pytest.mark.parametrize("prefix", ["", "/zh-hans"])
def test_so_does_every_list_that_can_be_shared(client, cases, prefix):
    for path in ("", "cases/", "guide/", "guide/tools/", "guide/references/", "guide/measures/", "guide/terms/"):
        text = client.get(f"{prefix}/{path}").content.decode()
        assert '<meta property="og:type" content="website">' in text, path
        (title,) = re.findall(r'<meta property="og:title" content="([^"]+)">', text)
        assert title in re.search(r"<title>(.*?)</title>", text, re.S)[1], path
        assert len(re.findall(r'<meta (?:property="og:description"|name="description") content="[^"]{8,}">', text)) == 2
        assert f'content="http://testserver{prefix}/{path}"' in text, path
