"""No answer, password or token in a log, and one line a record."""

import json
import logging

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import SuspiciousOperation
from django.test import Client
from django.urls import reverse
from django.utils.module_loading import import_string

CANARY = "canary-5b1e"


@pytest.fixture
def written(caplog, db):
    """What the console handler writes of the records so far."""
    told = dict(settings.LOGGING["formatters"]["line"])
    formatter = import_string(told.pop("()"))(**told)
    caplog.set_level(logging.DEBUG)
    cache.clear()
    return lambda: [formatter.format(record) for record in caplog.records]


@pytest.fixture
def patient():
    return Client(raise_request_exception=False)


def broken(*args, **kwargs):
    answer = f"{CANARY}\nanother line"
    try:
        raise KeyError(answer)
    except KeyError:
        raise ValueError(f"invalid literal: {answer!r}") from None


def provoke(patient, monkeypatch, alice, venture, error):
    """Faults with a canary wherever people can put one."""
    patient.get(f"/s/{CANARY}/")
    patient.get(f"/accounts/password/reset/key/1-{CANARY}/")
    patient.get(f"/nowhere/{CANARY}/")
    patient.get(f"/zh-hans/nowhere%0A%7B{CANARY}/")
    patient.put(reverse("accounts:theme"), CANARY)
    patient.get("/", headers={"cookie": f"sessionid={CANARY}"})
    patient.post(reverse("account_login"), {"login": alice.email, "password": CANARY})
    patient.post(reverse("account_login"), {"login": f"{CANARY}@example.org", "password": CANARY})
    patient.force_login(alice, backend="allauth.account.auth_backends.AuthenticationBackend")
    address = reverse("assessments:question", args=[venture.code, "strategy", "strategy_positioning"])
    patient.post(address, {"note": CANARY, "version": CANARY})
    patient.post(address + "?note=" + CANARY, {"note": CANARY}, headers={"Origin": f"https://{CANARY}.example"})
    monkeypatch.setattr("config.views.render", error)
    patient.get(reverse("privacy"), {"q": CANARY})


def test_nothing_that_a_person_typed_is_logged(patient, monkeypatch, alice, filled, written):
    provoke(patient, monkeypatch, alice, filled.venture, broken)
    lines = written()
    assert len(lines) > 10
    assert not [line for line in lines if CANARY in line]
    assert not [line for line in lines if alice.email in line or "a long password" in line]


def test_each_record_is_one_line_of_json(patient, monkeypatch, alice, filled, written):
    provoke(patient, monkeypatch, alice, filled.venture, broken)
    logging.getLogger("reports.models").warning('first\n{"level": "forged"}\u2028\x85')
    for line in written():
        assert len(line.splitlines()) == 1
        assert {"time", "level", "logger", "message"} <= set(json.loads(line))


def test_an_error_is_found_by_its_type_and_its_place(patient, monkeypatch, written):
    monkeypatch.setattr("config.views.render", broken)
    patient.get(reverse("privacy"))
    (entry,) = [entry for entry in map(json.loads, written()) if "error" in entry]
    assert entry["message"] == "Internal Server Error: GET /privacy/"
    assert entry["error"][0]["type"] == "builtins.ValueError"
    assert entry["error"][0]["at"][-1].endswith(" broken")


def test_what_an_error_arose_from_is_told_too(written):
    try:
        try:
            raise KeyError(CANARY)
        except KeyError as error:
            raise SuspiciousOperation(CANARY) from error
    except SuspiciousOperation:
        logging.getLogger("reports.models").exception("it failed")
    (line,) = written()
    assert [part["type"].rpartition(".")[2] for part in json.loads(line)["error"]] == [
        "SuspiciousOperation",
        "KeyError",
    ]
    assert CANARY not in line
