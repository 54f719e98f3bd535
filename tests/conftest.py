"""People, their ventures and answers. Each test that names a fixture gets its own rows."""

from functools import cache
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.test import Client
from django.utils import translation

from accounts.models import User
from assessments import scoring
from assessments.models import Assessment, Bank
from assessments.models.answered import fill
from ventures.models import Venture

BANKS = Path(settings.BASE_DIR) / "assessments/content/banks"
SAMPLES = Path(settings.BASE_DIR) / "assessments/content/samples"


settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # WhiteNoise warns of a missing folder, and warnings are errors
PASSWORD = "a long password of tests"

hashed_once = cache(make_password)  # the hash is slow on purpose


def person(name):
    return User.objects.create(email=f"{name}@example.org", name=name.title(), password=hashed_once(PASSWORD))


def signed_in(user):
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


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
    """The shipped bank, published."""
    newest = sorted(BANKS.glob("*.yaml"))[-1]
    return Bank.objects.publish(scoring.load(newest.read_text("utf-8")))[0]


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
    document = scoring.read((SAMPLES / "clearnote.yaml").read_text("utf-8"), assessment.bank.parsed)
    fill(assessment, document)
    return assessment


@pytest.fixture
def finished(filled):
    """The first round, answered and frozen."""
    filled.finish()
    return filled
