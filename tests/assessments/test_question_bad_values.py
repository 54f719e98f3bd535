"""Whatever is sent to a step, the answer is a page or a refusal, never a fault of the server."""

import random
import time
import uuid
from itertools import cycle
from urllib.parse import quote_from_bytes

import pytest
from django.conf import settings

from assessments.forms.step import plain_text
from tests.assessments.pages import HTMX

STEPS = [
    ("about", "fact_stage"), ("about", "fact_fields"), ("about", "fact_parameters"), ("gates", "gate_prohibited"),
    ("strategy", "strategy_positioning"), ("social", "social_reach"), ("economic", "economic_revenue"),
    ("channels", "channel_portfolio"), ("channels", "rival_channels"), ("risks", "risk_market_competition"),
]  # fmt: skip
BAD = {
    "nul": "a\x00b", "only nul": "\x00", "control": "\x01\x1b[31m\x7f\x85", "lone surrogate": "\ud800",
    "bidi": "\u202e9", "nan": "NaN", "infinity": "-Infinity", "overflow": "1e999", "tiny": "1e-999",
    "two to the 31": str(2**31), "two to the 63": str(2**63), "minus two to the 63": str(-(2**63)),
    "5,000 digits": "9" * 5000, "brackets": "[" * 100_000, "other digits": "٣٤٥", "superscript": "²", "roman": "Ⅸ",
    "half": "½", "circled": "①", "combining": "e" + "\u0301" * 10_000, "formula": "=HYPERLINK(1)",
    "template": "{{ 7*7 }}{% debug %}", "percent": "%s %(a)s %", "format": "{0.__class__}",
    "markup": "<script>alert(1)</script>", "separator": "\u2028", "bom": "\ufeff7", "empty": "", "spaces": "   ",
    "newlines": "\n" * 10_000, "json": '{"draft": {"raw": "x"}}', "date": "0000-00-00", "year": "99999-01-01",
    "boolean": "True",
}  # fmt: skip


@pytest.fixture(autouse=True)
def shown_faults(alice_client):
    alice_client.raise_request_exception = True  # a fault of the server fails the test with its trace


def encoded(fields):
    """As a form is sent; a lone surrogate goes as the bytes that some clients make of it."""
    pairs = ((quote(name), quote(value)) for name, value in fields)
    return "&".join(f"{name}={value}" for name, value in pairs)


def quote(text):
    return quote_from_bytes(text.encode("utf-8", "surrogatepass"))


def send(page, fields, htmx=False, content_type="application/x-www-form-urlencoded"):
    body = fields if isinstance(fields, bytes) else encoded(fields).encode()
    return page.client.generic("POST", page.url, body, content_type, headers=HTMX if htmx else {})


@pytest.mark.parametrize("step", STEPS, ids=[item for _section, item in STEPS])
def test_a_bad_value_in_any_field_is_no_fault_of_the_server(page, step):
    for htmx, (kind, bad) in zip(cycle([False, True]), BAD.items(), strict=False):
        opened = page(*step)
        assert opened.response.status_code == 200, kind
        names = {*opened.fields, "choice", "raw", "evidence", "likelihood", "overwrite"}
        fields = [(name, bad) for name in names if name not in ("csrfmiddlewaretoken", "version", "operation")]
        fresh = [("version", opened.fields["version"]), ("operation", str(uuid.uuid4()))]
        too_large = len(encoded(fields)) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE - 1000
        assert send(opened, [*fields, *fresh], htmx).status_code in ({400} if too_large else {200, 302}), kind


@pytest.mark.parametrize("name", ["version", "operation", "previous"])
def test_a_bad_hidden_field_is_no_fault_of_the_server(page, name):
    opened = page("strategy", "strategy_positioning")
    for kind, bad in BAD.items():
        good = {"version": "0", "operation": str(uuid.uuid4()), "previous": "", "choice": "1"}
        read_as_a_number = name == "version" and kind == "other digits"
        expected = 302 if name == "previous" or read_as_a_number else 400
        assert send(opened, [*{**good, name: bad}.items()]).status_code == expected, kind


def test_names_that_look_like_rows_and_measures_are_no_fault_of_the_server(page, sheet):
    names = [
        "row-²-type", "row-٣-type", "row--type", "row-999999999999-share", "row-0-", "row-0-nonsense", "row-1-share-x",
        "measure--status", "measure-own_-status", "measure-own_\x00-title", f"measure-own_{'a' * 500}-title",
        "measure-own_ZZZZZZZZZZZZ-title", "measure-mitigation_unknown-status", "measure-own_0123456789ab-title",
        "measure-risk_market_competition-status", "measure-own_0123456789ac-version",
    ]  # fmt: skip
    for section, item in STEPS:
        for value in ("1", "planned", "\x00"):
            opened = page(section, item)
            fresh = [("version", opened.fields["version"]), ("operation", str(uuid.uuid4()))]
            assert send(opened, [*fresh, *((name, value) for name in names)]).status_code in (200, 302)
    assert all(len(answer.item) <= 80 for answer in sheet.answers.all())


@pytest.mark.parametrize("step", STEPS, ids=[item for _section, item in STEPS])
def test_a_body_of_another_kind_is_refused(page, step):
    opened = page(*step)
    assert send(opened, b"").status_code == 400
    assert send(opened, b"\xff\xfe\x00=%ff%fe&version=%ff").status_code == 400
    assert send(opened, b'{"version": 0}', content_type="application/json").status_code == 400
    assert send(opened, b"nonsense", content_type="multipart/form-data; boundary=x").status_code == 400
    assert send(opened, b"x", content_type="text/plain; charset=no-such-charset").status_code == 400


def test_too_many_fields_and_too_large_bodies_are_refused(page):
    opened = page("risks", "risk_market_competition")
    fields = [("version", "0"), ("operation", str(uuid.uuid4()))]
    assert send(opened, [*fields, *((f"field-{n}", "x") for n in range(2000))]).status_code == 400
    assert send(opened, [*fields, ("note", "x" * 10 * 1024 * 1024)]).status_code == 400


def test_of_a_repeated_key_the_last_one_counts(page, sheet):
    opened = page("strategy", "strategy_positioning")
    fields = [("version", "7"), ("version", "0"), ("operation", "x"), ("operation", str(uuid.uuid4()))]
    assert send(opened, [*fields, ("choice", "1"), ("choice", "3")]).status_code == 302
    assert sheet.answers.get().value == 3


def test_random_bytes_are_no_fault_of_the_server(page):
    chance = random.Random(7)
    opened = page("economic", "economic_revenue")
    for _round in range(60):
        start = f"version=0&operation={uuid.uuid4()}&".encode()
        body = start + bytes(chance.choice(b"rawchoice=&%0123456789abcdef-_;+\xff\x00") for _byte in range(200))
        assert send(opened, body).status_code in (200, 302, 400, 409)


def test_endless_accents_keep_no_page_busy():
    """To put accents in order takes a time that grows with the square of their number in a row."""
    for accents in ("\u0301\u0316", "\u0f75"):
        typed, begun = "e" + accents * 40_000, time.perf_counter()
        assert plain_text(typed + "\r\nx\x07") == typed + "\nx"
        assert time.perf_counter() - begun < 1
    assert plain_text("e\u0301\u0316") == "\u00e9\u0316"
