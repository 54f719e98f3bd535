import hashlib
import io
import json
import re

import pypdf
import pytest
from django.test import Client
from django.urls import reverse

from assessments import scoring
from reports import contents, pdf, verify
from reports.models import Report
from tests.reports.conftest import SITE, example, longest, pdf_of, shipped_bank, text_of
from tests.scoring.test_document import NINEFOLD


@pytest.fixture
def report(filled, alice, quick_render):
    report = Report.request(filled, alice, "en")
    report.build()
    return report


def page_of(sha256, **data):
    address = reverse("public:verify", args=[sha256])
    return (Client().post(address, data) if data else Client().get(address)).content.decode()


def attached(content):
    (inside,) = pypdf.PdfReader(io.BytesIO(content)).attachments["assessment.json"]
    return inside


def told(report):
    """What a whole report of the snapshot says."""
    frozen = report.snapshot
    return contents.gather(
        frozen.assessment.bank.parsed, frozen.parsed(), frozen.result, ["en"], sha256=frozen.sha256, final=False
    )[0]


def test_anybody_learns_that_a_report_was_made_and_when_its_answers_were_frozen(report):
    page = page_of(report.snapshot.sha256)
    assert "A report with this hash was made here" in page
    assert f"{report.snapshot.created:%B %Y}" in page


def test_and_nothing_more(report):
    page = page_of(report.snapshot.sha256)
    for secret in ("Brightloom", str(report.code), str(report.snapshot.assessment.venture.code), "alice"):
        assert secret not in page


def test_an_unknown_hash_gets_the_same_page_with_the_other_sentence(report):
    page = page_of("0" * 64)
    assert "No report with this hash is known here" in page
    assert Client().get(reverse("public:verify", args=["0" * 64])).status_code == 200


def test_answers_without_a_finished_report_are_not_known(filled, alice):
    assert "No report with this hash" in page_of(Report.request(filled, alice, "en").snapshot.sha256)


def test_a_typed_hash_leads_to_its_page(report):
    typed = " " + report.snapshot.sha256.upper()[:32] + " " + report.snapshot.sha256[32:]
    response = Client().get(reverse("public:verify_any"), {"sha256": typed})
    assert response.url == reverse("public:verify", args=[report.snapshot.sha256])


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["", "x", "é" * 64, "a" * 63])
def test_what_is_no_hash_is_told_so(typed):
    assert "error-summary" in (
        page := Client().get(reverse("public:verify_any"), {"sha256": typed}).content.decode()
    ) or ("a to f" in page or "Enter the hash" in page)


@pytest.mark.django_db
def test_a_refused_entry_is_named_above_the_page_and_takes_the_focus():
    for page in (Client().get("/verify/?sha256=xyz"), Client().post("/verify/", {"text": ""})):
        assert "<title>Problem: Verify a report" in page.content.decode()
        assert 'class="error-summary" role="alert" tabindex="-1" autofocus' in page.content.decode()


def test_an_address_that_is_no_hash_is_told_so():
    assert "This is not a hash" in page_of("zz")


def test_the_answers_inside_the_pdf_have_the_hash_of_the_report(report):
    content, _pages = pdf.make(told(report))
    assert hashlib.sha256(attached(content)).hexdigest() == report.snapshot.sha256
    page = page_of(report.snapshot.sha256, text=attached(content).decode())
    assert "A report of exactly these answers was made here" in page
    assert "is the one in the address" in page


def test_spaces_and_order_of_the_pasted_answers_do_not_matter(report):
    text = json.dumps(dict(reversed(report.snapshot.document.items())), indent=4)
    assert "exactly these answers" in page_of(report.snapshot.sha256, text=text)


@pytest.mark.parametrize("sign", ["航", "𠀀", '"'])
def test_the_longest_answers_can_be_compared(sign, report):
    text = scoring.canonical_json(longest(sign)).decode()
    page = page_of(hashlib.sha256(text.encode()).hexdigest(), text=text)
    assert "is the one in the address" in page


def test_one_changed_sign_is_found_out(report):
    text = json.dumps(report.snapshot.document).replace("Brightloom", "Brightloon")
    page = page_of(report.snapshot.sha256, text=text)
    assert "No report of these answers is known here" in page
    assert "is not the one in the address" in page


@pytest.mark.parametrize(
    "text", ["[]", "{", "hello", '{"a": 1e999}', '{"a": 1, "a": 2}', "{" * 9000, "!!bool maybe", NINEFOLD]
)
def test_what_is_no_document_is_told_so(text, report):
    assert "These are no answers of a report" in page_of(report.snapshot.sha256, text=text)


def test_the_report_prints_the_address_and_its_code():
    content, _pages = pdf_of("alpha", "zh-hans")
    text = "".join(text_of(content).replace("\u200b", "").split())
    assert f"{SITE}/zh-hans/verify/{'ab' * 32}/" in text


def test_the_code_says_the_address():
    side, bars = verify.drawn("https://fairway.example.org/verify/" + "ab" * 32 + "/")
    drawn = [[0] * side for _row in range(side)]
    for x, y, width in re.findall(r"M(\d+) (\d+)h(\d+)v1", bars):
        drawn[int(y)][int(x) : int(x) + int(width)] = [1] * int(width)
    finder = [[1] * 7, [1, 0, 0, 0, 0, 0, 1], [1, 0, 1, 1, 1, 0, 1]]
    assert [row[:7] for row in drawn[:3]] == finder
    assert [row[-7:] for row in drawn[:3]] == finder


def test_the_same_answers_give_the_same_bytes_attachment_and_all(report):
    first, second = (pdf.make(told(report))[0] for _time in range(2))
    assert first == second


@pytest.mark.parametrize("name", ["alpha", "delta"])
def test_the_attachment_is_a_document_that_can_be_read_in_again(name):
    from assessments import scoring

    assert scoring.read(attached(pdf_of(name, "en")[0]), shipped_bank()) == example(name)
