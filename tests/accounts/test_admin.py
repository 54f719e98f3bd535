import pytest
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.contrib import admin
from django.urls import reverse

from accounts.models import User
from ventures.models import Venture


@pytest.fixture
def staff(alice):
    alice.is_staff = alice.is_superuser = True
    alice.save()
    return alice


def test_sign_in_to_the_administration_is_everybody_s_sign_in(client, db):
    response = client.get(reverse("admin:index"), follow=True)
    assert response.redirect_chain[-1][0] == "/accounts/login/?next=%2Fadmin%2F"


def test_a_founder_is_not_let_in(alice_client):
    response = alice_client.get(reverse("admin:index"), follow=True)
    assert response.status_code == 403
    assert "You may not do this" in response.content.decode()


def test_staff_get_in_without_a_second_factor_where_it_is_not_required(staff, alice_client, settings):
    settings.STAFF_SECOND_FACTOR = False
    assert alice_client.get(reverse("admin:index")).status_code == 200


def test_staff_are_sent_to_set_up_a_second_factor_where_it_is_required(staff, alice_client, settings):
    settings.STAFF_SECOND_FACTOR = True
    response = alice_client.get(reverse("admin:accounts_user_changelist"), follow=True)
    assert response.redirect_chain[-1][0] == reverse("mfa_index")
    assert "Set up a second factor first" in response.content.decode()


def test_staff_with_a_second_factor_get_in(staff, alice_client, settings):
    settings.STAFF_SECOND_FACTOR = True
    Authenticator.objects.create(user=staff, type="totp", data={"secret": "x"})
    assert alice_client.get(reverse("admin:index")).status_code == 200


def test_nothing_that_leads_to_a_venture_is_registered():
    ours = {model for model in apps.get_models() if leads_to(model, Venture, set())}
    assert ours & set(admin.site._registry) == set()


def leads_to(model, target, seen):
    """By foreign keys from the model; that a venture names its members does not show it to staff."""
    if model is target:
        return True
    seen.add(model)
    keys = [field for field in model._meta.concrete_fields if field.is_relation]
    return any(leads_to(key.related_model, target, seen) for key in keys if key.related_model not in seen)


def test_an_account_is_made_with_a_small_letter_address_and_deleted_by_nobody(staff, alice_client, charlie):
    given = {"email": "Curator@Example.org", "usable_password": "true"}
    given |= {"password1": "a calm tide at dawn", "password2": "a calm tide at dawn"}
    alice_client.post(reverse("admin:accounts_user_add"), given)
    assert User.objects.filter(email="curator@example.org").exists()
    assert alice_client.get(reverse("admin:accounts_user_delete", args=[charlie.pk])).status_code == 403
    given = {"action": "delete_selected", "_selected_action": [charlie.pk], "post": "yes"}
    alice_client.post(reverse("admin:accounts_user_changelist"), given)
    assert User.objects.filter(pk=charlie.pk).exists()


def test_accounts_are_found_by_name_and_opened(staff, alice_client, charlie):
    found = alice_client.get(reverse("admin:accounts_user_changelist"), {"q": "charl"})
    assert charlie.email in found.content.decode()
    assert alice_client.get(reverse("admin:accounts_user_change", args=[charlie.pk])).status_code == 200


def test_a_lost_second_factor_can_be_removed_but_its_secret_is_not_shown(staff, alice_client, charlie):
    lost = Authenticator.objects.create(user=charlie, type="totp", data={"secret": "JBSWY3DP"})
    page = alice_client.get(reverse("admin:mfa_authenticator_change", args=[lost.pk]))
    assert "JBSWY3DP" not in page.content.decode()
    alice_client.post(reverse("admin:mfa_authenticator_delete", args=[lost.pk]), {"post": "yes"})
    assert not Authenticator.objects.exists()
