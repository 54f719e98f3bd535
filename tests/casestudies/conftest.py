"""The shipped cases as files and as rows, and a curator."""

import copy

import pytest
import yaml
from django.contrib.auth.models import Group
from django.test import Client

from accounts.models import User
from casestudies import library
from casestudies.models import CaseStudy
from casestudies.vocabulary import CONTENT, VOCABULARY_FILE

FILES = [file for file in sorted(CONTENT.glob("*.yaml")) if file != VOCABULARY_FILE]
OPENAI = yaml.safe_load((CONTENT / "openai.yaml").read_text(encoding="utf-8"))


@pytest.fixture
def document():
    """OpenAI's case as a plain mapping, to be changed or spoiled."""
    return copy.deepcopy(OPENAI)


@pytest.fixture
def stored(db):
    """Puts a document into the library, under another name if one is given."""

    def store(document, slug=None, **columns):
        document = copy.deepcopy(document) | ({"slug": slug} if slug else {})
        CaseStudy.load(library.read(library.write(document)))
        CaseStudy.objects.filter(slug=document["slug"]).update(**columns)
        return CaseStudy.objects.get(slug=document["slug"])

    return store


@pytest.fixture
def openai(stored, document):
    return stored(document)


@pytest.fixture
def curator(db):
    user = User.objects.create(email="erin@example.org", name="Erin", is_staff=True)
    user.groups.add(Group.objects.get(name="Curators"))
    return user


@pytest.fixture
def curator_client(curator):
    client = Client()
    client.force_login(curator, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client
