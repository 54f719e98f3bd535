"""Real worker processes and a real broker: whatever dies, the report arrives, and it arrives once."""

import json
import os
import secrets
import tempfile
import time
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from django.conf import settings

from tests.reports.installation import Installation

pytestmark = pytest.mark.worker
SAMPLE = "assessments/content/samples/clearnote.yaml"
LEASE = 4  # seconds
SETUP = f"""
from pathlib import Path
from accounts.models import User
from assessments import scoring
from assessments.models import Assessment
from assessments.models.answered import fill
from ventures.models import Venture
alice = User.objects.create(email="alice@example.org")
assessment = Assessment.begin(Venture.found(alice, "Clearnote"), alice)
fill(assessment, scoring.read(scoring.load(Path("{SAMPLE}").read_text()), assessment.bank.parsed))
"""
ASK = """
from django.test import Client
from accounts.models import User
from django.urls import reverse
from reports.models import Report
from ventures.models import Venture
Report.objects.all().delete()
client = Client()
client.force_login(User.objects.get(), backend="allauth.account.auth_backends.AuthenticationBackend")
page = client.post(reverse("reports:create", args=[Venture.objects.get().code]), {"languages": LANGUAGES}, follow=True)
print(page.status_code, "queue" in page.content.decode() or "Step" in page.content.decode())
"""
AGE = """
from datetime import timedelta
from django.utils import timezone
from reports.models import Report
Report.objects.update(rung=timezone.now() - timedelta(minutes=1))
"""
WAIT = """
import time
from reports.models import Report
deadline = time.monotonic() + SECONDS
while time.monotonic() < deadline and not all(CONDITION for report in Report.objects.all()):
    time.sleep(0.05)
"""
TELL = """
import json
from reports.models import Report, ReportFile
print(json.dumps({
    "states": [report.state for report in Report.objects.order_by("language")],
    "attempts": [report.attempts for report in Report.objects.order_by("language")],
    "files": [[file.pages, bytes(file.pdf[:5]).decode()] for file in ReportFile.objects.all()],
}))
"""


KILL = """
import os, signal
os.killpg(PROCESS, signal.SIGKILL)
"""


@pytest.fixture(scope="module")
def database():
    """A database of its own on the server that the tests use; on SQLite a file in the installation's folder."""
    if settings.DATABASES["default"]["ENGINE"] != "django.db.backends.postgresql":
        yield ""
        return
    name, address = f"worker_{secrets.token_hex(4)}", os.environ["DATABASE_URL"]
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        yield urlunsplit(urlsplit(address)._replace(path=f"/{name}"))
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(scope="module")
def installation(database):
    with tempfile.TemporaryDirectory(prefix="fw-", dir="/tmp") as folder:  # a socket's path has to be short
        made = Installation(Path(folder), LEASE, database)
        made.run(SETUP)
        yield made


def ask(installation, *languages):
    return installation.run(ASK.replace("LANGUAGES", repr(languages))).strip()


def age(installation):
    """The report was announced long ago, as far as the database knows."""
    installation.run(AGE)


def wait_until(installation, condition, seconds=60):
    """What is stored once the condition holds for every report, or time is up."""
    return json.loads(installation.run(WAIT.replace("CONDITION", condition).replace("SECONDS", str(seconds)) + TELL))


def test_a_report_asked_for_with_a_click_is_built_by_the_worker(installation):
    with installation.broker(), installation.worker():
        assert ask(installation, "en", "zh-hans") == "200 True"
        found = wait_until(installation, "not report.is_open")
    assert found["states"] == ["ready", "ready"]
    assert found["attempts"] == [1, 1]
    assert all(pages > 20 and start == "%PDF-" for pages, start in found["files"])


def test_a_worker_killed_in_the_middle_loses_nothing_and_doubles_nothing(installation):
    with installation.broker():
        with installation.worker() as process:
            # All in one process, as the pages may be set before another one has started
            asked = ASK.replace("LANGUAGES", "['en']")
            watched = WAIT.replace("CONDITION", "report.step == Report.Step.SET").replace("SECONDS", "60")
            told = installation.run(asked + watched + KILL.replace("PROCESS", str(process.pid)) + TELL)
            assert json.loads(told.splitlines()[-1])["states"] == ["working"]
        assert wait_until(installation, "report.built", seconds=1)["files"] == []
        with installation.worker():
            time.sleep(LEASE)
            age(installation)
            installation.manage("reap")
            found = wait_until(installation, "not report.is_open")
    assert found["states"] == ["ready"]
    assert found["attempts"] == [2]
    assert len(found["files"]) == 1


def test_with_the_broker_away_the_page_works_and_the_report_follows(installation):
    with installation.broker():
        worker = installation.worker()
        worker.__enter__()
    try:
        assert ask(installation, "en") == "200 True"
        assert wait_until(installation, "report.built", seconds=1)["states"] == ["waiting"]
        with installation.broker():
            age(installation)
            installation.manage("reap")
            assert wait_until(installation, "not report.is_open")["states"] == ["ready"]
    finally:
        worker.__exit__(None, None, None)


def test_a_worker_that_comes_up_asks_for_what_was_left_lying(installation):
    assert ask(installation, "en") == "200 True"
    age(installation)
    with installation.broker(), installation.worker():
        assert wait_until(installation, "not report.is_open")["states"] == ["ready"]
