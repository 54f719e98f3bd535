import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent
from reports.models import Report
from reports.sharing import ShareLink, ShareOpening

EVERYTHING = ["summary", "dimensions", "risks", "channels", "files"]


@pytest.fixture(autouse=True)
def no_tries(db):
    cache.clear()


@pytest.fixture
def address(venture):
    return reverse("reports:shares", args=[venture.code])


@pytest.fixture
def make(filled, alice):
    def made(**chosen):
        wanted = {"label": "Fund", "days": 30, "sections": EVERYTHING, "frozen": True} | chosen
        link, token = ShareLink.make(filled, alice, **wanted)
        return link, reverse("public:shared", args=[token])

    return made


def page_of(address, client=None):
    return (client or Client()).get(address).content.decode()


def outcomes():
    return list(ShareOpening.objects.order_by("pk").values_list("outcome", flat=True))


def test_the_form_makes_a_link_and_tells_its_address_once(alice_client, filled, address):
    typed = {"label": "Fund", "days": "7", "sections": ["summary"], "frozen": "yes", "password": ""}
    page = alice_client.post(address, typed, follow=True).content.decode()
    told = re.search(r"http://testserver(/s/[\w-]{43}/)", page)
    assert "Brightloom" in page_of(told[1])
    assert told[1] not in page_of(address, alice_client)


def test_the_token_is_kept_as_a_hash_alone(make):
    link, address = make()
    token = address.split("/")[-2]
    assert token not in str(ShareLink.objects.values().get(pk=link.pk))


def test_a_form_without_a_name_or_parts_is_told_so(alice_client, filled, address):
    page = alice_client.post(address, {"days": "7", "frozen": "yes"}).content.decode()
    assert "Enter who the link is for" in page
    assert "Choose at least one part" in page
    assert not ShareLink.objects.exists()


def test_answers_too_few_to_freeze_are_told_at_their_field_and_nothing_typed_is_lost(alice_client, assessment, address):
    typed = {"label": "Fund", "days": "90", "sections": ["risks"], "frozen": "yes", "password": ""}
    page = alice_client.post(address, typed)
    assert page.context["form"].errors["frozen"]
    assert 'value="Fund"' in page.content.decode()
    assert not ShareLink.objects.exists()


@pytest.mark.parametrize("part", ["summary", "dimensions", "risks", "channels", "files"])
def test_only_the_chosen_parts_are_shown(part, make):
    heads = {
        "summary": "verdict-h", "dimensions": "dim-h", "risks": "register-h", "channels": "ch-h", "files": "files-h",
    }  # fmt: skip
    page = page_of(make(sections=[part])[1])
    assert {name for name, head in heads.items() if f'id="{head}"' in page} == {part}


def test_the_page_leads_nowhere_that_is_private(make, filled, alice, quick_render):
    Report.request(filled, alice, "en").build()
    link, address = make()
    page = page_of(address)
    assert str(link.venture.code) not in page
    assert "<script" not in page
    links = re.findall(r'(?:href|action)="([^"#]+)"', page)
    assert not [one for one in links if "/ventures/" in one or "/account" in one]


def test_it_stays_out_of_caches_search_engines_and_other_sites_logs(make):
    headers = Client().get(make()[1]).headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Robots-Tag"] == "noindex, nofollow"
    assert headers["Referrer-Policy"] == "same-origin"


def test_frozen_answers_stay_and_newest_answers_move(make, filled):
    frozen, newest = make()[1], make(frozen=False)[1]
    filled.venture.name = "Newname"
    filled.venture.save()
    assert "Newname" not in page_of(frozen)
    assert "Newname" in page_of(newest)


def test_the_finished_report_can_be_downloaded(make, filled, alice, quick_render):
    report = Report.request(filled, alice, "en")
    report.build()
    address = make()[1]
    file = f"{address}{report.code}/"
    assert file in page_of(address)
    assert Client().get(file).content == bytes(report.file.pdf)
    assert Client().get(f"{make(sections=['summary'])[1]}{report.code}/").status_code == 404


def test_a_program_that_looks_at_the_head_alone_has_neither_opened_nor_downloaded(make, filled, alice, quick_render):
    report = Report.request(filled, alice, "en")
    report.build()
    address = make()[1]
    assert Client().head(address).status_code == Client().head(f"{address}{report.code}/").status_code == 200
    assert outcomes() == []


def test_reports_of_other_answers_are_not_to_be_had(make, filled, alice, quick_render):
    address = make()[1]
    filled.venture.name = "Newname"
    filled.venture.save()
    filled.refresh_from_db()
    report = Report.request(filled, alice, "en")
    report.build()
    assert Client().get(f"{address}{report.code}/").status_code == 404


def test_a_revoked_link_says_so_kindly_at_the_next_request(make, alice_client, venture):
    link, address = make()
    assert "Brightloom" in page_of(address)
    alice_client.post(reverse("reports:revoke", args=[venture.code, link.pk]))
    response = Client().get(address)
    assert response.status_code == 410
    assert "has revoked it" in response.content.decode()
    assert "Brightloom" not in response.content.decode()


def test_an_expired_link_says_so_kindly(make):
    link, address = make()
    ShareLink.objects.filter(pk=link.pk).update(expires=timezone.now() - timedelta(seconds=1))
    response = Client().get(address)
    assert response.status_code == 410
    assert "that time is over" in response.content.decode()


@pytest.mark.django_db
def test_a_token_that_never_was_gives_404():
    assert Client().get(reverse("public:shared", args=["x" * 43])).status_code == 404


def test_a_password_is_asked_for_and_kept_hashed(make):
    link, address = make(password="correct horse")
    visitor = Client()
    assert "Brightloom" not in page_of(address, visitor)
    assert "correct" not in link.password
    assert "This is not the password" in visitor.post(address, {"password": "wrong"}).content.decode()
    assert "Brightloom" in visitor.post(address, {"password": "correct horse"}, follow=True).content.decode()
    assert "Brightloom" in page_of(address, visitor)
    assert "Brightloom" not in page_of(address)


def test_the_password_of_one_link_opens_no_other(make):
    first, second = make(password="correct horse")[1], make(password="correct horse")[1]
    visitor = Client()
    visitor.post(first, {"password": "correct horse"})
    assert "Brightloom" not in page_of(second, visitor)


def test_files_need_the_password_too(make, filled, alice, quick_render):
    report = Report.request(filled, alice, "en")
    report.build()
    address = make(password="correct horse")[1]
    assert b"%PDF" not in Client().get(f"{address}{report.code}/").content


def test_after_five_wrong_passwords_even_the_right_one_waits(make):
    address = make(password="correct horse")[1]
    visitor = Client()
    for _try in range(5):
        visitor.post(address, {"password": "wrong"})
    response = visitor.post(address, {"password": "correct horse"})
    assert response.status_code == 429
    assert "Wait five minutes" in response.content.decode()
    assert outcomes() == ["wrong"] * 5 + ["limited"]


def test_tries_beyond_the_limit_are_logged_once(make):
    address = make(password="correct horse")[1]
    visitor = Client()
    for _try in range(9):
        visitor.post(address, {"password": "wrong"})
    assert outcomes() == ["wrong"] * 5 + ["limited"]
    assert AuditEvent.objects.filter(act=AuditEvent.Act.LINK_USED).count() == 6


def test_refusals_do_not_push_the_real_openings_out(make, address, alice_client):
    link, _shared = make()
    link.log("opened")
    for _try in range(25):
        link.log("wrong")
    page = page_of(address, alice_client)
    assert page.count("Wrong password</li>") == 20
    assert page.count("Opened</li>") == 1


def test_every_opening_is_logged_without_an_address(make, alice, alice_client, address):
    link, shared = make()
    page_of(shared)
    link.revoke(alice)
    page_of(shared)
    assert outcomes() == ["opened", "revoked"]
    assert {field.name for field in ShareOpening._meta.fields} == {"id", "link", "moment", "outcome"}
    page = page_of(address, alice_client)
    assert "Opened" in page
    assert "Refused, the link was revoked" in page


def test_a_wrong_password_is_not_told_as_an_opening(make, alice_client, address):
    Client().post(make(password="of the fund alone")[1], {"password": "of somebody else"})
    page = page_of(address, alice_client)
    assert re.search(r"<summary>Last visit [^<]*: Wrong password</summary>", page)
    assert "opened" not in page.lower().partition('<h2 id="links-h"')[2]


def test_a_viewer_and_a_stranger_make_see_and_revoke_none(make, venture, address, victor_client, charlie_client):
    link, _shared = make()
    for client in (victor_client, charlie_client):
        assert client.get(address).status_code == 404
        assert client.post(address, {"label": "x"}).status_code == 404
        assert client.post(reverse("reports:revoke", args=[venture.code, link.pk])).status_code == 404
    assert ShareLink.objects.get().revoked is None


def test_it_speaks_chinese(make):
    assert 'lang="zh-Hans"' in page_of("/zh-hans" + make()[1])
