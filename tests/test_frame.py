"""What frames every page: icons, main links, languages."""

import pytest
from django.template import TemplateSyntaxError, engines
from django.test import RequestFactory
from django.urls import resolve

from config.navigation import navigation


def test_an_icon_is_the_drawing_in_its_file():
    page = engines["django"].from_string('{% icon "check" %}').render({})
    assert page.startswith('<svg class="icon"')
    assert "<path" in page


def test_an_icon_that_does_not_exist_stops_the_template():
    with pytest.raises(TemplateSyntaxError, match="no icon unicorn"):
        engines["django"].from_string('{% icon "unicorn" %}')


@pytest.mark.parametrize(
    ("address", "place"),
    [("/ventures/", "ventures"), ("/compare/", "compare"), ("/ventures/cases/", "cases"), ("/cases/", "cases"),
     ("/guide/", "guide"), ("/account/", "")],
)  # fmt: skip
def test_every_page_belongs_to_one_of_the_main_links_or_to_none(address, place):
    request = RequestFactory().get(address)
    assert navigation(request) == {"place": ""}
    request.resolver_match = resolve(address)
    assert navigation(request) == {"place": place}


@pytest.mark.django_db
def test_only_pages_that_anybody_may_read_name_their_twin_in_the_other_language(client, alice_client):
    assert 'rel="alternate" hreflang="zh-Hans" href="http://testserver/zh-hans/cases/"' in client.get("/cases/").text
    assert 'rel="alternate" hreflang' not in alice_client.get("/account/").text
