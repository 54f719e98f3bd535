import re

from django.urls import reverse

from ventures.models import Membership, Venture


def test_a_new_venture_belongs_to_who_made_it_and_leads_to_the_first_question(charlie, charlie_client, bank):
    given = {"name": "Parley", "summary": "Drafts contracts"}
    response = charlie_client.post(reverse("ventures:create"), given)
    made = Venture.objects.get(name="Parley")
    assert response.url == reverse("assessments:start", args=[made.code])
    assert made.memberships.get().user == charlie
    assert made.memberships.get().role == Membership.Role.OWNER


def test_a_double_click_makes_one_venture(charlie_client, bank):
    page = charlie_client.get(reverse("ventures:create")).content.decode()
    sent = {"name": "Parley", "operation": re.search('name="operation" value="([^"]+)"', page)[1]}
    first, second = (charlie_client.post(reverse("ventures:create"), sent).url for _click in range(2))
    assert first == second
    assert Venture.objects.filter(name="Parley").count() == 1
    assert charlie_client.post(reverse("ventures:create"), {**sent, "name": "Parley 2"}).url != first


def test_a_venture_needs_a_name(charlie_client):
    page = charlie_client.post(reverse("ventures:create"), {"name": "  ", "summary": "Kept"}).content.decode()
    assert '<a href="#id_name">Enter a name for the venture' in page
    assert 'value="Kept"' in page
    assert "<title>Problem: New venture" in page
    chinese = charlie_client.post("/zh-hans/ventures/new/", {"name": ""}).content.decode()
    assert "<title>有误：新建项目" in chinese


def test_a_name_that_looks_like_markup_is_shown_as_typed(charlie_client, bank):
    charlie_client.post(reverse("ventures:create"), {"name": "<b onclick=x>协商</b>"})
    made = Venture.objects.get(name="<b onclick=x>协商</b>")
    page = charlie_client.get(reverse("ventures:edit", args=[made.code])).content.decode()
    assert "&lt;b onclick=x&gt;协商&lt;/b&gt;" in page
    assert "<b onclick" not in page


def test_a_name_that_is_too_long_is_refused_with_a_message(charlie_client):
    response = charlie_client.post(reverse("ventures:create"), {"name": "x" * 121})
    assert "at most 120 characters" in response.content.decode()
