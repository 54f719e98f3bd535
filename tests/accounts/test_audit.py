"""Acts that somebody may have to account for are recorded with the act, once and for good, and nothing else of it."""

import re

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.models import Permission
from django.core.cache import cache
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEvent
from casestudies.models import CaseStudy
from reports.models import Report, ReportFile
from reports.sharing import ShareLink
from tests.conftest import PASSWORD
from ventures.models import Venture

Act = AuditEvent.Act
NEW = "another calm tide at dusk"


@pytest.fixture(autouse=True)
def fresh_limits(db):
    cache.clear()


def recorded():
    """What was recorded since it was looked at last."""
    found = [(event.act, event.actor, event.subject) for event in AuditEvent.objects.order_by("pk")]
    new, recorded.seen = found[recorded.seen :], len(found)
    return new


@pytest.fixture(autouse=True)
def from_here(db):
    recorded.seen = AuditEvent.objects.count()


def sign_in(email, password=PASSWORD):
    client = Client()
    client.post(reverse("account_login"), {"login": email, "password": password})
    return client


def test_sign_up_sign_in_and_its_failures(client, alice):
    client.post(reverse("account_signup"), {"name": "Mo", "email": "mo@example.org", "password1": NEW})
    up, signed_in = recorded()
    assert (up[0], signed_in[0], up[1]) == (Act.SIGNED_UP, Act.SIGNED_IN, signed_in[1])
    sign_in(alice.email)
    assert recorded() == [(Act.SIGNED_IN, alice.pk, "")]
    sign_in(alice.email, "not the password")
    sign_in("nobody@example.org", "not the password")
    assert recorded() == [(Act.SIGN_IN_FAILED, alice.pk, "password"), (Act.SIGN_IN_FAILED, None, "password")]
    TOTP.activate(alice, "JBSWY3DPEHPK3PXP")
    client = sign_in(alice.email)
    client.post(reverse("mfa_authenticate"), {"code": "not it"})
    assert recorded() == [(Act.SIGN_IN_FAILED, alice.pk, "second factor")]


def test_a_new_password_and_a_factor_that_an_administrator_removes(alice, alice_client):
    alice_client.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})
    assert recorded() == [(Act.PASSWORD_CHANGED, alice.pk, "")]
    alice.refresh_from_db()
    factor = TOTP.activate(alice, "JBSWY3DPEHPK3PXP").instance
    alice.is_staff = alice.is_superuser = True
    alice.save()
    alice_client.post(reverse("admin:mfa_authenticator_delete", args=[factor.pk]), {"post": "yes"})
    assert recorded() == [(Act.FACTOR_CHANGED, alice.pk, f"by account {alice.pk}")]


def test_reports_and_exports(alice, alice_client, filled):
    code = filled.venture.code
    alice_client.post(reverse("reports:create", args=[code]), {"languages": ["en"]})
    alice_client.post(reverse("reports:create", args=[code]), {"languages": ["en"]})
    report = Report.objects.get()
    assert recorded() == [(Act.REPORT_REQUESTED, alice.pk, str(report))]
    ReportFile.objects.create(report=report, pdf=b"%PDF", size=4, pages=1, sha256="0" * 64)
    Report.objects.update(built=report.created)
    alice_client.get(reverse("reports:download", args=[code, report.code]))
    alice_client.get(reverse("reports:export", args=[code, "answers.csv"]))
    alice_client.get(reverse("export"))
    assert recorded() == [
        (Act.REPORT_DOWNLOADED, alice.pk, str(report)),
        (Act.EXPORTED, alice.pk, f"answers.csv of venture {code}"),
        (Act.EXPORTED, alice.pk, "account"),
    ]


def test_share_links(alice, alice_client, client, filled):
    link, token = ShareLink.make(filled, alice, label="Fund", days=7, sections=["summary"], frozen=False)
    client.get(reverse("public:shared", args=[token]))
    for _ in range(2):  # a second click does nothing
        alice_client.post(reverse("reports:revoke", args=[filled.venture.code, link.pk]))
    client.get(reverse("public:shared", args=[token]))
    subject = f"link {link.pk} of venture {filled.venture.code}"
    assert recorded() == [
        (Act.LINK_MADE, alice.pk, subject),
        (Act.LINK_USED, None, f"{subject}: opened"),
        (Act.LINK_REVOKED, alice.pk, subject),
        (Act.LINK_USED, None, f"{subject}: revoked"),
    ]


def test_publication_and_refusal(alice, alice_client, monkeypatch):
    monkeypatch.setattr(CaseStudy, "problems", lambda self: [])
    monkeypatch.setattr(CaseStudy, "save", lambda self, **kwargs: None)
    assert CaseStudy(slug="parley").approve(alice)
    alice_client.get(reverse("admin:index"), follow=True)
    assert recorded() == [(Act.CASE_PUBLISHED, alice.pk, "parley"), (Act.REFUSED, alice.pk, "GET /admin/login/")]


def test_deletions_outlive_what_was_deleted(alice, alice_client, venture):
    alice_client.post(reverse("ventures:delete", args=[venture.code]), {"name": venture.name})
    assert recorded() == [(Act.VENTURE_DELETED, alice.pk, f"venture {venture.code}")]
    alice_client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    alice_client.post(reverse("delete_account"), {"email": alice.email})
    assert recorded() == [(Act.ACCOUNT_DELETED, alice.pk, "")]


def broken(*args, **kwargs):
    raise DatabaseError


@pytest.mark.parametrize("fault", [(Venture, "delete"), (AuditEvent, "record")])
def test_event_and_act_happen_together_or_not_at_all(alice, venture, monkeypatch, fault):
    monkeypatch.setattr(*fault, broken)
    with pytest.raises(DatabaseError), transaction.atomic():
        venture.remove(alice)
    assert recorded() == []
    assert Venture.objects.filter(pk=venture.pk).exists()


@pytest.mark.parametrize(
    "statement", ["UPDATE accounts_auditevent SET subject = 'x'", "DELETE FROM accounts_auditevent"]
)
def test_the_database_refuses_to_change_or_to_delete_an_event(alice, statement):
    AuditEvent.record(Act.EXPORTED, alice, "account")
    with pytest.raises(DatabaseError, match="kept as they are"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert AuditEvent.objects.get().subject == "account"


def test_events_are_read_by_administrators_alone_and_changed_by_nobody(alice, alice_client, charlie):
    AuditEvent.record(Act.EXPORTED, charlie, "account")
    AuditEvent.record(Act.SIGN_IN_FAILED, None, "password")
    event = AuditEvent.objects.get(act=Act.EXPORTED)
    page, one = (
        reverse("admin:accounts_auditevent_changelist"),
        reverse("admin:accounts_auditevent_change", args=[event.pk]),
    )
    alice.is_staff = True
    alice.save()
    assert alice_client.get(page).status_code == 403
    alice.user_permissions.set(Permission.objects.filter(codename="view_auditevent"))
    text = alice_client.get(page).content.decode()
    assert "Exported data" in text
    assert charlie.email in text
    alice.is_superuser = True
    alice.save()
    assert alice_client.get(reverse("admin:accounts_auditevent_add")).status_code == 403
    assert alice_client.post(one, {"subject": "x"}).status_code == 403
    assert alice_client.post(reverse("admin:accounts_auditevent_delete", args=[event.pk])).status_code == 403


def test_an_event_holds_numbers_and_codes_and_no_text_of_anybody(alice, alice_client, client, filled):
    Venture.objects.update(name="canary name")
    alice_client.get(reverse("reports:export", args=[filled.venture.code, "answers.csv"]))
    sign_in("canary@example.org", "canary")
    client.get("/s/canary/")
    told = " ".join(str(row) for row in AuditEvent.objects.values_list())
    assert not re.search("canary|@", told)
