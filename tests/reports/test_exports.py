import csv
import io
import json
import zipfile
from xml.etree import ElementTree

import pytest
from django.urls import reverse

from assessments import scoring
from reports import exports
from tests.reports.conftest import example, shipped_bank

EVERY_FILE = ["assessment.json", "result.json", "answers.csv", "risks.csv", "channels.csv", "tables.zip", "tables.xlsx"]


@pytest.fixture
def fetch(alice_client, venture):
    return lambda file: alice_client.get(reverse("reports:export", args=[venture.code, file]))


def rows_of(content):
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def test_the_document_is_the_one_that_the_method_reads(fetch, filled):
    content = fetch("assessment.json").content
    assert scoring.read(content, filled.bank.parsed) == filled.document()


def test_a_finished_document_is_the_frozen_one(fetch, finished):
    assert json.loads(fetch("assessment.json").content) == finished.final.document
    assert json.loads(fetch("result.json").content) == finished.final.result


def test_the_result_has_the_figures_of_the_page(fetch, filled):
    found = json.loads(fetch("result.json").content)
    assert found["format"] == "fairway.result/1"
    assert found["risk_adjusted"] == pytest.approx(filled.result()["risk_adjusted"])


def test_without_a_score_there_is_no_result_but_the_document(fetch, assessment):
    assert fetch("result.json").status_code == 404
    assert fetch("assessment.json").status_code == 200


def test_every_question_has_a_line(fetch, filled):
    bank = filled.bank.parsed
    listed = [row[0] for row in rows_of(fetch("answers.csv").content)[1:]]
    assert listed == [one.id for one in (*bank.facts, *bank.gates, *bank.questions)]


def test_every_risk_and_channel_has_a_line(fetch, filled):
    document = filled.document()
    assert len(rows_of(fetch("risks.csv").content)) == 1 + len(filled.bank.parsed.risks)
    assert len(rows_of(fetch("channels.csv").content)) == 1 + len(document.channels + document.rival_channels)


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", " =", "＝", "＋", "－", "＠"])
def test_no_text_becomes_a_formula(start):
    table = exports.Table("answers", ("id",), ((f'{start}HYPERLINK("x")', -5, 0.25),))
    text, whole, part = rows_of(exports.as_csv(table))[1]
    assert text.startswith("'" + start)
    assert (whole, part) == ("-5", "0.25")


def test_a_typed_formula_leaves_every_file_as_text(fetch, filled, venture):
    question = filled.bank.parsed.questions[0].id
    row = filled.sheet.answers.get(item=question)
    row.note = "=1+1"
    row.save()
    assert "'=1+1" in [cell for row in rows_of(fetch("answers.csv").content) for cell in row]
    with zipfile.ZipFile(io.BytesIO(fetch("tables.xlsx").content)) as book:
        assert b"'=1+1" in book.read("xl/sharedStrings.xml")
        sheets = [book.read(name) for name in book.namelist() if name.startswith("xl/worksheets/sheet")]
    assert len(sheets) == 3
    assert not [sheet for sheet in sheets if b"<f>" in sheet]


def test_numbers_stay_numbers_in_a_workbook():
    found = exports.tables(shipped_bank(), example("alpha"), None)
    with zipfile.ZipFile(io.BytesIO(exports.as_xlsx(found))) as book:
        sheet = ElementTree.fromstring(book.read("xl/worksheets/sheet3.xml"))
    cells = sheet.iter("{http://schemas.openxmlformats.org/spreadsheetml/2006/main}c")
    assert [cell for cell in cells if cell.get("t") is None and len(cell)]


def test_the_archive_holds_the_three_tables(fetch, filled):
    with zipfile.ZipFile(io.BytesIO(fetch("tables.zip").content)) as archive:
        assert archive.namelist() == ["answers.csv", "risks.csv", "channels.csv"]
        assert archive.read("risks.csv") == fetch("risks.csv").content


def test_tables_speak_the_language_of_the_page(alice_client, filled, venture):
    address = "/zh-hans" + reverse("reports:export", args=[venture.code, "risks.csv"])
    assert filled.bank.parsed.risks[0].title.zh in alice_client.get(address).content.decode()


@pytest.mark.parametrize("file", EVERY_FILE)
def test_a_viewer_may_have_them_and_a_stranger_gets_404(file, filled, venture, victor_client, charlie_client):
    address = reverse("reports:export", args=[venture.code, file])
    response = victor_client.get(address)
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-store"
    assert file in response.headers["Content-Disposition"]
    assert charlie_client.get(address).status_code == 404


def test_an_unknown_file_gives_404(fetch, filled):
    assert fetch("answers.exe").status_code == 404


def test_a_venture_without_answers_gives_404(fetch, bank):
    assert fetch("assessment.json").status_code == 404


def test_the_page_of_reports_leads_to_them(alice_client, filled, venture):
    page = alice_client.get(reverse("reports:index", args=[venture.code])).content.decode()
    assert all(reverse("reports:export", args=[venture.code, file]) in page for file in EVERY_FILE)
