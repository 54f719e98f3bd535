"""Second person, versions, import and export in the administration."""

import re

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from casestudies import library
from casestudies.models import CaseStudy
from tests.casestudies.conftest import FILES
from tests.casestudies.test_admin import LIST, change, typed

pytestmark = pytest.mark.django_db


@pytest.fixture
def second():
    """Another curator."""
    user = User.objects.create(email="dana@example.org", name="Dana", is_staff=True)
    user.groups.add(Group.objects.get(name="Curators"))
    return user


@pytest.fixture
def second_client(second):
    client = Client()
    client.force_login(second, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def act(client, case, action):
    return client.post(LIST, {"action": action, "_selected_action": [case.pk]}, follow=True)


@pytest.fixture
def edited(curator_client, openai):
    """A case that the first curator has changed and left in review."""
    CaseStudy.objects.update(status="in_review")
    openai.sources.filter(position=1).update(kind="primary")
    page = typed(curator_client.get(change(openai)))
    curator_client.post(change(openai), page | {"city_en": "Oakland"})
    openai.refresh_from_db()
    assert openai.city_en == "Oakland"
    return openai


def test_one_person_alone_does_not_publish(curator_client, edited, curator):
    response = act(curator_client, edited, "approve")
    edited.refresh_from_db()
    assert edited.status == "in_review"
    assert "somebody else has to approve" in response.text
    page = typed(curator_client.get(change(edited)))
    response = curator_client.post(change(edited), page | {"status": "published"})
    assert "A second person publishes it" in response.text
    edited.refresh_from_db()
    assert (edited.status, edited.editor) == ("in_review", curator)


def test_a_second_person_publishes(second_client, edited, second):
    act(second_client, edited, "approve")
    edited.refresh_from_db()
    assert (edited.status, edited.approver) == ("published", second)
    assert edited.checked


def test_an_incomplete_case_is_not_approved(second_client, edited):
    CaseStudy.objects.update(summary_zh="")
    response = act(second_client, edited, "approve")
    edited.refresh_from_db()
    assert edited.status == "in_review"
    assert "not complete" in response.text


def test_the_database_refuses_one_person_twice(edited, curator):
    with pytest.raises(IntegrityError):
        CaseStudy.objects.update(editor=curator, approver=curator)


def test_versions_are_kept_compared_and_restored(curator_client, edited, second):
    page = typed(curator_client.get(change(edited)))
    curator_client.post(change(edited), page | {"city_en": "Berkeley"})
    address = reverse("admin:casestudies_casestudy_versions", args=[edited.pk])
    text = curator_client.get(address).text
    assert "City, English" in text
    assert "<del>Oakland</del><ins>Berkeley</ins>" in text
    shipped, first = reversed(edited.versions.all()[1:])
    for version, city in ((first, "Oakland"), (shipped, "San Francisco")):
        curator_client.post(address, {"version": version.pk})
        edited.refresh_from_db()
        assert edited.city_en == city
    assert edited.versions.count() == 5


def test_saving_without_a_change_keeps_no_version(curator_client, edited):
    before = edited.versions.count()
    curator_client.post(change(edited), typed(curator_client.get(change(edited))))
    assert edited.versions.count() == before


@pytest.mark.parametrize("slug", [path.stem for path in FILES])
def test_saving_a_shipped_case_as_it_stands_leaves_it_published(curator_client, slug):
    call_command("load_cases", verbosity=0)
    case = CaseStudy.objects.get(slug=slug)
    shown = curator_client.get(change(case))
    page, form = typed(shown), shown.context["adminform"].form
    for name in ("stack_layers", "application_fields"):  # a browser sends boxes as they stand on the page
        page[name] = [id for id, _word in form.fields[name].choices if id in page[name]]
    curator_client.post(change(case), page)
    case.refresh_from_db()
    assert (case.status, case.editor) == ("published", None)


def test_a_restored_version_brings_its_marks_of_older_texts_along(curator_client, openai):
    for city in ({"city_en": "Oakland"}, {"city_en": "Berkeley", "city_zh": "伯克利"}):
        curator_client.post(change(openai), typed(curator_client.get(change(openai))) | city)
    newest, marked, shipped = openai.versions.all()
    address = reverse("admin:casestudies_casestudy_versions", args=[openai.pk])
    for version, marks in ((marked, {"headquarters.city": "zh"}), (shipped, {}), (newest, {})):
        curator_client.post(address, {"version": version.pk})
        openai.refresh_from_db()
        assert openai.older == marks


def test_export_and_import_give_the_same_case(curator_client, openai):
    exported = curator_client.get(reverse("admin:casestudies_casestudy_export", args=[openai.pk])).text
    before = CaseStudy.objects.for_reading().get().document()
    openai.delete()
    address = reverse("admin:casestudies_casestudy_import")
    assert "new; it comes in" in curator_client.post(address, {"text": exported, "check": "1"}).text
    assert not CaseStudy.objects.exists()  # only checked
    curator_client.post(address, {"text": exported, "import": "1"})
    case = CaseStudy.objects.for_reading().get()
    assert (case.document(), case.status) == (before, "in_review")


def test_a_bad_file_is_refused_with_every_fault(curator_client, document):
    document["surprise"], document["name"] = 1, {"en": "OpenAI"}
    answer = curator_client.post(
        reverse("admin:casestudies_casestudy_import"), {"text": library.write(document), "import": "1"}
    )
    assert "<code>surprise</code> This key is not known" in answer.text
    assert "<code>name.zh</code> This is missing" in answer.text
    assert not CaseStudy.objects.exists()


def test_what_is_due_for_a_check_is_listed(curator_client, openai):
    CaseStudy.objects.update(as_of="2020-01-01")
    assert "OpenAI" in curator_client.get(f"{LIST}?check=due").text
    act(curator_client, openai, "mark_checked")
    assert "OpenAI" not in curator_client.get(f"{LIST}?check=due").text.partition("result_list")[2]


def test_only_curators_reach_these_pages(client, charlie_client, openai):
    for visitor in (client, charlie_client):
        for name, arguments in (("import", []), ("export", [openai.pk]), ("versions", [openai.pk])):
            address = reverse(f"admin:casestudies_casestudy_{name}", args=arguments)
            assert visitor.get(address).status_code in (302, 404)


def test_a_change_to_what_is_published_asks_for_another_check(curator_client, second_client, edited, client):
    act(second_client, edited, "approve")
    page = typed(curator_client.get(change(edited)))
    curator_client.post(change(edited), page | {"position": "7"})  # says nothing of the venture
    edited.refresh_from_db()
    assert edited.status == "published"

    curator_client.post(change(edited), page | {"city_en": "Berkeley"})

    edited.refresh_from_db()
    assert (edited.status, edited.approver) == ("needs_recheck", None)
    assert "The editors are checking this case again" in client.get("/cases/openai/").text
    assert "OpenAI" in client.get("/cases/").text
    assert "OpenAI" in curator_client.get(f"{LIST}?check=due").text
    act(curator_client, edited, "mark_checked")  # the sources agree, and yet nobody has read the change
    act(curator_client, edited, "approve")
    edited.refresh_from_db()
    assert edited.status == "needs_recheck"
    act(second_client, edited, "approve")
    edited.refresh_from_db()
    assert edited.status == "published"


def test_a_case_can_be_marked_for_a_recheck_and_checked(curator_client, openai):
    act(curator_client, openai, "ask_recheck")
    openai.refresh_from_db()
    assert openai.status == "needs_recheck"
    act(curator_client, openai, "mark_checked")
    openai.refresh_from_db()
    assert (openai.status, openai.checked) == ("published", timezone.localdate())


def test_a_case_without_a_primary_source_is_not_approved(second_client, edited):
    edited.sources.update(kind="secondary")
    assert "not complete" in act(second_client, edited, "approve").text
    assert "Sources: At least one must be primary." in second_client.get(change(edited)).text


def test_a_change_to_one_language_marks_the_other_until_it_follows(curator_client, openai, client):
    page = typed(curator_client.get(change(openai)))
    curator_client.post(change(openai), page | {"city_en": "Oakland", "failure_lessons-1-title_en": "New"})
    form = curator_client.get(change(openai)).text
    assert "Failure lesson 2, title, Chinese" in form
    assert form.count("Older than the English text.") == 2
    assert re.search(r'hreflang="en">English</a>\s*</p>', client.get("/zh-hans/cases/openai/").text)
    assert "newer" not in client.get("/cases/openai/").text
    assert "OpenAI" in curator_client.get(f"{LIST}?language=older").text

    page = typed(curator_client.get(change(openai)))
    curator_client.post(change(openai), page | {"city_zh": "奥克兰"})
    openai.refresh_from_db()
    assert openai.older == {"failure_lessons[1].title": "zh"}
    curator_client.post(change(openai), page | {"city_zh": "奥克兰", "languages_agree": "on"})
    openai.refresh_from_db()
    assert openai.older == {}
