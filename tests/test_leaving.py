"""What deletion leaves behind and what the export leaves out, looked for in every column of every table."""

import json
import uuid

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection, models
from django.test import Client
from django.urls import reverse

from accounts.models import User
from assessments import scoring
from assessments.models import Assessment, Given
from assessments.models.answered import fill
from reports.models import Report, ReportFile
from reports.sharing import ShareLink
from tests.conftest import PASSWORD, SAMPLES, loaded_once
from ventures.models import Venture

CANARY = "canary-93d0"
# Changed by everybody's visits; looked through for canaries, not compared
MOVING = {"accounts_auditevent", "cache", "django_session"}
# Columns that hold no text of a person: ids of the method, hashes, states
CODES = {
    "Answer.item", "Answer.state", "Assessment.currency", "Assessment.profile", "Assessment.custom_weights",
    "Action.ref", "Report.beside_sha256", "ReportFile.sha256", "ShareLink.sections", "Snapshot.result",
    "Snapshot.sha256", "StepProgress.item", "Authenticator.data", "UserSession.data", "UserSession.session_key",
}  # fmt: skip
# What the export leaves out on purpose
SECRETS = {"User.password", "ShareLink.password", "ShareLink.token_sha256"}
# Of the site, not of the person's own work; the list of devices shows it
ELSEWHERE = {"UserSession.user_agent"}


@pytest.fixture(autouse=True)
def fresh_limits(db):
    cache.clear()


def founded(owner, name):
    """A venture with everything that can hang on one, its name in every text."""
    assessment = Assessment.begin(Venture.found(owner, f"{name} name", f"{name} summary"), owner)
    fill(assessment, scoring.read(loaded_once(SAMPLES / "clearnote.yaml"), assessment.bank.parsed))
    sheet = assessment.sheet
    sheet.answers.update(note=f"{name} note", reason=f"{name} reason", links=f"https://{name}.example")
    own = {"title": f"{name} measure", "status": "planned", "targets": []}
    sheet.save_answer("own_measure", Given(value=own), 0, uuid.uuid4())
    link, _token = ShareLink.make(
        assessment, owner, label=f"{name} label", days=7, sections=["summary"], frozen=True, password=f"{name} password"
    )
    link.log("opened")
    assessment.venture.tick("x", owner, ticked=True, note=f"{name} tick")
    assessment.venture.actions.create(kind="item", ref="x", owner=f"{name} who", evidence=f"{name} evidence")
    assessment.finish()
    report = Report.request(assessment, owner, "en")
    ReportFile.objects.create(report=report, pdf=name.encode(), size=1, pages=1, sha256="0" * 64)
    return assessment.venture


@pytest.fixture
def theirs(charlie, bank):
    """What belongs to somebody else and has to stay as it is."""
    return founded(charlie, "other")


@pytest.fixture
def canary(theirs, charlie):
    """A person whose every text holds the canary, signed in on two devices and just asked for the password."""
    client, elsewhere = (
        Client(headers={"User-Agent": f"{CANARY} here"}),
        Client(headers={"User-Agent": f"{CANARY} there"}),
    )
    email = f"{CANARY}@example.org"
    client.post(reverse("account_signup"), {"name": CANARY, "email": email, "password1": PASSWORD})
    elsewhere.post(reverse("account_login"), {"login": email, "password": PASSWORD})
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    user = User.objects.get(email=email)
    founded(user, CANARY)
    theirs.memberships.create(user=user, role="viewer")
    TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    LogEntry.objects.log_actions(charlie.pk, [user], CHANGE, "", single_object=True)
    return client


def everything():
    """Every row of every table, as text."""
    with connection.cursor() as cursor:
        tables = {}
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            tables[table] = {str([bytes(x) if isinstance(x, memoryview) else x for x in row]) for row in cursor}
    tables["django_session"] = {str(session.get_decoded()) for session in Session.objects.all()}
    return tables


def belonging():
    """Models whose rows go with a person: those that a cascade reaches from an account or a venture."""
    found = {User, Venture}
    while True:
        more = {
            model
            for model in apps.get_models()
            for key in model._meta.concrete_fields
            if key.is_relation and key.related_model in found and key.remote_field.on_delete is models.CASCADE
        }
        if more <= found:
            return found - {LogEntry, *outside}
        found |= more


outside = {apps.get_model("account", "EmailConfirmation")}  # codes take its place


def columns():
    """Each text column of a person's rows with what it holds."""
    for model in belonging():
        assert model.objects.exists(), f"{model.__name__} belongs to a person: let founded() or canary make one"
        for field in model._meta.concrete_fields:
            if isinstance(field, models.CharField | models.TextField | models.JSONField) and not field.choices:
                yield (
                    f"{model.__name__}.{field.name}",
                    [str(value) for value in model.objects.values_list(field.name, flat=True)],
                )


def test_a_deleted_account_leaves_nothing_behind_and_touches_nothing_else(theirs, charlie, request):
    before = everything()
    client = request.getfixturevalue("canary")
    list(columns())
    user = User.objects.get(name=CANARY)
    response = client.post(reverse("delete_account"), {"email": user.email})
    assert response.url == reverse("home")
    after = everything()
    assert {table for table, rows in after.items() if any(CANARY in row for row in rows)} == set()
    assert not [row for row in after["django_session"] if f"'_auth_user_id': '{user.pk}'" in row]
    logged = after.pop("django_admin_log") - before.pop("django_admin_log")
    assert all(f"account {user.pk}" in row for row in logged)
    assert {table: rows for table, rows in after.items() if table not in MOVING} == {
        table: rows for table, rows in before.items() if table not in MOVING
    }


def test_each_text_of_a_person_is_in_the_export_or_left_out_on_purpose(canary):
    text = canary.get(reverse("export")).content.decode()
    held = {name: [value for value in values if CANARY in value] for name, values in columns()}
    assert {name for name, values in held.items() if not values} == CODES | SECRETS
    documents = {"Answer.value", "Snapshot.document", "Report.beside"}  # in the export as parts of its own document
    assert {name for name in held if name not in documents and not all(map(text.__contains__, held[name]))} == ELSEWHERE
    for part in ("note", "reason", "measure"):
        assert f"{CANARY} {part}" in text
    own = next(venture for venture in json.loads(text)["ventures"] if venture["your_role"] == "owner")
    (report,) = own["assessments"][0]["reports"]
    assert f"{CANARY} evidence" in str(report["actions"])
    assert PASSWORD not in text
