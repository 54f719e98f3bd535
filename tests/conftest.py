"""People, their ventures and answers. Each test that names a fixture gets its own rows."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import connection
from django.test import Client
from django.utils import translation
from playwright.sync_api import sync_playwright

from accounts.models import User
from assessments import scoring
from assessments.models import Assessment, Bank
from assessments.models.answered import fill
from tools import servers
from ventures.models import Venture

BANKS = Path(settings.BASE_DIR) / "assessments/content/banks"
SAMPLES = Path(settings.BASE_DIR) / "assessments/content/samples"


settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # WhiteNoise warns of a missing folder, and warnings are errors
PASSWORD = "a long password of tests"

hashed_once = cache(make_password)  # the hash is slow on purpose


@cache
def loaded_once(file):
    """YAML is slow to read, and no test changes what was read."""
    return scoring.load(file.read_bytes())


def person(name):
    return User.objects.create(email=f"{name}@example.org", name=name.title(), password=hashed_once(PASSWORD))


def signed_in(user):
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory):
    """A SQLite database in memory locks whole tables between threads; a file behaves as it does for people."""
    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup):
    """Emptying a SQLite database between tests means deleting rows, which a trigger refuses for audit events."""
    if connection.vendor == "sqlite":
        empty, trigger = connection.ops.execute_sql_flush, "accounts_auditevent_kept_delete"

        def empty_all(statements):
            with connection.cursor() as cursor:
                cursor.execute("SELECT sql FROM sqlite_master WHERE name = %s", [trigger])
                (definition,) = cursor.fetchone()
                cursor.execute(f"DROP TRIGGER {trigger}")
                empty(statements)
                cursor.execute(definition)

        connection.ops.execute_sql_flush = empty_all


@pytest.fixture(autouse=True)
def english():
    """A request in Chinese leaves its language behind in the thread."""
    translation.activate("en")


@pytest.fixture
def alice(db):
    """Owner of the venture."""
    return person("alice")


@pytest.fixture
def bob(db):
    """Editor of the venture."""
    return person("bob")


@pytest.fixture
def victor(db):
    """May look at the venture, no more."""
    return person("victor")


@pytest.fixture
def charlie(db):
    """A stranger."""
    return person("charlie")


@pytest.fixture
def alice_client(alice, venture):
    return signed_in(alice)


@pytest.fixture
def bob_client(bob, venture):
    return signed_in(bob)


@pytest.fixture
def victor_client(victor, venture):
    return signed_in(victor)


@pytest.fixture
def charlie_client(charlie, venture):
    return signed_in(charlie)


@pytest.fixture
def venture(alice, bob, victor):
    venture = Venture.found(alice, "Brightloom", "Reads meters from photographs")
    venture.memberships.create(user=bob, role="editor")
    venture.memberships.create(user=victor, role="viewer")
    return venture


@pytest.fixture
def bank(db):
    """The shipped bank, published, and parsed already as in a process that has served a page before."""
    published, _made = Bank.objects.publish(loaded_once(sorted(BANKS.glob("*.yaml"))[-1]))
    assert published.parsed.id == published.key
    return published


@pytest.fixture
def assessment(bank, venture, alice):
    """The first round of the venture, without answers."""
    return Assessment.begin(venture, alice)


@pytest.fixture
def sheet(assessment):
    return assessment.sheet


@pytest.fixture
def filled(assessment):
    """The first round with an answer to everything."""
    fill(assessment, scoring.read(loaded_once(SAMPLES / "clearnote.yaml"), assessment.bank.parsed))
    return assessment


@pytest.fixture
def finished(filled):
    """The first round, answered and frozen."""
    filled.finish()
    return filled


@pytest.fixture(scope="session")
def manage_site(tmp_path_factory):
    """Runs manage.py beside the server of `site`: same settings, same database in a temporary folder."""
    env = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")}
    env |= {"DATA_DIR": str(tmp_path_factory.mktemp("site")), "SECRET_KEY": "of a test"}
    env |= {"PLAIN_STATIC": "1", "DEBUG": ""}

    def start(*command):
        return subprocess.Popen([sys.executable, "manage.py", *command], cwd=settings.BASE_DIR, env=env)

    return start


@pytest.fixture(scope="session")
def site(manage_site):
    """The address of a server of its own, with the shipped bank and cases."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    for command in ("migrate", "load_banks", "load_cases"):
        assert manage_site(command, "-v0").wait() == 0
    server = manage_site("runserver", "--noreload", "--insecure", f"127.0.0.1:{port}")
    for _attempt in range(100):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=1).close()
            break
        except OSError:
            time.sleep(0.2)
    yield f"http://localhost:{port}"  # passkeys want a name
    server.terminate()
    server.wait(10)


@pytest.fixture(scope="module")
def browser():
    """Debian's Chromium. Not for the whole session: its event loop keeps Django from the database meanwhile."""
    with sync_playwright() as playwright:
        options = ["--no-sandbox", "--disable-gpu"]
        chromium = playwright.chromium.launch(executable_path=servers.chromium_program(), args=options)
        yield chromium
        chromium.close()
